"""What may only be stored, or was destroyed when its time was over, is found by nobody."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from recordings.storage import Folder
from rooms.commands import AdmitAll, End, WriteLine
from rooms.ids import SeatId
from rooms.minutes import Section
from rooms.rights import StaffRole
from server.casefile.files import CaseFiles
from server.pictures.shelf import FolderShelf
from server.retention.running import Places
from server.retention.service import Report, Retention
from server.search import rows
from server.search.finder import PAGE, Answer, Finder
from server.search.indexing import Indexer
from server.search.tables import indexed, parts
from server.storage.store import Store
from tests.contract.retention.archive import AFTER_ALL, SUPERVISOR
from tests.contract.search.story import MEDIATOR, PEOPLE, SECRETS, WORKER, Told, account, keep, seat, story
from tests.unit.rooms.scene import START, Scene

STATEMENT = "龙某承认提前离开工地"
CLERK, HOST = account(StaffRole.CLERK), account(StaffRole.MEDIATOR)


@pytest.fixture
def retention(store: Store, tmp_path: Path) -> Retention:
    places = Places(Folder(tmp_path / "recordings" / "kept"), FolderShelf(tmp_path / "pages"), tmp_path)
    return Retention(store, places, clock=lambda: AFTER_ALL)


@pytest.fixture
async def finder(store: Store) -> AsyncIterator[Finder]:
    finder = Finder(store, CaseFiles(store), clock=lambda: START + timedelta(minutes=10))
    yield finder
    finder.close()


@pytest.fixture
async def told(store: Store) -> Told:
    told = await keep(store, story())
    await seat(store, told, "mediator", HOST)
    await Indexer(store).catch_up()
    return told


async def _written_down(store: Store, text: str) -> Told:
    """A session in whose record that stands, as the worker's statement."""
    scene = Scene(*PEOPLE)
    scene.enter("mediator", "W1", "AGENT", "clerk")
    scene.do(AdmitAll(MEDIATOR))
    scene.do(WriteLine(SeatId("clerk"), Section.STATEMENTS, text, speaker=WORKER))
    scene.do(End(MEDIATOR))
    told = await keep(store, scene)
    await Indexer(store).catch_up()
    return told


async def test_a_case_that_may_only_be_stored_is_not_found(
    told: Told, finder: Finder, retention: Retention
) -> None:
    assert (await finder.find(CLERK, "加班费")).cases
    assert await retention.restrict(told.case.id, None, SUPERVISOR, "本人要求删除") is None
    for words in ("加班费", "龙建军", told.case.number):
        assert await finder.find(CLERK, words) == Answer(())
        assert await finder.find(HOST, words) == Answer(())
    assert await retention.unrestrict(told.case.id, None, SUPERVISOR, "撤回") is None
    assert (await finder.find(CLERK, "加班费")).cases


async def test_what_may_only_be_stored_takes_no_place_on_any_page(
    store: Store, finder: Finder, retention: Retention
) -> None:
    kept = {each.case.id: each for each in [await keep(store, story()) for _ in range(PAGE + 3)]}
    await Indexer(store).catch_up()
    first = await finder.find(CLERK, SECRETS["joint"])
    rest = await finder.find(CLERK, SECRETS["joint"], PAGE)
    order = [found.case.id for found in (*first.cases, *rest.cases)]
    for hidden in (order[0], order[4]):
        assert await retention.restrict(kept[hidden].case.id, None, SUPERVISOR, "本人要求删除") is None
    shown = [case for case in order if case not in (order[0], order[4])]
    first = await finder.find(CLERK, SECRETS["joint"])
    assert [found.case.id for found in first.cases] == shown[:PAGE]
    assert first.following == PAGE
    rest = await finder.find(CLERK, SECRETS["joint"], PAGE)
    assert [found.case.id for found in rest.cases] == shown[PAGE:]
    assert rest.following is None
    # Nothing comes after what is shown: who saw one of them again would know of others that have the words.
    assert await finder.find(CLERK, SECRETS["joint"], len(shown)) == Answer(())


