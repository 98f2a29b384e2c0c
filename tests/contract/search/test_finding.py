"""Staff find what they may read, and of nothing else a trace."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from rooms.rights import StaffRole
from server.casefile.files import CaseFiles
from server.search import rows
from server.search.finder import IDLE, PAGE, Answer, Finder
from server.search.indexing import Indexer, sealed_of
from server.search.tables import indexed, parts
from server.storage.store import Store
from server.storage.tables import chain_keys
from tests.contract.given import a_case
from tests.contract.search.story import (
    APART,
    OF_EMPLOYER,
    OF_WORKER,
    SECRETS,
    Told,
    account,
    keep,
    seat,
    story,
)
from tests.unit.rooms.scene import START

CLERK, SUPERVISOR = account(StaffRole.CLERK), account(StaffRole.SUPERVISOR)
HOST, STRANGER = account(StaffRole.MEDIATOR), account(StaffRole.MEDIATOR, "乙")
NOBODIES = [STRANGER, account(StaffRole.ADMINISTRATOR), account(StaffRole.AUDITOR)]


@pytest.fixture
async def finder(store: Store) -> AsyncIterator[Finder]:
    finder = Finder(store, CaseFiles(store), clock=lambda: START + timedelta(minutes=10))
    yield finder
    finder.close()


@pytest.fixture
async def told(store: Store) -> Told:
    """One session, in the index, which the mediator led."""
    told = await keep(store, story())
    await seat(store, told, "mediator", HOST)
    assert await Indexer(store).catch_up() == 1
    return told


def texts(answer: Answer) -> list[str]:
    hits = (hit for case in answer.cases for hit in case.hits)
    return [spoken.line.text for hit in hits for spoken in hit.lines]


def people(answer: Answer) -> set[str]:
    return {seat.name for case in answer.cases for hit in case.hits for seat in hit.people}


async def test_who_led_the_session_finds_everything_that_was_written_to_them(
    told: Told, finder: Finder
) -> None:
    for secret in SECRETS.values():
        assert set(texts(await finder.find(HOST, secret))) == {secret}, secret
        assert set(texts(await finder.find(HOST, secret[1:4]))) == {secret}, secret


@pytest.mark.parametrize("role", [StaffRole.CLERK, StaffRole.SUPERVISOR])
async def test_by_office_one_finds_the_joint_talk_and_nothing_that_was_said_apart(
    told: Told, finder: Finder, role: StaffRole
) -> None:
    for where, secret in SECRETS.items():
        answer = await finder.find(account(role, "丁"), secret)
        assert set(texts(answer)) == (set() if where in APART else {secret}), where
        if where in APART:
            assert answer == Answer(()), "not even a case, or that there is more"


async def test_who_has_no_business_with_a_case_finds_none(told: Told, finder: Finder) -> None:
    for nobody in NOBODIES:
        for words in (*SECRETS.values(), "龙建军", "0521", told.case.number, "2026-03"):
            assert await finder.find(nobody, words) == Answer(()), (nobody.role, words)


async def test_broken_glass_opens_nothing_that_was_written(told: Told, finder: Finder) -> None:
    assert await finder.find(SUPERVISOR, SECRETS["worker"]) == Answer(())


async def test_people_are_found_by_name_and_by_the_end_of_their_telephone(told: Told, finder: Finder) -> None:
    for words, name in (
        ("建军", "龙建军"),
        ("龍建軍", "龙建军"),
        ("0521", "龙建军"),
        ("2268", "彭志强"),
        ("田秀英", "田秀英"),
    ):
        assert people(await finder.find(CLERK, words)) == {name}, words
    assert await finder.find(CLERK, "3907") == Answer(()), "an end is no middle"


async def test_who_only_sat_in_a_private_talk_has_no_name_and_no_telephone(
    told: Told, finder: Finder
) -> None:
    for words in ("秘密证人", "7777"):
        assert await finder.find(CLERK, words) == Answer(())
        assert await finder.find(SUPERVISOR, words) == Answer(())
        assert people(await finder.find(HOST, words)) == {"秘密证人"}


async def test_cases_are_found_by_a_part_of_their_number_and_by_their_day(told: Told, finder: Finder) -> None:
    for words in (told.case.number, told.case.number[4:14].lower(), "2026-03", "2026年3月2日", "3月1日到5日"):
        assert [found.case.number for found in (await finder.find(CLERK, words)).cases] == [told.case.number]
    for words in ("2026-04", "3月3日", "1999"):
        assert await finder.find(CLERK, words) == Answer(())


async def test_everything_that_is_looked_for_must_be_there(told: Told, finder: Finder) -> None:
    assert texts(await finder.find(CLERK, "龙建军 加班費 2026年3月")) == [SECRETS["joint"]]
    assert await finder.find(CLERK, "龙建军 加班费 2026年4月") == Answer(())
    assert await finder.find(CLERK, f"加班费 {SECRETS['private']}") == Answer(())


async def test_nothing_asked_is_nothing_found(told: Told, finder: Finder) -> None:
    for words in ("", "   ", "\u200b", "“”"):
        assert await finder.find(CLERK, words) == Answer(())


async def test_what_is_erased_is_found_by_nobody_and_the_rest_still_is(
    store: Store, told: Told, finder: Finder
) -> None:
    assert texts(await finder.find(HOST, SECRETS["worker"])) == [SECRETS["worker"]]
    before = await store.database.read(lambda connection: connection.execute(select(parts.c.ordinal)).all())
    await store.journal.erase(told.room, [OF_WORKER])
    after = await store.database.read(lambda connection: connection.execute(select(parts.c.ordinal)).all())
    assert len(after) == len(before) - 1, "its part went with its key"
    for again in range(2):
        assert await finder.find(HOST, SECRETS["worker"]) == Answer(()), again
        assert texts(await finder.find(HOST, SECRETS["employer"])) == [SECRETS["employer"]]
        await Indexer(store).rebuild()


async def test_what_is_erased_while_its_session_is_indexed_does_not_come_back(
    store: Store, told: Told, finder: Finder
) -> None:
    sealed = await store.database.read(lambda connection: sealed_of(connection, store.keyring, told.room))
    await store.journal.erase(told.room, [OF_WORKER, OF_EMPLOYER])
    await store.database.write(lambda connection: rows.write(connection, sealed))
    kept = await store.database.read(
        lambda connection: set(connection.execute(select(parts.c.ordinal)).scalars())
    )
    alive = select(chain_keys.c.ordinal).where(chain_keys.c.room_id == told.room)
    assert kept <= await store.database.read(lambda connection: set(connection.execute(alive).scalars()))
    assert await finder.find(HOST, SECRETS["worker"]) == Answer(())


async def test_a_key_that_goes_by_any_way_takes_its_part_along(store: Store, told: Told) -> None:
    await store.database.write(lambda connection: connection.execute(delete(chain_keys)))
    left = await store.database.read(lambda connection: connection.execute(select(parts)).all())
    assert left == []


async def test_a_part_that_was_changed_or_moved_is_not_believed(
    store: Store, told: Told, finder: Finder
) -> None:
    assert texts(await finder.find(HOST, SECRETS["worker"])) == [SECRETS["worker"]]
    await store.database.write(lambda connection: connection.execute(update(parts).values(part=b"\0" * 4096)))
    assert texts(await finder.find(HOST, SECRETS["worker"])) == [SECRETS["worker"]], "the log says it"
    await store.database.write(lambda connection: connection.execute(update(indexed).values(mark=7)))
    await store.database.write(
        lambda connection: connection.execute(update(parts).values(shelves=b"\0" * 4096))
    )
    assert await finder.find(HOST, SECRETS["worker"]) == Answer(())


async def test_an_account_of_a_demonstration_finds_its_own_case_alone(store: Store, finder: Finder) -> None:
    shown = await keep(store, story(), await a_case(store, demonstration=True))
    other = await keep(store, story())
    visitor = account(StaffRole.CLERK, "访客", demonstration=True)
    await seat(store, shown, "clerk", visitor)
    await Indexer(store).catch_up()
    for words in (SECRETS["joint"], "龙建军", "2026"):
        found = (await finder.find(visitor, words)).cases
        assert [each.case.number for each in found] == [shown.case.number]
    assert await finder.find(visitor, other.case.number) == Answer(())
    assert await finder.find(visitor, SECRETS["worker"]) == Answer(())


async def test_a_seat_given_or_an_office_taken_counts_at_once(
    store: Store, told: Told, finder: Finder
) -> None:
    assert await finder.find(STRANGER, SECRETS["worker"]) == Answer(())
    await seat(store, told, "mediator", STRANGER)
    assert texts(await finder.find(STRANGER, SECRETS["worker"])) == [SECRETS["worker"]]
    assert await finder.find(HOST, SECRETS["joint"]) == Answer(())


async def test_memory_is_kept_while_there_are_questions_and_let_go_when_there_are_none(
    store: Store, told: Told
) -> None:
    now = 0.0
    finder = Finder(store, CaseFiles(store), tick=lambda: now)
    assert (await finder.find(CLERK, "加班费")).cases
    looks = iter([(0.0, True), (IDLE, False)])

    class Over(Exception):
        pass

    async def pause(_seconds: float) -> None:
        nonlocal now
        assert bool(finder._held) is held.pop(0)
        try:
            now, kept = next(looks)
        except StopIteration:
            raise Over from None
        held.append(kept)

    held = [True]
    with pytest.raises(Over):
        await finder.keep(pause)
    assert (await finder.find(CLERK, "加班费")).cases, "whoever asks then has it loaded again"
    finder.close()


async def test_many_are_shown_a_page_at_a_time_the_latest_first(store: Store, finder: Finder) -> None:
    kept = [await keep(store, story()) for _ in range(PAGE + 2)]
    await Indexer(store).catch_up()
    first = await finder.find(CLERK, "加班费")
    assert (len(first.cases), first.following) == (PAGE, PAGE)
    rest = await finder.find(CLERK, "加班费", PAGE)
    assert (len(rest.cases), rest.following) == (2, None)
    shown = [found.case.number for found in (*first.cases, *rest.cases)]
    assert sorted(shown) == sorted(each.case.number for each in kept)


async def test_what_was_found_is_shown_where_it_was_said(told: Told, finder: Finder) -> None:
    (case,) = (await finder.find(CLERK, "加班")).cases
    (hit,) = case.hits
    (spoken,) = hit.lines
    assert spoken.runs == (("先付五千再说", False), ("加班", True), ("费", False))
    assert [seat.name for seat in spoken.speakers] == ["龙建军"]
    assert (hit.more, hit.session.id) == (0, told.room)
