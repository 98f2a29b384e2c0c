"""One writer, a few readers: what `write` and `read` promise, whatever else is in the same commit."""

import asyncio
import contextlib
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from rooms.ids import RoomId
from server.observe import CheckFailed
from server.storage import database
from server.storage.database import Database
from server.storage.engine import sqlite_url
from server.storage.faults import StorageUnavailable
from server.storage.keys import FileKeys
from server.storage.store import Store
from server.storage.tables import rooms
from server.storage.writer import Performed
from tests.contract.given import a_room
from tests.e2e.until import until


@contextlib.asynccontextmanager
async def opened(url: str, keys: FileKeys) -> AsyncIterator[Store]:
    opening = Database(url)
    await opening.start()
    try:
        yield Store(opening, keys)
    finally:
        await opening.close()


def _set_state(room: RoomId, state: str) -> object:
    def write(connection: Connection) -> str:
        connection.execute(update(rooms).where(rooms.c.id == room).values(state=state))
        return state

    return write


async def _state(store: Store, room: RoomId) -> str:
    wanted = select(rooms.c.state).where(rooms.c.id == room)
    return await store.database.read(lambda found: found.execute(wanted).scalar_one())


async def test_what_is_written_can_be_read_when_write_returns(store: Store) -> None:
    room = await a_room(store)
    assert await store.database.write(_set_state(room, "adjourned")) == "adjourned"
    assert await _state(store, room) == "adjourned"


