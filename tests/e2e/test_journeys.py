"""From the link to the end on the phones that people have, upright and lying, in both languages, at every station."""

import asyncio
from typing import Any

import pytest

from tests.e2e import layout
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, ChromiumTab
from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import until

IPHONE_13: dict[str, Any] = {
    "viewport": {"width": 390, "height": 664},
    "device_scale_factor": 1,  # three times as many pixels lie no other way, and cost a core to paint
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
}
OLD_ANDROID: dict[str, Any] = {
    "viewport": {"width": 320, "height": 454},
    "device_scale_factor": 1,
    "is_mobile": True,
    "has_touch": True,
    "locale": "en",
    "user_agent": "Mozilla/5.0 (Linux; Android 8.1.0; Redmi 5A) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/109.0.5414.117 Mobile Safari/537.36",
}
BAR = (by("band"), by("place"), by("leave"), ".bar button")
WITH_MEDIATOR = (*BAR, by("tile", person="mediator"))
KEYBOARD = """(height) => {
  Object.defineProperty(visualViewport, "height", { get: () => height, configurable: true });
  visualViewport.dispatchEvent(new Event("resize"));
}"""


async def seat(cast: Cast, browsers: Chromiums, key: str, device: dict[str, Any]) -> Person:
    """Somebody with a phone of their own."""
    return await cast.with_device(key, await browsers.device(key, **device))


class Look:
    """Looks at every screen at each station, and remembers what is wrong: one walk tells everything."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    async def at(self, station: str, *needed: str, people: tuple[Person, ...]) -> None:
        for person in people:
            assert isinstance(person.tab, ChromiumTab)
            found = await layout.faults(person.tab.page, *needed)
            self.faults += [f"{station}: {person}, {fault}" for fault in found]


@pytest.mark.timeout(400)
async def test_from_the_link_to_the_end_on_every_phone(cast: Cast, browsers: Chromiums) -> None:
    worker = await seat(cast, browsers, "worker", IPHONE_13)
    employer = await seat(cast, browsers, "employer", OLD_ANDROID)
    both, look = (worker, employer), Look()
    mediator = await cast.mediator()
    for person in both:
        await person.open_link()
    await look.at("link", people=both)
    for person in both:
        await person.tab.click(by("enter"))
        await person.until_shown("problem")
    await look.at("a consent is missing", people=both)
    await asyncio.gather(*(person.give(person.invitation.code or "") for person in both))
    await asyncio.gather(*(person.is_in("lobby", seconds=20) for person in both))
    await look.at("lobby, with the check of sound and picture", *BAR, people=both)
    await asyncio.gather(*(person.pass_device_check() for person in both))
    await look.at("lobby", *BAR, by("waiting-title"), people=both)

    await mediator.sign_in()
    await mediator.sees_knock("employer")
    await mediator.tab.click(by("admit-all"))
    await worker.sees("employer", "mediator", seconds=20)
    await employer.sees("worker", "mediator", seconds=20)
    await look.at("joint", *WITH_MEDIATOR, people=both)
    await mediator.say("请两边都看一看 Please both have a look at page 3 of the wage slips.")
    await written(both, look)
    await apart(both, mediator, look)
    await mediator.tab.click(by("end-session"))
    await asyncio.gather(*(person.has_ended() for person in both))
    await look.at("the end", by("bye-title"), people=both)
    assert look.faults == [], "\n".join(look.faults)


async def written(both: tuple[Person, ...], look: Look) -> None:
    """The chat is open, with a keyboard and without."""
    for person in both:
        await person.reads("joint", "mediator", "请两边都看一看")
        await person.open_chat()
    await look.at("chat", *BAR, by("chat-input"), by("chat-send"), people=both)
    for person in both:
        assert isinstance(person.tab, ChromiumTab)
        for width, height in ((390, 844), (320, 568)):
            await person.tab.page.set_viewport_size({"width": width, "height": height})
            left = height - 260
            await person.tab.page.evaluate(KEYBOARD, left)
            await person.tab.page.evaluate(layout.LAID_OUT)
            for name in ("band", "chat-input", "chat-send"):
                box = await person.tab.page.locator(by(name)).bounding_box()
                assert box is not None
                assert (box["y"] >= -1, box["y"] + box["height"] <= left + 1) == (True, True), (
                    name,
                    box,
                    left,
                )
            await person.tab.page.evaluate(KEYBOARD, height)
        await person.tab.page.set_viewport_size({"width": 390, "height": 664})
        await person.close_chat()


async def apart(both: tuple[Person, ...], mediator: Mediator, look: Look) -> None:
    """Alone, with the mediator, in private, and together again."""
    worker, employer = both
    await mediator.separate()
    await asyncio.gather(worker.is_in("worker"), employer.is_in("employer"))
    await look.at("alone", *BAR, by("waiting-title"), people=both)
    await mediator.visit("employer")
    await employer.sees("mediator")
    await look.at("own room", *WITH_MEDIATOR, people=(employer,))
    await recorded(employer, mediator, look)
    await mediator.meet("worker")
    await worker.sees("mediator")
    await look.at("private", *WITH_MEDIATOR, people=(worker,))
    await recorded(worker, mediator, look)
    await worker.tab.click(by("more"))
    await worker.until_shown("more-close")
    await look.at("more", people=(worker,))
    await worker.tab.click(by("more-close"))
    await mediator.rejoin()
    await worker.sees("employer", "mediator", seconds=15)
    await look.at("together again", *WITH_MEDIATOR, people=both)
    await mediator.press("record", True)
    for person in both:
        await person.until_shown("recording-indicator")
    await look.at("together, recorded", *WITH_MEDIATOR, by("recording-indicator"), people=both)


async def recorded(person: Person, mediator: Mediator, look: Look) -> None:
    """Asked, and recorded, in a separate talk."""
    await mediator.press("record", True)
    await person.until_shown("recording-card")
    await look.at("asked about recording", *BAR, by("recording-indicator"), people=(person,))
    await person.tab.click(by("recording-yes"))
    on = by("recording-indicator", state="on")
    await until(lambda: person.text(on), bool, f"{person} is recorded")
    await look.at("recorded", *WITH_MEDIATOR, on, people=(person,))
