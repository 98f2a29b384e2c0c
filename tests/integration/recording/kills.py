"""Trials of the nursery's processes: begun, killed, and what must be there of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from recordings.frame import Frame
from rooms.ids import RoomId
from rooms.participant import MediaKind
from server.record import segments
from server.storage.store import Store
from tests.e2e.until import equals, until
from tests.integration.recording.nursery import GO, LIVE, PICTURE_EACH
from tests.integration.recording.shelf import WITHIN, opened

MOST_LOST = 1.0
"""Seconds."""

Media = Mapping[MediaKind, list[Frame]]


@dataclass
class Trial:
    """`due`: how many packets of speech came early enough before the kill, to a recorder that wrote already."""

    room: RoomId
    due: int


@contextlib.asynccontextmanager
async def nursery_of(folder: Path, media: Media) -> AsyncIterator[Process]:
    """Records this media, in processes to be killed."""
    path = folder / "media"
    path.write_bytes(pickle.dumps(media))
    command = (sys.executable, "-m", "tests.integration.recording.nursery", str(path))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    yield process
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def begun(nursery: Process, data: Path, room: RoomId, *, live: bool = False) -> tuple[int, Path]:
    """A process that records, and the file in which it says what came when. `live`: it waits to be `let`."""
    diary = data / f"{room}.diary"
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{data}\t{room}\t{diary}\t{'live' * live}\n".encode())
    return int(await nursery.stdout.readline()), diary


async def live(diary: Path) -> None:
    """Waits until its room is."""

    async def found() -> bool:
        return diary.with_suffix(LIVE).exists()

    await until(found, equals(True), "the room is live", WITHIN)


def let(diary: Path) -> None:
    """It may begin to record."""
    diary.with_suffix(GO).touch()


async def killed(pid: int, diary: Path, room: RoomId, after: int) -> Trial:
    """As soon as so many packets have come."""

    async def count() -> int:
        return len(came(diary))

    try:
        await until(count, lambda found: found >= after, f"{after} packets have come", WITHIN)
    finally:
        at = time.monotonic()
        os.kill(pid, signal.SIGKILL)
    early = [(number, ready) for number, when, ready in came(diary) if when < at - MOST_LOST]
    return Trial(room, max((number for number, ready in early if ready >= 0), default=0))


def came(diary: Path) -> list[tuple[int, float, int]]:
    """What the nursery has written of each packet, as far as it is whole."""
    lines = diary.read_text().split("\n")[:-1] if diary.exists() else []
    return [(int(number), float(when), int(ready)) for number, when, ready in map(str.split, lines)]


async def nothing_is_left(store: Store, data: Path) -> None:
    """Waits until every segment that was begun is kept, or forgotten, and no spool is left."""
    spools = data / "recordings" / "spool"

    async def left() -> list[str]:
        return [path.name for path in spools.glob("*.spool")]

    await until(left, equals([]), "no spool is left", 3 * WITHIN)
    await until(
        lambda: store.database.read(lambda connection: segments.unfinished(connection, store.keyring)),
        equals([]),
        "every segment is finished",
        3 * WITHIN,
    )


async def assert_kept(trial: Trial, store: Store, data: Path, media: Media) -> None:
    """All that was due plays, as it was sent."""
    rows = await store.database.read(
        lambda connection: segments.of_room(connection, store.keyring, trial.room)
    )
    found = {row.segment.kind: row for row in rows}
    for kind, frames in media.items():
        due = trial.due // (1 if kind is MediaKind.AUDIO else PICTURE_EACH)
        row = found.get(kind)
        if row is None or row.finished is None:
            assert due <= 0, trial
            continue
        assert row.finished.frames >= due, trial
        file = await opened(store, data / "recordings", row.segment, row.finished)
        sent = [frames[number % len(frames)].data for number in range(row.finished.frames)]
        assert list(file.packets) == sent
