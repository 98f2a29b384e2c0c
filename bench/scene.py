"""A party and the mediator together in the joint session, each with a network whose line can be made bad."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser

from bench import people, service
from bench.course import Course, Moment
from bench.front import front
from bench.namespaces import SERVICE_ADDRESS, Access, networks
from bench.service import Service
from tests.e2e.person import Mediator, Person, by
from tests.e2e.service import Invitation
from tests.e2e.tab import Tab
from tests.e2e.until import until

LEG = 0.04
"""Seconds one way, if a condition says nothing else."""
_PATIENCE = 40.0
READING = 5.0
"""Seconds that somebody takes at least to read the invitation, consent and give the code."""


@dataclass(slots=True)
class Site:
    """The service, the URL people reach it at, their networks, and a folder for the browsers."""

    service: Service
    url: str
    accesses: list[Access]
    folder: Path

    async def invitations(self) -> dict[str, Invitation]:
        """Of the people of a fresh case."""
        case = (await service.make_cases(self.service, 1))[0]
        return {key: self._invitation(person) for key, person in case["people"].items()}

    def _invitation(self, person: dict[str, Any]) -> Invitation:
        return Invitation(person["name"], self.url + person["link"], person.get("code"))


@dataclass(slots=True)
class Scene:
    """Worker and mediator in the joint session; `lines` in this order."""

    site: Site
    worker: Person
    mediator: Mediator

    @property
    def both(self) -> tuple[Person, Person]:
        return self.worker, self.mediator

    def access(self, person: Person) -> Access:
        return self.site.accesses[self.both.index(person)]

    def impair(self, *whom: Person, **faults: Any) -> None:
        """Give these (nobody named: both) a line with faults, as Line.set takes them, 40 ms a leg."""
        for person in whom or self.both:
            self.access(person).line.set(**{"delay": LEG} | faults)

    async def course(self, person: Person, since: float) -> Course:
        """What a person's page has noted since a moment."""
        noted = await person.tab.evaluate("(moment) => bench.since(moment)", 1e3 * since)
        return Course([Moment.noted(fields) for fields in noted])

    async def well_again(self) -> None:
        """Wait on a good line until both hear and see each other as before."""
        self.impair()
        since = time.time()
        for person in self.both:
            await until(
                lambda person=person: self._well(person, since), bool, f"{person} is well again", _PATIENCE
            )

    async def _well(self, person: Person, since: float) -> bool:
        course = await self.course(person, max(since, time.time() - 2.0))
        if not course.moments or course.seconds < 1.5 or not course.moments[-1].live:
            return False
        return course.concealed() < 1.0 and course.decoded_rate() > 15.0


@contextlib.asynccontextmanager
async def site() -> AsyncIterator[Site]:
    """Raises NotAllowed where namespaces cannot be made."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, networks(2) as (inside, accesses):
        folder = Path(name)
        people.write_captures(folder)
        options = "--advertise", SERVICE_ADDRESS
        async with service.running(folder, pinned=False, options=options, around=inside.command) as running:
            port = int(running.url.rpartition(":")[2])
            async with front(inside, port) as url:
                yield Site(running, url, accesses, folder)


@contextlib.asynccontextmanager
async def together(place: Site, worker: Tab, mediator: Tab) -> AsyncIterator[Scene]:
    """Both come in over good lines and see and hear each other."""
    invited = await place.invitations()
    scene = Scene(
        place,
        Person("worker", invited["worker"], worker),
        Mediator("mediator", invited["mediator"], mediator),
    )
    with _whole_lines(scene):
        await asyncio.gather(scene.worker.join(), scene.mediator.sign_in())
        await scene.mediator.admit("worker")
        await asyncio.gather(*(person.is_in("joint", seconds=_PATIENCE) for person in scene.both))
        await scene.well_again()
        yield scene


@contextlib.contextmanager
def _whole_lines(scene: Scene) -> Iterator[None]:
    """Good lines at first, and afterwards for whoever comes next."""
    scene.impair()
    try:
        yield
    finally:
        scene.impair()


async def usable(place: Site, browser: Browser, **faults: Any) -> float:
    """A device that knows nothing of us opens its link on such a line: seconds until one can press "enter"."""
    invited = (await place.invitations())["worker"]
    place.accesses[0].line.set(**faults)
    try:
        async with people.chromium_tab(browser) as tab:
            worker = Person("worker", invited, tab)
            opened = time.time()
            await worker.open_link()
            ready = f"{by('enter')}:not([disabled])"
            seen = "(selector) => probe.shown(selector)"
            await until(lambda: tab.evaluate(seen, ready), bool, "one can enter", _PATIENCE)
            return time.time() - opened
    finally:
        place.accesses[0].line.set(delay=LEG)


async def entering(place: Site, browser: Browser, **faults: Any) -> tuple[float, float]:
    """A new device on a bad line: seconds from the link to a page one can use, and from "enter" to the live room.

    The room is live when its socket and its media are connected.
    """
    invited = (await place.invitations())["worker"]
    place.accesses[0].line.set(**faults)
    try:
        async with people.chromium_tab(browser) as tab:
            worker = Person("worker", invited, tab)
            opened = time.time()
            await worker.open_link()
            await worker.until_shown("enter", _PATIENCE)
            usable = time.time()
            await tab.evaluate("(selector) => probe.check(selector)", by("consent"))
            await tab.fill(by("code"), invited.code or "")
            await asyncio.sleep(READING)
            pressed = float(await tab.evaluate("(selector) => bench.click(selector)", by("enter"))) / 1e3
            await until(worker.room, lambda seen: seen[1] == "live", "the room is live", _PATIENCE)
            noted = await tab.evaluate("(moment) => bench.since(moment)", 0)
            live = Course([Moment.noted(fields) for fields in noted]).live_from() or time.time()
            return usable - opened, live - pressed
    finally:
        place.accesses[0].line.set(delay=LEG)
