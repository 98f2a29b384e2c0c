"""The hash chain of a channel: what makes a later change to the log visible.

``hash = SHA-256(0x01 ‖ previous ‖ commitment)`` and ``commitment = SHA-256(salt ‖ canonical JSON)``. The
salt is random and kept with the content, under the channel's key: when the key is destroyed, the chain can
still be followed link by link, and nobody can find out a short message by trying. Whoever is shown a
message is shown its salt with it.
"""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Final

from server.storage.sealing import Unreadable, place

SALT_BYTES: Final = 16

# Contents are filled up to a multiple of this, so that the length of a row tells little about the length of
# a message.
_BLOCK: Final = 128
_LENGTH_BYTES: Final = 4


def genesis(case: str, room: str, channel: str) -> bytes:
    """The value before a channel's first link: a chain cannot be passed off as that of another channel."""
    return hashlib.sha256(b"yuntiao/channel/v1\0" + place(case, room, channel)).digest()


def case_genesis(case: str) -> bytes:
    """The value before the first link of a case's own chain."""
    return hashlib.sha256(b"yuntiao/case/v1\0" + place(case)).digest()


def commitment(salt: bytes, content: bytes) -> bytes:
    return hashlib.sha256(salt + content).digest()


def link(previous: bytes, committed: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + previous + committed).digest()


def follow(start: bytes, commitments: Iterable[bytes]) -> bytes:
    """The head of a chain with these commitments in this order."""
    head = start
    for committed in commitments:
        head = link(head, committed)
    return head


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def pack(salt: bytes, content: bytes) -> bytes:
    """What is encrypted: salt ‖ length ‖ content ‖ filling."""
    body = salt + len(content).to_bytes(_LENGTH_BYTES, "big") + content
    return body + bytes(-len(body) % _BLOCK)


def unpack(body: bytes) -> tuple[bytes, bytes]:
    """Salt and content; raises Unreadable for what ``pack`` did not make."""
    start = SALT_BYTES + _LENGTH_BYTES
    end = start + int.from_bytes(body[SALT_BYTES:start], "big")
    if len(body) < start or len(body) < end:
        raise Unreadable
    return body[:SALT_BYTES], body[start:end]
