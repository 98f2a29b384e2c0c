"""The staff's pages over HTTP, with a clock that tests set, and colleagues who have set up their accounts."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rooms.rights import StaffRole
from server.config import Settings
from server.main import serving
from server.staff.accounts import Accounts
from server.storage.store import Store, open_store
from tests.integration.guest import Device
from tests.integration.staff.colleague import Colleague

_numbers = itertools.count(1)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)


class House:
    """A service of the test's own, and the people who work there."""

    def __init__(self, url: str, store: Store, clock: Clock, stack: contextlib.AsyncExitStack) -> None:
        self.url, self.clock = url, clock
        self.accounts = Accounts(store, clock=clock)
        self._stack = stack

    def browser(self, **headers: str) -> Device:
        device = Device(self.url, **headers)
        self._stack.push_async_callback(device.close)
        return device

    def colleague(self, name: str) -> Colleague:
        return Colleague(self.browser(), name, self.clock)

    async def invited(self, role: StaffRole) -> tuple[Colleague, str]:
        """Somebody with a one-time link."""
        name = f"田秀英{next(_numbers)}"
        token = await self.accounts.invite(name, role)
        assert isinstance(token, str)
        return self.colleague(name), f"/setup/{token}"

    async def employed(self, role: StaffRole = StaffRole.MEDIATOR) -> Colleague:
        """Somebody who has set the account up and is signed in; the authenticator shows a new code."""
        colleague, link = await self.invited(role)
        await colleague.set_up(link)
        self.clock.wait(seconds=90)
        return colleague

    def elsewhere(self, colleague: Colleague) -> Colleague:
        """The same person at another browser."""
        return Colleague(
            self.browser(), colleague.name, self.clock, colleague.secret, colleague.recovery_codes
        )


@contextlib.asynccontextmanager
async def house_of(data: Path, **more: object) -> AsyncIterator[House]:
    settings, clock = Settings(**{"port": 0, "udp_port": 0, "data": data} | more), Clock()
    async with (
        serving(settings, clock=clock) as url,
        open_store(settings) as store,
        contextlib.AsyncExitStack() as stack,
    ):
        yield House(url, store, clock, stack)
