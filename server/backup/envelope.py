"""The file of a backup: a readable beginning, and behind it everything else, sealed as one stream. ::

    magic (8 octets) ‖ length of the head (2) ‖ head (JSON) ‖ check (32) ‖ sealed stream (recordings.vault.sealed)

The passphrase is stretched by scrypt (RFC 7914); the head says how. The check is an HMAC of the head under a key made
of that: a wrong passphrase is told from a damaged file, and the head cannot be changed. The stream's key depends on
the head as well. In the stream no chunk can be changed, moved, or left out, at the end neither.
"""

import base64
import hmac
import io
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from recordings.vault.cipher import Damaged
from recordings.vault.sealed import SealedReader, SealedWriter
from rooms.errors import ErrorCode
from rooms.moments import parse, stamp
from server.backup.problem import Problem
from server.storage.sealing import KEY_BYTES, derive

MAGIC: Final = b"YTBACKUP"
VERSION: Final = 1
SHORTEST: Final = 12
"""Characters of a passphrase: with it alone one has everything."""
_COST: Final = {"n": 2**17, "r": 8, "p": 1}
"""128 MiB and half a second a guess (OWASP Password Storage Cheat Sheet)."""
_MOST: Final = {"n": 2**20, "r": 16, "p": 8}
"""What a file may ask of whoever opens it."""
_SALT: Final = 16
_CHECK: Final = 32
_LENGTH: Final = 2


@dataclass(frozen=True, slots=True)
class Head:
    """What can be read without the passphrase: when it was made, and how the passphrase is stretched."""

    made: datetime
    encoded: bytes
    cost: dict[str, int]
    salt: bytes


@contextmanager
def sealing(file: IO[bytes], passphrase: str, made: datetime) -> Iterator[IO[bytes]]:
    """A stream to write to; what it held is a backup once the block has ended without an exception.

    Raises Problem: PASSPHRASE_SHORT.
    """
    if len(passphrase) < SHORTEST:
        raise Problem(ErrorCode.PASSPHRASE_SHORT, {"limit": SHORTEST})
    salt = secrets.token_bytes(_SALT)
    said = {"v": VERSION, "made": stamp(made), "kdf": "scrypt", **_COST, "salt": _text(salt)}
    head = Head(made, json.dumps(said).encode(), _COST, salt)
    stretched = _stretched(head, passphrase)
    start = MAGIC + len(head.encoded).to_bytes(_LENGTH, "big") + head.encoded + _check(head, stretched)
    file.write(start)

    def store_at(offset: int, octets: bytes) -> None:
        file.seek(len(start) + offset)
        file.write(octets)

    writer = SealedWriter(_stream_key(head, stretched), store_at)
    yield writer  # type: ignore[misc]
    writer.finish()


def opened(file: IO[bytes], passphrase: str) -> tuple[Head, IO[bytes]]:
    """What was sealed, as a stream to read from front to end, which raises Damaged.

    Raises Problem: NOT_A_BACKUP, BACKUP_TOO_NEW, PASSPHRASE_WRONG, BACKUP_DAMAGED.
    """
    head = _head(file)
    check = file.read(_CHECK)
    stretched = _stretched(head, passphrase)
    if not hmac.compare_digest(check, _check(head, stretched)):
        raise Problem(ErrorCode.PASSPHRASE_WRONG)
    start = file.tell()
    length = file.seek(0, os.SEEK_END) - start

    def read_at(offset: int, size: int) -> bytes:
        file.seek(start + offset)
        return file.read(size)

    try:
        reader = SealedReader(_stream_key(head, stretched), read_at, length)
    except Damaged as error:
        raise Problem(ErrorCode.BACKUP_DAMAGED) from error
    return head, io.BufferedReader(_Stream(reader.chunks()), 1 << 20)


class _Stream(io.RawIOBase):
    """Chunks as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _head(file: IO[bytes]) -> Head:
    if file.read(len(MAGIC)) != MAGIC:
        raise Problem(ErrorCode.NOT_A_BACKUP)
    length = int.from_bytes(file.read(_LENGTH), "big")
    encoded = file.read(length)
    try:
        said = json.loads(encoded)
        if said["v"] != VERSION:
            raise Problem(ErrorCode.BACKUP_TOO_NEW)
        cost = {name: int(said[name]) for name in _COST}
        head = Head(parse(said["made"]), encoded, cost, base64.b64decode(said["salt"], validate=True))
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(ErrorCode.BACKUP_DAMAGED) from error
    if any(not 1 <= cost[name] <= most for name, most in _MOST.items()) or cost["n"].bit_count() != 1:
        raise Problem(ErrorCode.BACKUP_DAMAGED)
    return head


def _stretched(head: Head, passphrase: str) -> bytes:
    try:
        return Scrypt(salt=head.salt, length=KEY_BYTES, **head.cost).derive(passphrase.encode())
    except ValueError as error:
        raise Problem(ErrorCode.BACKUP_DAMAGED) from error


def _check(head: Head, stretched: bytes) -> bytes:
    return hmac.digest(derive(stretched, "backup check"), MAGIC + head.encoded, "sha256")


def _stream_key(head: Head, stretched: bytes) -> bytes:
    return derive(stretched, f"backup stream {sha256(MAGIC + head.encoded).hexdigest()}")


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def file_of(path: Path) -> IO[bytes]:
    """A file to be read; raises Problem."""
    try:
        return path.open("rb")
    except OSError as error:
        raise Problem(ErrorCode.DISK_UNUSABLE, told=f"{path.name}: {error.strerror}") from error
