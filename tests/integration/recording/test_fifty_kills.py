"""More than fifty processes that record are killed at random moments; one that lives finishes what they left."""

from __future__ import annotations

import asyncio
import os
import pickle
import random
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from recordings.frame import Frame
from rooms.ids import RoomId
from rooms.participant import MediaKind
from server.config import Settings
from server.record import segments
from server.storage.store import Store, open_store
from tests.contract.given import a_room
from tests.e2e.until import equals, until
from tests.integration.recording.nursery import PICTURE_EACH, recording
from tests.integration.recording.shelf import WITHIN, opened
from tests.unit.recordings.media import pictures, speech

KILLS, AT_ONCE = 52, 4
LONGEST = 100
"""Packets of speech, two seconds."""
MOST_LOST = 1.0
"""Seconds."""


@dataclass
class Trial:
    """`due`: how many packets of speech came early enough before the kill, to a recorder that wrote already."""

    room: RoomId
    due: int


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=tmp_path)) as kept:
        yield kept


@pytest.fixture
def media() -> dict[MediaKind, list[Frame]]:
    return {MediaKind.AUDIO: speech(3), MediaKind.CAMERA: pictures(2)}


@pytest.fixture
async def nursery(tmp_path: Path, media: dict[MediaKind, list[Frame]]) -> AsyncIterator[Process]:
    path = tmp_path / "media"
    path.write_bytes(pickle.dumps(media))
    command = (sys.executable, "-m", "tests.integration.recording.nursery", str(path))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    yield process
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def begun(nursery: Process, data: Path, room: RoomId) -> tuple[int, Path]:
    """A process that records, and the file in which it says what came when."""
    diary = data / f"{room}.diary"
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{data}\t{room}\t{diary}\n".encode())
    return int(await nursery.stdout.readline()), diary


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


async def test_whenever_it_is_killed_a_second_is_lost_at_the_most_and_the_rest_plays(
    nursery: Process, store: Store, tmp_path: Path, media: dict[MediaKind, list[Frame]]
) -> None:
    rng = random.Random(20260302)
    trials: list[Trial] = []
    for _ in range(KILLS // AT_ONCE):
        rooms = [await a_room(store) for _ in range(AT_ONCE)]
        several = [await begun(nursery, tmp_path, room) for room in rooms]
        kills = (
            killed(pid, diary, room, rng.randrange(1, LONGEST))
            for room, (pid, diary) in zip(rooms, several, strict=True)
        )
        trials += await asyncio.gather(*kills)
    async with recording(store, tmp_path / "recordings"):
        await nothing_is_left(store)
    for trial in trials:
        rows = await store.database.read(
            lambda connection, room=trial.room: segments.of_room(connection, store.keyring, room)
        )
        found = {row.segment.kind: row for row in rows}
        for kind, frames in media.items():
            each = 1 if kind is MediaKind.AUDIO else PICTURE_EACH
            due = trial.due // each
            row = found.get(kind)
            if row is None or row.finished is None:
                assert due <= 0, trial
                continue
            assert row.finished.frames >= due, trial
            file = await opened(store, tmp_path / "recordings", row.segment, row.finished)
            sent = [frames[number % len(frames)].data for number in range(row.finished.frames)]
            assert list(file.packets) == sent
    assert not list((tmp_path / "recordings" / "spool").glob("*.spool"))


async def nothing_is_left(store: Store) -> None:
    """Waits until every segment that was begun is kept, or forgotten."""
    await until(
        lambda: store.database.read(lambda connection: segments.unfinished(connection, store.keyring)),
        equals([]),
        "every segment is finished",
        3 * WITHIN,
    )
