"""The people of a journey, each with a device."""

import asyncio
from pathlib import Path
from typing import TypeVar

from tests.e2e.chromium import PHONE, Chromiums, ChromiumTab, Device
from tests.e2e.person import Mediator, Person
from tests.e2e.service import Case

Somebody = TypeVar("Somebody", bound=Person)


class Cast:
    """Brings people of one case to their browsers and remembers them."""

    def __init__(self, case: Case, browsers: Chromiums) -> None:
        self.case = case
        self.people: list[Person] = []
        self._browsers = browsers
        self._devices: dict[Person, Device] = {}

    async def party(self, key: str, without: str = "") -> Person:
        """A party with a phone, before the link is opened; `without`: see `Chromiums.device`."""
        return await self._seat(Person, key, await self._browsers.device(key, without, **PHONE))

    async def with_device(self, key: str, device: Device) -> Person:
        """A party with a device of a certain kind."""
        return await self._seat(Person, key, device)

    async def mediator(self) -> Mediator:
        return await self._seat(Mediator, "mediator", await self._browsers.device("mediator"))

    async def host(self, key: str) -> Mediator:
        """Another host, at a desk."""
        return await self._seat(Mediator, key, await self._browsers.device("mediator"))

    async def host_with(self, key: str, device: Device) -> Mediator:
        """A host with a device of a certain kind."""
        return await self._seat(Mediator, key, device)

    async def staff(self, key: str) -> Person:
        return await self._seat(Person, key, await self._browsers.device(key))

    async def on_another_device(self, person: Person) -> Person:
        """The same invitation, somewhere else: no cookie of the first device is there."""
        return await self._seat(type(person), person.key, await self._browsers.device(person.key, **PHONE))

    async def in_another_tab(self, person: Person) -> Person:
        """The same invitation in a second tab of the same device."""
        return await self._seat(type(person), person.key, self._devices[person])

    async def _seat(self, kind: type[Somebody], key: str, device: Device) -> Somebody:
        person = kind(key, self.case.people[key], await device.tab())
        self.people.append(person)
        self._devices[person] = device
        return person

    async def in_the_lobby(self) -> tuple[Person, Person, Mediator]:
        """Worker and employer wait; the mediator sees both knock."""
        worker, employer, mediator = await asyncio.gather(
            self.party("worker"), self.party("employer"), self.mediator()
        )
        await asyncio.gather(worker.join(), employer.join(), mediator.sign_in())
        await asyncio.gather(mediator.sees_knock("worker"), mediator.sees_knock("employer"))
        return worker, employer, mediator

    async def together(self) -> tuple[Person, Person, Mediator]:
        """Worker, employer and mediator in the joint channel, each hearing both others."""
        worker, employer, mediator = await self.in_the_lobby()
        await mediator.admit("worker")
        await mediator.admit("employer")
        await asyncio.gather(*(person.is_in("joint") for person in (worker, employer, mediator)))
        await asyncio.gather(*(person.comes_to_hear(*self._others(person)) for person in self.people))
        return worker, employer, mediator

    async def all_hear_all(self, seconds: float = 8) -> None:
        await asyncio.gather(
            *(person.hears(*self._others(person), seconds=seconds) for person in self.people)
        )

    def _others(self, person: Person) -> list[str]:
        return [other.key for other in self.people if other.key != person.key]

    async def close(self) -> None:
        await asyncio.gather(*(device.close() for device in set(self._devices.values())))

    def assert_no_faults(self) -> None:
        faults = {person.key: person.tab.faults for person in self.people if person.tab.faults}
        assert not faults, f"uncaught in the pages: {faults}"

    async def picture(self, folder: Path) -> None:
        """What everybody had on the screen, for whoever looks into a failure."""
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        for number, person in enumerate(self.people):
            print(f"{person}: {await person.room()}, uncaught: {person.tab.faults}")
            if isinstance(person.tab, ChromiumTab) and not person.tab.page.is_closed():
                await person.tab.page.screenshot(path=folder / f"{number}-{person.key}.png")
