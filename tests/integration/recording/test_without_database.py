"""The database does not answer while a recording begins: it is written all the same, and found again after a kill."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from rooms.participant import MediaKind
from server.config import Settings
from server.storage.store import Store, open_store
from server.storage.tables import rooms, segments
from tests.contract.given import a_room
from tests.integration.recording.kills import (
    Media,
    assert_kept,
    begun,
    came,
    killed,
    let,
    live,
    nothing_is_left,
    nursery_of,
)
from tests.integration.recording.nursery import recording
from tests.unit.recordings.media import pictures, speech

AT_ONCE = 0.5
"""Seconds after the grant: a quarter for the next round of the writer, and what a busy machine takes."""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=tmp_path)) as kept:
        yield kept


@pytest.fixture
def media() -> Media:
    return {MediaKind.AUDIO: speech(3), MediaKind.CAMERA: pictures(2)}


@contextlib.asynccontextmanager
async def nobody_else_may_write(store: Store) -> AsyncIterator[None]:
    """To the database: somebody is at it, and does not come to an end."""
    held, over = threading.Event(), threading.Event()

    def hold(connection: Connection) -> None:
        connection.execute(update(rooms).values(term=rooms.c.term))
        held.set()
        over.wait()

    holding = asyncio.create_task(store.database.write(hold))
    await asyncio.to_thread(held.wait)
    try:
        yield
    finally:
        over.set()
        await holding


async def test_what_the_database_never_heard_of_is_there_after_a_kill(
    store: Store, tmp_path: Path, media: Media
) -> None:
    room = await a_room(store)
    async with nursery_of(tmp_path, media) as nursery:
        pid, diary = await begun(nursery, tmp_path, room, live=True)
        await live(diary)
        async with nobody_else_may_write(store):
            let(diary)
            trial = await killed(pid, diary, room, 150)
            known = await store.database.read(
                lambda connection: connection.execute(select(segments.c.id)).all()
            )
    assert known == []
    told = came(diary)
    began = next(when for _, when, ready in told if ready >= 0) - told[0][1]
    assert began < AT_ONCE
    assert trial.due > 50
    for spool in (tmp_path / "recordings" / "spool").glob("*.spool"):
        stored = spool.read_bytes()
        assert room.encode() not in stored
        assert b"worker" not in stored
    async with recording(store, tmp_path / "recordings"):
        await nothing_is_left(store, tmp_path)
    await assert_kept(trial, store, tmp_path, media)
