"""Where links lead when a session has ended: staff of a demonstration to its case, once; parties to what was done with
their recordings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from yarl import URL

from rooms.rights import StaffRole
from server.auth.access import Access, add_link
from server.auth.links import LinkKind
from signaling.gateway import cookie_name
from tests.integration.casefile.archive import Archive, archive_of
from tests.integration.conftest import Called
from tests.integration.guest import Device, Refused


@dataclass
class Party:
    """Somebody's device, with or without the seat's cookie."""

    device: Device
    link: str

    async def page(self) -> str:
        async with self.device.http.get(self.link) as answer:
            assert answer.status == 200
            return await answer.text()


async def party(archive: Archive, person: str) -> Party:
    """A device that has the seat, and its link."""
    seat, device, now = archive.talk.seats[person], archive.house.browser(), datetime.now(UTC)
    token = await archive.store.database.write(
        lambda connection: add_link(connection, seat, LinkKind.PARTY, now)
    )
    bound = await Access(archive.store).bind(seat)
    device.http.cookie_jar.update_cookies({cookie_name(seat): bound.secret}, URL(device.url))
    return Party(device, f"/j/{token}")


@pytest.mark.parametrize("person", ["clerk", "mediator"])
async def test_a_staff_link_leads_to_the_room_and_afterwards_to_the_case_on_the_device_that_used_it(
    call: Called, person: str
) -> None:
    cast = await call()
    await cast.wait_in_lobby("mediator", "worker")
    device = cast["mediator"].device if person == "mediator" else cast.device()
    link = cast.case.people[person].path
    if person == "clerk":
        assert (await device.post(link))["room"].startswith("/room/")
    await cast["mediator"].do("end")
    onward = {"room": f"/cases/{quote(cast.case.number, safe='')}"}
    assert await device.post(link) == onward
    assert await device.post(link) == onward
    async with device.http.get(onward["room"]) as page:
        assert page.status == 200
        assert cast.case.title in await page.text()
    with pytest.raises(Refused, match=r"^link_"):
        await cast.device().post(link)


async def test_a_staff_link_that_nobody_used_signs_in_once_after_the_end(call: Called) -> None:
    cast = await call()
    await cast.wait_in_lobby("mediator")
    await cast["mediator"].do("end")
    device, link = cast.device(), cast.case.people["clerk"].path
    told = await device.post(link)
    async with device.http.get(told["room"]) as page:
        assert page.status == 200
    with pytest.raises(Refused, match=r"^link_"):
        await cast.device().post(link)


async def test_a_party_is_told_on_their_own_device_that_their_talk_was_opened(tmp_path: Path) -> None:
    async with archive_of(tmp_path) as archive:
        supervisor = await archive.employed(StaffRole.SUPERVISOR)
        worker, employer = await party(archive, "worker"), await party(archive, "employer")
        assert 'data-testid="opening"' not in await worker.page()
        await supervisor.post(f"{archive.session_path}/glass", reason="举报调解员威胁当事人")
        told = await worker.page()
        assert 'data-testid="opening"' in told
        assert supervisor.name in told
        assert "威胁" not in told
        assert 'data-testid="opening"' not in await employer.page()
        forwarded = Party(archive.house.browser(), worker.link)
        assert 'data-testid="opening"' not in await forwarded.page()
