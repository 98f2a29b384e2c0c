"""A colleague in front of a browser, with an authenticator or a finger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyotp
from playwright.async_api import Page

from tests.e2e import axe, layout
from tests.e2e.chromium import DESK, Chromiums, Device
from tests.e2e.person import by
from tests.e2e.service import Service

PASSWORD = "blue kettle under rain"
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SIZES = {
    name: layout.PHONES[name] for name in ("iPhone 13", "iPhone SE", "old Android lying")
} | layout.LARGER


@dataclass
class Colleague:
    """Somebody of the staff in front of a tab."""

    name: str
    page: Page
    device: Device
    url: str
    secret: str = ""

    async def finger(self) -> None:
        """Give the browser an authenticator that is unlocked by a finger, and a finger that is always there."""
        session = await self.device.context.new_cdp_session(self.page)
        await session.send("WebAuthn.enable")
        await session.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})

    async def code(self) -> str:
        """The next code of the authenticator that was not used yet."""
        clock = pyotp.TOTP(self.secret)
        return str(clock.at(datetime.now(UTC)))

    async def set_up(self, link: str, password: str = PASSWORD) -> None:
        await self.page.goto(self.url + link)
        await self.page.fill(by("password"), password)
        await self.page.click(by("password-go"))
        await self.page.locator(by("qr")).wait_for()
        self.secret = (await self.page.locator(by("secret")).text_content() or "").replace(" ", "")
        await self.page.fill(by("totp-code"), await self.code())
        await self.page.click(by("totp-go"))
        await self.page.locator(by("recovery-codes")).locator("li").nth(9).wait_for()

    async def is_on(self, testid: str) -> None:
        await self.page.locator(by(testid)).wait_for()


@asynccontextmanager
async def at(browsers: Chromiums, service: Service, name: str, **options: Any) -> AsyncIterator[Colleague]:
    """A colleague at a browser; nothing may go wrong unseen. Passkeys know no bare addresses: the host has a name."""
    device = await browsers.device("mediator", **(options or DESK))
    tab = await device.tab()
    yield Colleague(name, tab.page, device, service.url.replace("127.0.0.1", "localhost"))
    await device.close()
    assert not tab.faults


async def flawless(page: Page, *needed: str) -> None:
    """Axe finds nothing, in light and in dark, and the page lies well on every screen."""
    await axe.accessible(page)
    assert await layout.faults(page, *needed, sizes=SIZES) == []
