"""Storage that fails: nothing is half-written, whoever waits is told, and it goes on when storage is back."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from rooms.ports import Fenced, JournalUnavailable
from server.storage.database import Database
from server.storage.engine import maintain, sqlite_url
from server.storage.keys import FileKeys
from server.storage.store import Store
from tests.contract.given import a_room, said, texts

FILE = "yuntiao.sqlite3"


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture
async def store_in_file(sqlite_file: Path, keys: FileKeys) -> AsyncIterator[Store]:
    async with opened(str(sqlite_url(sqlite_file)), keys) as store:
        yield store


@contextlib.asynccontextmanager
async def opened(url: str, keys: FileKeys) -> AsyncIterator[Store]:
    database = Database(url, patience=0.2)
    await database.start()
    try:
        yield Store(database, keys)
    finally:
        await database.close()


async def test_a_locked_database_refuses_and_takes_more_when_it_is_free(
    store_in_file: Store, sqlite_file: Path
) -> None:
    one, other = await a_room(store_in_file), await a_room(store_in_file)
    await store_in_file.journal.append(one, 1, [said("一")])
    blocker = sqlite3.connect(sqlite_file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    results = await asyncio.gather(
        *(store_in_file.journal.append(room, 1, [said("二", at=2)]) for room in (one, other)),
        return_exceptions=True,
    )
    assert [type(result).__mro__[1] for result in results] == [JournalUnavailable] * 2
    blocker.execute("ROLLBACK")
    blocker.close()
    await store_in_file.journal.append(one, 1, [said("三", at=3)])
    assert texts(await store_in_file.journal.load(one)) == ["一", "三"]
    assert await store_in_file.journal.verify_room(one) == []


async def test_a_full_disk_refuses_whole_appends_and_takes_more_when_there_is_room(
    store_in_file: Store,
) -> None:
    room = await a_room(store_in_file)

    async def most_pages(more: int) -> None:
        def limit(connection: object) -> None:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + more}")

        await store_in_file.database.write(limit)

    await most_pages(4)
    written = []
    for number in range(1, 200):
        try:
            await store_in_file.journal.append(room, 1, [said(f"{number}号", at=number)] * 20)
        except JournalUnavailable:
            break
        written += [f"{number}号"] * 20
    assert len(written) < 199 * 20
    with pytest.raises(JournalUnavailable):
        await store_in_file.journal.append(room, 1, [said("还是满的", at=500)] * 20)
    await most_pages(1000)
    await store_in_file.journal.append(room, 1, [said("又有地方了", at=501)])
    assert texts(await store_in_file.journal.load(room)) == [*written, "又有地方了"]
    assert await store_in_file.journal.verify_room(room) == []


async def test_a_damaged_file_is_never_read_as_a_log(
    store_in_file: Store, sqlite_file: Path, keys: FileKeys
) -> None:
    room = await a_room(store_in_file)
    for number in range(100):
        await store_in_file.journal.append(room, 1, [said(f"{number}号", at=number)])
    await store_in_file.database.close()
    with sqlite_file.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(size // 2)
        file.write(os.urandom(size // 4))
    with pytest.raises(JournalUnavailable):
        async with opened(str(sqlite_url(sqlite_file)), keys) as damaged:
            await damaged.journal.load(room)


@pytest.mark.parametrize("cut", [1, 100, 4096, 10_000, 40_000])
async def test_what_the_power_tore_off_the_end_is_gone_whole_and_the_rest_verifies(
    store_in_file: Store, sqlite_file: Path, keys: FileKeys, tmp_path: Path, cut: int
) -> None:
    room = await a_room(store_in_file)
    for number in range(1, 31):
        await store_in_file.journal.append(
            room, 1, [said(f"{number}甲", at=number), said(f"{number}乙", at=number)]
        )
    torn = tmp_path / "torn"
    torn.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{sqlite_file}{suffix}", torn / f"{FILE}{suffix}")
    os.truncate(torn / f"{FILE}-wal", (torn / f"{FILE}-wal").stat().st_size - cut)
    async with opened(str(sqlite_url(torn / FILE)), keys) as rest:
        left = texts(await rest.journal.load(room))
        assert 0 < len(left) < 60
        assert left == [f"{number}{half}" for number in range(1, len(left) // 2 + 1) for half in "甲乙"]
        await rest.journal.append(room, 2, [said("继续", at=99)])
        assert await rest.journal.verify_room(room) == []


async def test_a_server_that_goes_away_refuses_and_one_that_comes_back_takes_more(
    empty_postgresql_url: str, postgresql_url: str, keys: FileKeys
) -> None:
    name = make_url(empty_postgresql_url).database
    async with opened(empty_postgresql_url, keys) as store:
        room = await a_room(store)
        await store.journal.append(room, 1, [said("一")])
        maintain(postgresql_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        maintain(
            postgresql_url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        for attempt in range(3):
            with pytest.raises(JournalUnavailable):
                await store.journal.append(room, 1, [said("二", at=2 + attempt)])
        with pytest.raises(JournalUnavailable):
            await store.journal.load(room)
        maintain(postgresql_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await store.journal.append(room, 1, [said("三", at=9)])
        assert texts(await store.journal.load(room)) == ["一", "三"]
        assert await store.journal.verify_room(room) == []


async def test_a_commit_without_an_answer_makes_the_leader_load_the_room_again(
    empty_postgresql_url: str, keys: FileKeys
) -> None:
    """The server has committed, but the connection broke before it could say so."""
    url = make_url(empty_postgresql_url)
    async with (
        _cutting_proxy(url.port) as (port, cut_the_next_commit),
        opened(url.set(port=port).render_as_string(), keys) as store,
    ):
        room = await a_room(store)
        await store.journal.claim(room, 1)
        cut_the_next_commit()
        with pytest.raises(JournalUnavailable):
            await store.journal.append(room, 1, [said("一")])
        with pytest.raises(Fenced):
            await store.journal.append(room, 1, [said("二", at=2)])
        assert texts(await store.journal.claim(room, 2)) == ["一"]
        await store.journal.append(room, 2, [said("三", at=3)])
        assert texts(await store.journal.load(room)) == ["一", "三"]
        assert await store.journal.verify_room(room) == []


@contextlib.asynccontextmanager
async def _cutting_proxy(server_port: int | None) -> AsyncIterator[tuple[int, Callable[[], None]]]:
    """A way to the server that breaks, once it is told to, between a COMMIT and its answer."""
    armed = asyncio.Event()
    ways: set[asyncio.Task[None]] = set()

    async def forth(client: asyncio.StreamReader, server: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        while data := await client.read(65_536):
            if armed.is_set() and b"COMMIT\0" in data:
                armed.clear()
                cut.set()
            server.write(data)

    async def back(server: asyncio.StreamReader, client: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        while (data := await server.read(65_536)) and not cut.is_set():
            client.write(data)

    async def way(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", server_port)
        cut = asyncio.Event()
        ends = {
            asyncio.create_task(forth(reader, server_writer, cut)),
            asyncio.create_task(back(server_reader, writer, cut)),
        }
        ways.update(ends)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for writer_ in (writer, server_writer):
            writer_.close()
        for end in ends:
            end.cancel()

    proxy = await asyncio.start_server(way, "127.0.0.1", 0)
    try:
        yield proxy.sockets[0].getsockname()[1], armed.set
    finally:
        proxy.close()
        await asyncio.gather(*ways, return_exceptions=True)
