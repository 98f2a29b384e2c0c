"""The people of one case, each on a device of their own, brought in by their links."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable

from tests.integration.guest import Device, Guest
from tests.integration.office import Case
from tests.integration.voice import Voice
from tests.peers.tones import FREQUENCIES


class Cast:
    """Remembers everybody who came, so that all are sent home at the end."""

    def __init__(self, case: Case, url: str) -> None:
        self.case, self.url = case, url
        self.guests: dict[str, Guest] = {}
        self.everyone: list[Guest] = []
        self._devices: list[Device] = []
        self._voices: list[Voice] = []

    def __getitem__(self, person: str) -> Guest:
        return self.guests[person]

    def device(
        self, address: str = "127.0.0.1", trust: ssl.SSLContext | None = None, **headers: str
    ) -> Device:
        device = Device(self.url, address, trust, **headers)
        self._devices.append(device)
        return device

    async def come(
        self, person: str, device: Device | None = None, *, share_with: str | None = None
    ) -> Guest:
        """By link and code, and connected."""
        device = device or self.device()
        other = self.case.people[share_with].seat if share_with else None
        shown = await device.enter(self.case.people[person], share_with=other)
        return await self.tab(person, device, shown)

    async def tab(self, person: str, device: Device, seat: str | None = None) -> Guest:
        """A tab on the room's page."""
        guest = Guest(device, seat or self.case.people[person].seat)
        self.guests[person] = guest
        self.everyone.append(guest)
        return await guest.connect()

    async def wait_in_lobby(self, *people: str) -> list[Guest]:
        """All of them, the mediator too, who is in the joint channel at once."""
        return list(await asyncio.gather(*(self.come(person) for person in people)))

    async def together(self, *people: str) -> list[Guest]:
        """All of them admitted, in the joint channel."""
        guests = await self.wait_in_lobby(*people)
        mediator = self["mediator"]
        waiting = [person for person in people if person not in {"mediator", "comediator"}]
        await mediator.until(
            lambda: all(mediator.entry(person)["standing"] == "waiting" for person in waiting)
        )
        await mediator.do("admit_all")
        await asyncio.gather(*(guest.reaches("joint") for guest in guests))
        return guests

    async def apart(self, *people: str) -> list[Guest]:
        """All of them admitted, each side by itself."""
        guests = await self.together(*people)
        await self["mediator"].do("separate")
        await asyncio.gather(*(guest.until(lambda g=guest: g.channel != "joint") for guest in guests))
        return guests

    async def voice(
        self,
        person: str,
        kinds: Iterable[str] = ("audio", "camera"),
        *,
        transforms: bool = True,
    ) -> Voice:
        """Lets one talk in a tone of their own; does not wait until anybody hears it."""
        tone = FREQUENCIES[len(self._voices)]
        voice = Voice(self[person], tone, transforms=transforms)
        self._voices.append(voice)
        return await voice.start(kinds)

    async def voices(self, *people: str) -> list[Voice]:
        """Lets them talk; returns when all who are together hear each other."""
        voices = [await self.voice(person) for person in people]
        await asyncio.gather(
            *(
                voice.hears(*(other for other in voices if other is not voice and _together(voice, other)))
                for voice in voices
            )
        )
        return voices

    def seat(self, person: str) -> str:
        return self.case.people[person].seat

    async def settled(self, people: Iterable[str] | None = None) -> None:
        """Waits until everybody who is connected has been told all that was decided so far.

        A ping's answer stands behind everything that was sent on the same connection before.
        """
        guests = [self[person] for person in people] if people else self.everyone
        await asyncio.gather(*(guest.ask("ping", {}) for guest in guests if guest.connected))

    def assert_sound(self) -> None:
        faults = {guest.seat: guest.faults for guest in self.everyone if guest.faults}
        assert not faults, faults

    async def close(self) -> None:
        await asyncio.gather(*(voice.close() for voice in self._voices))
        await asyncio.gather(*(guest.disconnect() for guest in self.everyone))
        await asyncio.gather(*(device.close() for device in self._devices))


def _together(one: Voice, other: Voice) -> bool:
    return other.seat in one.guest.view["people"]
