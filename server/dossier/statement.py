"""The extraction statement (提取说明): who took out what, when and why, with the digest of every file; signed.

The signature is Ed25519 (RFC 8032) over the file's octets as they are, so that
``openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in statement.json -sigfile statement.sig`` checks it.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Final

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from rooms.moments import stamp
from server.dossier.gathering import Gathered
from server.dossier.papers import pretty
from server.dossier.source import Measured

KIND: Final = "yuntiao extraction statement"
VERSION: Final = 1
SYSTEM: Final = "Yuntiao 云调"


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``kind``: see rooms.archive.profiles.Artefact; ``tag`` for what is about the bundle itself."""

    path: str
    kind: str
    size: int
    sha256: str


class Session(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: int
    opened: str
    ended: str | None


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    office: str


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: str
    sender: str


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fields in the order in which they stand in the file."""

    v: int
    kind: str
    case_no: str
    folder: str
    profile: str
    ordered: list[str]
    party: str | None
    reason: str
    made: str
    by: Person
    approved_by: Person | None
    request: Letter | None
    system: str
    version: str
    centre: str
    public_key: str
    fingerprint: str
    sessions: list[Session]
    files: list[File]


class Malformed(ValueError):
    """It is no such statement."""


def state(
    gathered: Gathered,
    folder: str,
    files: Sequence[tuple[str, Measured]],
    *,
    made: datetime,
    centre: str,
    key: bytes,
) -> Statement:
    """``files`` with their kinds, in the order in which they stand in the bundle."""
    order = gathered.order
    return Statement(
        v=VERSION,
        kind=KIND,
        case_no=gathered.case.number,
        folder=folder,
        profile=order.profile.value,
        ordered=sorted(order.ordered),
        party=gathered.party_name or None,
        reason=order.reason,
        made=stamp(made),
        by=Person(order.by.name, order.by.office),
        approved_by=None
        if order.approved_by is None
        else Person(order.approved_by.name, order.approved_by.office),
        request=None if order.request is None else Letter(order.request.number, order.request.sender),
        system=SYSTEM,
        version=release(),
        centre=centre,
        public_key=key.hex(),
        fingerprint=fingerprint(key),
        sessions=[
            Session(each.number, stamp(each.opened), None if each.ended is None else stamp(each.ended))
            for each in gathered.sittings
        ],
        files=[File(file.path, kind, file.size, file.sha256) for kind, file in files],
    )


def release() -> str:
    return version("yuntiao")


def text(statement: Statement) -> bytes:
    return pretty(msgspec.to_builtins(statement))


def read(octets: bytes) -> Statement:
    """Raises Malformed."""
    try:
        found = msgspec.json.decode(octets, type=Statement)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Malformed from error
    if found.v != VERSION or found.kind != KIND:
        raise Malformed
    return found


def pem(key: bytes) -> bytes:
    """A public key as openssl reads it (SubjectPublicKeyInfo, RFC 8410)."""
    return Ed25519PublicKey.from_public_bytes(key).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )


def key_of(octets: bytes) -> bytes:
    """The key in such a file; raises Malformed."""
    try:
        found = load_pem_public_key(octets)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Malformed from error
    if not isinstance(found, Ed25519PublicKey):
        raise Malformed
    return found.public_bytes_raw()


def fingerprint(key: bytes) -> str:
    """What people compare: SHA-256 of the raw key, in groups of four."""
    digits = hashlib.sha256(key).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
