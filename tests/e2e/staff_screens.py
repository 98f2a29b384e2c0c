"""Pictures of the staff's pages, for `make screens`."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pyotp
from playwright.async_api import Page

from rooms.rights import StaffRole
from server.config import settings
from server.staff.accounts import Accounts
from server.storage import open_store
from tests.e2e.chromium import Chromiums
from tests.e2e.person import Mediator, by
from tests.e2e.service import Invitation, Service

NAMES = {"zh-CN": ("田秀英", "向晓梅"), "en": ("Tian Xiuying", "Xiang Xiaomei")}
PASSWORD = "blue kettle under rain"
Take = Callable[[str, Mediator], Awaitable[None]]


class StaffPages:
    """An administrator sets an account up, looks at it, and invites a clerk."""

    def __init__(self, service: Service, browsers: Chromiums, language: str, take: Take) -> None:
        self._service, self._browsers, self._language, self._take = service, browsers, language, take

    async def show(self) -> None:
        """Every state of the pages."""
        name, clerk = NAMES[self._language]
        async with open_store(settings(data=self._service.data)) as store:
            token = await Accounts(store).invite(name, StaffRole.ADMINISTRATOR)
        device = await self._browsers.device("mediator", locale=self._language)
        tab = await device.tab()
        person, page = Mediator("page", Invitation(name, self._service.url, None), tab), tab.page
        await self._set_up(person, page, f"{self._service.url}/setup/{token}")
        await page.click(by("change-totp"))
        await page.locator(by("totp-dialog")).wait_for()
        await self._take("authenticator", person)
        await page.goto(f"{self._service.url}/accounts")
        await self._take("accounts", person)
        await page.fill(by("add-name"), clerk)
        await page.click(by("add"))
        await page.locator(by("link")).wait_for()
        await self._take("link", person)
        await page.click(by("link-close"))
        await page.locator(by("disable")).last.click()
        await self._take("disable", person)
        await page.click(by("confirm-no"))
        await page.click(by("sign-out"))
        await self._sign_in(person, page, name)
        await device.close()

    async def _set_up(self, person: Mediator, page: Page, link: str) -> None:
        await page.goto(link)
        await self._take("set-up", person)
        await page.fill(by("password"), PASSWORD)
        await page.click(by("password-go"))
        await page.locator(by("qr")).wait_for()
        await self._take("second-factor", person)
        secret = (await page.locator(by("secret")).text_content() or "").replace(" ", "")
        await page.fill(by("totp-code"), pyotp.TOTP(secret).at(datetime.now(UTC)))
        await page.click(by("totp-go"))
        await page.locator(by("recovery-codes")).locator("li").first.wait_for()
        await self._take("recovery-codes", person)
        await page.click(by("done"))
        await page.locator(by("account")).wait_for()
        await self._take("account", person)

    async def _sign_in(self, person: Mediator, page: Page, name: str) -> None:
        await page.locator(by("signin")).wait_for()
        await self._take("sign-in", person)
        await page.fill(by("name"), name)
        for password in ("a wrong kettle", PASSWORD):
            await page.fill(by("password"), password)
            await page.click(by("password-go"))
            await page.locator(by("problem" if password != PASSWORD else "code")).wait_for()
            await self._take("wrong" if password != PASSWORD else "code", person)
