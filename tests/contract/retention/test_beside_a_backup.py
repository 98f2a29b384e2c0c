"""What is destroyed while somebody reads the database for long, as a backup does."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, select

from rooms.channel import JOINT
from server.retention.terms import Kind
from server.storage import database as storage
from server.storage.database import Database
from server.storage.faults import StorageInUse, StorageUnavailable
from server.storage.keys import FileKeys
from server.storage.store import Store
from server.storage.tables import chain_keys
from tests.contract.given import a_room, said
from tests.contract.retention.archive import AFTER_ALL, Archive
from tests.e2e.until import equals, until

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND query LIKE 'VACUUM FULL%%' AND wait_event_type = 'Lock'"
)


@contextlib.asynccontextmanager
async def another(url: str) -> AsyncIterator[Database]:
    """The database as another process has it."""
    opened = Database(url)
    await opened.start()
    try:
        yield opened
    finally:
        await opened.close()


@contextlib.asynccontextmanager
async def read_for_long(url: str) -> AsyncIterator[None]:
    begun, over = threading.Event(), threading.Event()

    def snapshot(connection: Connection) -> None:
        connection.execute(select(chain_keys)).all()
        begun.set()
        over.wait(60)

    async with another(url) as database:
        reading = asyncio.create_task(database.read(snapshot))
        await asyncio.to_thread(begun.wait, 10)
        try:
            yield
        finally:
            over.set()
            await reading


async def test_who_talks_is_not_kept_waiting_for_what_waits_for_a_backup(
    empty_postgresql_url: str, keys: FileKeys
) -> None:
    async with another(empty_postgresql_url) as live, another(empty_postgresql_url) as retaining:
        store = Store(live, keys)
        room = await a_room(store)
        async with read_for_long(empty_postgresql_url):
            scrubbing = asyncio.create_task(retaining.scrub("chain_keys"))

            async def waits() -> bool:
                assert not scrubbing.done()
                return bool(await live.read(lambda found: found.exec_driver_sql(WAITING).scalar()))

            await until(waits, equals(True), "the destruction waits for the table")
            began = time.monotonic()
            await store.journal.append(room, 1, [said("听得见吗", JOINT)])
            assert time.monotonic() - began < 2
            assert not scrubbing.done()
        await scrubbing


async def test_what_is_not_a_lock_is_not_tried_again(empty_postgresql_url: str) -> None:
    async with another(empty_postgresql_url) as database:
        began = time.monotonic()
        with pytest.raises(StorageUnavailable) as raised:
            await database.scrub("nothing")
        assert not isinstance(raised.value, StorageInUse)
        assert time.monotonic() - began < storage.PATIENCE


async def test_beside_a_long_backup_keys_go_at_once_and_the_next_run_certifies_it(
    archive: Archive, own_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "PATIENCE", 0.3)
    await archive.whole()
    archive.clock.now = AFTER_ALL
    async with read_for_long(own_database_url):
        report = await archive.run()
    assert (report.certificates, report.waiting) == ((), 5)
    assert await archive.wrapped_keys() == set()
    report = await archive.run()
    assert {one.erasure.kind for one in report.certificates} >= {Kind.TALK, Kind.FILE}
    assert report.waiting == 0
