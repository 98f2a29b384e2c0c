"""A colleague looks for what was said and gets to the place, in a real browser."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Page

from rooms.rights import StaffRole
from server.config import settings
from server.search.indexing import Indexer
from server.staff.accounts import Accounts
from server.storage import open_store
from tests.e2e.chromium import DESK, PHONE, Chromiums
from tests.e2e.colleague import Colleague, at, flawless
from tests.e2e.person import by
from tests.e2e.service import Service
from tests.e2e.until import until
from tests.held import NAMES, SECRET, story

JOINT = "交学费"


async def prepared(service: Service, role: StaffRole) -> tuple[str, str, str]:
    """A session that was held, in the index, and an account whose the mediator's seat was: name, link, case."""
    name = f"田秀英{datetime.now(UTC).timestamp():.6f}"
    async with open_store(settings(data=service.data)) as store:
        accounts = Accounts(store)
        token = await accounts.invite(name, role)
        assert isinstance(token, str)
        now = datetime.now(UTC)
        number = f"吉劳调〔2026〕{now.timestamp():.0f}号"
        talk = await story(store, service.data, now - timedelta(days=1), number=number)
        account = await accounts.named(name)
        assert account is not None
        if role is StaffRole.MEDIATOR:
            await talk.give_seat("mediator", account.id)
        await Indexer(store).catch_up()
    return name, f"/setup/{token}", number


async def ask(page: Page, words: str) -> None:
    await page.fill(by("case-search"), words)
    await page.press(by("case-search"), "Enter")
    await page.locator(f'{by("cases-found")}[aria-busy="false"]').wait_for(timeout=60_000)


async def to_the_cases(colleague: Colleague, link: str) -> None:
    await colleague.set_up(link)
    await colleague.page.click(by("done"))
    await colleague.page.click('a[href="/cases"]')
    await colleague.is_on("cases")


async def test_words_lead_to_the_line_in_the_player_and_stand_in_no_address(
    service: Service, browsers: Chromiums
) -> None:
    name, link, number = await prepared(service, StaffRole.CLERK)
    async with at(browsers, service, name, **DESK) as clerk:
        page = clerk.page
        await to_the_cases(clerk, link)
        await ask(page, f"{JOINT} {number[-11:-1]}")
        line = page.locator(by("search-line"))
        await line.wait_for()
        assert await page.locator("mark").all_inner_texts() == [JOINT]
        assert page.url == f"{clerk.url}/cases"
        await picture(page, "found")
        await line.click()
        await clerk.is_on("session")
        assert JOINT not in page.url
        current = page.locator(f"{by('transcript-line')}[aria-current]")
        await until(current.all_inner_texts, lambda texts: any(JOINT in text for text in texts), "the line")
        await page.go_back()
        await page.locator(by("search-line")).wait_for()
        assert JOINT in await page.input_value(by("case-search"))


async def test_what_one_may_not_read_is_as_if_it_had_not_been_said(
    service: Service, browsers: Chromiums
) -> None:
    name, link, _ = await prepared(service, StaffRole.CLERK)
    async with at(browsers, service, name, **PHONE) as clerk:
        page = clerk.page
        await to_the_cases(clerk, link)
        await ask(page, SECRET)
        await page.locator(by("cases-none")).wait_for()
        assert SECRET not in (await page.inner_text("main")).replace(f"“{SECRET}”", "")
        await flawless(page, by("case-search"))
        await picture(page, "none")


async def test_the_host_finds_what_was_said_apart_on_a_telephone(
    service: Service, browsers: Chromiums
) -> None:
    name, link, number = await prepared(service, StaffRole.MEDIATOR)
    async with at(browsers, service, name, **PHONE) as host:
        page = host.page
        await to_the_cases(host, link)
        for words in (NAMES["worker"], SECRET):
            await ask(page, words)
            await page.locator(f'{by("case-row")}[data-case="{number}"]').wait_for()
            await flawless(page, by("case-search"))
            await picture(page, "apart" if words == SECRET else "name")
        assert await page.locator(by("search-line")).first.get_attribute("data-channel") in (
            "worker",
            "private",
        )
        await page.fill(by("case-search"), "")
        await page.locator(by("cases-count")).wait_for()


async def picture(page: Page, name: str) -> None:
    """For whoever wants to look: YT_PICTURES names a folder."""
    folder = os.environ.get("YT_PICTURES")
    if not folder:
        return
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)
