"""Case files over HTTP: who of the staff gets what, and that nothing else is in any answer."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from rooms.rights import StaffRole
from server.staff.log import Deed
from tests.held import SECRET, TITLE, held
from tests.integration.casefile.archive import Archive
from tests.integration.casefile.reading import GROUP, JOINT, PRIVATE, page, private_traces, recordings, rows
from tests.integration.guest import Refused

OUTSIDERS = (StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)


def lines(page: str) -> set[str]:
    """The channels of the lines on a session's page."""
    return set(re.findall(r'data-testid="transcript-line" data-channel="(\w+)"', page))


async def test_a_clerk_finds_the_case_and_the_joint_talk_alone(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK, seat="clerk")
    listed = await page(clerk, "/cases")
    assert f'data-case="{archive.talk.case.number}"' in listed
    case = await page(clerk, archive.case_path)
    assert rows(case) == [JOINT]
    session = await page(clerk, archive.session_path)
    assert lines(session) == {JOINT, "neutral"}
    for text in (listed, case, session, await page(clerk, f"{archive.case_path}/access")):
        assert not [trace for trace in private_traces(archive) if trace in text]


async def test_the_mediator_who_was_there_finds_all_of_it(archive: Archive) -> None:
    mediator = await archive.employed(StaffRole.MEDIATOR, seat="mediator")
    assert rows(await page(mediator, archive.case_path)) == [JOINT, GROUP, PRIVATE]
    session = await page(mediator, archive.session_path)
    assert lines(session) == {JOINT, GROUP, PRIVATE, "neutral"}
    assert SECRET in session
    assert archive.talk.seats["worker"] not in session


async def test_another_mediator_finds_nothing_and_is_told_what_a_stranger_is_told(archive: Archive) -> None:
    stranger = await archive.employed(StaffRole.MEDIATOR)
    assert archive.talk.case.number not in await page(stranger, "/cases")
    nowhere = "/cases/" + quote("吉劳调〔2026〕999号", safe="")
    answers = {
        re.sub(r"/cases/[^\"]+", "", (await stranger.get(path))[1])
        for path in (archive.case_path, archive.session_path, nowhere, f"{nowhere}/sessions/none")
    }
    assert len(answers) == 1
    assert 'data-code="not_found"' in answers.pop()
    recording = next(iter(archive.talk.files.values()))
    for path in (f"{archive.session_path}/play", f"{nowhere}/sessions/none/play"):
        with pytest.raises(Refused, match=r"^not_found"):
            await stranger.post(path, stretch=recording)


@pytest.mark.parametrize("role", OUTSIDERS)
async def test_who_has_no_business_with_cases_is_refused_everything(
    archive: Archive, role: StaffRole
) -> None:
    outsider = await archive.employed(role)
    track = archive.track("joint worker audio")
    for path in (
        "/cases",
        archive.case_path,
        archive.session_path,
        f"{archive.case_path}/access",
        track,
        f"{track}?opening=0",
    ):
        status, text = await outsider.get(path)
        assert status == 403, path
        assert TITLE not in text
        assert not [trace for trace in private_traces(archive) if trace in text]
    for path, body in (
        (f"{archive.session_path}/play", {"stretch": "x"}),
        (f"{archive.session_path}/glass", {"reason": "我想看看"}),
    ):
        with pytest.raises(Refused, match=r"^forbidden"):
            await outsider.post(path, **body)


async def test_who_is_not_signed_in_may_do_so_and_comes_back(archive: Archive) -> None:
    visitor = archive.house.colleague("nobody")
    for path in ("/cases", archive.case_path, archive.session_path):
        status, onward = await visitor.get(path)
        assert status == 303
        assert onward == f"/signin?next={quote(path)}"
        signing_in = await page(visitor, onward)
        assert f"next={path}" in signing_in
    assert (await visitor.get(archive.track("joint worker audio")))[0] == 401


async def test_a_session_is_found_only_under_its_own_case(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    other = await held(archive.store, archive.talk.data, archive.house.clock.now, title="另一件")
    elsewhere = f"/cases/{quote(other.case.number, safe='')}/sessions/{archive.talk.room}"
    assert (await clerk.get(elsewhere))[0] == 404
    recording = recordings(await page(clerk, archive.session_path))[JOINT]
    told = await archive.plays(clerk, recording)
    address = told["tracks"][0]["address"].replace(archive.session_path, elsewhere)
    assert (await clerk.get(address))[0] == 404


async def test_what_is_searched_stands_in_no_address_and_finds_by_number_and_title(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    number = archive.talk.case.number
    for question, found in ((number[-3:], True), ("恒泰建筑", True), ("没有这个", False), ("", True)):
        async with clerk.device.http.post(
            "/cases", data={"q": question}, headers={"Origin": clerk.device.url}
        ) as answer:
            text = await answer.text()
            assert answer.status == 200
            assert (f'data-case="{number}"' in text) is found


async def test_a_form_of_our_own_page_that_tells_nobody_where_it_is_may_search(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    for site, status in (("same-origin", 200), ("cross-site", 403)):
        async with clerk.device.http.post(
            "/cases", data={"q": "恒泰"}, headers={"Origin": "null", "Sec-Fetch-Site": site}
        ) as answer:
            assert answer.status == status


async def test_lists_are_sorted_and_shown_a_page_at_a_time(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    for count in range(60):
        await held(
            archive.store,
            archive.talk.data,
            archive.house.clock.now,
            number=f"B{count:03}",
            title=f"{60 - count:03}",
        )
    found = {
        query: re.findall(r'data-case="([^"]+)"', await page(clerk, f"/cases?{query}"))
        for query in ("sort=number", "sort=number&page=2", "sort=title", "sort=x&page=-1", "page=999999999")
    }
    assert found["sort=number"] == [f"B{count:03}" for count in range(50)]
    assert found["sort=number&page=2"] == [f"B{count:03}" for count in range(50, 60)] + [
        archive.talk.case.number
    ]
    assert found["sort=title"][0] == "B059"
    assert len(found["sort=x&page=-1"]) == 50
    assert found["page=999999999"] == []


async def test_looks_are_in_the_log_of_the_case(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    await page(clerk, archive.case_path)
    await page(clerk, archive.session_path)
    found = [entry for entry in await archive.logged() if entry.deed is Deed.LOOKED]
    assert [dict(entry.detail) for entry in found] == [{}, {"room": archive.talk.room}]
