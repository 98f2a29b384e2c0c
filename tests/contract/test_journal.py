"""What every log must do: rooms.ports.Journal."""

import asyncio

import pytest
from sqlalchemy import select, text

from rooms.events import Connected, RoomOpened
from rooms.ids import RoomId, SeatId
from rooms.ports import Fenced, JournalUnavailable
from server.storage.anchoring import keep_anchored
from server.storage.anchors import AnchorKind
from server.storage.database import Database
from server.storage.entries import ChannelErased
from server.storage.faults import StorageUnavailable
from server.storage.keys import FileKeys
from server.storage.reading import UnknownRoom
from server.storage.store import Store
from server.storage.tables import APPEND_ONLY, case_entries, chain_keys, entries, rooms
from tests.contract.given import EMPLOYER, NOW, WORKER, a_case, a_room, asked_alone, ended, said, texts


async def test_a_room_that_nobody_opened_has_no_events(store: Store) -> None:
    assert await store.journal.load(RoomId("nowhere")) == []


async def test_a_new_room_begins_with_its_opening(store: Store) -> None:
    room = await a_room(store)
    (opening,) = await store.journal.load(room)
    assert isinstance(opening, RoomOpened)
    assert opening.room == room


async def test_events_come_back_as_they_were_in_their_order_across_channels(store: Store) -> None:
    room = await a_room(store)
    written = [said("一", at=1), asked_alone(2), said("二", EMPLOYER, at=3), said("三", at=4)]
    await store.journal.append(room, 1, written[:3])
    await store.journal.append(room, 1, written[3:])
    assert (await store.journal.load(room))[1:] == written


async def test_events_that_do_not_last_are_left_out(store: Store) -> None:
    room = await a_room(store)
    await store.journal.append(room, 1, [Connected(at=NOW, seat=SeatId("seat")), said("一")])
    assert texts(await store.journal.load(room)) == ["一"]
    assert len(await store.journal.load(room)) == 2


async def test_the_log_outlives_the_process(store: Store, database_url: str, keys: FileKeys) -> None:
    room = await a_room(store)
    await store.journal.append(room, 1, [said("工资")])
    await store.database.close()
    again = Database(database_url)
    await again.start()
    reopened = Store(again, keys).journal
    assert texts(await reopened.load(room)) == ["工资"]
    await reopened.append(room, 2, [said("社保", at=2)])
    assert texts(await reopened.load(room)) == ["工资", "社保"]
    await again.close()


async def test_many_rooms_that_append_at_once_share_commits_and_keep_their_order(store: Store) -> None:
    several = [await a_room(store) for _ in range(5)]

    async def talk(room: RoomId) -> None:
        await asyncio.gather(*(store.journal.append(room, 1, [said(str(n), at=n)]) for n in range(1, 21)))

    await asyncio.gather(*(talk(room) for room in several))
    for room in several:
        assert texts(await store.journal.load(room)) == [str(n) for n in range(1, 21)]
        assert await store.journal.verify_room(room) == []


async def test_a_former_leader_is_fenced(store: Store) -> None:
    room = await a_room(store)
    await store.journal.append(room, 3, [said("一")])
    with pytest.raises(Fenced):
        await store.journal.append(room, 2, [said("二", at=2)])
    await store.journal.append(room, 3, [said("三", at=3)])
    assert texts(await store.journal.load(room)) == ["一", "三"]
    assert await store.journal.newest_term(room) == 3


async def test_a_claim_fences_the_former_leader_before_anything_is_read(store: Store) -> None:
    room = await a_room(store)
    await store.journal.append(room, 1, [said("一")])
    assert texts(await store.journal.claim(room, 2)) == ["一"]
    with pytest.raises(Fenced):
        await store.journal.append(room, 1, [said("二", at=2)])
    with pytest.raises(Fenced):
        await store.journal.claim(room, 1)
    await store.journal.append(room, 2, [said("三", at=3)])
    assert texts(await store.journal.load(room)) == ["一", "三"]


@pytest.fixture
async def elsewhere(store: Store, database_url: str, keys: FileKeys):
    """The same data in another process."""
    database = Database(database_url, patience=0.3)
    await database.start()
    yield Store(database, keys)
    await database.close()


async def test_a_process_that_was_overtaken_is_fenced_and_one_that_takes_over_continues(
    store: Store, elsewhere: Store
) -> None:
    room = await a_room(store)
    await store.journal.claim(room, 1)
    await store.journal.append(room, 1, [said("一")])
    await elsewhere.journal.claim(room, 2)
    await elsewhere.journal.append(room, 2, [said("二", at=2)])
    with pytest.raises(Fenced):
        await store.journal.append(room, 1, [said("三", at=3)])
    assert texts(await store.journal.claim(room, 3)) == ["一", "二"]
    await store.journal.append(room, 3, [said("四", at=4)])
    assert texts(await elsewhere.journal.load(room)) == ["一", "二", "四"]
    assert await elsewhere.journal.verify_room(room) == []


async def test_two_leaders_of_the_same_term_cannot_both_write(store: Store, elsewhere: Store) -> None:
    room, other = await a_room(store), await a_room(store)
    await store.journal.claim(room, 1)
    await elsewhere.journal.claim(room, 1)
    await store.journal.append(room, 1, [said("一")])
    results = await asyncio.gather(
        elsewhere.journal.append(room, 1, [said("二", at=2)]),
        elsewhere.journal.append(other, 1, [said("别处")]),
        return_exceptions=True,
    )
    assert isinstance(results[0], Fenced)
    assert results[1] is None
    with pytest.raises(Fenced):
        await elsewhere.journal.append(room, 1, [said("三", at=3)])
    assert texts(await store.journal.load(room)) == ["一"]
    assert texts(await store.journal.load(other)) == ["别处"]


