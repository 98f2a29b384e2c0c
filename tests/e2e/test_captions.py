"""Captions: what a real browser's microphone hears is words for those who are there, and for nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e import axe
from tests.e2e.cast import Cast
from tests.e2e.chromium import DESK, PHONE, Chromiums, ChromiumTab
from tests.e2e.conftest import dismiss
from tests.e2e.person import Mediator, Person, by
from tests.e2e.recording import indicates, records
from tests.e2e.service import Service
from tests.e2e.until import equals, until
from tests.speech import MODEL, SENTENCES, errors, samples_of

FEW = 4
"""Of the sentence's twelve characters: it is the tests' model."""
LINES = """() => [...document.querySelectorAll("[data-testid=caption]")]
  .filter((line) => line.offsetParent !== null)
  .map((line) => [line.dataset.channel, line.dataset.person, line.dataset.state,
                  line.querySelector(".words")?.textContent ?? ""])"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hearing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder: Path = tmp_path_factory.mktemp("hearing")
    async with Service(folder, speech_model=str(MODEL)) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def heard(hearing: Service, browsers: Chromiums, request: pytest.FixtureRequest) -> AsyncIterator[Cast]:
    people = Cast(await hearing.demo(), browsers)
    yield people
    await dismiss(people, request)


async def together(cast: Cast, browsers: Chromiums) -> tuple[Person, Person, Mediator]:
    """In the joint talk, recorded: the worker speaks the first sentence again and again, the others are silent."""
    silence = bytes(2 * 16_000)
    speaking = await browsers.device(browsers.dub("speaking", "worker", samples_of(1)), **PHONE)
    silent = await browsers.device(browsers.dub("silent-employer", "employer", silence), **PHONE)
    host = await browsers.device(browsers.dub("silent-mediator", "mediator", silence), **DESK)
    worker, employer = await cast.with_device("worker", speaking), await cast.with_device("employer", silent)
    mediator = await cast.host_with("mediator", host)
    await asyncio.gather(worker.join(), employer.join(), mediator.sign_in())
    for person in ("worker", "employer"):
        await mediator.sees_knock(person)
        await mediator.admit(person)
    await asyncio.gather(*(person.is_in("joint") for person in (worker, employer, mediator)))
    await records(mediator, True)
    await indicates(worker, "on")
    return worker, employer, mediator


async def lines(person: Person) -> list[list[str]]:
    found: list[list[str]] = await person.tab.evaluate(LINES)
    return found


async def finished(person: Person, channel: str) -> list[str]:
    """What is shown as said there, once anything is."""
    found = await until(
        lambda: lines(person),
        lambda found: any(line[0] == channel and line[2] == "final" for line in found),
        f"{person} reads what was said in {channel}",
        30,
    )
    return [text for where, _, state, text in found if where == channel and state == "final"]


async def understood(person: Person, channel: str) -> None:
    """Waits for the sentence; what was begun before anybody recorded is only a part of it."""
    await until(
        lambda: finished(person, channel),
        lambda found: any(errors(SENTENCES[0], text) <= FEW for text in found),
        f"{person} reads the sentence in {channel}",
        60,
    )


@pytest.mark.timeout(180)
async def test_what_is_said_is_shown_to_those_who_are_there_and_not_to_the_other_side(
    heard: Cast, browsers: Chromiums
) -> None:
    worker, employer, mediator = await together(heard, browsers)
    await understood(employer, "joint")
    await understood(mediator, "joint")
    assert {line[1] for line in await lines(employer)} == {"worker"}
    await mediator.separate()
    await mediator.visit("worker")
    await asyncio.gather(worker.is_in("worker"), employer.is_in("employer"))
    assert await lines(employer) == []
    await records(mediator, True)
    await worker.until_shown("recording-card")
    await worker.tab.click(by("recording-yes"))
    assert await finished(mediator, "worker")
    assert await finished(worker, "worker")
    assert await lines(employer) == []


@pytest.mark.timeout(120)
async def test_the_strip_can_be_put_away_is_silent_unless_asked_and_shuts_nobody_out(
    heard: Cast, browsers: Chromiums
) -> None:
    _, employer, mediator = await together(heard, browsers)
    await finished(employer, "joint")
    assert "机器识别，仅供参考" in await employer.text(by("captions"))
    assert await employer.attribute(by("caption-list"), "aria-live") == "off"
    await employer.press("captions-aloud", True)
    assert await employer.attribute(by("caption-list"), "aria-live") == "polite"
    for person in (employer, mediator):
        assert isinstance(person.tab, ChromiumTab)
        assert await axe.faults(person.tab.page) == []
    await employer.press("quiet", True)
    assert await lines(employer) == []
    await employer.press("quiet", False)
    await employer.tab.click(by("captions-hide"))
    assert await lines(employer) == []
    await employer.tab.click(by("captions-hide"))
    await finished(employer, "joint")


@pytest.mark.timeout(120)
async def test_without_a_model_everything_works_and_the_page_says_that_captions_are_off(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    await records(mediator, True)
    await indicates(worker, "on")
    for person in (worker, mediator):
        state = lambda p=person: p.attribute(by("captions"), "data-state")  # noqa: E731
        await until(state, equals("off"), "captions are off")
        assert "不会自动转成文字" in await person.text(by("captions"))
