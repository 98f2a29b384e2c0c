"""A segment that has ended: its spool becomes a sealed file that plays, and is read back before it counts.

Slow and thorough: for a worker process. Done again after a crash it does the same: the spool stays until somebody who
has told the log of the sealed file removes it.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from recordings.frame import Frame, Mark
from recordings.vault.disk import settle
from recordings.vault.sealed import SealedReader, SealedWriter
from recordings.vault.spool import SpoolReader
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK, NotWritten, WebM, picture_size

_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finished:
    """What the log holds of a recording: any change of either form shows."""

    length: int
    """Octets of the sealed file."""
    digest: bytes
    """SHA-256 of the sealed file."""
    plain_length: int
    plain_digest: bytes
    """SHA-256 of the WebM in it: what an export carries."""
    frames: int
    milliseconds: int
    """From the first frame to the last one."""
    marks: tuple[Mark, ...]
    """At least one: where its first frame stands in time."""
    torn: bool
    """The process that recorded it was killed: up to a second is missing at its end."""


def finish(spool: Path, sealed: Path, key: bytes, *, pictures: bool) -> Finished:
    """Makes the sealed file, or reads back the one that a process made which was killed then: the log may have told of
    it already, and a second one would be another. Raises OSError when the disk refuses, Damaged for what was changed,
    and NotWritten for a spool without a frame; the spool stays as it is, and nothing half-made is left.
    """
    if sealed.exists():
        with sealed.open("rb") as file:
            measured = read_back(file, key)
    else:
        measured = _made(spool, sealed, key, pictures=pictures)
    with spool.open("rb") as source:
        frames, last, marks, torn = _told(SpoolReader(key, source), pictures=pictures)
    clock = PICTURE_CLOCK if pictures else SPEECH_CLOCK
    return Finished(*measured, frames, last * 1000 // clock, marks, torn)


def _made(spool: Path, sealed: Path, key: bytes, *, pictures: bool) -> tuple[int, bytes, int, bytes]:
    """See `read_back`."""
    part = sealed.with_name(sealed.name + ".part")
    try:
        with spool.open("rb") as source, part.open("w+b") as file:
            _write(SpoolReader(key, source).frames(), file, key, pictures=pictures)
            file.flush()
            os.fsync(file.fileno())
            measured = read_back(file, key)
        part.replace(sealed)
        settle(sealed.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return measured


def _write(frames: Iterator[Frame], file: BinaryIO, key: bytes, *, pictures: bool) -> None:
    """Pictures from the first one on that tells its size: without it no player shows what comes before."""

    def store_at(offset: int, octets: bytes) -> None:
        file.seek(offset)
        file.write(octets)

    first = next((frame for frame in frames if not pictures or picture_size(frame.data)), None)
    if first is None:
        raise NotWritten("no frame")
    size = picture_size(first.data) if pictures else None
    writer = SealedWriter(key, store_at)
    with WebM(writer, size) as made:
        made.write(first)
        for frame in frames:
            made.write(frame)
    writer.finish()


def _told(reader: SpoolReader, *, pictures: bool) -> tuple[int, int, tuple[Mark, ...], bool]:
    """The number of frames in the file, where the last one stands, the marks, and whether the end is torn."""
    count, last = 0, 0
    marks: list[Mark] = []
    for part in reader.parts():
        if isinstance(part, Mark):
            marks.append(part)
        elif count or not pictures or picture_size(part.data):
            count, last = count + 1, part.at
    return count, last, tuple(marks), reader.torn


def read_back(file: BinaryIO, key: bytes) -> tuple[int, bytes, int, bytes]:
    """Length and digest, of what is stored and of what is in it. Raises Damaged."""
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    stored = hashlib.sha256()
    while piece := file.read(_PIECE):
        stored.update(piece)

    def read_at(offset: int, size: int) -> bytes:
        file.seek(offset)
        return file.read(size)

    plain, plain_length = hashlib.sha256(), 0
    for chunk in SealedReader(key, read_at, length).chunks():
        plain.update(chunk)
        plain_length += len(chunk)
    return length, stored.digest(), plain_length, plain.digest()
