"""Pictures of the case files' pages, for `make screens`."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pyotp
from playwright.async_api import Page

from rooms.rights import StaffRole
from server.config import settings
from server.staff.accounts import Accounts
from server.storage import open_store
from tests.e2e.chromium import Chromiums
from tests.e2e.person import Mediator, by
from tests.e2e.player import Watching
from tests.e2e.service import Invitation, Service
from tests.held import story

PASSWORD = "blue kettle under rain"
NAMES = {
    "zh-CN": {StaffRole.CLERK: "向晓梅", StaffRole.SUPERVISOR: "石主任", StaffRole.AUDITOR: "吴审计"},
    "en": {StaffRole.CLERK: "Xiang Xiaomei", StaffRole.SUPERVISOR: "Director Shi", StaffRole.AUDITOR: "Wu"},
}
Take = Callable[[str, Mediator], Awaitable[None]]


class CasePages:
    """A clerk finds a case and plays it, a supervisor opens what is separate, an auditor reads the log."""

    def __init__(self, service: Service, browsers: Chromiums, language: str, take: Take) -> None:
        self._service, self._browsers, self._language, self._take = service, browsers, language, take

    async def show(self) -> None:
        """Every state of the pages."""
        async with open_store(settings(data=self._service.data)) as store:
            await story(store, self._service.data, datetime.now(UTC) - timedelta(hours=2), seconds=60)
        await self._clerk()
        await self._supervisor()
        person, page = await self._employed(StaffRole.AUDITOR)
        await page.goto(f"{self._service.url}/logs")
        await self._take("logs", person)

    async def _clerk(self) -> None:
        person, page = await self._employed(StaffRole.CLERK)
        await page.goto(f"{self._service.url}/cases")
        await self._take("cases", person)
        await page.fill(by("case-search"), "没有这个案件")
        await page.press(by("case-search"), "Enter")
        await page.locator(by("cases-none")).wait_for()
        await self._take("cases-none", person)
        await page.fill(by("case-search"), "")
        await self._open(page)
        await self._take("case", person)
        await page.locator(by("bundle-profile")).select_option("court")
        await page.fill(by("bundle-reason"), "法院调取")
        await page.click(by("bundle-download"))
        await page.locator(by("bundle-problem")).wait_for()
        await self._take("bundle-problem", person)
        await page.locator(by("bundle-profile")).select_option("joint")
        await page.click(by("bundle-download"))
        await page.locator(f"{by('bundle')}[data-stage=ready]").wait_for(timeout=60_000)
        await self._take("bundle-ready", person)
        await page.locator(by("open-session")).first.click()
        await page.locator(by("session")).wait_for()
        await self._take("session", person)
        await page.go_back()
        await page.locator(by("play")).first.click()
        await Watching(page).is_("playing")
        await self._take("player", person)
        await page.locator(f"{by('files')} summary").click()
        await page.locator(by("download")).first.click()
        await self._take("reason", person)
        await page.click(by("reason-close"))
        await page.click(by("to-case"))
        await page.click(by("to-access"))
        await self._take("access", person)

    async def _supervisor(self) -> None:
        person, page = await self._employed(StaffRole.SUPERVISOR)
        await page.goto(f"{self._service.url}/cases")
        await self._open(page)
        await page.locator(by("open-session")).first.click()
        await page.locator(f"{by('glass')} summary").click()
        await page.fill(by("glass-reason"), "有人举报调解员威胁当事人")
        await self._take("glass", person)
        await page.click(by("glass-break"))
        await page.locator(by("opening")).wait_for()
        await self._take("opened", person)

    async def _open(self, page: Page) -> None:
        await page.locator(by("case-row")).filter(has_text="吉劳调").first.click()
        await page.locator(by("case")).wait_for()

    async def _employed(self, role: StaffRole) -> tuple[Mediator, Page]:
        name = NAMES[self._language][role]
        async with open_store(settings(data=self._service.data)) as store:
            accounts = Accounts(store)
            # Whoever was photographed on another page has an account already.
            known = await accounts.named(name)
            token = await (accounts.reset(known.id) if known else accounts.invite(name, role))
        device = await self._browsers.device("mediator", locale=self._language)
        tab = await device.tab()
        page = tab.page
        await page.goto(f"{self._service.url}/setup/{token}")
        await page.fill(by("password"), PASSWORD)
        await page.click(by("password-go"))
        await page.locator(by("qr")).wait_for()
        secret = (await page.locator(by("secret")).text_content() or "").replace(" ", "")
        await page.fill(by("totp-code"), pyotp.TOTP(secret).at(datetime.now(UTC)))
        await page.click(by("totp-go"))
        await page.locator(by("recovery-codes")).locator("li").first.wait_for()
        return Mediator("page", Invitation(name, self._service.url, None), tab), page
