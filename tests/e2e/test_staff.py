"""Staff set their accounts up and sign in, in a real browser; nobody is shut out of the pages."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Route

from rooms.rights import StaffRole
from tests.e2e.chromium import PHONE, Chromiums
from tests.e2e.colleague import PASSWORD, at, flawless
from tests.e2e.person import by
from tests.e2e.service import Service
from tests.e2e.until import equals, until


async def test_somebody_sets_up_by_the_link_with_an_authenticator_and_signs_in_with_a_recovery_code(
    service: Service, browsers: Chromiums, invite: Any
) -> None:
    name, link = await invite()
    async with at(browsers, service, name, **PHONE) as colleague:
        page = colleague.page
        await colleague.set_up(link)
        codes = await page.locator(by("recovery-codes")).locator("li").all_text_contents()
        await page.click(by("done"))
        await colleague.is_on("account")
        assert name in await page.inner_text("header")
        await page.click(by("sign-out"))
        await colleague.is_on("signin")
        await page.fill(by("name"), name)
        await page.fill(by("password"), "a wrong kettle")
        await page.click(by("password-go"))
        await page.locator(by("problem")).wait_for()
        await page.fill(by("password"), PASSWORD)
        await page.click(by("password-go"))
        await page.locator(by("code")).wait_for()
        await page.click(by("recovery-instead"))
        await page.fill(by("code"), codes[4].lower())
        await page.click(by("code-go"))
        await colleague.is_on("account")
        assert "9" in await page.inner_text(by("codes-left"))


async def test_a_passkey_is_added_and_signs_in_alone(
    service: Service, browsers: Chromiums, invite: Any
) -> None:
    name, link = await invite()
    async with at(browsers, service, name) as colleague:
        page = colleague.page
        await colleague.finger()
        await colleague.set_up(link)
        await page.click(by("done"))
        await page.click(by("add-passkey"))
        await page.locator(by("passkey")).wait_for()
        await page.click(by("sign-out"))
        await page.click(by("passkey-go"))
        await colleague.is_on("account")
        await page.click(by("remove-passkey"))
        await page.click(by("confirm-yes"))
        await until(page.locator(by("passkey")).count, lambda count: count == 0, "the passkey is gone")


async def test_nothing_can_be_pressed_in_vain_while_the_script_of_the_page_is_on_its_way(
    service: Service, browsers: Chromiums, invite: Any
) -> None:
    name, link = await invite()
    async with at(browsers, service, name) as colleague:
        page, asked, on_its_way = colleague.page, asyncio.Event(), asyncio.Event()

        async def late(route: Route) -> None:
            asked.set()
            await on_its_way.wait()
            await route.continue_()

        await page.route(re.compile(r"/bundle/account\.js"), late)
        await colleague.finger()
        await colleague.set_up(link)
        await page.click(by("done"), no_wait_after=True)
        await asked.wait()
        pressable = page.locator("main section button:enabled, header button:enabled")
        await page.locator(by("add-passkey")).wait_for()
        assert await pressable.count() == 0
        on_its_way.set()
        await page.click(by("add-passkey"))
        await page.locator(by("passkey")).wait_for()


async def test_a_passkey_alone_sets_an_account_up(service: Service, browsers: Chromiums, invite: Any) -> None:
    name, link = await invite()
    async with at(browsers, service, name) as colleague:
        await colleague.finger()
        await colleague.page.goto(colleague.url + link)
        await colleague.page.click(by("passkey-only"))
        await colleague.is_on("account")


async def test_a_session_elsewhere_is_ended(service: Service, browsers: Chromiums, invite: Any) -> None:
    name, link = await invite()
    async with at(browsers, service, name) as here, at(browsers, service, name, **PHONE) as there:
        await here.finger()
        await here.set_up(link)
        codes = await here.page.locator(by("recovery-codes")).locator("li").all_text_contents()
        await there.page.goto(f"{there.url}/account")
        await there.page.fill(by("name"), name)
        await there.page.fill(by("password"), PASSWORD)
        await there.page.click(by("password-go"))
        await there.page.click(by("recovery-instead"))
        await there.page.fill(by("code"), codes[0])
        await there.page.click(by("code-go"))
        await there.is_on("account")
        await here.page.click(by("done"))
        assert await here.page.locator(by("session")).count() == 2
        await here.page.click(by("revoke"))
        await until(here.page.locator(by("session")).count, lambda count: count == 1, "one session is left")
        await there.page.reload()
        await there.is_on("signin")


async def test_an_administrator_invites_somebody_and_disables_them(
    service: Service, browsers: Chromiums, invite: Any
) -> None:
    name, link = await invite(StaffRole.ADMINISTRATOR)
    async with at(browsers, service, name) as chief:
        page = chief.page
        await chief.set_up(link)
        await page.click(by("done"))
        await page.click('a[href="/accounts"]')
        invited = f"向晓梅{datetime.now(UTC).timestamp():.6f}"
        await page.fill(by("add-name"), invited)
        await page.select_option(by("add-role"), "clerk")
        await page.click(by("add"))
        await page.locator(by("link")).wait_for()
        assert "/setup/" in await page.input_value(by("link"))
        await page.click(by("link-close"))
        row = by("person", person=invited)
        await page.click(f"{row} {by('disable')}")
        await page.click(by("confirm-yes"))
        await page.locator(by("person", person=invited, standing="disabled")).wait_for()
        await page.select_option(f"{row} {by('role')}", "auditor")
        await page.click(by("confirm-no"))
        role = f"{row} {by('role')}"
        await until(lambda: page.input_value(role), equals("clerk"), "the role stays as it was")


async def test_nobody_is_shut_out_of_the_way_in(service: Service, browsers: Chromiums, invite: Any) -> None:
    for lang in ("zh-CN", "en"):
        name, link = await invite()
        async with at(browsers, service, name) as colleague:
            page = colleague.page
            await page.goto(f"{colleague.url}/signin?lang={lang}")
            await flawless(page, "h1")
            await page.click(by("password-go"))
            await page.locator(by("problem")).wait_for()
            await flawless(page)
            await page.goto(f"{colleague.url}{link}?lang={lang}")
            await flawless(page, "h1")
            await page.fill(by("password"), "password1234")
            await page.click(by("password-go"))
            await page.locator(by("problem")).wait_for()
            await flawless(page)
            await page.fill(by("password"), PASSWORD)
            await page.click(by("password-go"))
            await page.locator(by("qr")).wait_for()
            await page.click("details summary")
            await flawless(page)
            await colleague.set_up(f"{link}?lang={lang}")
            await flawless(page)
            await page.click(by("done"))
            await page.click(by("sign-out"))
            await page.fill(by("name"), name)
            await page.fill(by("password"), PASSWORD)
            await page.click(by("password-go"))
            await page.locator(by("code")).wait_for()
            await flawless(page)


async def test_nobody_is_shut_out_of_the_accounts(service: Service, browsers: Chromiums, invite: Any) -> None:
    name, link = await invite(StaffRole.ADMINISTRATOR)
    async with at(browsers, service, name) as chief:
        page = chief.page
        await chief.finger()
        await chief.set_up(link)
        for lang in ("zh-CN", "en"):
            await page.goto(f"{chief.url}/account?lang={lang}")
            if lang == "zh-CN":
                await page.click(by("add-passkey"))
                await page.locator(by("passkey")).wait_for()
            await flawless(page, "h1")
            for opens, dialog in (("change-password", "password-dialog"), ("change-totp", "totp-dialog")):
                await page.click(by(opens))
                await page.locator(by(dialog)).wait_for()
                await flawless(page)
                await page.click(f"{by(dialog)} [data-close]")
            await page.click(by("renew-codes"))
            await flawless(page)
            await page.click(by("confirm-yes"))
            await page.locator(by("codes-dialog")).locator("li").nth(9).wait_for()
            await flawless(page)
            await page.goto(f"{chief.url}/accounts?lang={lang}")
            await flawless(page, "h1")
            await page.fill(by("add-name"), f"石头{datetime.now(UTC).timestamp():.6f}")
            await page.click(by("add"))
            await page.locator(by("link")).wait_for()
            await flawless(page)


async def test_where_copying_is_forbidden_the_codes_are_there_to_be_held(
    service: Service, browsers: Chromiums, invite: Any
) -> None:
    refuse = "Document.prototype.execCommand = () => false; delete Navigator.prototype.clipboard"
    name, link = await invite()
    async with at(browsers, service, name, **PHONE) as colleague:
        await colleague.device.context.add_init_script(refuse)
        await colleague.set_up(link)
        await colleague.page.click(by("copy-codes"))
        await colleague.page.locator(by("codes-field")).wait_for()
        assert len((await colleague.page.input_value(by("codes-field"))).split()) == 10
        await flawless(colleague.page)


async def test_what_goes_wrong_is_told_where_it_happened(
    service: Service, browsers: Chromiums, invite: Any
) -> None:
    name, link = await invite()
    async with at(browsers, service, name) as colleague:
        page = colleague.page
        await colleague.set_up(link)
        await page.click(by("done"))
        await page.click(by("change-password"))
        await page.fill(by("new-password"), "password1234")
        await page.click(by("password-save"))
        await page.locator(by("password-problem")).wait_for()
        await page.fill(by("new-password"), "green kettle under snow")
        await asyncio.gather(page.wait_for_event("load"), page.click(by("password-save")))
        await colleague.is_on("account")
        assert not await page.is_visible(by("password-dialog"))
