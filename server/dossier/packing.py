"""Reading, hashing and sealing of a bundle in a process beside the service, behind everything else, gone with it.

What it writes is sealed as it is written. Of one that was killed nothing counts: it is made anew.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from recordings.beside import stand_beside, telling
from recordings.vault.disk import settle
from recordings.vault.sealed import SealedWriter
from server.dossier import making
from server.dossier.container import SourceChanged
from server.dossier.gathering import Part
from server.dossier.making import Sealed
from server.dossier.source import Measured, Places, SourceUnavailable

NICE: Final = 19
_STEP: Final = 0.01

Progress = Callable[[float], None]


class PackingFailed(Exception):
    """It could not be made now: the disk, the storage, or the process itself. The message is the kind of fault."""


async def measure(parts: Sequence[Part], places: Places, progress: Progress) -> list[Measured]:
    """See making.measure; raises PackingFailed."""
    found: list[Measured] = await _beside(_measured, (list(parts), places), progress)
    return found


async def pack(sealed: Sealed, places: Places, path: Path, key: bytes, progress: Progress) -> int:
    """Writes the sealed file; its length. Raises PackingFailed, and then there is none."""
    try:
        length: int = await _beside(_packed, (sealed, places, path, key), progress)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        raise
    return length


async def _beside(work: Callable[..., Any], given: tuple[Any, ...], progress: Progress) -> Any:
    async with telling("bundle", _run, work, given) as next_told:
        while True:
            match await next_told():
                case ("progress", float(share)):
                    progress(share)
                case ("done", result):
                    return result
                case ("failed", fault):
                    raise PackingFailed(fault)
                case _:
                    raise PackingFailed("killed")


# -- in the process


def _run(theirs: Connection, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    stand_beside(NICE)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    last = -1.0

    def tell(share: float) -> None:
        nonlocal last
        if share - last >= _STEP:
            last = share
            theirs.send(("progress", share))

    try:
        theirs.send(("done", work(*given, tell)))
    except (OSError, SourceUnavailable, SourceChanged) as error:
        theirs.send(("failed", type(error).__name__))


def _measured(parts: list[Part], places: Places, tell: Progress) -> list[Measured]:
    return making.measure(parts, places, tell)


def _packed(sealed: Sealed, places: Places, path: Path, key: bytes, tell: Progress) -> int:
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:

        def store_at(offset: int, octets: bytes) -> None:
            file.seek(offset)
            file.write(octets)

        writer, whole, done = SealedWriter(key, store_at), max(1, sealed.length), 0

        def out(octets: bytes) -> None:
            nonlocal done
            writer.write(octets)
            done += len(octets)
            tell(done / whole)

        making.write(sealed, places, out)
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
        length = file.seek(0, os.SEEK_END)
    settle(path.parent)
    return length
