"""Little room is left: one is warned, the newest is lost and counted, and nothing that is there goes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from recordings.recorder import Recorder
from recordings.tape import Tape
from rooms.channel import JOINT
from rooms.ids import RECORDER, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Take
from server.config import Settings
from server.record import segments
from server.storage.store import Store, open_store
from tests.contract.given import a_room
from tests.e2e.until import until
from tests.integration.recording.kills import nothing_is_left
from tests.integration.recording.nursery import recording
from tests.integration.recording.shelf import opened
from tests.unit.recordings.media import speech

ROOM = 40_000
"""Octets."""
SPEECH = [frame.data for frame in speech(1)]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=tmp_path)) as kept:
        yield kept


@pytest.fixture
async def room(store: Store) -> RoomId:
    return await a_room(store)


@pytest.fixture
async def recorder(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Recorder]:
    monkeypatch.setattr("recordings.recorder.MEASURE_EVERY", 0.1)
    async with recording(store, tmp_path / "recordings", room=ROOM) as running:
        yield running


def says(tape: Tape, first: int, count: int) -> None:
    for number in range(first, first + count):
        tape.take(number, number * 960, False, SPEECH[number % len(SPEECH)], time.monotonic())


async def test_when_there_is_no_room_the_newest_is_lost_and_what_is_there_is_kept(
    recorder: Recorder, store: Store, tmp_path: Path, room: RoomId
) -> None:
    take = Take(SeatId("worker"), StayId("s"), RECORDER, StayId("r"), MediaKind.AUDIO, JOINT)
    tape = recorder.open(room, take, time.monotonic())
    assert not recorder.health(room).nearly_full
    enough = 2 * ROOM // min(map(len, SPEECH))
    says(tape, 0, enough)

    async def failing() -> str:
        says(tape, enough, 1)
        return recorder.health(room).tracks[0].failing

    await until(failing, lambda found: found == "full", "no room is left")
    assert recorder.health(room).nearly_full

    async def lost() -> int:
        return recorder.health(room).tracks[0].lost

    await until(lost, lambda count: count > 0, "what is lost is counted")
    tape.close()
    await nothing_is_left(store, tmp_path)
    (row,) = await store.database.read(lambda connection: segments.of_room(connection, store.keyring, room))
    assert row.finished is not None
    assert row.finished.frames >= enough
    assert len((await opened(store, tmp_path / "recordings", row.segment, row.finished)).packets) >= enough
