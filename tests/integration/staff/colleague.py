"""A colleague without a browser: a cookie, an authenticator, and the forms of the staff's pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyotp

from tests.authenticator import Authenticator
from tests.integration.guest import Device

PASSWORD = "blue kettle under rain"


@dataclass
class Colleague:
    """Somebody with a browser; ``now`` is the service's clock, which an authenticator's follows."""

    device: Device
    name: str
    now: Callable[[], datetime]
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    async def post(self, path: str, **body: Any) -> Any:
        return await self.device.post(path, body)

    async def get(self, path: str) -> tuple[int, str]:
        """Status and page, or where one is sent."""
        async with self.device.http.get(path, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()

    async def set_up(self, link: str) -> None:
        """By a password and an authenticator; signs in."""
        offer = await self.post(f"{link}/offer", password=PASSWORD)
        self.secret = offer["secret"]
        done = await self.post(link, ceremony=offer["ceremony"], password=PASSWORD, code=self.code())
        self.recovery_codes = done["recovery_codes"]

    async def set_up_with_passkey(self, link: str) -> Authenticator:
        """By a passkey alone; signs in."""
        phone = Authenticator(self.device.url)
        offer = await self.post(f"{link}/offer", password=None)
        await self.post(link, ceremony=offer["ceremony"], credential=phone.create(offer["options"]))
        return phone

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.now())

    async def give_password(self, password: str = PASSWORD) -> str:
        """The ceremony that proves it. Raises Refused."""
        half = await self.post("/signin/password", name=self.name, password=password)
        return str(half["ceremony"])

    async def sign_in(self) -> None:
        await self.post("/signin/code", ceremony=await self.give_password(), code=self.code())

    async def sign_in_with(self, phone: Authenticator) -> None:
        asked = await self.post("/signin/passkey/begin")
        await self.post("/signin/passkey", ceremony=asked["ceremony"], credential=phone.get(asked["options"]))

    async def is_signed_in(self) -> bool:
        return (await self.get("/account"))[0] == 200

    @property
    def cookie(self) -> str:
        (found,) = [cookie.value for cookie in self.device.http.cookie_jar if cookie.key == "yt_staff"]
        return found
