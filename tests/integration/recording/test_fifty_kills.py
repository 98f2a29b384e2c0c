"""Fifty processes that record are killed at random moments; one that starts afterwards finishes what they left."""

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
from tests.integration.recording.nursery import PACKET, PICTURE_EACH, recording
from tests.integration.recording.shelf import WITHIN, opened
from tests.unit.recordings.media import pictures, speech

KILLS, AT_ONCE = 50, 5
LONGEST = 100
"""Packets of speech, two seconds."""
MOST_LOST = round(1.0 / PACKET)


@dataclass
class Trial:
    """`fed`: how many packets had come when it was killed."""

    room: RoomId
    fed: int


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
    """A process that records, and the file in which it counts."""
    counter = data / f"{room}.count"
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{data}\t{room}\t{counter}\n".encode())
    return int(await nursery.stdout.readline()), counter


async def killed(pid: int, counter: Path, after: int) -> int:
    """As soon as so many packets have come; how many had come then."""
    deadline = time.monotonic() + WITHIN
    try:
        while (fed := count(counter)) < after:
            assert time.monotonic() < deadline, f"only {fed} packets came"
            await asyncio.sleep(0.01)
    finally:
        os.kill(pid, signal.SIGKILL)
    return count(counter)


def count(counter: Path) -> int:
    return int(counter.read_text() or 0) if counter.exists() else 0


async def test_whenever_it_is_killed_a_second_is_lost_at_the_most_and_the_rest_plays(
    nursery: Process, store: Store, tmp_path: Path, media: dict[MediaKind, list[Frame]]
) -> None:
    rng = random.Random(20260302)
    trials: list[Trial] = []
    for _ in range(KILLS // AT_ONCE):
        rooms = [await a_room(store) for _ in range(AT_ONCE)]
        several = [await begun(nursery, tmp_path, room) for room in rooms]
        kills = (killed(pid, counter, rng.randrange(1, LONGEST)) for pid, counter in several)
        trials += map(Trial, rooms, await asyncio.gather(*kills))
    async with recording(store, tmp_path / "recordings"):
        await nothing_is_left(store)
    for trial in trials:
        rows = await store.database.read(
            lambda connection, room=trial.room: segments.of_room(connection, store.keyring, room)
        )
        found = {row.segment.kind: row for row in rows}
        for kind, frames in media.items():
            each = 1 if kind is MediaKind.AUDIO else PICTURE_EACH
            due = (trial.fed - MOST_LOST) // each
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
    deadline = time.monotonic() + 3 * WITHIN
    while left := await store.database.read(
        lambda connection: segments.unfinished(connection, store.keyring)
    ):
        assert time.monotonic() < deadline, f"{len(left)} segments are not finished"
        await asyncio.sleep(0.1)