async def test_the_write_ahead_log_is_folded_in_beside_the_commits(
    tmp_path: Path, keys: FileKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FOLD_EVERY", 0.01)
    path = tmp_path / "folded.sqlite3"
    async with opened(str(sqlite_url(path)), keys) as store:
        room = await a_room(store)
        copy = tmp_path / "copy.sqlite3"

        async def in_the_file_itself() -> bool:
            copy.write_bytes(path.read_bytes())
            with contextlib.closing(sqlite3.connect(copy)) as found:
                try:
                    return found.execute("SELECT 1 FROM rooms WHERE id = ?", (room,)).fetchone() is not None
                except sqlite3.DatabaseError:  # copied in the middle of it
                    return False

        assert await until(in_the_file_itself, bool, "the room stands in the database file")


async def test_what_is_deleted_is_scrubbed_as_soon_as_nobody_reads_it_any_more(
    tmp_path: Path, keys: FileKeys
) -> None:
    path = tmp_path / "busy.sqlite3"
    async with opened(str(sqlite_url(path)), keys) as store:
        room = await a_room(store)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM rooms").fetchone()
            await store.database.write(_set_state(room, "ended"))
            scrubbing = asyncio.create_task(store.database.scrub())
            await store.database.read(lambda found: found.execute(select(rooms.c.id)).all())
            reader.execute("ROLLBACK")
            await scrubbing
        assert path.with_name("busy.sqlite3-wal").stat().st_size == 0


async def test_what_a_function_raises_undoes_its_own_writing_only(store: Store) -> None:
    one, other = await a_room(store), await a_room(store)

    def change_and_fail(connection: Connection) -> None:
        _set_state(one, "ended")(connection)
        raise PermissionError("no")

    results = await asyncio.gather(
        store.database.write(change_and_fail),
        store.database.write(_set_state(other, "adjourned")),
        return_exceptions=True,
    )
    assert isinstance(results[0], PermissionError)
    assert results[1] == "adjourned"
    assert await _state(store, one) == "open"
    assert await _state(store, other) == "adjourned"


async def test_a_row_that_breaks_a_rule_of_the_database_spares_the_others_of_its_commit(store: Store) -> None:
    one, other = await a_room(store), await a_room(store)

    def twice(connection: Connection) -> None:
        connection.execute(text("INSERT INTO rooms SELECT * FROM rooms WHERE id = :room"), {"room": one})

    results = await asyncio.gather(
        *(
            store.database.write(write)
            for write in (_set_state(one, "adjourned"), twice, _set_state(other, "ended"))
        ),
        return_exceptions=True,
    )
    assert isinstance(results[1], IntegrityError)
    assert [await _state(store, room) for room in (one, other)] == ["adjourned", "ended"]


async def test_a_statement_that_cannot_be_is_no_reason_to_stop(store: Store) -> None:
    room = await a_room(store)
    with pytest.raises(StorageUnavailable):
        await store.database.write(lambda connection: connection.execute(text("SELECT nothing FROM nowhere")))
    with pytest.raises(StorageUnavailable):
        await store.database.read(lambda connection: connection.execute(text("SELECT nothing FROM nowhere")))
    assert await store.database.write(_set_state(room, "ended")) == "ended"


async def test_readers_cannot_write(store: Store) -> None:
    room = await a_room(store)
    with pytest.raises(StorageUnavailable):
        await store.database.read(_set_state(room, "ended"))
    assert await _state(store, room) == "open"


async def test_a_reader_sees_one_state_of_the_database(store: Store) -> None:
    room = await a_room(store)
    loop = asyncio.get_running_loop()

    def look_twice(connection: Connection) -> tuple[str, str]:
        wanted = select(rooms.c.state).where(rooms.c.id == room)
        before = connection.execute(wanted).scalar_one()
        asyncio.run_coroutine_threadsafe(store.database.write(_set_state(room, "ended")), loop).result(10)
        return before, connection.execute(wanted).scalar_one()

    assert await store.database.read(look_twice) == ("open", "open")
    assert await _state(store, room) == "ended"


async def test_errors_do_not_quote_what_was_to_be_written(store: Store) -> None:
    room = await a_room(store)

    def twice(connection: Connection) -> None:
        values = {"id": room, "state": "a secret", "case": "x"}
        connection.execute(
            text(
                "INSERT INTO rooms (id, case_id, state, term, created_at) VALUES (:id, :case, :state, 0, 0)"
            ),
            values,
        )

    with pytest.raises(DBAPIError) as caught:
        await store.database.write(twice)
    assert "a secret" not in str(caught.value).replace(str(caught.value.orig), "")


async def test_closing_waits_for_what_is_queued(store: Store) -> None:
    several = [await a_room(store) for _ in range(5)]
    writing = [asyncio.ensure_future(store.database.write(_set_state(room, "ended"))) for room in several]
    await asyncio.sleep(0)
    await store.database.close()
    assert await asyncio.gather(*writing) == ["ended"] * 5


async def test_the_store_knows_whether_it_can_serve(store: Store) -> None:
    await store.check()
    await store.database.close()
    with pytest.raises(CheckFailed):
        await store.check()


class Faulty:
    """A lane with a mistake in what it does after the commit."""

    def perform(self, connection: Connection, requests: Sequence[object]) -> Performed:
        return Performed([None] * len(requests), self._settle)

    def undone(self, requests: Sequence[object], *, final: bool) -> None:
        raise AssertionError("it was committed")

    def _settle(self) -> None:
        raise ZeroDivisionError


async def test_a_fault_of_the_server_leaves_nobody_waiting(store: Store) -> None:
    room = await a_room(store)
    with pytest.raises(StorageUnavailable):
        await store.database.submit(Faulty(), None)
    assert await store.database.write(_set_state(room, "ended")) == "ended"


async def test_a_second_opening_in_one_process_gives_no_lock_away(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """POSIX drops all locks of a process on a file when it closes any descriptor of it (fcntl(2))."""
    room, url = await a_room(sqlite_store), str(sqlite_url(tmp_path / "yuntiao.sqlite3"))
    async with opened(url, sqlite_store.keys):
        pass
    # Another process that believes itself alone would take the write-ahead log away when it goes.
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
        "c.execute('SELECT 1 FROM rooms').fetchall(); c.close()"
    )
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", script, tmp_path / "yuntiao.sqlite3")
    assert await other.wait() == 0
    assert (tmp_path / "yuntiao.sqlite3-wal").exists()
    assert await sqlite_store.database.write(_set_state(room, "ended")) == "ended"
