"""Certificates and revocation lists (RFC 5280) as bytes of ours: what stands in each, by its kind."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.outcomes.pki.kind import Kind

LONGEST_TEXT: Final = 64
"""Characters of a name or a title (RFC 5280, appendix A.1: ub-common-name, ub-title)."""
ROOT_TERM: Final = timedelta(days=365 * 40)
"""Documents are looked at for decades; what outlives that is stamped again by whoever keeps it."""
_EARLIER: Final = timedelta(minutes=1)
"""A certificate begins a little before now: clocks are not all alike."""
_SHORTER: Final = timedelta(days=1)
"""By so much each ends before the one above it."""
_ANY_POLICY: Final = "2.5.29.32.0"

# The library counts a name's octets, of which a Chinese character has three, and says so whenever it reads one.
warnings.filterwarnings("ignore", "Attribute's length must be", UserWarning)


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def new_key(kind: Kind) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1() if kind is Kind.ROOT else ec.SECP256R1())


def subject(organisation: str, name: str, *, number: str = "", title: str = "") -> x509.Name:
    """``number``: the seat; raises ValueError for what does not fit into a certificate."""
    texts = [organisation, name, *filter(None, (number, title))]
    if not all(0 < len(text) <= LONGEST_TEXT and text.isprintable() for text in texts):
        raise ValueError("a name is empty, too long or no text")
    parts = [
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.COMMON_NAME, name),
        (NameOID.TITLE, title),
        (NameOID.USER_ID, number),
    ]
    attributes = [x509.NameAttribute(oid, text, _validate=False) for oid, text in parts if text]
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), *attributes])


def root(organisation: str, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = subject(organisation, "Yuntiao Root")
    builder = _begun(Kind.ROOT, name, key.public_key(), now, now + ROOT_TERM)
    builder = builder.issuer_name(name).add_extension(x509.BasicConstraints(True, 1), critical=True)
    return builder.sign(key, SHA384())


def issued(
    kind: Kind, name: x509.Name, key: ec.EllipticCurvePublicKey, above: Holder, now: datetime
) -> x509.Certificate:
    """By ``above``, which is the root for an issuer and an issuer for everything else."""
    ends = above.certificate.not_valid_after_utc - _SHORTER
    builder = _begun(kind, name, key, now, ends).issuer_name(above.certificate.subject)
    issuer = kind is Kind.ISSUER
    builder = builder.add_extension(
        x509.BasicConstraints(issuer, 0 if issuer else None), critical=True
    ).add_extension(_key_identifier(above.certificate), critical=False)
    if kind is Kind.TIMESTAMP:  # RFC 3161, section 2.3: this usage alone, and critical
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    return builder.sign(above.key, _hash(above.key))


@dataclass(frozen=True, slots=True)
class Revoked:
    serial: int
    at: datetime
    reason: x509.ReasonFlags


def revocation_list(
    above: Holder, number: int, revoked: Iterable[Revoked], now: datetime, term: timedelta
) -> x509.CertificateRevocationList:
    """Of ``above``, to be renewed before ``term`` is over."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(above.certificate.subject)
        .last_update(now - _EARLIER)
        .next_update(now + term)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_key_identifier(above.certificate), critical=False)
    )
    for each in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(each.serial).revocation_date(each.at)
        if each.reason is not x509.ReasonFlags.unspecified:
            entry = entry.add_extension(x509.CRLReason(each.reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(above.key, _hash(above.key))


def _begun(
    kind: Kind, name: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, ends: datetime
) -> x509.CertificateBuilder:
    certifies = kind in {Kind.ROOT, Kind.ISSUER}
    policy = _ANY_POLICY if certifies else kind.policy
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC).replace(microsecond=0) - _EARLIER)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(_usage(certifies=certifies, stamps=kind is Kind.TIMESTAMP), critical=True)
        .add_extension(
            x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(policy), None)]),
            critical=False,
        )
    )


def _usage(*, certifies: bool, stamps: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies,
        content_commitment=not certifies and not stamps,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


def _key_identifier(above: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    own = above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def _hash(key: ec.EllipticCurvePrivateKey) -> SHA256 | SHA384:
    return SHA384() if key.curve.name == "secp384r1" else SHA256()
