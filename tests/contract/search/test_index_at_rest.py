"""The index betrays nothing to who takes the database, and follows the log through whatever stops it."""

import os
import signal
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select

from rooms.rights import StaffRole
from server.backup.tables import dumped
from server.casefile.files import CaseFiles
from server.search import rows
from server.search.finder import Finder
from server.search.indexing import LIVE, Indexer
from server.search.tables import indexed, parts
from server.storage.store import Store
from server.storage.tables import chain_keys, metadata
from tests.contract.search.story import SECRETS, TELEPHONES, account, keep, story
from tests.on_disk import files

WINDOW = 12
"""Octets in a row that two sealed values have in common by chance once in 2^96."""
PLAIN = [*SECRETS.values(), "龙建军", "秘密证人", *TELEPHONES.values(), "13574302268", "加班费", "private:"]


class Watch:
    """A clock that goes on when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_nothing_that_was_said_is_in_any_row_or_file(store: Store, tmp_path: Path) -> None:
    await keep(store, story())
    await Indexer(store).catch_up()
    finder = Finder(store, CaseFiles(store))
    assert (await finder.find(account(StaffRole.CLERK), "加班费")).cases
    found = b"".join(await store.database.read(_everything))
    kept = files(tmp_path)
    finder.close()
    assert len(found) > 10_000
    for words in PLAIN:
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            for name, content in (("rows", found), *kept.items()):
                assert words.encode(encoding) not in content, (words, name)


async def test_the_same_words_look_like_nothing_in_common_from_channel_to_channel(store: Store) -> None:
    """Nor from one session to the next, nor from one indexing to the next."""
    for _ in range(2):
        await keep(store, story())
    await Indexer(store).catch_up()
    sealed = await store.database.read(_sealed)
    await Indexer(store).rebuild()
    sealed += await store.database.read(_sealed)
    assert len(sealed) > 20
    windows = [{each[at : at + WINDOW] for at in range(len(each) - WINDOW)} for each in sealed]
    assert not any(one & other for one, other in combinations(windows, 2))


async def test_the_length_of_a_part_tells_little(store: Store) -> None:
    for _ in range(3):
        await keep(store, story())
    await Indexer(store).catch_up()
    lengths = {len(each) for each in await store.database.read(_sealed)}
    assert len(lengths) <= 2


async def test_it_goes_on_where_it_was_stopped(store: Store) -> None:
    """Stopped after each session: every time the rest is done, and nothing twice."""
    kept = {(await keep(store, story())).room for _ in range(4)}

    class Stop(Exception):
        pass

    async def stop(_seconds: float) -> None:
        raise Stop

    for left in (3, 2, 1, 0):
        with pytest.raises(Stop):
            await Indexer(store).catch_up(stop)
        assert len(await store.database.read(rows.behind)) == left
    assert await Indexer(store).catch_up() == 0
    versions = await store.database.read(rows.versions)
    assert {room for room, (mark, _) in versions.items() if mark is not None} == kept


async def test_who_is_killed_between_the_rows_has_written_none(store: Store) -> None:
    told = await keep(store, story())
    indexer = Indexer(store)

    class Killed(Exception):
        pass

    def half(connection: Connection) -> None:
        connection.execute(indexed.insert().values(room_id=told.room, format=1, position=99, mark=1))
        raise Killed

    with pytest.raises(Killed):
        await store.database.write(half)
    assert await indexer.catch_up() == 1


async def test_a_session_that_goes_on_is_indexed_again_after_a_while_and_one_that_ended_at_once(
    store: Store,
) -> None:
    scene = story()
    told = await keep(store, scene, whole=False)
    watch = Watch()
    indexer = Indexer(store, tick=watch)
    assert await indexer.catch_up() == 1
    events = [event for event in scene.log if event.durable]
    middle = len(events) // 2
    await told.append(store, events[middle : middle + 2])
    assert await indexer.catch_up() == 0
    watch.now = LIVE
    assert await indexer.catch_up() == 1
    await told.append(store, events[middle + 2 :])
    assert await indexer.catch_up() == 1, "it has ended"


async def test_a_case_is_found_by_its_number_before_it_is_in_the_index(store: Store) -> None:
    told = await keep(store, story())
    finder = Finder(store, CaseFiles(store))
    (found,) = (await finder.find(account(StaffRole.CLERK), told.case.number[-9:])).cases
    assert found.case == told.case
    finder.close()


async def test_what_is_not_in_the_index_yet_is_read_from_the_log_where_the_session_is_found(
    store: Store,
) -> None:
    scene = story()
    told = await keep(store, scene, whole=False)
    await Indexer(store).catch_up()
    events = [event for event in scene.log if event.durable]
    await told.append(store, events[len(events) // 2 :])
    finder = Finder(store, CaseFiles(store))
    (found,) = (await finder.find(account(StaffRole.CLERK), told.case.number)).cases
    assert found.hits
    (found,) = (await finder.find(account(StaffRole.CLERK), "龙建军")).cases
    assert found.hits
    finder.close()


async def test_a_log_that_was_tampered_with_is_not_indexed_and_stops_nobody(store: Store) -> None:
    bad, good = await keep(store, story()), await keep(store, story())

    def spoil(connection: Connection) -> None:
        connection.execute(delete(chain_keys).where(chain_keys.c.room_id == bad.room))

    await store.database.write(spoil)
    indexer = Indexer(store, tick=Watch())
    assert await indexer.catch_up() == 1
    assert await indexer.catch_up() == 0, "it is not looked at again and again"
    finder = Finder(store, CaseFiles(store))
    clerk = account(StaffRole.CLERK)
    for told in (bad, good):
        (found,) = (await finder.find(clerk, told.case.number)).cases
        assert found.case == told.case, "whose log is bad is found by its number"
    assert [found.case for found in (await finder.find(clerk, "加班费")).cases] == [good.case]
    finder.close()


async def test_it_is_in_no_backup(store: Store) -> None:
    """A key that is not restored would take its part along, and break the restoring of the rest."""
    await keep(store, story())
    await Indexer(store).catch_up()
    saved = await store.database.read(lambda connection: [name for name, _ in dumped(connection)])
    assert [name for name in saved if "chain_keys" in name]
    assert not [name for name in saved if "search" in name]


async def test_a_worker_that_was_killed_is_replaced(store: Store) -> None:
    told = await keep(store, story())
    await Indexer(store).catch_up()
    finder = Finder(store, CaseFiles(store))
    assert (await finder.find(account(StaffRole.CLERK), "加班费")).cases
    pool = finder._worker._pool
    assert pool is not None
    for pid in list(pool._processes):  # type: ignore[attr-defined]
        os.kill(pid, signal.SIGKILL)
    assert (await finder.find(account(StaffRole.CLERK), told.case.number)).cases
    finder.close()


def _everything(connection: Connection) -> list[bytes]:
    found = []
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)):
            found += [each if isinstance(each, bytes) else str(each).encode() for each in row]
    return found


def _sealed(connection: Connection) -> list[bytes]:
    return [bytes(each) for row in connection.execute(select(parts.c.part, parts.c.shelves)) for each in row]
