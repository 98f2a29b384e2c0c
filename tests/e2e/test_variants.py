"""The same session turned round, with text twice as large, and in a system's own few colours."""

from typing import Any

import pytest

from tests.e2e import layout
from tests.e2e.cast import Cast
from tests.e2e.chromium import PHONE, Chromiums, ChromiumTab
from tests.e2e.person import Person, by

SOME = {name: layout.PHONES[name] for name in ("iPhone 13", "iPhone SE", "iPhone 13 lying")}
DESK = {"desk": layout.LARGER["desk"]}
TURN = "(dir) => { document.documentElement.dir = dir; }"
ENLARGE = "(size) => { document.documentElement.style.fontSize = size; }"
LEAVING = "() => getComputedStyle(document.querySelector('[data-testid=leave] .icon')).transform"
# What of a thing is seen where grounds and shadows are taken away.
EDGES = """(selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).map((one) => {
  const style = getComputedStyle(one);
  const outline = style.outlineStyle === "none" ? "0" : style.outlineWidth;
  return Math.max(...[outline, style.borderTopWidth, style.borderBottomWidth].map(parseFloat));
})"""


class Variants:
    """Looks at a page in each variant and remembers what is wrong."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    async def at(self, station: str, *people: Person) -> None:
        for person in people:
            assert isinstance(person.tab, ChromiumTab)
            desk = person.key == "mediator"
            for variant, script, value, usual in (
                ("turned round", TURN, "rtl", "ltr"),
                ("large text", ENLARGE, "200%" if desk else "36px", ""),
            ):
                await person.tab.page.evaluate(script, value)
                # Four times the area of text is for windows of their own size, not for the lowest.
                sizes: Any = (
                    DESK if desk else dict(list(SOME.items())[: 3 if variant == "turned round" else 2])
                )
                found = await layout.faults(person.tab.page, sizes=sizes)
                self.faults += [f"{station}, {variant}: {person}, {fault}" for fault in found]
                await person.tab.page.evaluate(script, usual)


async def assert_edges(person: Person, *names: str) -> None:
    """In forced colours what is pressed, and who speaks, is told by an edge."""
    assert isinstance(person.tab, ChromiumTab)
    page = person.tab.page
    await page.emulate_media(forced_colors="active")
    for name in names:
        assert min(await page.evaluate(EDGES, name), default=0) >= 1, name
    await page.emulate_media(forced_colors="none")


@pytest.mark.timeout(300)
async def test_a_session_turned_round_and_with_large_text_still_fits(cast: Cast, browsers: Chromiums) -> None:
    seen = Variants()
    # English words are the longest that we have.
    worker = await cast.with_device("worker", await browsers.device("worker", **PHONE, locale="en"))
    await worker.open_link()
    await seen.at("link", worker)
    await worker.give(worker.invitation.code or "")
    await worker.is_in("lobby")
    await seen.at("lobby", worker)
    await worker.pass_device_check()
    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.admit("worker")
    await worker.sees("mediator", seconds=15)
    await seen.at("joint", worker)
    await worker.press("mute", True)
    await assert_edges(worker, by("mute"), by("camera"), by("quiet"), by("leave"), by("band"))
    await worker.press("mute", False)
    await worker.say("我收到的是三千元，还差两万六千四百元。 26400.00")
    await mediator.reads("joint", "worker", "26400.00")
    await seen.at("chat", worker, mediator)
    await worker.close_chat()
    await mediator.separate()
    await worker.is_in("worker")
    await seen.at("alone", worker)
    await worker.tab.click(by("more"))
    await seen.at("more", worker)
    await worker.tab.evaluate(TURN, "rtl")
    assert await worker.tab.evaluate(LEAVING) == "matrix(-1, 0, 0, 1, 0, 0)"
    assert seen.faults == [], "\n".join(seen.faults)
