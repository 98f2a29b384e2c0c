"""The ports to signer and time-stamper over keys in the authority's own folder."""

import secrets
from collections.abc import Sequence
from datetime import UTC
from typing import Any, Final

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding

from server.outcomes.pki.authority import Clock, now_utc
from server.outcomes.pki.certificates import Holder
from server.outcomes.pki.kind import Kind
from server.outcomes.trouble import Trouble, TroubleKind

_PREHASHED: Final = ec.ECDSA(Prehashed(SHA256()))
_SHA256: Final = algos.DigestAlgorithm({"algorithm": "sha256"})


def digest(octets: bytes) -> bytes:
    made = Hash(SHA256())
    made.update(octets)
    return made.finalize()


class LocalSigner:
    """A key that is in this process."""

    def __init__(self, holder: Holder, above: Sequence[x509.Certificate]) -> None:
        self._key = holder.key
        self._certificates = [each.public_bytes(Encoding.DER) for each in (holder.certificate, *above)]

    async def certificates(self) -> Sequence[bytes]:
        """See Signer."""
        return self._certificates

    async def sign(self, digest: bytes) -> bytes:
        """See Signer."""
        return self._key.sign(digest, _PREHASHED)


class LocalTimeStamper:
    """Answers as RFC 3161 has it, with this machine's clock: the centre's own word for the time, and no more."""

    def __init__(self, holder: Holder, above: Sequence[x509.Certificate], clock: Clock = now_utc) -> None:
        self._key, self._clock = holder.key, clock
        self._own = asn1.Certificate.load(holder.certificate.public_bytes(Encoding.DER))
        self._sent = [self._own, *(asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in above)]
        cert_id = tsp.ESSCertIDv2({"cert_hash": digest(self._own.dump())})
        self._attributes = [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute(
                {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [cert_id]})]}
            ),
        ]

    async def stamp(self, request: bytes) -> bytes:
        """See TimeStamper; raises Trouble for what is no request."""
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            imprint = asked["message_imprint"]
            told = self._told(imprint, asked["nonce"])
        except (ValueError, KeyError, TypeError) as error:
            raise Trouble(TroubleKind.TIMESTAMPER_LIED, "no request") from error
        token = self._token(told.dump())
        return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())

    def _told(self, imprint: Any, nonce: Any) -> Any:
        now = self._clock().astimezone(UTC).replace(microsecond=0)
        told = {
            "version": "v1",
            "policy": Kind.TIMESTAMP.policy,
            "message_imprint": imprint,
            "serial_number": secrets.randbits(63),
            "gen_time": now,
            "accuracy": {"seconds": 1},
        }
        if nonce.native is not None:
            told["nonce"] = nonce
        return tsp.TSTInfo(told)

    def _token(self, told: bytes) -> Any:
        imprint = cms.CMSAttribute({"type": "message_digest", "values": [digest(told)]})
        attributes = cms.CMSAttributes([*self._attributes, imprint])
        signed = digest(attributes.dump())
        named = {"issuer": self._own.issuer, "serial_number": self._own.serial_number}
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier({"issuer_and_serial_number": named}),
                "digest_algorithm": _SHA256,
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                "signature": self._key.sign(signed, _PREHASHED),
            }
        )
        content = {"content_type": "tst_info", "content": core.ParsableOctetString(told)}
        data = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [_SHA256],
                "encap_content_info": content,
                "certificates": self._sent,
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": data})
