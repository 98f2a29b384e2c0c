"""The demonstration case: contract.md's answer, and links that work."""

import asyncio
import re

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import RoomId
from rooms.room import replay
from server.auth.access import Access, Admission
from server.cases.demo import make_demo
from server.cases.repository import Cases
from server.storage.database import Database
from server.storage.keys import FileKeys
from server.storage.store import Store
from tests.contract.given import NOW

HOME = "198.51.100.7"


def _token(link: str) -> str:
    return link.rpartition("/")[2]


async def test_it_says_who_gets_in_how(store: Store) -> None:
    made = await make_demo(store)
    assert list(made) == ["case_no", "session", "people"]
    assert list(made["people"]) == ["worker", "employer", "mediator", "clerk"]
    for key, person in made["people"].items():
        staff = key in ("mediator", "clerk")
        assert re.fullmatch(r"/s/[\w-]{24}" if staff else r"/j/[\w-]{24}", person["link"])
        assert ("code" in person) is not staff
        assert staff or re.fullmatch(r"\d{6}", person["code"])
    state = replay(await store.journal.load(RoomId(made["session"])))
    assert {person.seat.person for person in state.people.values()} == set(made["people"])
    assert [group.id for group in state.groups] == ["worker", "employer"]
    cases = Cases(store)
    session = await cases.session(RoomId(made["session"]))
    assert session is not None
    case = await cases.case(session.case)
    assert case is not None
    assert case.number == made["case_no"]
    assert case.demonstration


async def test_a_party_enters_again_and_again_with_the_same_code(store: Store) -> None:
    made = await make_demo(store)
    worker, access = made["people"]["worker"], Access(store)
    for _ in range(3):
        assert isinstance(await access.present(_token(worker["link"]), worker["code"], HOME), Admission)


async def test_a_code_does_not_die_of_failures_but_guessing_it_is_slow(store: Store) -> None:
    made = await make_demo(store)
    worker, access = made["people"]["worker"], Access(store, clock=lambda: NOW)
    for number in range(30):
        answer = await access.present(_token(worker["link"]), "no code", f"192.0.2.{number}")
        assert isinstance(answer, Refused)
    assert answer.code is ErrorCode.TOO_MANY_TRIES
    assert await access.present(_token(worker["link"]), worker["code"], HOME) == answer


async def test_a_fresh_code_works_beside_the_one_that_was_printed(store: Store) -> None:
    made = await make_demo(store)
    worker, access = made["people"]["worker"], Access(store)
    admission = await access.present(_token(worker["link"]), worker["code"], HOME)
    assert isinstance(admission, Admission)
    fresh = await access.issue_code(admission.room, admission.seat)
    assert fresh is not None
    for code in (fresh, worker["code"]):
        assert isinstance(await access.present(_token(worker["link"]), code, HOME), Admission)


async def test_staff_sign_in_by_their_link(store: Store) -> None:
    made = await make_demo(store)
    access = Access(store)
    for key in ("mediator", "clerk"):
        admission = await access.sign_in(_token(made["people"][key]["link"]))
        assert isinstance(admission, Admission)
        assert admission.room == made["session"]


async def test_several_made_at_once_have_numbers_of_their_own(store: Store) -> None:
    made = await asyncio.gather(*(make_demo(store) for _ in range(5)))
    assert len({one["case_no"] for one in made}) == 5


async def test_a_running_service_finds_what_another_process_made(
    store: Store, database_url: str, keys: FileKeys
) -> None:
    await make_demo(store)
    elsewhere = Database(database_url)
    await elsewhere.start()
    made = await make_demo(Store(elsewhere, keys))
    await elsewhere.close()
    worker = made["people"]["worker"]
    admission = await Access(store).present(_token(worker["link"]), worker["code"], HOME)
    assert isinstance(admission, Admission)
    assert replay(await store.journal.claim(admission.room, 1)).room == made["session"]
