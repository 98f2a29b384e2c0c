"""What a certificate of the centre is for. The kind stands in the certificate, as its policy (RFC 5280, 4.2.1.4)."""

from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

ARC: Final = "2.25.171290336742893405012983127709461205533"
"""Below it are our policies. Arcs under 2.25 are anybody's who draws a UUID (ITU-T X.667); nobody registers them."""


class Kind(StrEnum):
    """A root and an issuer certify; the others sign, each its own thing and nothing else."""

    ROOT = "root"
    ISSUER = "issuer"
    FREEZING = "freezing"
    """That the text is final."""
    PARTY = "party"
    """One signature of one person; the key is destroyed at once."""
    MEDIATOR = "mediator"
    """As a party's, of who led the mediation."""
    SCAN = "scan"
    """In an organisation's place, of the mediator who compared a scan of what it printed and stamped (公章)."""
    SEAL = "seal"
    TIMESTAMP = "timestamp"

    @property
    def policy(self) -> str:
        """The policy's identifier, dotted."""
        return f"{ARC}.{_NUMBERS[self]}"


PERSONAL: Final = frozenset({Kind.PARTY, Kind.MEDIATOR, Kind.SCAN})
LASTING: Final = (Kind.FREEZING, Kind.SEAL, Kind.TIMESTAMP)
"""Whose keys the centre keeps."""

_NUMBERS: Final = {
    Kind.ROOT: 0,
    Kind.ISSUER: 1,
    Kind.FREEZING: 2,
    Kind.PARTY: 3,
    Kind.MEDIATOR: 4,
    Kind.SEAL: 5,
    Kind.TIMESTAMP: 6,
    Kind.SCAN: 7,
}
_BY_POLICY: Final = {kind.policy: kind for kind in Kind}


def kind_of(certificate: x509.Certificate) -> Kind | None:
    """What the certificate says that it is for; None where it says nothing that we know, or several things."""
    try:
        found = certificate.extensions.get_extension_for_oid(ExtensionOID.CERTIFICATE_POLICIES).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return None
    assert isinstance(found, x509.CertificatePolicies)
    kinds = [_BY_POLICY.get(policy.policy_identifier.dotted_string) for policy in found]
    return kinds[0] if len(kinds) == 1 else None
