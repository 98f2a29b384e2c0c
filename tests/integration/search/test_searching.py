"""Searching over HTTP: what is shown, what is not, what is noted, and where the words are left."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.rights import StaffRole
from server.i18n import catalogue
from server.pages.schedule import CHINA
from server.search.indexing import Indexer
from server.staff import log
from server.staff.log import Deed
from tests.held import NAMES, SECRET
from tests.integration.casefile.archive import Archive, archive_of
from tests.integration.search.searching import JOINT, lines, search
from tests.on_disk import files


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with archive_of(tmp_path) as made:
        await Indexer(made.store).catch_up()
        yield made


def found(page: str) -> list[str]:
    return re.findall(r'data-testid="case-row" data-case="([^"]+)"', page)


async def test_a_clerk_finds_what_was_said_together_and_gets_to_the_place(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    status, page = await search(clerk, JOINT)
    assert status == 200
    assert found(page) == [archive.talk.case.number]
    assert lines(page) == ["五千太少，我等着交学费"]
    assert f"<mark>{JOINT}</mark>" in page
    place, name = re.findall(r'href="([^"]+)#(line-[\w-]+)"', page)[0]
    assert place == archive.session_path
    status, page = await clerk.get(place)
    assert status == 200
    assert f'id="{name}"' in page


async def test_what_one_may_not_read_looks_as_if_nobody_had_said_it(archive: Archive) -> None:
    for role in (StaffRole.CLERK, StaffRole.SUPERVISOR):
        colleague = await archive.employed(role)
        _, secret = await search(colleague, SECRET)
        _, nothing = await search(colleague, "没有人说过这个")
        assert secret.replace(SECRET, "") == nothing.replace("没有人说过这个", "")
        assert 'data-testid="cases-none"' in secret


async def test_who_led_it_finds_what_was_said_apart(archive: Archive) -> None:
    host = await archive.employed(StaffRole.MEDIATOR, seat="mediator")
    _, page = await search(host, SECRET)
    assert found(page) == [archive.talk.case.number]
    assert set(lines(page)) == {SECRET}
    stranger = await archive.employed(StaffRole.MEDIATOR)
    for words in (SECRET, JOINT, NAMES["worker"], "0521", archive.talk.case.number):
        assert found((await search(stranger, words))[1]) == []


async def test_people_and_cases_are_found(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    then = f"{archive.talk.case.created_at.astimezone(CHINA):%Y年%-m月%-d日}"
    for words in (NAMES["worker"], "龍建軍", "0521", "湘西恒泰", archive.talk.case.number, then):
        assert found((await search(clerk, words))[1]) == [archive.talk.case.number], words


async def test_whoever_has_no_such_right_is_turned_away(archive: Archive) -> None:
    for role in (StaffRole.ADMINISTRATOR, StaffRole.AUDITOR):
        status, page = await search(await archive.employed(role), JOINT)
        assert (status, lines(page)) == (403, [])
    visitor = archive.house.colleague("nobody")
    assert (await search(visitor, JOINT))[0] == 303


async def test_what_was_asked_is_noted_before_it_is_answered_and_sealed(
    archive: Archive, tmp_path: Path
) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    asked = "没有这句罕见的话"
    await search(clerk, asked)
    await search(clerk, "  ")
    entries = await archive.store.database.read(
        lambda connection: [*log.read(connection, archive.store.keys)]
    )
    noted = [entry.detail for entry in entries if entry.deed is Deed.SEARCHED]
    assert noted == [{"question": asked}]
    for name, content in files(tmp_path).items():
        assert asked.encode() not in content, name


async def test_whatever_is_typed_does_no_harm(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    for words in (
        "<script>alert(1)</script>",
        "%",
        "'; DROP TABLE",
        "\u202e\u2066",
        "“",
        "a" * 5000,
        "\0",
        "😀",
    ):
        status, page = await search(clerk, words)
        assert status == 200
        assert "<script>alert(1)" not in page.replace(html.escape(words), "").replace(words, "", 2)
    for where in ("-1", "x", "9" * 40, "１"):
        assert (await search(clerk, JOINT, **{"from": where}))[0] == 200


async def test_whoever_was_shown_something_by_a_search_stands_on_the_access_page_of_its_case(
    archive: Archive,
) -> None:
    reader = await archive.employed(StaffRole.CLERK)
    access, shown = f"{archive.case_path}/access", catalogue("zh-CN")("access.found")
    nothing, by_words, by_number = [await archive.employed(StaffRole.CLERK) for _ in range(3)]
    await search(nothing, SECRET)
    assert 'data-testid="access-none"' in (await reader.get(access))[1]
    await search(by_words, JOINT)
    await search(by_number, archive.talk.case.number)
    page = (await reader.get(access))[1]
    assert page.count(shown) == 2
    assert by_words.name in page
    assert by_number.name in page
    # For what somebody looked is told to those who read the whole log, and to nobody else.
    assert JOINT not in page
    assert [(entry.deed, dict(entry.detail)) for entry in await archive.logged()] == [
        (Deed.SEARCHED, {"room": archive.talk.room})
    ] * 2
