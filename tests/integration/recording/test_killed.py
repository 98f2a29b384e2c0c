"""Killed at any moment: what was recorded plays, and a second of each track is lost at the most."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.config import Settings
from server.storage.store import Store, open_store
from tests.e2e.service import Service
from tests.integration.cast import Cast
from tests.integration.office import DEMONSTRATION, Office
from tests.integration.recording.shelf import Shelf
from tests.integration.recording.talking import PARTIES, consents, records, say_more

MOST_LOST = 1.0


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(tmp_path)
    try:
        await service.start()
        yield service
    finally:
        await service.close()


@pytest.fixture
async def store(own: Service) -> AsyncIterator[Store]:
    async with open_store(Settings(data=own.data)) as beside:
        yield beside


async def test_after_kill_9_the_files_play_and_a_second_is_missing_at_the_most(
    own: Service, store: Store
) -> None:
    office = Office(store)
    cast = Cast(await office.open(DEMONSTRATION), own.url)
    await cast.together("mediator", *PARTIES)
    voices = await cast.voices("mediator", *PARTIES)
    await consents(cast, *PARTIES)
    began = time.monotonic()
    await records(cast)
    tracks = {(voice.seat, kind) for voice in voices for kind in ("audio", "camera")}
    await Shelf(office, own.data, cast).written(tracks)
    await say_more(*voices)
    killed = time.monotonic()
    await own.kill()
    captured = {voice.seat: dict(voice.captured) for voice in voices}
    await cast.close()
    await own.start()
    shelf = Shelf(office, own.data, cast)
    files = await shelf.files()
    assert {(file.segment.seat, file.segment.kind) for file in files} == tracks
    for file in files:
        sent = captured[file.segment.seat]
        due = {
            number
            for (kind, number), at in sent.items()
            if kind == file.segment.kind and began + 0.5 < at < killed - MOST_LOST
        }
        numbers = {label.number for label in file.labels}
        assert due - numbers == set() or file.segment.kind == "camera", (file.segment, sorted(due - numbers))
        assert numbers
    assert (await shelf.logged()).keys() == {file.segment.id for file in files}
    await shelf.cleared()


async def test_ended_on_purpose_nothing_is_lost_and_it_ends_at_once(own: Service, store: Store) -> None:
    office = Office(store)
    cast = Cast(await office.open(DEMONSTRATION), own.url)
    await cast.together("mediator", *PARTIES)
    voices = await cast.voices("mediator", *PARTIES)
    await consents(cast, *PARTIES)
    await records(cast)
    await say_more(*voices)
    last = [voice.utter() for voice in voices]
    await asyncio.gather(*(voice.says_more(5) for voice in voices))
    began = time.monotonic()
    await own.stop()
    assert time.monotonic() - began < 5
    await cast.close()
    await own.start()
    files = await Shelf(office, own.data, cast).files()
    kept = {label for file in files for label in file.labels}
    assert set(last) <= kept
    assert not any(file.finished.torn for file in files)
