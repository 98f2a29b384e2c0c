"""A bucket that fails, is slow or lies: nothing is let go of before it is really there, and recording goes on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from recordings.recorder import Recorder
from recordings.segment import SegmentId
from recordings.storage import at
from rooms.channel import JOINT
from rooms.ids import RECORDER, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Take
from server.config import Settings
from server.record.segments import DEPOSITED, KEPT
from server.storage.store import Store, open_store
from server.storage.tables import segments
from tests.contract.given import a_room
from tests.e2e.until import equals, until
from tests.integration.recording.nursery import recording
from tests.servers.bucket import Served, bucket
from tests.servers.front import Front, Mood, front
from tests.unit.recordings.media import speech

SPEECH = [frame.data for frame in speech(1)]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with bucket() as running:
        yield running


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=tmp_path)) as kept:
        yield kept


@pytest.fixture
async def between(served: Served, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Front]:
    monkeypatch.setattr("recordings.depositor.AGAIN_AFTER", 0.1)
    async with front(served) as made:
        for name, value in served.environment(made.endpoint).items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
async def recorder(store: Store, served: Served, between: Front, tmp_path: Path) -> AsyncIterator[Recorder]:
    async with recording(store, tmp_path / "recordings", at(served.url())) as running:
        yield running


async def a_segment(recorder: Recorder, store: Store) -> SegmentId:
    """A second of speech, and its end."""
    room = await a_room(store)
    take = Take(SeatId("worker"), StayId("s"), RECORDER, StayId("r"), MediaKind.AUDIO, JOINT)
    now = time.monotonic()
    tape = recorder.open(room, take, now)
    for number, payload in enumerate(SPEECH):
        tape.take(number, number * 960, False, payload, now)
    tape.close()
    return tape.segment.id


async def comes_to(store: Store, segment: SegmentId, state: str) -> None:
    row = select(segments.c.state).where(segments.c.id == segment)
    await until(
        lambda: store.database.read(lambda connection: connection.execute(row).scalar()),
        equals(state),
        f"the segment is {state}",
        20,
    )


async def asked_again(between: Front, times: int) -> None:
    """Until the storage was asked so many times more."""
    enough = between.asked + times

    async def asked() -> int:
        return between.asked

    await until(asked, lambda count: count >= enough, "the storage is asked again", 20)


async def test_what_is_deposited_is_let_go_of_here(recorder: Recorder, store: Store) -> None:
    segment = await a_segment(recorder, store)
    await comes_to(store, segment, DEPOSITED)
    await gone(recorder, segment)


async def gone(recorder: Recorder, segment: SegmentId) -> None:
    async def there() -> bool:
        return recorder.sealed(segment).exists()

    await until(there, equals(False), "it is let go of here")


@pytest.mark.parametrize("mood", [Mood.FAILS, Mood.FORGETS, Mood.CHANGES])
async def test_a_bucket_that_fails_or_lies_is_tried_again_and_nothing_is_let_go_of_before(
    recorder: Recorder, store: Store, between: Front, mood: Mood
) -> None:
    between.mood = mood
    segment = await a_segment(recorder, store)
    await comes_to(store, segment, KEPT)
    await asked_again(between, 4)
    assert recorder.sealed(segment).exists()
    between.mood = Mood.HONEST
    await comes_to(store, segment, DEPOSITED)
    await gone(recorder, segment)


async def test_operators_are_told_how_much_waits_for_the_storage_and_how_long(
    recorder: Recorder, store: Store, between: Front
) -> None:
    assert recorder.backlog() == (0, 0.0)
    between.mood = Mood.FAILS
    began = time.monotonic()
    several = [await a_segment(recorder, store) for _ in range(2)]
    await asyncio.gather(*(comes_to(store, segment, KEPT) for segment in several))
    await asked_again(between, 4)
    (files, first), at_most = recorder.backlog(), time.monotonic() - began
    assert files == 2
    assert 0 < first < at_most
    await asked_again(between, 2)
    assert recorder.backlog()[1] > first, "another try is no new beginning"
    between.mood = Mood.HONEST
    await asyncio.gather(*(comes_to(store, segment, DEPOSITED) for segment in several))
    await asyncio.gather(*(gone(recorder, segment) for segment in several))
    assert recorder.backlog() == (0, 0.0)


async def test_a_slow_bucket_holds_up_no_recording(recorder: Recorder, store: Store, between: Front) -> None:
    between.mood = Mood.SLOW
    several = [await a_segment(recorder, store) for _ in range(4)]
    await asyncio.gather(*(comes_to(store, segment, KEPT) for segment in several))
    assert all(recorder.sealed(segment).exists() for segment in several)
    between.patience.set()
    await asyncio.gather(*(comes_to(store, segment, DEPOSITED) for segment in several))


async def test_what_waited_for_the_storage_is_deposited_by_the_next_process(
    store: Store, served: Served, between: Front, tmp_path: Path
) -> None:
    between.mood = Mood.FAILS
    url = served.url()
    async with recording(store, tmp_path / "recordings", at(url)) as first:
        segment = await a_segment(first, store)
        await comes_to(store, segment, KEPT)
    between.mood = Mood.HONEST
    async with recording(store, tmp_path / "recordings", at(url)) as second:
        await comes_to(store, segment, DEPOSITED)
        await gone(second, segment)
