"""A signer for pyHanko over the port: it hashes, and whoever holds the key signs the hash."""

from collections.abc import Sequence
from typing import Final, Self

from asn1crypto import algos, x509
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from pyhanko.sign import Signer as Base
from pyhanko_certvalidator.registry import SimpleCertificateStore

from server.outcomes.pki.ports import Signer

_LONGEST: Final = 72
"""Octets of an ECDSA signature over P-256 in DER."""
_MECHANISM: Final = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})


class PortSigner(Base):
    """With the certificates of the port's key."""

    def __init__(self, port: Signer, certificates: Sequence[bytes], root: bytes | None = None) -> None:
        own, *above = (x509.Certificate.load(each) for each in certificates)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(above if root is None else [*above, x509.Certificate.load(root)])
        super().__init__(signing_cert=own, cert_registry=store, signature_mechanism=_MECHANISM)
        self._port = port
        self.serial = f"{own.serial_number:x}"

    @classmethod
    async def over(cls, port: Signer, root: bytes | None = None) -> Self:
        """Raises Trouble."""
        return cls(port, await port.certificates(), root)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """See pyHanko."""
        if dry_run:
            return bytes(_LONGEST)
        assert digest_algorithm == "sha256"
        made = Hash(SHA256())
        made.update(data)
        return await self._port.sign(made.finalize())
