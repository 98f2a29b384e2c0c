"""A finished file: AES-256-GCM in chunks of 64 KiB, so that a player may begin anywhere.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance, 2015): a chunk's nonce is its place and whether it is the last one, so that chunks can be neither
swapped nor left out at the end. The header is authenticated with every chunk. ::

    header  magic (8 octets) ‖ salt (32)
    chunk   ciphertext (65,536 octets; the last one 0 to 65,536) ‖ tag (16)
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from recordings.vault.cipher import NONCE, SALT, TAG, Damaged, file_key, new_salt

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MAGIC: Final = b"YTSEAL\x00\x01"
HEADER: Final = len(MAGIC) + SALT
CHUNK: Final = 64 * 1024
_PURPOSE: Final = "sealed recording"

ReadAt = Callable[[int, int], bytes]
"""The octets of the stored file from an offset on, as many as asked for."""


class SealedWriter(io.RawIOBase):
    """A file to write to: forwards, and back into its first chunk, as a muxer does to say how long it became.

    The first chunk is sealed last; the others as soon as they are full and not the last one. Nothing is sealed twice
    under one nonce.
    """

    def __init__(self, key: bytes, store_at: Callable[[int, bytes], object]) -> None:
        """`store_at` keeps octets at an offset of the file."""
        salt = new_salt()
        self._header = MAGIC + salt
        self._cipher = AESGCM(file_key(key, salt, _PURPOSE))
        self._store_at = store_at
        self._head = bytearray()
        self._pending = bytearray()
        """The chunk after those that are sealed, and what goes beyond it."""
        self._sealed = 1
        self._at = 0

    def writable(self) -> bool:
        """It is nothing but that."""
        return True

    def seekable(self) -> bool:
        """As far as it can be written."""
        return True

    def tell(self) -> int:
        """Octets from the beginning of what is sealed."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Any place up to the end, beyond it ValueError; whether it can be written there shows when it is."""
        place = offset + (0, self._at, self._size())[whence]
        if not 0 <= place <= self._size():
            raise ValueError("there is nothing yet")
        self._at = place
        return place

    def write(self, data: ReadableBuffer, /) -> int:
        """Raises ValueError where what was written is sealed already."""
        octets = memoryview(data).cast("B")
        head = octets[: max(0, CHUNK - self._at)]
        self._head[self._at : self._at + len(head)] = head
        self._at += len(head)
        rest = octets[len(head) :]
        if rest:
            begin = self._at - CHUNK * self._sealed
            if begin < 0:
                raise ValueError("that is sealed already")
            self._pending[begin : begin + len(rest)] = rest
            self._at += len(rest)
            while len(self._pending) > CHUNK:
                self._seal(self._sealed, bytes(self._pending[:CHUNK]), last=False)
                del self._pending[:CHUNK]
                self._sealed += 1
        return len(octets)

    def finish(self) -> None:
        """Seals what is left: the last chunk, then the first, then the header. Without it there is no file: one that
        is only closed, after a fault, opens as nothing.
        """
        if self._pending:
            self._seal(self._sealed, bytes(self._pending), last=True)
        self._seal(0, bytes(self._head), last=not self._pending)
        self._store_at(0, self._header)
        self.close()

    def _size(self) -> int:
        return CHUNK * self._sealed + len(self._pending) if self._pending else len(self._head)

    def _seal(self, place: int, chunk: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(place, last=last), chunk, self._header)
        self._store_at(HEADER + place * (CHUNK + TAG), sealed)


class Seal:
    """What opens the chunks of one sealed file, wherever they are read from."""

    __slots__ = ("_cipher", "_header", "chunks", "size")

    size: int
    """Octets of what was sealed."""
    chunks: int

    def __init__(self, key: bytes, header: bytes, length: int) -> None:
        """`header`: the first HEADER octets; `length`: of the stored file, from the log: a file cut at a chunk would
        show it only at the last one. Raises Damaged.
        """
        if len(header) != HEADER or not header.startswith(MAGIC):
            raise Damaged("no sealed recording")
        whole, rest = divmod(length - HEADER, CHUNK + TAG)
        if length < HEADER + TAG or 0 < rest < TAG:
            raise Damaged("no such length")
        self._header = header
        self.chunks = whole + (rest > 0)
        self.size = length - HEADER - TAG * self.chunks
        self._cipher = AESGCM(file_key(key, header[len(MAGIC) :], _PURPOSE))

    def span(self, first: int, count: int = 1) -> tuple[int, int]:
        """Where some chunks are stored, and how many octets those are."""
        sealed = min((first + count) * CHUNK, self.size) - first * CHUNK
        return HEADER + first * (CHUNK + TAG), sealed + TAG * (min(first + count, self.chunks) - first)

    def opened(self, first: int, stored: bytes) -> Iterator[bytes]:
        """The chunks that are stored one after the other; raises Damaged."""
        for at in range(0, len(stored), CHUNK + TAG):
            place = first + at // (CHUNK + TAG)
            nonce = _nonce(place, last=place == self.chunks - 1)
            try:
                yield self._cipher.decrypt(nonce, stored[at : at + CHUNK + TAG], self._header)
            except (InvalidTag, ValueError) as error:
                raise Damaged(f"chunk {place}") from error


class SealedReader:
    """Opens any part of a sealed file."""

    __slots__ = ("_read_at", "_seal", "size")

    size: int
    """Octets of what was sealed."""

    def __init__(self, key: bytes, read_at: ReadAt, length: int) -> None:
        """`length`: see Seal. Raises Damaged."""
        self._seal = Seal(key, read_at(0, HEADER), length)
        self.size = self._seal.size
        self._read_at = read_at

    def read(self, offset: int, size: int) -> bytes:
        """Up to `size` octets from `offset` on, fewer at the end; raises Damaged."""
        end = min(offset + size, self.size)
        if offset >= end:
            return b""
        first, last = offset // CHUNK, (end - 1) // CHUNK
        found = b"".join(self._chunks(first, last - first + 1))
        return found[offset - first * CHUNK : end - first * CHUNK]

    def chunks(self) -> Iterator[bytes]:
        """All that was sealed, in order; raises Damaged."""
        for place in range(self._seal.chunks):
            yield from self._chunks(place, 1)

    def _chunks(self, first: int, count: int) -> Iterator[bytes]:
        begin, size = self._seal.span(first, count)
        stored = self._read_at(begin, size)
        if len(stored) != size:
            raise Damaged(f"cut short behind chunk {first}")
        yield from self._seal.opened(first, stored)


def _nonce(place: int, *, last: bool) -> bytes:
    return bytes([last]) + place.to_bytes(NONCE - 1, "big")
