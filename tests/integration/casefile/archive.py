"""A service with a session that was held, and colleagues of every role who ask about it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rooms.rights import StaffRole
from server.config import Settings
from server.staff import log
from server.staff.log import Entry
from server.storage.store import Store, open_store
from tests.held import Held, story
from tests.integration.staff.colleague import Colleague
from tests.integration.staff.house import House, house_of


@dataclass
class Archive:
    """`talk` was held by the mediator who is asked for here; another one has nothing to do with it."""

    house: House
    store: Store
    talk: Held

    @property
    def case_path(self) -> str:
        return f"/cases/{quote(self.talk.case.number, safe='')}"

    @property
    def session_path(self) -> str:
        return f"{self.case_path}/sessions/{self.talk.room}"

    async def employed(self, role: StaffRole, *, seat: str = "") -> Colleague:
        """Signed in; with a seat in the talk."""
        colleague = await self.house.employed(role)
        if seat:
            accounts = await self.house.accounts.all()
            own = next(account.id for account in accounts if account.name == colleague.name)
            await self.talk.give_seat(seat, own)
        return colleague

    async def logged(self) -> list[Entry]:
        """The staff's log about the case, oldest first."""
        return await self.store.database.read(
            lambda connection: log.about(connection, self.store.keys, self.talk.case.id)
        )

    def track(self, place: str) -> str:
        """The path of a file: ``channel person kind``."""
        return f"{self.session_path}/tracks/{self.talk.files[place]}"

    async def plays(self, colleague: Colleague, recording: str) -> dict[str, Any]:
        """What the player is told. Raises Refused."""
        told: dict[str, Any] = await colleague.post(f"{self.session_path}/play", stretch=recording)
        return told


@contextlib.asynccontextmanager
async def archive_of(data: Path) -> AsyncIterator[Archive]:
    async with house_of(data) as house, open_store(Settings(data=data)) as store:
        # A live room has no other clock than the machine's.
        house.clock.now = datetime.now(UTC)
        talk = await story(store, data, house.clock.now - timedelta(days=1))
        yield Archive(house, store, talk)
