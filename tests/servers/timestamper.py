"""A timestamping authority (RFC 3161) over HTTP, honest or lying as it is told."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HONEST: Final = "honest"
POLICY: Final = "1.2.3.4.1"
_SHA256: Final = algos.DigestAlgorithm({"algorithm": "sha256"})


@dataclass
class Authority:
    """``way``: how it answers from now on; see ``_answer``."""

    url: str = ""
    way: str = HONEST
    asked: int = 0
    root: x509.Certificate = field(init=False)
    _issuer: Issuer = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._issuer = Issuer()
        self.root = self._issuer.root

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    def answer(self, query: bytes) -> tuple[int, str, bytes]:
        """Status, content type, body."""
        self.asked += 1
        match self.way:
            case "down":
                return 503, "text/plain", b"later"
            case "page":
                return 200, "text/html", b"<h1>sign in</h1>"
            case "garbage":
                return 200, "application/timestamp-reply", b"\x30\x03\x02\x01"
            case "endless":
                return 200, "application/timestamp-reply", b"\x30" * 1_000_000
            case "refuses":
                # A response of status 2 (rejection), which has no token.
                return 200, "application/timestamp-reply", bytes.fromhex("30053003020102")
            case _:
                return 200, "application/timestamp-reply", self._issuer.stamped(query, self.way)


class Issuer:
    """Keys and certificates, made anew for each test."""

    def __init__(self) -> None:
        self._root_key, self._key = _key(), _key()
        now = datetime.now(UTC)
        self.root = _certificate("Root", self._root_key, "Root", self._root_key, now)
        self._good = _certificate("Authority", self._key, "Root", self._root_key, now, stamps=True)
        self._expired = _certificate(
            "Authority", self._key, "Root", self._root_key, now - timedelta(days=800), stamps=True
        )
        self._unfit = _certificate("Authority", self._key, "Root", self._root_key, now)
        self._foreign_key = _key()
        self._foreign = _certificate("Authority", self._key, "Other", self._foreign_key, now, stamps=True)

    def stamped(self, query: bytes, way: str) -> bytes:
        asked = tsp.TimeStampReq.load(query)
        imprint = asked["message_imprint"]
        if way == "another imprint":
            imprint = tsp.MessageImprint({"hash_algorithm": _SHA256, "hashed_message": b"\x00" * 32})
        nonce = asked["nonce"].native
        at = datetime.now(UTC) - (timedelta(days=1) if way == "yesterday" else timedelta())
        told = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": imprint,
            "serial_number": time.time_ns(),
            "gen_time": at.replace(microsecond=0),
            **({} if nonce is None or way == "no nonce" else {"nonce": nonce + (way == "another nonce")}),
        }
        certificate = {
            "expired certificate": self._expired,
            "no timestamping certificate": self._unfit,
            "another root": self._foreign,
        }.get(way, self._good)
        token = self._token(tsp.TSTInfo(told), certificate, broken=way == "broken signature")
        return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())

    def _token(self, told: Any, certificate: x509.Certificate, *, broken: bool) -> Any:
        own = asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
        digest = hashlib.sha256(told.dump()).digest()
        cert_id = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(own.dump()).digest()})
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
                cms.CMSAttribute(
                    {
                        "type": "signing_certificate_v2",
                        "values": [tsp.SigningCertificateV2({"certs": [cert_id]})],
                    }
                ),
            ]
        )
        signature = self._key.sign(attributes.dump(), padding.PKCS1v15(), SHA256())
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": own.serial_number}}
                ),
                "digest_algorithm": _SHA256,
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_rsa"},
                "signature": bytes(len(signature)) if broken else signature,
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [_SHA256],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(told.dump()),
                },
                "certificates": [own],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})


@contextmanager
def timestamper() -> Iterator[Authority]:
    """Answering on loopback; gone with the test."""
    authority = Authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, body = authority.answer(query)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        authority.url = f"http://127.0.0.1:{server.server_port}/"
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _certificate(
    name: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    issuer_key: rsa.RSAPrivateKey,
    at: datetime,
    *,
    stamps: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=key is issuer_key, path_length=None), critical=True)
    )
    if stamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key, SHA256())
