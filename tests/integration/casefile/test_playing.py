"""Recordings over HTTP: what is played is noted before any of it is given, and asked for anew with each part."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import av
import pytest
from multidict import CIMultiDictProxy

from recordings.playback.ranges import etag
from rooms.rights import StaffRole
from server.record.playing import LONGEST
from server.staff.log import Deed
from tests.held import GREYS
from tests.integration.casefile.archive import Archive
from tests.integration.casefile.reading import JOINT, PRIVATE, page, private_traces, recordings, rows
from tests.integration.guest import Refused
from tests.integration.staff.colleague import Colleague

REASON = "当事人申请复制"


async def fetched(
    colleague: Colleague, path: str, **headers: str
) -> tuple[int, CIMultiDictProxy[str], bytes]:
    async with colleague.device.http.get(path, headers=headers) as answer:
        return answer.status, answer.headers, await answer.read()


async def opened(archive: Archive, colleague: Colleague, channel: str = JOINT) -> dict[str, str]:
    """The addresses of a recording's files, by person's name and kind."""
    recording = recordings(await page(colleague, archive.session_path))[channel]
    told = await archive.plays(colleague, recording)
    return {f"{track['name']} {track['kind']}": track["address"] for track in told["tracks"]}


async def test_a_part_is_what_it_says_it_is_and_all_parts_are_the_file(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    address = (await opened(archive, clerk))["龙建军 audio"]
    status, headers, whole = await fetched(clerk, address)
    assert (status, headers["Content-Type"]) == (200, "audio/webm")
    assert "no-store" in headers["Cache-Control"]
    assert headers["ETag"] == etag(hashlib.sha256(whole).digest())
    size = len(whole)
    for asked, begin, end in (
        ("bytes=0-0", 0, 1),
        ("bytes=65530-65540", 65530, 65541),
        (f"bytes={size - 5}-", size - 5, size),
        ("bytes=-7", size - 7, size),
        ("bytes=0-", 0, min(size, LONGEST)),
    ):
        status, headers, part = await fetched(clerk, address, Range=asked)
        assert (status, headers["Content-Range"]) == (206, f"bytes {begin}-{end - 1}/{size}")
        assert part == whole[begin:end]
    assert (await fetched(clerk, address, Range=f"bytes={size}-"))[0] == 416


async def test_what_is_played_shows_who_it_is(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    for name, grey in (("龙建军", "worker"), ("田秀英", "mediator")):
        _, _, file = await fetched(clerk, (await opened(archive, clerk))[f"{name} camera"])
        video: Any
        with av.open(io.BytesIO(file)) as video:
            picture = next(video.decode(video=0)).to_ndarray(format="gray")
        assert abs(int(picture[10, 10]) - GREYS[grey]) < 25


async def test_nothing_is_given_before_the_playing_is_noted(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    bare = archive.track("joint worker audio")
    for address in (bare, f"{bare}?opening=", f"{bare}?opening={'0' * 32}"):
        status, _, body = await fetched(clerk, address)
        assert (status, b"webm" in body) == (403, False)
    assert not [entry for entry in await archive.logged() if entry.deed is Deed.PLAYED]
    addresses = await opened(archive, clerk)
    (entry,) = [entry for entry in await archive.logged() if entry.deed is Deed.PLAYED]
    assert entry.detail["room"] == archive.talk.room
    assert entry.detail["channel"] == JOINT
    for address in addresses.values():
        assert (await fetched(clerk, address, Range="bytes=0-99"))[0] == 206
    assert len([entry for entry in await archive.logged() if entry.deed is Deed.PLAYED]) == 1


async def test_an_address_is_worth_nothing_without_the_sign_in_that_opened_it(archive: Archive) -> None:
    clerk, other = [await archive.employed(StaffRole.CLERK) for _ in range(2)]
    address = (await opened(archive, clerk))["龙建军 audio"]
    assert (await fetched(archive.house.colleague("nobody"), address))[0] == 401
    assert (await fetched(other, address))[0] == 403
    await clerk.post("/signout")
    assert (await fetched(clerk, address))[0] == 401


async def test_a_right_that_is_taken_away_ends_the_playing_with_the_next_part(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    address = (await opened(archive, clerk))["龙建军 audio"]
    assert (await fetched(clerk, address, Range="bytes=0-9"))[0] == 206
    accounts = await archive.house.accounts.all()
    own = next(account.id for account in accounts if account.name == clerk.name)
    await archive.house.accounts.set_role(own, StaffRole.ADMINISTRATOR)
    assert (await fetched(clerk, address, Range="bytes=0-9"))[0] in {401, 403}


async def test_separate_talks_are_played_by_those_who_were_there(archive: Archive) -> None:
    mediator = await archive.employed(StaffRole.MEDIATOR, seat="mediator")
    clerk = await archive.employed(StaffRole.CLERK, seat="clerk")
    session = await page(mediator, archive.session_path)
    addresses = await opened(archive, mediator, PRIVATE)
    for address in addresses.values():
        assert (await fetched(mediator, address, Range="bytes=0-9"))[0] == 206
        status, _, body = await fetched(clerk, address)
        assert (status, body) == (404, (await fetched(clerk, archive.track("joint worker audio") + "x"))[2])
    with pytest.raises(Refused, match=r"^not_found"):
        await archive.plays(clerk, recordings(session)[PRIVATE])


async def test_a_file_is_taken_away_for_a_reason_by_who_may(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    mediator = await archive.employed(StaffRole.MEDIATOR, seat="mediator")
    path = archive.track("joint worker audio") + "/download"
    for colleague, reason, status in ((mediator, REASON, 403), (clerk, " ", 400), (clerk, REASON, 200)):
        async with colleague.device.http.post(
            path, data={"reason": reason}, headers={"Origin": colleague.device.url}
        ) as answer:
            body = await answer.read()
            assert answer.status == status
            assert body.startswith(b"\x1a\x45\xdf\xa3") is (status == 200)
    assert "attachment" in answer.headers["Content-Disposition"]
    (entry,) = [entry for entry in await archive.logged() if entry.deed is Deed.DOWNLOADED]
    assert entry.detail["reason"] == REASON
    apart = (
        archive.track(next(place for place in archive.talk.files if place.startswith("private")))
        + "/download"
    )
    async with clerk.device.http.post(
        apart, data={"reason": REASON}, headers={"Origin": clerk.device.url}
    ) as answer:
        assert answer.status == 404


async def test_a_supervisor_opens_separate_talks_for_an_hour_and_those_who_were_there_are_told(
    archive: Archive,
) -> None:
    supervisor = await archive.employed(StaffRole.SUPERVISOR)
    other = await archive.employed(StaffRole.SUPERVISOR)
    mediator = await archive.employed(StaffRole.MEDIATOR, seat="mediator")
    clerk = await archive.employed(StaffRole.CLERK, seat="clerk")
    glass, reason = f"{archive.session_path}/glass", "举报调解员威胁当事人"
    assert rows(await page(supervisor, archive.case_path)) == [JOINT]
    for colleague, given, code in (
        (supervisor, "  ", "reason_needed"),
        (clerk, reason, "forbidden"),
        (mediator, reason, "forbidden"),
    ):
        with pytest.raises(Refused, match=rf"^{code}"):
            await colleague.post(glass, reason=given)
    await supervisor.post(glass, reason=reason)
    assert rows(await page(supervisor, archive.case_path)) == [JOINT, "worker", PRIVATE]
    address = (await opened(archive, supervisor, PRIVATE))["龙建军 audio"]
    assert (await fetched(supervisor, address, Range="bytes=0-9"))[0] == 206
    session = await page(supervisor, archive.session_path)
    assert "八千元" not in session
    for untold in (clerk, other):
        assert rows(await page(untold, archive.case_path)) == [JOINT]
        for path in (archive.case_path, archive.session_path, f"{archive.case_path}/access"):
            text = await page(untold, path)
            assert reason not in text
            assert supervisor.name not in text or path.endswith("/access")
            assert not [trace for trace in private_traces(archive) if trace in text]
            assert 'data-deed="glass_broken"' not in text
            assert 'data-deed="played"' not in text
    told = await page(mediator, archive.case_path)
    assert supervisor.name in told
    assert told.count(reason) == 1
    assert 'data-deed="glass_broken"' in await page(supervisor, f"{archive.case_path}/access")
    archive.house.clock.wait(minutes=25)
    await page(supervisor, "/cases")
    archive.house.clock.wait(minutes=25)
    await page(supervisor, "/cases")
    archive.house.clock.wait(minutes=20)
    assert rows(await page(supervisor, archive.case_path)) == [JOINT]
    assert (await fetched(supervisor, address))[0] == 404
