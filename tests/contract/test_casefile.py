"""What staff find of a case: only what is theirs to see, from either database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from recordings.storage import Folder
from rooms.events import Event
from rooms.ids import RoomId, SeatId
from rooms.rights import StaffRole
from rooms.roles import Role
from server.casefile.files import CaseFiles
from server.cases import rows as case_rows
from server.cases.case import Case, Invited
from server.pictures.shelf import FolderShelf
from server.retention.running import Places
from server.retention.service import Retention
from server.staff.account import Account, AccountId, Standing
from server.staff.accounts import CONSOLE
from server.staff.demonstrations import Demonstrations
from server.storage.store import Store
from tests.contract.given import NOW, WORKER, a_case, a_room, a_seat, ended, said

SECRET = "八千元我也肯收"


@pytest.fixture
def database_url(own_database_url: str) -> str:
    return own_database_url


def account(role: StaffRole, name: str = "甲", *, demonstration: bool = False) -> Account:
    id_ = AccountId(f"{role}-{name}-account")
    return Account(id_, name, role, Standing.ACTIVE, NOW, demonstration=demonstration)


async def a_session(store: Store, *, demonstration: bool = False) -> tuple[Case, RoomId, dict[str, SeatId]]:
    case = await a_case(store, demonstration=demonstration)
    seats = [
        a_seat("worker", "龙建军", Role.PARTY, "worker"),
        a_seat("mediator", "田秀英", Role.MEDIATOR),
        a_seat("clerk", "向晓梅", Role.CLERK),
    ]
    room = await a_room(store, [Invited(seat) for seat in seats], case)
    ids = {seat.person: seat.id for seat in seats}
    await store.journal.append(room, 0, [written(ids, SECRET, at=1)])
    return case, room, ids


def written(
    ids: Mapping[str, SeatId], text: str, *, at: int, readers: tuple[str, ...] = ("worker",)
) -> Event:
    """By the worker, in their group's channel."""
    to = tuple(ids[person] for person in readers)
    return replace(said(text, WORKER, at=at), seat=ids["worker"], readers=to)


async def test_clerks_and_supervisors_find_every_case_and_read_no_separate_talk(store: Store) -> None:
    case, room, _ = await a_session(store)
    files = CaseFiles(store)
    for role in (StaffRole.CLERK, StaffRole.SUPERVISOR):
        reader = account(role)
        assert case.number in {found.case.number for found in await files.cases(reader)}
        found = await files.case(reader, case.number)
        assert found is not None
        assert [session.id for session in found.sessions] == [room]
        opened = await files.session(reader, room)
        assert opened is not None
        assert SECRET not in str(opened)
        assert WORKER not in str(opened.past)


@pytest.mark.parametrize("role", [StaffRole.MEDIATOR, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR])
async def test_who_has_no_business_with_a_case_finds_none(store: Store, role: StaffRole) -> None:
    case, room, _ = await a_session(store)
    files, reader = CaseFiles(store), account(role, "乙")
    assert await files.cases(reader) == []
    assert await files.case(reader, case.number) is None
    assert await files.session(reader, room) is None


async def test_a_mediator_finds_the_cases_in_which_they_have_a_seat(store: Store) -> None:
    case, room, seats = await a_session(store)
    files, reader = CaseFiles(store), account(StaffRole.MEDIATOR, case.number[-8:])
    await store.database.write(
        lambda connection: case_rows.give_seat(connection, seats["mediator"], reader.id)
    )
    assert [found.case.number for found in await files.cases(reader)] == [case.number]
    assert await files.session(reader, room) is not None


async def test_an_account_of_a_demonstration_finds_that_alone(store: Store) -> None:
    case, room, seats = await a_session(store, demonstration=True)
    other, elsewhere, _ = await a_session(store)
    opened = await Demonstrations(store).sign_in(room, seats["clerk"], "chrome windows")
    assert opened is not None
    reader = opened.account
    assert (reader.demonstration, reader.role, reader.name) == (True, StaffRole.CLERK, "向晓梅")
    files = CaseFiles(store)
    assert [found.case.number for found in await files.cases(reader)] == [case.number]
    assert await files.session(reader, room) is not None
    assert await files.case(reader, other.number) is None
    assert await files.session(reader, elsewhere) is None
    again = await Demonstrations(store).sign_in(room, seats["clerk"], "chrome windows")
    assert again is not None
    assert again.account.id == reader.id


