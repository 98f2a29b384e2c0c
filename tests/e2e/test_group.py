"""A group settles: the mediator sees at a glance how far each is, and whoever pays signs all papers with one hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.config import Settings
from server.storage.store import open_store
from tests.e2e import layout
from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, page_of
from tests.e2e.conftest import dismiss
from tests.e2e.person import Mediator, Person, by
from tests.e2e.service import Case, Invitation, Service
from tests.e2e.signing import confirms, draw
from tests.e2e.until import equals, until
from tests.integration import cast as light
from tests.integration.agreements.group import frozen, signs_own, site
from tests.integration.agreements.signing import asked, done, read, signs
from tests.integration.office import Office

WORKERS = 8
PICTURES = Path(__file__).parents[2] / "build" / "group"


class Site:
    """Workers without browsers; the payer on a telephone and the mediator at a desk with one."""

    def __init__(self, workers: light.Cast, people: Cast) -> None:
        self.workers, self.people = workers, people
        self.settlement = ""
        self.papers: dict[str, str] = {}

    async def come(self) -> tuple[Person, Mediator]:
        mediator, agent = await asyncio.gather(self.people.mediator(), self.people.party("agent"))
        await asyncio.gather(mediator.sign_in(), agent.join())
        names = [f"w{at}" for at in range(1, WORKERS + 1)]
        await asyncio.gather(*(self.workers.come(name) for name in names))
        await mediator.tab.click(by("admit-all"))
        await asyncio.gather(*(self.workers[name].reaches("joint") for name in names), agent.is_in("joint"))
        return agent, mediator


@pytest_asyncio.fixture(loop_scope="session")
async def place(service: Service, browsers: Chromiums, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    async with open_store(Settings(data=service.data)) as store:
        case = await Office(store).open(site(WORKERS))
    told = {key: Invitation(one.name, service.url + one.path, one.code) for key, one in case.people.items()}
    workers = light.Cast(case, service.url)
    people = Cast(Case(case.number, case.room, told), browsers)
    yield Site(workers, people)
    await workers.close()
    await dismiss(people, request)


async def is_frozen(place: Site, mediator: Mediator) -> None:
    """Written through the page's own cookie, as the desk does it: what is looked at here comes after."""
    page = page_of(mediator)
    host = light.Cast(place.workers.case, place.workers.url)
    device = host.device()
    for cookie in await page.context.cookies():
        device.http.cookie_jar.update_cookies({cookie["name"]: cookie["value"]})
    for name, guest in place.workers.guests.items():
        host.guests[name] = guest
    seat = place.workers.case.people["mediator"].seat
    host.guests["mediator"] = await host.tab("mediator", device, seat)
    place.settlement, place.papers = await frozen(host)
    await host.close()
    await mediator.tab.reload()
    await mediator.is_in("joint")


async def stages(mediator: Mediator) -> dict[str, int]:
    """At one moment."""
    script = "(found) => Object.fromEntries(found.map(({dataset}) => [dataset.stage, Number(dataset.count)]))"
    found = await page_of(mediator).locator(by("draft-stage")).evaluate_all(script)
    return dict(found)


async def photographed(person: Person, name: str, *sizes: tuple[int, int]) -> None:
    page = page_of(person)
    before = page.viewport_size
    for width, height in sizes:
        for scheme in ("light", "dark"):
            await page.set_viewport_size({"width": width, "height": height})
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            PICTURES.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png")
    if before:
        await page.set_viewport_size(before)


async def signs_by_itself(workers: light.Cast, name: str, paper: str) -> None:
    """Whose connection to the room has gone reads and signs all the same."""
    told = await done(workers[name], "GET", f"/papers/{paper}/clauses")
    named = [{"id": paper, "frozen": told["frozen"], "clauses": [clause["id"] for clause in told["clauses"]]}]
    await done(workers[name], "POST", "/papers/confirm-many", {"papers": named})
    assert (await signs(workers, name, paper))[0] == 200


@pytest.mark.timeout(300)
async def test_the_board_tells_who_is_how_far_and_one_hand_signs_for_all(place: Site) -> None:
    agent, mediator = await place.come()
    await is_frozen(place, mediator)
    workers = place.workers
    await mediator.tab.click(by("tab", tab="agreement"))
    await until(lambda: stages(mediator), equals({"all": 8, "unopened": 8}), "nobody has opened theirs")

    # each is as far as they are, live
    await done(workers["w1"], "GET", f"/papers/{place.papers['w1']}/clauses")
    await read(workers["w2"], place.papers["w2"])
    await asked(workers["w3"], "POST", f"/papers/{place.papers['w3']}/refuse", {"reason": "天数不对"})
    await asyncio.gather(*(signs_own(workers, name, place.papers[name]) for name in ("w4", "w5")))
    wanted = {"all": 8, "unopened": 3, "reading": 1, "unsigned": 1, "refused": 1, "payer": 2}
    await until(lambda: stages(mediator), equals(wanted), "the board knows how far each is", 20)
    assert "天数不对" in await mediator.text(by("draft-paper", stage="refused"))
    await photographed(mediator, "board", (1366, 768), (390, 844))
    await mediator.tab.click(by("draft-stage", stage="refused"))
    assert await mediator.attributes(by("draft-paper"), "data-stage") == ["refused"]
    await accessible(mediator)
    await mediator.tab.click(by("draft-stage", stage="all"))

    # the payer reads what is alike once, then the list, and signs all of them
    await agent.until_shown("sign-open")
    await photographed(agent, "card", (390, 844))
    await agent.tab.click(by("sign-open"))
    await agent.until_shown("sign-confirm")
    assert not await agent.shown("sign-refuse")
    while not await agent.shown("sign-pad"):
        if await agent.attribute(by("sign-text"), "data-clause") == "list":
            assert len(await agent.attributes(by("sign-listed"), "data-paper")) == WORKERS
            await photographed(agent, "list", (390, 844), (1366, 768))
            await accessible(agent)
            assert await layout.faults(page_of(agent), by("sign-confirm"), sizes=layout.PHONES) == []
        await confirms(agent)
    await draw(agent)
    await agent.tab.fill(by("sign-code"), agent.invitation.code or "")
    await photographed(agent, "hand", (390, 844))
    await agent.tab.click(by("sign-submit"))
    await agent.until_shown("sign-done", 60)
    await photographed(agent, "done", (390, 844))
    await agent.tab.click(by("sign-done"))
    wanted = {"all": 8, "unopened": 3, "reading": 1, "unsigned": 1, "refused": 1, "host": 2}
    await until(lambda: stages(mediator), equals(wanted), "two wait for the mediator alone", 20)

    # the mediator's hand on those that wait for it; these are sealed, the others go on
    await mediator.tab.click(by("sign-open"))
    await mediator.until_shown("sign-pad")
    assert not await mediator.shown("sign-code")
    await draw(mediator)
    await mediator.tab.click(by("sign-submit"))
    await mediator.until_shown("sign-done", 30)
    await mediator.tab.click(by("sign-done"))
    wanted = {"all": 8, "unopened": 3, "reading": 1, "unsigned": 1, "refused": 1, "sealed": 2}
    await until(lambda: stages(mediator), equals(wanted), "two hold, whatever the others do", 60)
    await signs_by_itself(workers, "w3", place.papers["w3"])
    await mediator.until_shown("sign-open")
    await photographed(mediator, "late", (1366, 768), (1920, 1080))
