"""A segment while it is recorded: records of at most a second, each sealed as it is written.

A process that is killed loses what it had not written yet, a second at most; the file ends in a whole record or in a
torn one, which is left out when it is read. 64 KiB chunks (`sealed.py`) would hold sixteen seconds of speech.

The label says what the segment is of, and bears its key: sealed by whoever keeps the keys, for nobody else to read. ::

    header  magic (8 octets) ‖ salt (32) ‖ length of what follows (2) ‖ label
    record  length of what follows (4, big-endian) ‖ ciphertext of frames ‖ tag (16)
    frame   time (8, units of the track's clock) ‖ flags (1: key frame) ‖ length (4) ‖ octets
    mark    time (8) ‖ flags (2, and 4: told by the sender) ‖ length (4) ‖ microseconds since 1970 (8)
"""

import struct
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from recordings.frame import Frame, Mark
from recordings.vault.cipher import NONCE, SALT, TAG, Damaged, file_key, new_salt

MAGIC: Final = b"YTSPOOL\x01"
HEADER: Final = len(MAGIC) + SALT + 2
"""Octets before the label."""
LARGEST: Final = 8 * 1024 * 1024
"""Octets of a record: a second of video has a tenth of it. More is no record of ours."""
_LENGTH: Final = struct.Struct(">I")
_LABEL: Final = struct.Struct(">H")
_FRAME: Final = struct.Struct(">QBI")
_KEY_FRAME, _MARK, _TOLD = 1, 2, 4
_MICROSECONDS: Final = struct.Struct(">q")
_PURPOSE: Final = "recording spool"


class Source(Protocol):
    """A file that is read from its beginning to its end."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` octets, fewer at the end only."""


class SpoolWriter:
    """Gathers frames, and seals them as a record when told to: the caller knows the time and the disk."""

    __slots__ = ("_cipher", "_header", "_pending", "_place", "_store", "octets")

    octets: int
    """Gathered and not yet sealed."""

    def __init__(self, key: bytes, store: Callable[[bytes], object], label: bytes = b"") -> None:
        """`store` appends to the file; the header goes there at once."""
        salt = new_salt()
        self._header = MAGIC + salt + _LABEL.pack(len(label)) + label
        self._cipher = AESGCM(file_key(key, salt, _PURPOSE))
        self._pending: list[bytes] = []
        self._place = self.octets = 0
        self._store = store
        store(self._header)

    def add(self, frame: Frame) -> None:
        """Raises ValueError for one that no record holds."""
        size = _FRAME.size + len(frame.data)
        if size > LARGEST:
            raise ValueError("no such frame")
        if self.octets + size > LARGEST:
            self.seal()
        self._pending += (_FRAME.pack(frame.at, _KEY_FRAME * frame.key, len(frame.data)), frame.data)
        self.octets += size

    def mark(self, mark: Mark) -> None:
        """Adds what tells the time."""
        wall = _MICROSECONDS.pack(mark.wall)
        head = _FRAME.pack(mark.at, _MARK | _TOLD * mark.told, len(wall))
        self._pending += (head, wall)
        self.octets += len(head) + len(wall)

    def seal(self) -> int:
        """Appends what was gathered, if anything was: the octets appended."""
        if not self._pending:
            return 0
        sealed = self._cipher.encrypt(_nonce(self._place), b"".join(self._pending), self._header)
        self._pending.clear()
        self._place += 1
        self.octets = 0
        self._store(_LENGTH.pack(len(sealed)) + sealed)
        return _LENGTH.size + len(sealed)


class SpoolReader:
    """The frames of a spool, as far as it goes."""

    __slots__ = ("_cipher", "_header", "_source", "torn")

    torn: bool
    """It ends in a record that was not written whole; known when the last frame was given."""

    def __init__(self, key: bytes, source: Source) -> None:
        """Raises Damaged for what is no spool. One whose header was not written whole has no frames."""
        self._source = source
        self._header, label = _head(source)
        self.torn = label is None
        salt = self._header[len(MAGIC) : len(MAGIC) + SALT]
        self._cipher = AESGCM(file_key(key, salt, _PURPOSE))

    def frames(self) -> Iterator[Frame]:
        """Without the marks."""
        return (part for part in self.parts() if isinstance(part, Frame))

    def parts(self) -> Iterator[Frame | Mark]:
        """In the order in which they were added; raises Damaged at the first record that is not what was written.

        After a loss of power a file may end in octets that were never written: the last record may be anything.
        """
        place = 0
        ahead = self._record()
        while ahead is not None:
            record, ahead = ahead, self._record()
            try:
                frames = self._cipher.decrypt(_nonce(place), record, self._header)
            except InvalidTag as error:
                if ahead is None:
                    self.torn = True
                    return
                raise Damaged(f"record {place}") from error
            yield from _taken_apart(frames)
            place += 1

    def _record(self) -> bytes | None:
        if self.torn:
            return None
        head = self._source.read(_LENGTH.size)
        if not head:
            return None
        if len(head) == _LENGTH.size:
            (size,) = _LENGTH.unpack(head)
            if TAG <= size <= LARGEST + TAG:
                record = self._source.read(size)
                if len(record) == size:
                    return record
        self.torn = True
        return None


def label_of(source: Source) -> bytes | None:
    """The label of a spool, and the source stands behind it; None where the header was not written whole. Raises
    Damaged for what is no spool.
    """
    return _head(source)[1]


def _head(source: Source) -> tuple[bytes, bytes | None]:
    """The header, and the label in it."""
    head = source.read(HEADER)
    if not head.startswith(MAGIC[: len(head)]):
        raise Damaged("no spool")
    if len(head) < HEADER:
        return head, None
    (size,) = _LABEL.unpack_from(head, HEADER - _LABEL.size)
    label = source.read(size)
    return head + label, label if len(label) == size else None


def _taken_apart(record: bytes) -> Iterator[Frame | Mark]:
    """The record is authentic: it is as it was put together."""
    at = 0
    while at < len(record):
        time, flags, size = _FRAME.unpack_from(record, at)
        at += _FRAME.size
        if flags & _MARK:
            yield Mark(time, _MICROSECONDS.unpack_from(record, at)[0], bool(flags & _TOLD))
        else:
            yield Frame(time, bool(flags & _KEY_FRAME), record[at : at + size])
        at += size


def _nonce(place: int) -> bytes:
    return place.to_bytes(NONCE, "big")