async def test_only_a_demonstrations_staff_get_such_an_account(store: Store) -> None:
    _, room, seats = await a_session(store)
    _, shown, visitors = await a_session(store, demonstration=True)
    signing_in = Demonstrations(store)
    assert await signing_in.sign_in(room, seats["clerk"], "chrome windows") is None
    assert await signing_in.sign_in(shown, visitors["worker"], "chrome windows") is None
    assert await signing_in.sign_in(shown, seats["clerk"], "chrome windows") is None
    assert await signing_in.sign_in(RoomId("none"), seats["clerk"], "chrome windows") is None


async def test_what_was_said_since_is_read_too_and_what_was_erased_no_more(store: Store) -> None:
    _, room, seats = await a_session(store)
    files, reader = CaseFiles(store, clock=lambda: NOW + timedelta(hours=1)), account(StaffRole.MEDIATOR)
    seat = seats["mediator"]
    await store.database.write(lambda connection: case_rows.give_seat(connection, seat, reader.id))
    await store.journal.append(room, 0, [written(seats, "先付五千", at=2, readers=("mediator",))])
    opened = await files.session(reader, room)
    assert opened is not None
    assert [line.text for line in opened.past.lines if line.text] == ["先付五千"]
    await store.journal.append(room, 0, [written(seats, "再付三千", at=3, readers=("mediator",))])
    opened = await files.session(reader, room)
    assert opened is not None
    assert [line.text for line in opened.past.lines if line.text] == ["先付五千", "再付三千"]
    await store.journal.erase(room, [WORKER])
    opened = await files.session(reader, room)
    assert opened is not None
    assert [line.text for line in opened.past.lines if line.text] == []


async def test_what_may_only_be_stored_no_reader_is_shown(store: Store, tmp_path: Path) -> None:
    case, room, seats = await a_session(store)
    files, reader = CaseFiles(store), account(StaffRole.MEDIATOR)
    seat = seats["mediator"]
    await store.database.write(lambda connection: case_rows.give_seat(connection, seat, reader.id))
    await store.journal.append(room, 0, [written(seats, "先付五千", at=2, readers=("mediator",))])
    places = Places(Folder(tmp_path / "recordings" / "kept"), FolderShelf(tmp_path / "pages"), tmp_path)
    retention = Retention(store, places)

    async def read() -> list[str] | None:
        opened = await files.session(reader, room)
        return None if opened is None else [line.text for line in opened.past.lines if line.text]

    assert await read() == ["先付五千"]
    assert await retention.restrict(case.id, seats["worker"], CONSOLE, "本人要求删除") is None
    assert await read() == []
    assert await retention.unrestrict(case.id, seats["worker"], CONSOLE, "撤回") is None
    assert await retention.restrict(case.id, None, CONSOLE, "全案") is None
    assert await read() is None
    assert await retention.unrestrict(case.id, None, CONSOLE, "撤回") is None
    assert await read() == ["先付五千"]


async def test_a_case_whose_time_is_over_is_found_by_nobody(store: Store, tmp_path: Path) -> None:
    case, room, _ = await a_session(store)
    await store.journal.append(room, 0, [ended(9)])
    other, _, _ = await a_session(store)
    files, reader = CaseFiles(store), account(StaffRole.SUPERVISOR)
    assert await files.session(reader, room) is not None
    places = Places(Folder(tmp_path / "recordings" / "kept"), FolderShelf(tmp_path / "pages"), tmp_path)
    await Retention(store, places, clock=lambda: NOW + timedelta(days=2_000)).run(CONSOLE, "到期")
    assert [found.case.number for found in await files.cases(reader)] == [other.number]
    assert await files.case(reader, case.number) is None
    assert await files.session(reader, room) is None
