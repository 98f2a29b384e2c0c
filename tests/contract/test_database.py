"""One writer, a few readers: what `write` and `read` promise, whatever else is in the same commit."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from rooms.ids import RoomId
from server.observe import CheckFailed
from server.storage.faults import StorageUnavailable
from server.storage.store import Store
from server.storage.tables import rooms
from server.storage.writer import Performed
from tests.contract.given import a_room


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
