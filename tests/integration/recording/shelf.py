"""What the service has kept of a case's media, opened beside it as a clerk's server would, packet by packet."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import av

from recordings.finishing import Finished
from recordings.segment import Segment
from recordings.vault.sealed import SealedReader
from recordings.vault.spool import HEADER
from rooms import events
from rooms.ids import RoomId
from server.record import segments
from server.storage.store import Store
from tests.e2e.until import equals, until
from tests.integration.cast import Cast
from tests.integration.office import Office
from tests.integration.voice import label_of
from tests.peers import tones
from tests.peers.packets import Label

WITHIN = 20.0


@dataclass(frozen=True)
class File:
    """One segment as it is kept, opened."""

    segment: Segment
    finished: Finished
    packets: tuple[bytes, ...]

    @property
    def labels(self) -> list[Label]:
        """What its packets say of themselves."""
        return [label for packet in self.packets if (label := label_of(packet)) is not None]

    @property
    def tones(self) -> set[int]:
        """The frequencies that it sounds in."""
        return tones.heard(self.packets)


class Shelf:
    """The files of one cast's room."""

    def __init__(self, office: Office, data: Path, cast: Cast) -> None:
        self._store, self._folder = office.store, data / "recordings"
        self.room = RoomId(cast.case.room)

    async def files(self, within: float = WITHIN) -> list[File]:
        """All of them, once none is being made any more."""
        rows = await until(
            self.rows,
            lambda rows: bool(rows) and all(row.finished for row in rows),
            "every segment is finished",
            within,
        )
        return [
            await opened(self._store, self._folder, row.segment, row.finished) for row in rows if row.finished
        ]

    async def rows(self) -> list[segments.Row]:
        keyring = self._store.keyring
        return await self._store.database.read(
            lambda connection: segments.of_room(connection, keyring, self.room)
        )

    async def logged(self) -> dict[str, events.SegmentKept]:
        """What the log tells of files, by segment."""
        log = await self._store.journal.load(self.room)
        return {event.kept.id: event for event in log if isinstance(event, events.SegmentKept)}

    def stored(self, segment: Segment) -> bytes:
        return stored_in(self._folder, segment)

    async def cleared(self, within: float = WITHIN) -> None:
        """Waits until no spool is left of the room."""
        spools = [self._spool(row.segment) for row in await self.rows()]

        async def left() -> list[str]:
            return [path.name for path in spools if path.exists()]

        await until(left, equals([]), "no spool is left", within)

    async def written(self, tracks: set[tuple[str, str]], within: float = WITHIN) -> None:
        """Waits until something of each track, by seat and kind, is on the disk: a picture begins with a key frame."""

        async def spooled() -> set[tuple[str, str]]:
            return {
                (row.segment.seat, row.segment.kind.value)
                for row in await self.rows()
                if holds_something(self._spool(row.segment))
            }

        await until(spooled, lambda found: tracks <= found, "every track is on the disk", within)

    def _spool(self, segment: Segment) -> Path:
        return self._folder / "spool" / f"{segment.id}.spool"


def holds_something(spool: Path) -> bool:
    """Whether any record follows the header and its label."""
    with contextlib.suppress(FileNotFoundError):
        octets = spool.read_bytes()
        return len(octets) > HEADER + int.from_bytes(octets[HEADER - 2 : HEADER], "big")
    return False


def stored_in(folder: Path, segment: Segment) -> bytes:
    """Deposited, or on its way there."""
    for place in ("sealed", "kept", "sealed", "kept"):
        path = folder / place / segment.id
        if path.exists():
            return path.read_bytes()
    raise AssertionError(f"{segment.id} is nowhere")


async def opened(store: Store, folder: Path, segment: Segment, finished: Finished) -> File:
    """A segment's file out of a recorder's folder."""
    key = await store.database.read(lambda connection: segments.key_of(connection, store.keyring, segment))
    stored = stored_in(folder, segment)
    reader = SealedReader(key, lambda at, size: stored[at : at + size], finished.length)
    with av.open(io.BytesIO(b"".join(reader.chunks()))) as file:
        packets = tuple(bytes(packet) for packet in file.demux(file.streams[0]) if packet.size)
    return File(segment, finished, packets)
