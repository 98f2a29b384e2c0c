"""The process that makes a film: beside the service, behind everything else that the machine does, and gone with it.

It reads the tracks out of the storage by itself and writes what is sealed only. Nothing of it is kept halfway: one that
was killed or cancelled is made anew, and what it had written goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO, Final

from recordings.beside import stand_beside, telling
from recordings.film.cutting import cut
from recordings.film.script import Film, Script
from recordings.finishing import read_back
from recordings.segment import SegmentId
from recordings.storage import Storage
from recordings.vault.disk import settle
from recordings.vault.sealed import ReadAt, SealedWriter

NICE: Final = 19
STEP: Final = 0.005
"""Progress of less is not told."""


class FilmFailed(Exception):
    """The process ended before the film was made: killed, or out of memory. Another try begins anew."""


async def make(
    script: Script, storage: Storage, sealed: Path, key: bytes, progress: Callable[[float], None]
) -> Film:
    """Makes the sealed file. `progress` is told 0 to 1. Who cancels it leaves nothing behind.

    Raises OSError when the disk refuses, and FilmFailed; what is wrong with a track is told in the film.
    """
    given = (script, storage, sealed, key)
    # What one that did not come to its end had written goes when nobody writes any more.
    async with telling("film", _make, *given, afterwards=lambda: _forget(sealed)) as next_told:
        while True:
            match await next_told():
                case float(share):
                    progress(share)
                case Film() as film:
                    return film
                case OSError() as error:
                    raise error
                case _:
                    raise FilmFailed


def _forget(sealed: Path) -> None:
    _part(sealed).unlink(missing_ok=True)


def _part(sealed: Path) -> Path:
    return sealed.with_name(sealed.name + ".part")


# -- in the process


def _make(theirs: Connection, script: Script, storage: Storage, sealed: Path, key: bytes) -> None:
    stand_beside(NICE, lambda: _forget(sealed))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with asyncio.Runner() as runner:

            def opened(segment: SegmentId) -> ReadAt:
                return lambda offset, size: runner.run(storage.read(segment, offset, size))

            theirs.send(_made(script, opened, sealed, key, _Progress(theirs)))
    except OSError as error:
        # As it is raised here it may hold what cannot be sent.
        theirs.send(OSError(error.errno or errno.EIO, os.strerror(error.errno or errno.EIO)))


class _Progress:
    """Tells now and then."""

    def __init__(self, theirs: Connection) -> None:
        self._theirs, self._last = theirs, -1.0

    def __call__(self, share: float) -> None:
        if share - self._last >= STEP or share >= 1:
            self._last = share
            self._theirs.send(float(share))


def _made(
    script: Script,
    opened: Callable[[SegmentId], ReadAt],
    sealed: Path,
    key: bytes,
    tell: Callable[[float], None],
) -> Film:
    part = _part(sealed)
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b", buffering=0) as file:
            writer = SealedWriter(key, lambda offset, octets: _stored(file, offset, octets))
            missing = cut(script, opened, writer, tell)
            writer.finish()
            os.fsync(file.fileno())
            measured = read_back(file, key)
        part.replace(sealed)
        settle(sealed.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return Film(*measured, script.seconds, missing)


def _stored(file: BinaryIO, offset: int, octets: bytes) -> None:
    rest = memoryview(octets)
    while rest:
        count = os.pwrite(file.fileno(), rest, offset)
        rest, offset = rest[count:], offset + count
