"""Logs, confirmations and receipts as JSON, and back: what a bundle carries, and what people keep.

Octets are in lower-case hexadecimal. What an entry says is a string: those very characters, in UTF-8, were hashed.
"""

import json
from typing import Any, Final

import msgspec

from rooms.canonical import canonical
from server.dossier.papers import pretty
from server.storage import chain
from server.storage.chains import Chain, Opened
from server.storage.merkle import Proof
from server.storage.receipts import Confirmation, Receipt

VERSION: Final = 1
RECEIPT: Final = "yuntiao receipt"
_SIGNED: Final = b"yuntiao/receipt/v1\0"


class Malformed(ValueError):
    """It is not what this release writes."""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    salt: str
    content: str
    hash: str


class _Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: int
    case: str
    room: str
    channel: str
    genesis: str
    entries: list[_Entry]


class _Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    case: str
    room: str
    content: str
    salt: str
    previous: str
    seq: int
    public_key: str
    signature: str


class _Head(_Confirmation, frozen=True, forbid_unknown_fields=True, kw_only=True):
    channel: str
    size: int
    head: str
    leaf_salt: str
    index: int
    path: list[str]


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receipt as a person keeps it: of a session as a whole, and of the chains of which they received all."""

    v: int
    kind: str
    case_no: str
    made: str
    confirmation: _Confirmation
    heads: list[_Head]
    public_key: str
    signature: str


def log_text(log: Chain) -> bytes:
    """A whole chain, an entry a line."""
    head = chain.genesis(log.case, log.room, log.channel)
    opening = {
        "v": VERSION,
        "case": log.case,
        "room": log.room,
        "channel": log.channel,
        "genesis": head.hex(),
    }
    lines = []
    for entry in log.entries:
        head = chain.link(head, chain.commitment(entry.salt, entry.content))
        told = {"salt": entry.salt.hex(), "content": entry.content.decode(), "hash": head.hex()}
        lines.append(json.dumps(told, ensure_ascii=False))
    joined = ",\n".join(lines)
    return f'{json.dumps(opening, ensure_ascii=False)[:-1]}, "entries": [\n{joined}\n]}}\n'.encode()


def read_log(text: bytes) -> tuple[Chain, list[bytes]]:
    """The chain, and the hash that each entry says it has; raises Malformed."""
    found = _decoded(text, _Log)
    told = tuple(Opened(_octets(entry.salt), entry.content.encode()) for entry in found.entries)
    return Chain(found.case, found.room, found.channel, told), [
        _octets(entry.hash) for entry in found.entries
    ]


def confirmation_text(confirmation: Confirmation) -> bytes:
    return pretty(_told(confirmation))


def read_confirmation(text: bytes) -> Confirmation:
    """Raises Malformed."""
    return _confirmation(_decoded(text, _Confirmation))


def receipt_text(receipt: Receipt) -> bytes:
    """The proof of one chain's head."""
    return pretty(_head(receipt))


def read_receipt(text: bytes) -> Receipt:
    """Raises Malformed."""
    return _receipt(_decoded(text, _Head))


def kept_text(
    case_no: str, made: str, confirmation: Confirmation, heads: list[Receipt], public_key: bytes
) -> dict[str, Any]:
    """What a person is given to keep, before it is signed."""
    return {
        "v": VERSION,
        "kind": RECEIPT,
        "case_no": case_no,
        "made": made,
        "confirmation": _told(confirmation),
        "heads": [_head(each) for each in heads],
        "public_key": public_key.hex(),
    }


def signed_text(kept: dict[str, Any], signature: bytes) -> bytes:
    """The file: there is one form of it, so that whatever is changed in it shows."""
    return canonical({**kept, "signature": signature.hex()}) + b"\n"


def message(kept: dict[str, Any]) -> bytes:
    """What is signed."""
    return _SIGNED + canonical(kept)


def read_kept(text: bytes) -> tuple[Kept, Confirmation, list[Receipt], bytes, bytes]:
    """The receipt, its parts, its public key and its signature; raises Malformed."""
    found = _decoded(text, Kept)
    if found.v != VERSION or found.kind != RECEIPT:
        raise Malformed
    heads = [_receipt(each) for each in found.heads]
    return (
        found,
        _confirmation(found.confirmation),
        heads,
        _octets(found.public_key),
        _octets(found.signature),
    )


def unsigned(text: bytes) -> dict[str, Any]:
    """A receipt without its signature, to be signed or checked; raises Malformed."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(found, dict):
        raise Malformed
    return {name: value for name, value in found.items() if name != "signature"}


def time_of(confirmation: Confirmation) -> str:
    """When it was made, as the entry itself says; raises Malformed."""
    try:
        return str(json.loads(confirmation.content)["at"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Malformed from error


def _told(confirmation: Confirmation) -> dict[str, Any]:
    return {
        "case": confirmation.case,
        "room": confirmation.room,
        "content": confirmation.content.decode(),
        "salt": confirmation.salt.hex(),
        "previous": confirmation.previous.hex(),
        "seq": confirmation.seq,
        "public_key": confirmation.public_key.hex(),
        "signature": confirmation.signature.hex(),
    }


def _head(receipt: Receipt) -> dict[str, Any]:
    return {
        "case": receipt.case,
        "room": receipt.room,
        "channel": receipt.channel,
        "size": receipt.size,
        "head": receipt.head.hex(),
        "leaf_salt": receipt.proof.salt.hex(),
        "index": receipt.proof.index,
        "path": [each.hex() for each in receipt.proof.path],
        "content": receipt.content.decode(),
        "salt": receipt.salt.hex(),
        "previous": receipt.previous.hex(),
        "seq": receipt.seq,
        "public_key": receipt.public_key.hex(),
        "signature": receipt.signature.hex(),
    }


def _confirmation(found: _Confirmation) -> Confirmation:
    return Confirmation(
        case=found.case,
        room=found.room,
        content=found.content.encode(),
        salt=_octets(found.salt),
        previous=_octets(found.previous),
        seq=_count(found.seq),
        public_key=_octets(found.public_key),
        signature=_octets(found.signature),
    )


def _receipt(found: _Head) -> Receipt:
    return Receipt(
        case=found.case,
        room=found.room,
        channel=found.channel,
        size=_count(found.size),
        head=_octets(found.head),
        proof=Proof(
            _octets(found.leaf_salt), _count(found.index), tuple(_octets(each) for each in found.path)
        ),
        content=found.content.encode(),
        salt=_octets(found.salt),
        previous=_octets(found.previous),
        seq=_count(found.seq),
        public_key=_octets(found.public_key),
        signature=_octets(found.signature),
    )


def _decoded(text: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Malformed from error


def _octets(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError as error:
        raise Malformed from error
    if found.hex() != text:
        raise Malformed
    return found


def _count(number: int) -> int:
    if not 0 <= number < 2**53:
        raise Malformed
    return number
