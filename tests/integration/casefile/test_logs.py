"""The logs: auditors read everything, administrators what was done with accounts, others nothing; a change shows."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import Connection, text, update

from rooms.rights import StaffRole
from server.i18n import catalogue
from server.pages.signed_in import COOKIE
from server.staff.demonstrations import Demonstrations
from server.staff.log import TECHNICAL, Deed
from server.staff.tables import log
from server.storage.tables import cases
from tests.held import NAMES
from tests.integration.casefile.archive import Archive
from tests.integration.casefile.reading import page

NOBODY = catalogue("zh-CN")("access.nobody")


def deeds(text: str) -> list[str]:
    return re.findall(r'data-testid="deed" data-deed="(\w+)"', text)


async def test_an_auditor_reads_all_that_was_done_and_an_administrator_what_was_done_with_accounts(
    archive: Archive,
) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    await page(clerk, archive.session_path)
    await clerk.get("/accounts")
    auditor = await archive.employed(StaffRole.AUDITOR)
    administrator = await archive.employed(StaffRole.ADMINISTRATOR)
    whole, technical = await page(auditor, "/logs"), await page(administrator, "/logs")
    assert {"looked", "right_refused", "invited", "set_up"} <= set(deeds(whole))
    assert archive.talk.case.number in whole
    assert {"invited", "set_up"} == set(deeds(technical))
    assert archive.talk.case.number not in technical
    assert 'data-whole="true"' in whole
    assert not [deed for deed in set(Deed) - TECHNICAL if f'value="{deed}"' in technical]
    assert deeds(await page(administrator, "/logs?deed=looked")) == []


@pytest.mark.parametrize("role", [StaffRole.CLERK, StaffRole.MEDIATOR, StaffRole.SUPERVISOR])
async def test_nobody_else_reads_the_logs(archive: Archive, role: StaffRole) -> None:
    colleague = await archive.employed(role)
    assert (await colleague.get("/logs"))[0] == 403
    assert "/logs" not in await page(colleague, "/cases")


async def test_the_log_is_chosen_from_by_day_person_and_deed(archive: Archive) -> None:
    clerk, other = [await archive.employed(StaffRole.CLERK) for _ in range(2)]
    await page(clerk, archive.case_path)
    await page(other, archive.case_path)
    auditor = await archive.employed(StaffRole.AUDITOR)
    own = next(each.id for each in await archive.house.accounts.all() if each.name == clerk.name)

    async def found(**choice: str) -> list[str]:
        return deeds(await page(auditor, f"/logs?{urlencode(choice)}"))

    assert await found(deed="looked") == ["looked"] * 2
    assert await found(deed="looked", person=own) == ["looked"]
    assert set(await found(person=own)) == {"looked", "invited", "set_up"}
    assert await found(day="2020-01-01") == []
    assert len(await found(day="nonsense", deed="nonsense", page="-3", person="")) > 5
    assert await found(page="7") == []


async def test_a_log_that_was_changed_says_so(archive: Archive) -> None:
    auditor = await archive.employed(StaffRole.AUDITOR)
    clerk = await archive.employed(StaffRole.CLERK)
    await page(clerk, archive.case_path)

    def tamper(connection: Connection) -> None:
        connection.execute(text("DROP TRIGGER staff_log_unchanged"))
        connection.execute(update(log).where(log.c.seq > 0).values(body=b"x" * 60))

    await archive.store.database.write(tamper)
    told = await page(auditor, "/logs")
    assert 'data-whole="false"' in told
    assert deeds(told) == [Deed.INVITED]
    assert 'data-testid="access-broken"' in await page(clerk, f"{archive.case_path}/access")


async def test_whoever_shows_a_demonstration_stands_by_name_where_it_is_told_who_looked(
    archive: Archive,
) -> None:
    own = cases.c.id == archive.talk.case.id
    await archive.store.database.write(
        lambda connection: connection.execute(update(cases).where(own).values(demonstration=True))
    )
    desk = Demonstrations(archive.store, clock=archive.house.clock)
    opened = await desk.sign_in(archive.talk.room, archive.talk.seats["clerk"], "")
    assert opened is not None
    browser = archive.house.browser(Cookie=f"{COOKIE}={opened.token}")
    async with browser.http.get(archive.case_path) as answer:
        assert answer.status == 200
    async with browser.http.get(f"{archive.case_path}/access") as answer:
        access = await answer.text()
    auditor = await archive.employed(StaffRole.AUDITOR)
    for told in (access, await page(auditor, "/logs?deed=looked")):
        assert deeds(told) == [Deed.LOOKED]
        assert NOBODY not in told
    administrator = await archive.employed(StaffRole.ADMINISTRATOR)
    assert NAMES["clerk"] not in await page(administrator, "/accounts")
