"""Certificates as files: what one says of itself, and one of our own making for trying on a local network."""

import ipaddress
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS: Final = timedelta(days=397)
"""Browsers take no more of a certificate (CA/Browser Forum Baseline Requirements §6.3.2, until 2026)."""
RENEWED_BEFORE: Final = timedelta(days=7)
_BACKDATED: Final = timedelta(days=1)
"""For a phone whose clock is slow."""


class CertificateError(Exception):
    """The files are no certificate with its key; the message says which and why, for the operator."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate (with its chain) and its key, as PEM files."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself. ``names`` are DNS names and addresses."""

    names: frozenset[str]
    begins: datetime
    ends: datetime
    fingerprint: str
    """SHA-256 of the DER form, as browsers show it: upper case, colons between."""


def read(path: Path) -> Certificate:
    """The first certificate in a PEM file; raises CertificateError."""
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        raise CertificateError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise CertificateError(f"{path}: no certificate in PEM form") from error
    return Certificate(
        names=frozenset(_names(found)),
        begins=found.not_valid_before_utc,
        ends=found.not_valid_after_utc,
        fingerprint=found.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def _names(found: x509.Certificate) -> list[str]:
    try:
        listed = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError, UnsupportedAlgorithm):
        return []
    return [
        *listed.get_values_for_type(x509.DNSName),
        *map(str, listed.get_values_for_type(x509.IPAddress)),
    ]


def kept(folder: Path, names: Iterable[str], now: datetime | None = None) -> Pair:
    """The self-signed pair in ``folder``, made at the first call.

    It is kept, so that a phone asks its person once, until it nearly ends or does not cover ``names`` any more
    (another network, another address). Raises CertificateError when the folder cannot be written.
    """
    now = now or datetime.now(UTC)
    wanted = frozenset(names)
    pair = Pair(folder / "self-signed.crt", folder / "self-signed.key")
    with suppress(CertificateError):
        present = read(pair.certificate)
        if pair.key.exists() and present.ends - now > RENEWED_BEFORE and wanted <= present.names:
            return pair
    key = ec.generate_private_key(ec.SECP256R1())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(pair.key, _private(key))
        _write(pair.certificate, _signed(key, sorted(wanted), now).public_bytes(serialization.Encoding.PEM))
    except OSError as error:
        raise CertificateError(f"{folder}: {error.strerror}") from error
    return pair


def _signed(key: ec.EllipticCurvePrivateKey, names: Sequence[str], now: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Yuntiao on a local network")])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now - _BACKDATED + LASTS)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        # Good for this server and nothing else: whoever installs it in a phone trusts no authority of ours.
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for its owner only from the first octet on (mkstemp makes it 0600)."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.replace(name, path)
