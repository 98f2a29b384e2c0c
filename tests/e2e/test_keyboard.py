"""A mediator holds a whole session without touching a mouse."""

import pytest

from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Mediator, Person, by
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
    for _ in range(60):
        await key(mediator, "Tab")
        focused, ring = await mediator.tab.evaluate(FOCUSED)
        assert ring or focused == "", f"the focus on {focused!r} cannot be seen"
        if focused == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


async def types(mediator: Mediator, text: str) -> None:
    assert isinstance(mediator.tab, ChromiumTab)
    await mediator.tab.page.keyboard.type(text)


@pytest.mark.timeout(300)
async def test_a_session_by_keyboard_alone(cast: Cast) -> None:
    worker, employer, mediator = await cast.in_the_lobby()
    await admits(mediator, worker, employer)
    await talks_apart(mediator, worker)
    await keeps_papers(mediator, worker)
    await conveys(mediator, employer)
    await key(mediator, "4")
    await mediator.is_in("neutral")
    await tells_everybody(mediator, worker)
    await key(mediator, "1")
    await mediator.is_in("joint")
    await key(mediator, "m")
    await mediator.until_pressed("mute", True)
    await reads_the_help(mediator)
    await ends(mediator)
    await worker.has_ended()


async def admits(mediator: Mediator, worker: Person, employer: Person) -> None:
    await tab_to(mediator, "admit")
    await key(mediator, "Enter")
    await until(lambda: mediator.waiting(), lambda waiting: len(waiting) == 1, "one is in")
    await key(mediator, "a")
    for person in (worker, employer):
        await person.is_in("joint")


async def talks_apart(mediator: Mediator, worker: Person) -> None:
    await key(mediator, "s")
    await mediator.is_in("neutral")
    await key(mediator, "2")
    await mediator.is_in("worker")
    await key(mediator, "c")
    await types(mediator, "s3 ok")
    await key(mediator, "Enter")
    await worker.reads("worker", "mediator", "s3 ok")
    await mediator.is_in("worker")
    await key(mediator, "Escape")


async def keeps_papers(mediator: Mediator, worker: Person) -> None:
    """A note, an item of the ledger, and its speaker's consent."""
    await key(mediator, "n")
    await types(mediator, "floor 24000")
    await key(mediator, "Control+Enter")
    await until(lambda: mediator.text(by("note")), lambda text: "24000" in text, "the note is kept")
    await key(mediator, "Escape")
    await key(mediator, "l")
    await types(mediator, "three instalments")
    await key(mediator, "Control+Enter")
    await until(lambda: mediator.attribute(by("ledger-item"), "data-state"), "secret".__eq__, "it is kept")
    await tab_to(mediator, "item-ask")
    await key(mediator, "Enter")
    await worker.until_shown("asked-yes")
    await worker.tab.click(by("asked-yes"))
    await until(
        lambda: mediator.attribute(by("ledger-item"), "data-state"),
        "may_be_conveyed".__eq__,
        "it may be told",
    )


async def conveys(mediator: Mediator, employer: Person) -> None:
    await key(mediator, "Escape")
    await key(mediator, "3")
    await mediator.is_in("employer")
    await key(mediator, "l")
    await tab_to(mediator, "item-convey")
    await key(mediator, "Enter")
    await employer.reads("employer", "mediator", "three instalments")
    await key(mediator, "Escape")


async def tells_everybody(mediator: Mediator, worker: Person) -> None:
    await key(mediator, "b")
    await types(mediator, "back in ten minutes")
    await tab_to(mediator, "broadcast-send")
    await key(mediator, "Enter")
    await mediator.until_shown("confirm-yes")
    assert (await mediator.tab.evaluate(FOCUSED))[0] == "confirm-no"
    await key(mediator, "Shift+Tab")
    await key(mediator, "Enter")
    await worker.reads("worker", "mediator", "back in ten minutes")


async def reads_the_help(mediator: Mediator) -> None:
    await key(mediator, "?")
    await mediator.until_shown("help")
    await key(mediator, "Escape")
    await until(lambda: mediator.shown("help"), lambda shown: not shown, "the help is closed")


async def ends(mediator: Mediator) -> None:
    """Once it is taken back."""
    await tab_to(mediator, "end-session")
    await key(mediator, "Enter")
    await key(mediator, "Escape")
    await tab_to(mediator, "end-session")
    await key(mediator, "Enter")


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
