"""A mediator holds a whole session without touching a mouse."""

import pytest

from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Mediator, by
from tests.e2e.until import until

FOCUSED = """() => {
    const at = document.activeElement;
    const ring = getComputedStyle(at).outlineStyle !== "none";
    return [at.dataset.testid ?? at.closest("[data-testid]")?.dataset.testid ?? "", ring];
}"""


async def key(mediator: Mediator, name: str) -> None:
    assert isinstance(mediator.tab, ChromiumTab)
    await mediator.tab.page.keyboard.press(name)


async def tab_to(mediator: Mediator, name: str) -> None:
    """Goes on by Tab until the element has the focus; the focus is never out of sight on the way."""
    for _ in range(40):
        await key(mediator, "Tab")
        focused, ring = await mediator.tab.evaluate(FOCUSED)
        assert ring or focused == "", f"the focus on {focused!r} cannot be seen"
        if focused == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


@pytest.mark.timeout(180)
async def test_a_session_by_keyboard_alone(cast: Cast) -> None:
    worker, employer, mediator = await cast.in_the_lobby()
    await tab_to(mediator, "admit")
    await key(mediator, "Enter")
    await until(lambda: mediator.waiting(), lambda waiting: len(waiting) == 1, "one is in")
    await key(mediator, "a")
    for person in (worker, employer):
        await person.is_in("joint")

    await key(mediator, "s")
    await mediator.is_in("neutral")
    await key(mediator, "2")
    await mediator.is_in("worker")
    await key(mediator, "c")
    assert isinstance(mediator.tab, ChromiumTab)
    await mediator.tab.page.keyboard.type("s3 ok")
    await key(mediator, "Enter")
    await worker.reads("worker", "mediator", "s3 ok")
    await mediator.is_in("worker")
    await key(mediator, "Escape")
    await key(mediator, "3")
    await mediator.is_in("employer")
    await key(mediator, "4")
    await mediator.is_in("neutral")
    await key(mediator, "1")
    await mediator.is_in("joint")

    await key(mediator, "m")
    await mediator.until_pressed("mute", True)
    await key(mediator, "?")
    await mediator.until_shown("help")
    await key(mediator, "Escape")
    await until(lambda: mediator.shown("help"), lambda shown: not shown, "the help is closed")
    await tab_to(mediator, "end-session")
    await key(mediator, "Enter")
    await key(mediator, "Escape")
    await tab_to(mediator, "end-session")
    await key(mediator, "Enter")
    await worker.has_ended()


async def test_keys_that_were_turned_off_do_nothing(cast: Cast) -> None:
    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.tab.click(by("help-open"))
    await mediator.tab.click(by("keys-on"))
    await mediator.tab.click(by("help-close"))
    await key(mediator, "m")
    await key(mediator, "s")
    assert await mediator.attribute(by("mute"), "aria-pressed") == "false"
    await mediator.is_in("joint")
