"""What somebody asks for at the console: that it be stored only, shown again, or kept beyond the case's end."""

from __future__ import annotations

from pathlib import Path

import pytest

from recordings.storage import Folder
from rooms.ids import RoomId, SeatId
from rooms.roles import Role
from server.cases.case import Invited
from server.cases.repository import Cases
from server.config import Settings
from server.pictures.shelf import FolderShelf
from server.retention.running import Places
from server.storage.store import Store, open_store
from tests.contract.given import a_case, a_room, a_seat
from tests.contract.retention.archive import Archive
from tests.integration.command import yuntiao

NAME = "龙建军"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def an_archive(store: Store, data: Path) -> Archive:
    return Archive(store, Places(Folder(data / "recordings" / "kept"), FolderShelf(data / "pages"), data))


async def test_what_a_person_wants_deleted_is_stored_only_until_it_may_be_shown_again(data: Path) -> None:
    async with open_store(Settings(data=data)) as store:
        retention = an_archive(store, data).retention
        case = await a_case(store)
        rooms = [await a_room(store, people(), case) for _ in range(2)]
        asked = ("--reason", "本人申请", "--data", str(data), case.number)
        assert (await yuntiao("retention", "restrict", "--name", NAME, *asked))[0] == 0
        for room in rooms:
            stored = [await retention.storage_only(room, seat) for seat in await own(store, room)]
            assert stored == [True, False]
            assert not await retention.storage_only(room)
        status, _, errors = await yuntiao("retention", "restrict", "--name", NAME, *asked)
        assert (status, errors.split(":")[0]) == (1, "already_paused")
        assert (await yuntiao("retention", "unrestrict", "--name", NAME, *asked))[0] == 0
        assert not any(
            [await retention.storage_only(room, seat) for room in rooms for seat in await own(store, room)]
        )


def people() -> list[Invited]:
    worker = a_seat("worker", NAME, Role.PARTY, "worker")
    return [Invited(worker), Invited(a_seat("agent", "彭志强", Role.PARTY, "employer"))]


async def own(store: Store, room: RoomId) -> list[SeatId]:
    return [invited.seat.id for invited in await Cases(store).seats(room)]


async def test_a_whole_case_can_be_stored_only(data: Path) -> None:
    async with open_store(Settings(data=data)) as store:
        archive = an_archive(store, data)
        whole = await archive.whole()
        asked = ("--reason", "本人申请", "--data", str(data), whole.case.number)
        assert (await yuntiao("retention", "restrict", *asked))[0] == 0
        assert await archive.retention.storage_only(whole.room)
        assert (await yuntiao("retention", "unrestrict", *asked))[0] == 0
        assert not await archive.retention.storage_only(whole.room)
        status, _, errors = await yuntiao("retention", "unrestrict", *asked)
        assert (status, errors.split(":")[0]) == (1, "not_paused")


async def test_whoever_and_whatever_is_unknown_is_told(data: Path) -> None:
    async with open_store(Settings(data=data)) as store:
        case = await a_case(store)
        for words, code in (
            (("restrict", case.number, "--name", "无此人"), "not_found"),
            (("unrestrict", "none"), "case_unknown"),
            (("restrict", case.number, "--reason", " "), "reason_needed"),
            (("keep", case.number, "--talk-with", "worker", "--wanted-by", "side"), "not_found"),
            (("keep", case.number, "--talk-with", "无此人", "--wanted-by", "side"), "not_found"),
        ):
            given = () if "--reason" in words else ("--reason", "x")
            status, _, errors = await yuntiao("retention", *words, *given, "--data", str(data))
            assert (status, errors.split(":")[0]) == (1, code), words


async def test_a_separate_talk_that_both_want_kept_outlives_the_case(data: Path) -> None:
    async with open_store(Settings(data=data)) as store:
        archive = an_archive(store, data)
        kept, gone = await archive.whole(), await archive.whole()
        for whole, sides in ((kept, ("side", "mediator")), (gone, ("side",))):
            asked = ("--reason", "双方同意", "--data", str(data), whole.case.number)
            for side in sides:
                words = ("keep", "--talk-with", "employer", "--wanted-by", side)
                assert (await yuntiao("retention", *words, *asked))[0] == 0
            assert (await yuntiao("retention", "close", *asked))[0] == 0
        assert "底线是三万二千元" in await archive.texts(kept.room)
        assert "底线是三万二千元" not in await archive.texts(gone.room)
