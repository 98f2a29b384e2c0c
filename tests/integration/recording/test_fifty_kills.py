"""More than fifty processes that record are killed at random moments; one that lives finishes what they left."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.participant import MediaKind
from server.config import Settings
from server.storage.store import Store, open_store
from tests.contract.given import a_room
from tests.integration.recording.kills import (
    Media,
    Trial,
    assert_kept,
    begun,
    killed,
    nothing_is_left,
    nursery_of,
)
from tests.integration.recording.nursery import recording
from tests.unit.recordings.media import pictures, speech

KILLS, AT_ONCE = 52, 4
LONGEST = 100
"""Packets of speech, two seconds."""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=tmp_path)) as kept:
        yield kept


@pytest.fixture
def media() -> Media:
    return {MediaKind.AUDIO: speech(3), MediaKind.CAMERA: pictures(2)}


async def test_whenever_it_is_killed_a_second_is_lost_at_the_most_and_the_rest_plays(
    store: Store, tmp_path: Path, media: Media
) -> None:
    rng = random.Random(20260302)
    trials: list[Trial] = []
    async with nursery_of(tmp_path, media) as nursery:
        for _ in range(KILLS // AT_ONCE):
            rooms = [await a_room(store) for _ in range(AT_ONCE)]
            several = [await begun(nursery, tmp_path, room) for room in rooms]
            kills = (
                killed(pid, diary, room, rng.randrange(1, LONGEST))
                for room, (pid, diary) in zip(rooms, several, strict=True)
            )
            trials += await asyncio.gather(*kills)
    async with recording(store, tmp_path / "recordings"):
        await nothing_is_left(store, tmp_path)
    for trial in trials:
        await assert_kept(trial, store, tmp_path, media)