async def test_what_somebody_said_whose_things_may_only_be_stored_is_not_found(
    told: Told, finder: Finder, retention: Retention
) -> None:
    assert await retention.restrict(told.case.id, told.seats["W1"], SUPERVISOR, "本人要求删除") is None
    for words in (SECRETS["joint"], SECRETS["worker"]):
        assert await finder.find(HOST, words) == Answer(())
    (found,) = (await finder.find(HOST, SECRETS["employer"])).cases
    assert [spoken.line.text for spoken in found.hits[0].lines] == [SECRETS["employer"]]


async def test_a_record_that_tells_of_somebody_whose_things_may_only_be_stored_is_not_found(
    store: Store, finder: Finder, retention: Retention
) -> None:
    told = await _written_down(store, STATEMENT)
    assert (await finder.find(CLERK, STATEMENT)).cases
    assert await retention.restrict(told.case.id, told.seats["W1"], SUPERVISOR, "本人要求删除") is None
    assert await finder.find(CLERK, STATEMENT) == Answer(())
    # The case is found by what is known of it; what stands in its record is not shown.
    (found,) = (await finder.find(CLERK, told.case.number)).cases
    assert [hit.lines for hit in found.hits] == [()]
    assert await retention.unrestrict(told.case.id, told.seats["W1"], SUPERVISOR, "撤回") is None
    assert (await finder.find(CLERK, STATEMENT)).cases


async def test_nor_are_they_found_themselves_by_name_or_telephone(
    store: Store, told: Told, finder: Finder, retention: Retention
) -> None:
    for words in ("龙建军", "0521"):
        assert (await finder.find(CLERK, words)).cases
    assert await retention.restrict(told.case.id, told.seats["W1"], SUPERVISOR, "本人要求删除") is None
    for words in ("龙建军", "0521"):
        assert await finder.find(CLERK, words) == Answer(())
        assert await finder.find(HOST, words) == Answer(())
    opened = await CaseFiles(store).session(CLERK, told.room)
    assert opened is not None
    assert "龙建军" not in str(opened.past)
    assert told.seats["W1"] not in {stay.seat for stay in opened.past.residences}
    assert (await finder.find(CLERK, "彭志强")).cases


async def test_separate_talks_that_are_destroyed_when_the_case_is_closed_leave_the_index(
    store: Store, told: Told, finder: Finder, retention: Retention
) -> None:
    assert (await finder.find(HOST, SECRETS["private"])).cases
    assert isinstance(await retention.close(told.case.id, SUPERVISOR, "结案"), Report)
    for words in (SECRETS["worker"], SECRETS["employer"], SECRETS["private"]):
        assert await finder.find(HOST, words) == Answer(())
    assert (await finder.find(HOST, SECRETS["joint"])).cases


async def test_a_case_whose_time_is_over_leaves_the_index_and_holds_nobody_up(
    store: Store, told: Told, finder: Finder, retention: Retention
) -> None:
    assert (await finder.find(HOST, SECRETS["joint"])).cases
    await retention.close(told.case.id, SUPERVISOR, "结案")
    await retention.archive(told.case.id, SUPERVISOR, "归档")
    later = Retention(store, retention._places, clock=lambda: AFTER_ALL.replace(year=2040))
    assert isinstance(await later.run(SUPERVISOR, "到期"), Report)
    count = select(func.count()).select_from(parts).where(parts.c.room_id == told.room)
    assert await store.database.read(lambda connection: connection.execute(count).scalar_one()) == 0
    assert await finder.find(HOST, SECRETS["joint"]) == Answer(())
    other = await keep(store, story())
    await store.database.write(lambda connection: connection.execute(update(indexed).values(position=0)))
    indexer = Indexer(store)
    assert await indexer.catch_up() == 2
    assert await store.database.read(rows.behind) == []
    assert await indexer.rebuild() == (2, 0)
    assert [found.case.number for found in (await finder.find(CLERK, "加班费")).cases] == [other.case.number]
