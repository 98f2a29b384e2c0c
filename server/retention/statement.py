"""What is said of a destruction, signed: at once what was erased, and in the end a certificate that all of it is done.

Both are canonical JSON (RFC 8785) signed by Ed25519 (RFC 8032) with the installation's key, over a prefix that tells
one kind of document from another. They hold ids, digests and counts, nothing that was said, and are kept for good.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Self

from rooms.canonical import JSON, canonical
from rooms.moments import parse, stamp
from server.retention.terms import Kind
from server.storage.keys import Keys, signed_by

VERSION: Final = 1
ERASURE: Final = "erasure"
CERTIFICATE: Final = "certificate"
CONSOLE: Final = "console"


class Unproven(ValueError):
    """It is no such document, or not signed by whose it should be."""


@dataclass(frozen=True, slots=True)
class SegmentTrace:
    """A recording that is gone, with size and SHA-256 of its sealed file (0 and empty: it was never finished)."""

    id: str
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ChannelTrace:
    """A chain whose key is gone: its place in its room, how many entries it has, and its head."""

    room: str
    ordinal: int
    entries: int
    head: str


@dataclass(frozen=True, slots=True)
class PageTrace:
    """A photograph that is gone; SHA-256 of its sealed file (empty: the file was not there)."""

    room: str
    page: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Why: the term that was over, from when, its last day; ``reason`` is what whoever began it gave."""

    months: int
    since: date
    last_day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """Keys were destroyed. ``by``: an account's id, or the console; ``case_key``: that of the case as well."""

    id: str
    case: str
    number: str
    kind: Kind
    at: datetime
    by: str
    ground: Ground
    segments: tuple[SegmentTrace, ...] = ()
    channels: tuple[ChannelTrace, ...] = ()
    pages: tuple[PageTrace, ...] = ()
    case_key: bool = False

    def plain(self) -> dict[str, JSON]:
        """As JSON has it."""
        ground = asdict(self.ground) | {
            "since": self.ground.since.isoformat(),
            "last_day": self.ground.last_day.isoformat(),
        }
        return asdict(self) | {
            "v": VERSION,
            "type": ERASURE,
            "kind": self.kind.value,
            "at": stamp(self.at),
            "ground": ground,
            "segments": [asdict(trace) for trace in self.segments],
            "channels": [asdict(trace) for trace in self.channels],
            "pages": [asdict(trace) for trace in self.pages],
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """Out of JSON; raises Unproven."""
        try:
            ground = dict(plain["ground"])
            return cls(
                id=plain["id"],
                case=plain["case"],
                number=plain["number"],
                kind=Kind(plain["kind"]),
                at=parse(plain["at"]),
                by=plain["by"],
                ground=Ground(
                    ground["months"],
                    date.fromisoformat(ground["since"]),
                    date.fromisoformat(ground["last_day"]),
                    ground["reason"],
                ),
                segments=tuple(SegmentTrace(**trace) for trace in plain["segments"]),
                channels=tuple(ChannelTrace(**trace) for trace in plain["channels"]),
                pages=tuple(PageTrace(**trace) for trace in plain["pages"]),
                case_key=plain["case_key"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Unproven("no statement of an erasure") from error


@dataclass(frozen=True, slots=True)
class Certificate:
    """An erasure of which the files are gone too, since ``completed``."""

    erasure: Erasure
    completed: datetime
    document: bytes
    """As it was signed, for who verifies it elsewhere."""


def erasure_document(keys: Keys, erasure: Erasure) -> bytes:
    """The signed statement."""
    return signed(keys, erasure.plain())


def certificate_document(keys: Keys, erasure: Erasure, completed: datetime) -> bytes:
    """The signed certificate: what, how many, when, by whom, why."""
    return signed(
        keys,
        {
            "v": VERSION,
            "type": CERTIFICATE,
            "erasure": erasure.plain(),
            "recordings": len(erasure.segments),
            "channels": len(erasure.channels),
            "photographs": len(erasure.pages),
            "completed": stamp(completed),
        },
    )


def read_erasure(document: bytes, public_key: bytes | None = None) -> Erasure:
    """What a signed statement says; ``public_key``: whose it must be. Raises Unproven."""
    return Erasure.of(verified(document, ERASURE, public_key))


def read_certificate(document: bytes, public_key: bytes | None = None) -> Certificate:
    """What a certificate says; raises Unproven."""
    said = verified(document, CERTIFICATE, public_key)
    try:
        return Certificate(Erasure.of(said["erasure"]), parse(said["completed"]), document)
    except (KeyError, TypeError, ValueError) as error:
        raise Unproven("no certificate") from error


def _prefix(kind: str) -> bytes:
    return b"yuntiao/" + kind.encode() + b"/v1\0"


def signed(keys: Keys, said: dict[str, JSON]) -> bytes:
    """What is said, with our signature under its ``type``."""
    signature = keys.sign(_prefix(str(said["type"])) + canonical(said))
    return canonical({"said": said, "signature": signature.hex(), "key": keys.public_key.hex()})


def verified(document: bytes, kind: str, public_key: bytes | None) -> dict[str, Any]:
    """What such a document says; raises Unproven."""
    try:
        outer = json.loads(document)
        said, key = outer["said"], bytes.fromhex(outer["key"])
        signed = _prefix(kind) + canonical(said)
        holds = signed_by(key, bytes.fromhex(outer["signature"]), signed)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unproven("no signed document") from error
    if not holds or (public_key is not None and key != public_key):
        raise Unproven("the signature is not that of this installation")
    if not isinstance(said, dict) or said.get("type") != kind or said.get("v") != VERSION:
        raise Unproven("another kind of document")
    return said