async def test_an_unknown_room_takes_no_events(store: Store) -> None:
    with pytest.raises(UnknownRoom):
        await store.journal.append(RoomId("nowhere"), 1, [said("一")])


async def test_an_append_whose_caller_goes_away_is_written_all_the_same(store: Store) -> None:
    room = await a_room(store)
    writing = asyncio.create_task(store.journal.append(room, 1, [said("一")]))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await store.journal.append(room, 1, [said("二", at=2)])
    assert texts(await store.journal.load(room)) == ["一", "二"]


async def test_what_was_queued_behind_a_failure_is_refused_and_what_comes_later_is_not(store: Store) -> None:
    room = await a_room(store)
    await store.journal.append(room, 2, [said("一")])
    results = await asyncio.gather(
        store.journal.append(room, 1, [said("二", at=2)]),
        store.journal.append(room, 2, [said("三", at=3)]),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Fenced, JournalUnavailable]
    await store.journal.append(room, 2, [said("四", at=4)])
    assert texts(await store.journal.load(room)) == ["一", "四"]


async def test_a_closed_store_says_so(store: Store) -> None:
    room = await a_room(store)
    await store.database.close()
    with pytest.raises(StorageUnavailable):
        await store.journal.append(room, 1, [said("一")])


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1}"])
async def test_rows_of_the_log_can_be_neither_changed_nor_removed(
    store: Store, table: str, change: str
) -> None:
    await a_room(store)
    column = {"entries": "body", "case_entries": "body", "chains": "sealed_name"}[table]
    with pytest.raises(Exception, match="append-only"):
        await store.database.write(lambda connection: connection.execute(text(change.format(table, column))))


async def test_opening_and_ending_are_anchored_and_whoever_is_live_anchors_anew(store: Store) -> None:
    room = await a_room(store)
    assert await _anchors(store, room) == 1
    await store.journal.append(room, 1, [said("一")])
    assert await _anchors(store, room) == 1
    await store.journal.anchor(room)
    await store.journal.anchor(room)
    assert await _anchors(store, room) == 3
    await store.journal.append(room, 1, [ended(2)])
    assert await _anchors(store, room) == 4
    assert await store.journal.verify_room(room) == []


async def test_rooms_of_one_case_share_its_chain(store: Store) -> None:
    case = await a_case(store)
    one, other = await a_room(store, case=case), await a_room(store, case=case)
    await asyncio.gather(*(store.journal.anchor(room) for room in (one, other, one, other)))
    assert await store.journal.verify_room(one) == []
    assert await store.journal.verify_room(other) == []


async def test_a_receipt_proves_a_head_and_nothing_else(store: Store) -> None:
    room = await a_room(store)
    await store.journal.append(room, 1, [said("一"), said("秘密", EMPLOYER, at=2)])
    assert await store.journal.receipt(room, WORKER) is None
    await store.journal.anchor(room)
    await store.journal.append(room, 1, [said("二", at=3)])
    receipt = await store.journal.receipt(room, WORKER)
    assert receipt is not None
    assert receipt.holds()
    assert (receipt.size, receipt.public_key) == (1, store.keys.public_key)
    assert len(receipt.proof.path) == 6
    assert AnchorKind.HEADS in receipt.content.decode()


async def test_an_erased_channel_is_gone_and_the_rest_still_verifies(store: Store) -> None:
    room = await a_room(store)
    await store.journal.append(room, 1, [said("一"), said("秘密", EMPLOYER, at=2), said("三", at=3)])
    await store.journal.append(room, 1, [ended(4)])
    await store.journal.erase(room, [EMPLOYER])
    assert texts(await store.journal.load(room)) == ["一", "三"]
    assert await store.journal.verify_room(room) == []
    receipt = await store.journal.receipt(room, EMPLOYER)
    assert receipt is not None
    assert receipt.holds()
    with pytest.raises(ChannelErased):
        await store.journal.append(room, 1, [said("四", EMPLOYER, at=5)])
    await store.journal.append(room, 1, [said("五", at=6)])
    keys_left = select(chain_keys.c.ordinal).where(chain_keys.c.room_id == room)
    chains_left = select(entries.c.chain).where(entries.c.room_id == room).distinct()
    left = await store.database.read(lambda found: found.execute(keys_left).all())
    assert len(left) == len(await store.database.read(lambda found: found.execute(chains_left).all())) - 1


async def test_the_state_of_the_session_follows_its_log(store: Store) -> None:
    room = await a_room(store)
    await store.journal.append(room, 1, [ended()])
    state = select(rooms.c.state).where(rooms.c.id == room)
    assert await store.database.read(lambda found: found.execute(state).scalar_one()) == "ended"


async def _anchors(store: Store, room: RoomId) -> int:
    wanted = select(case_entries.c.seq).where(case_entries.c.room_id == room)
    return len(await store.database.read(lambda found: found.execute(wanted).all()))


async def test_live_rooms_are_anchored_at_even_times_whatever_happens_in_them(store: Store) -> None:
    busy, quiet, asleep = [await a_room(store) for _ in range(3)]
    rounds = asyncio.Semaphore(0)
    done = asyncio.Event()

    async def pause(_seconds: float) -> None:
        if rounds.locked():
            done.set()
        await rounds.acquire()

    task = asyncio.create_task(keep_anchored(store.journal, lambda: [busy, RoomId("nowhere"), quiet], pause))
    for number in range(1, 4):
        await store.journal.append(busy, 1, [said("一", at=number)])
        done.clear()
        for _ in range(3):
            rounds.release()
        await done.wait()
    task.cancel()
    assert [await _anchors(store, room) for room in (busy, quiet, asleep)] == [4, 4, 1]
