"""Whoever changes the database behind the server's back is found out: rooms.ports.Journal.load fails closed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update

from rooms.ids import RoomId
from rooms.ports import JournalUnavailable
from server.storage.faults import FaultKind, Tampered
from server.storage.keys import FileKeys, KeysUnavailable
from server.storage.store import Store
from server.storage.tables import APPEND_ONLY, case_entries, chains, entries
from tests.contract.given import EMPLOYER, WORKER, a_room, said

Change = Callable[[Connection, RoomId], object]


def flipped(connection: Connection, room: RoomId, column: str) -> None:
    """Change a bit in the entry at position 2."""
    where = (entries.c.room_id == room) & (entries.c.position == 2)
    value = connection.execute(entries.select().where(where)).one()._mapping[column]
    connection.execute(update(entries).where(where).values({column: value[:-1] + bytes([value[-1] ^ 1])}))


def body_changed(connection: Connection, room: RoomId) -> None:
    flipped(connection, room, "body")


def hash_changed(connection: Connection, room: RoomId) -> None:
    flipped(connection, room, "hash")


def commitment_changed(connection: Connection, room: RoomId) -> None:
    flipped(connection, room, "commitment")


def one_removed(connection: Connection, room: RoomId) -> None:
    connection.execute(entries.delete().where(entries.c.room_id == room, entries.c.position == 2))


def last_removed(connection: Connection, room: RoomId) -> None:
    connection.execute(entries.delete().where(entries.c.room_id == room, entries.c.position >= 5))


def all_removed(connection: Connection, room: RoomId) -> None:
    connection.execute(entries.delete().where(entries.c.room_id == room))


def two_exchanged(connection: Connection, room: RoomId) -> None:
    for before, after in ((2, 99), (4, 2), (99, 4)):
        where = (entries.c.room_id == room) & (entries.c.position == before)
        connection.execute(update(entries).where(where).values(position=after))


def moved_to_another_channel(connection: Connection, room: RoomId) -> None:
    where = (entries.c.room_id == room) & (entries.c.position == 2)
    connection.execute(update(entries).where(where).values(chain=0))


def channels_renamed(connection: Connection, room: RoomId) -> None:
    name = text("SELECT sealed_name FROM chains WHERE room_id = :room AND ordinal = 1")
    value = connection.execute(name, {"room": room}).scalar_one()
    where = (chains.c.room_id == room) & (chains.c.ordinal == 2)
    connection.execute(update(chains).where(where).values(sealed_name=value))


def key_removed(connection: Connection, room: RoomId) -> None:
    connection.execute(text("DELETE FROM chain_keys WHERE room_id = :room AND ordinal = 1"), {"room": room})


def signature_changed(connection: Connection, room: RoomId) -> None:
    where = case_entries.c.room_id == room
    connection.execute(update(case_entries).where(where).values(signature=bytes(64)))


def anchor_removed(connection: Connection, room: RoomId) -> None:
    where = (case_entries.c.room_id == room) & (case_entries.c.seq == 0)
    connection.execute(case_entries.delete().where(where))


def anchor_exchanged(connection: Connection, room: RoomId) -> None:
    own = case_entries.c.room_id == room
    first = connection.execute(case_entries.select().where(own, case_entries.c.seq == 0)).one()
    connection.execute(update(case_entries).where(own, case_entries.c.seq == 1).values(body=first.body))


CHANGES: dict[Change, FaultKind] = {
    body_changed: FaultKind.CONTENT_CHANGED,
    hash_changed: FaultKind.CHAIN_BROKEN,
    commitment_changed: FaultKind.CHAIN_BROKEN,
    one_removed: FaultKind.ENTRY_MISSING,
    last_removed: FaultKind.ANCHOR_DIFFERS,
    all_removed: FaultKind.ANCHOR_DIFFERS,
    two_exchanged: FaultKind.CONTENT_CHANGED,
    moved_to_another_channel: FaultKind.CONTENT_CHANGED,
    channels_renamed: FaultKind.CHANNEL_UNREADABLE,
    key_removed: FaultKind.KEY_MISSING,
    signature_changed: FaultKind.SIGNATURE_INVALID,
    anchor_removed: FaultKind.CASE_CHAIN_BROKEN,
    anchor_exchanged: FaultKind.CASE_CHAIN_BROKEN,
}


@pytest.mark.parametrize(("change", "kind"), CHANGES.items(), ids=lambda it: getattr(it, "__name__", str(it)))
async def test_a_change_is_found_and_named(store: Store, change: Change, kind: FaultKind) -> None:
    room = await _a_told_room(store)
    await _behind_its_back(store, lambda connection: change(connection, room))
    with pytest.raises(Tampered) as caught:
        await store.journal.load(room)
    assert isinstance(caught.value, JournalUnavailable)
    found = await store.journal.verify_room(room)
    assert kind in {fault.kind for fault in found}
    assert {fault.room for fault in found} == {room}
    assert caught.value.faults == tuple(found)


async def test_a_fault_tells_where_it_is(store: Store) -> None:
    room = await _a_told_room(store)
    await _behind_its_back(store, lambda connection: body_changed(connection, room))
    (fault,) = await store.journal.verify_room(room)
    assert (fault.channel, fault.position) == (EMPLOYER, 2)


async def test_a_row_of_another_room_does_not_fit(store: Store) -> None:
    room, other = await _a_told_room(store), await _a_told_room(store)

    def exchange(connection: Connection) -> None:
        taken = connection.execute(
            entries.select().where(entries.c.room_id == other, entries.c.position == 2)
        ).one()
        where = (entries.c.room_id == room) & (entries.c.position == 2)
        connection.execute(update(entries).where(where).values(body=taken.body, commitment=taken.commitment))

    await _behind_its_back(store, exchange)
    assert {fault.kind for fault in await store.journal.verify_room(room)} == {
        FaultKind.CHAIN_BROKEN,
        FaultKind.CONTENT_CHANGED,
    }
    assert await store.journal.verify_room(other) == []


async def test_with_the_keys_of_another_installation_nothing_is_read_or_written(
    store: Store, tmp_path: Path
) -> None:
    room = await _a_told_room(store)
    stranger = Store(store.database, FileKeys.open(tmp_path / "stranger.json")).journal
    with pytest.raises(KeysUnavailable):
        await stranger.load(room)
    with pytest.raises(KeysUnavailable):
        await stranger.append(room, 2, [said("一", at=9)])
    assert await store.journal.verify_room(room) == []


async def test_a_tampered_room_cannot_be_taken_over(store: Store) -> None:
    room = await _a_told_room(store)
    await _behind_its_back(store, lambda connection: body_changed(connection, room))
    with pytest.raises(Tampered):
        await store.journal.claim(room, 2)


async def _a_told_room(store: Store) -> RoomId:
    """Positions: 0 opening, 1 and 3 and 5 the workers', 2 and 4 the employer's; then an anchor."""
    room = await a_room(store)
    for at, channel in enumerate((WORKER, EMPLOYER, WORKER, EMPLOYER, WORKER), 1):
        await store.journal.append(room, 1, [said(f"消息{at}", channel, at=at)])
    await store.journal.anchor(room)
    assert await store.journal.verify_room(room) == []
    return room


async def _behind_its_back(store: Store, change: Callable[[Connection], object]) -> None:
    """As whoever owns the database can: without the triggers."""

    def write(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            for name in _triggers(connection):
                connection.execute(text(f"DROP TRIGGER {name}"))
            change(connection)
        else:
            _set_triggers(connection, "DISABLE")
            change(connection)
            _set_triggers(connection, "ENABLE")

    await store.database.write(write)


def _triggers(connection: Connection) -> list[str]:
    found = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return list(connection.execute(found).scalars())


def _set_triggers(connection: Connection, how: str) -> None:
    for table in APPEND_ONLY:
        connection.execute(text(f"ALTER TABLE {table} {how} TRIGGER USER"))
