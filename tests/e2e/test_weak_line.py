"""One weak line does not make the picture small for all: a camera comes in two sizes, and each gets what fits."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab, chromiums
from tests.e2e.conftest import dismiss
from tests.e2e.line import Line, line
from tests.e2e.person import Mediator, Person
from tests.e2e.service import Service
from tests.e2e.until import until
from tests.e2e.voices import VOICES, write_all, write_picture

LARGE = (640, 360)
ONLY_BY_PORT = """{
  const { prototype } = RTCPeerConnection;
  const take = prototype.setRemoteDescription;
  prototype.setRemoteDescription = function ({ type, sdp }) {
    const lines = sdp.split("\\r\\n").filter((line) => !line.startsWith("a=candidate") || line.includes(" PORT "));
    return take.call(this, { type, sdp: lines.join("\\r\\n") });
  };
}"""
"""The worker's media go through the line and the others' do not: each takes one of the answer's candidates."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The employer has a good camera; the worker receives through a line that can be made narrow."""

    worker: Person
    employer: Person
    mediator: Mediator
    line: Line


@pytest_asyncio.fixture(loop_scope="session")
async def scene(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    captures = tmp_path / "captures"
    captures.mkdir()
    write_all(captures)
    write_picture(captures / "employer.y4m", VOICES["employer"].colour, LARGE, noise=160)
    service = Service(tmp_path)
    async with line(service.port, service.udp_port) as wire, chromiums(captures) as browsers:
        service.options = ("--advertise", f"127.0.0.1:{wire.udp_port}", "--advertise", "127.0.0.1")
        async with service:
            case = await service.demo()
            invited = case.people["worker"]
            url = invited.url.replace(str(service.port), str(wire.port))
            case.people["worker"] = dataclasses.replace(invited, url=url)
            cast = Cast(case, browsers)
            yield Scene(*await together(cast, wire, service.udp_port), wire)
            await dismiss(cast, request)


async def together(cast: Cast, wire: Line, media: int) -> tuple[Person, Person, Mediator]:
    worker, employer, mediator = (
        await cast.party("worker"),
        await cast.party("employer"),
        await cast.mediator(),
    )
    for person, port in ((worker, wire.udp_port), (employer, media), (mediator, media)):
        assert isinstance(person.tab, ChromiumTab)
        await person.tab.page.add_init_script(ONLY_BY_PORT.replace("PORT", str(port)))
    await asyncio.gather(worker.join(), employer.join(), mediator.sign_in())
    await mediator.admit("worker")
    await mediator.admit("employer")
    await asyncio.gather(*(person.is_in("joint") for person in (worker, employer, mediator)))
    return worker, employer, mediator


async def picture(person: Person, of: str) -> tuple[int, int]:
    """Width, and frames shown so far."""
    for tile in await person.tab.evaluate("() => probe.seen()"):
        if tile["person"] == of:
            return tile["width"], tile["frames"]
    return 0, 0


async def sees_width(person: Person, of: str, width: int, seconds: float) -> None:
    await until(
        lambda: picture(person, of), lambda seen: seen[0] == width, f"{person} sees {width} pixels", seconds
    )


@pytest.mark.timeout(180)
async def test_a_weak_receiver_gets_a_small_picture_or_none_and_the_other_keeps_the_large_one(
    scene: Scene,
) -> None:
    await sees_width(scene.mediator, "employer", LARGE[0], 30)
    await sees_width(scene.worker, "employer", LARGE[0], 15)
    await until(lambda: picture(scene.worker, "employer"), lambda seen: seen[1] > 30, "it moves", 20)
    scene.line.rate = 350_000
    await sees_width(scene.worker, "employer", LARGE[0] // 2, 20)
    scene.line.rate = 200_000
    sent, received = await frames(scene)
    widths = set()
    loop = asyncio.get_running_loop()
    end = loop.time() + 8
    while loop.time() < end:
        widths.add((await picture(scene.mediator, "employer"))[0])
        await asyncio.sleep(0.25)
    later_sent, later_received = await frames(scene)
    assert widths == {LARGE[0]}
    assert later_sent - sent > 20
    assert later_received - received >= 0.9 * (later_sent - sent)
    scene.line.rate = 90_000
    await scene.worker.until_shown("picture-paused", 20)
    scene.line.rate = None
    await sees_width(scene.worker, "employer", LARGE[0], 20)
    await until(
        lambda: scene.worker.shown("picture-paused"), lambda shown: not shown, "every picture is back", 20
    )


async def frames(scene: Scene) -> tuple[int, int]:
    """Of the large picture: how many the employer has sent, how many the mediator has received."""
    received, sent = await asyncio.gather(
        scene.mediator.tab.evaluate("() => probe.frames()"),
        scene.employer.tab.evaluate("() => probe.frames()"),
    )
    return sent["sent"]["h"], received["received"][str(LARGE[0])]
