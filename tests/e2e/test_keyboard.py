"""A whole session without touching a mouse or a screen: a mediator's, and a party's."""

import pytest

from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import equals, until

FOCUSED = """() => {
    const at = document.activeElement;
    const ring = getComputedStyle(at).outlineStyle !== "none";
    return [at.dataset.testid ?? at.closest("[data-testid]")?.dataset.testid ?? "", ring];
}"""

# What hides the whole of what has the focus (WCAG 2.2, 2.4.11), if anything does.
COVERED = """() => {
    const at = document.activeElement;
    const { left, right, top, bottom } = at.getBoundingClientRect();
    const points = [[left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2],
                    [(left + right) / 2, (top + bottom) / 2]];
    if (at === document.body || right - left < 8) return "";
    const on = points.map(([x, y]) => document.elementFromPoint(x, y));
    const own = (one) => at.contains(one) || one.contains(at) || one.closest("label")?.contains(at);
    if (on.some((one) => one === null || own(one))) return "";
    return on.map((one) => one.dataset.testid ?? one.className).join(", ");
}"""


async def key(person: Person, name: str) -> None:
    assert isinstance(person.tab, ChromiumTab)
    await person.tab.page.keyboard.press(name)


async def tab_to(person: Person, name: str) -> None:
    """Goes on by Tab until the element has the focus; the focus is never out of sight on the way."""
    for _ in range(60):
        await key(person, "Tab")
        focused, ring = await person.tab.evaluate(FOCUSED)
        assert ring or focused == "", f"the focus on {focused!r} cannot be seen"
        covered = await person.tab.evaluate(COVERED)
        assert not covered, f"{covered} lies on what has the focus, {focused!r}"
        if focused == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


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
    await type_in(mediator, "s3 ok")
    await key(mediator, "Enter")
    await worker.reads("worker", "mediator", "s3 ok")
    await mediator.is_in("worker")
    await key(mediator, "Escape")


async def keeps_papers(mediator: Mediator, worker: Person) -> None:
    """A note, an item of the ledger, and its speaker's consent."""
    await key(mediator, "n")
    await type_in(mediator, "floor 24000")
    await key(mediator, "Control+Enter")
    await until(lambda: mediator.text(by("note")), lambda text: "24000" in text, "the note is kept")
    await key(mediator, "Escape")
    await key(mediator, "l")
    await type_in(mediator, "three instalments")
    await key(mediator, "Control+Enter")
    await until(lambda: mediator.attribute(by("ledger-item"), "data-state"), equals("secret"), "it is kept")
    await tab_to(mediator, "item-ask")
    await key(mediator, "Enter")
    await worker.until_shown("asked-yes")
    await worker.tab.click(by("asked-yes"))
    await until(
        lambda: mediator.attribute(by("ledger-item"), "data-state"),
        equals("may_be_conveyed"),
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
    await type_in(mediator, "back in ten minutes")
    await tab_to(mediator, "broadcast-send")
    await key(mediator, "Enter")
    await mediator.until_shown("confirm-yes")
    assert (await mediator.tab.evaluate(FOCUSED))[0] == "confirm-no"
    await key(mediator, "Shift+Tab")
    await key(mediator, "Enter")
    await worker.reads("worker", "mediator", "back in ten minutes")
    await until(lambda: mediator.shown("broadcast"), lambda shown: not shown, "its dialog is closed")


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


async def type_in(person: Person, text: str) -> None:
    assert isinstance(person.tab, ChromiumTab)
    await person.tab.page.keyboard.type(text)


@pytest.mark.timeout(180)
async def test_a_party_comes_speaks_writes_and_leaves_by_keyboard_alone(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.open_link()
    for _ in range(5):
        await tab_to(worker, "consent")
        await key(worker, "Space")
    await tab_to(worker, "code")
    await type_in(worker, worker.invitation.code or "")
    await key(worker, "Enter")
    await worker.is_in("lobby")
    await worker.until_shown("devices-ok")
    await tab_to(worker, "devices-ok")
    await key(worker, "Enter")
    await until(lambda: worker.shown("devices-ok"), lambda shown: not shown, "the check is put away")

    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await tab_to(worker, "mute")
    await key(worker, "Space")
    await worker.until_pressed("mute", True)
    await key(worker, "Space")
    await worker.until_pressed("mute", False)
    await tab_to(worker, "chat-open")
    await key(worker, "Enter")
    await tab_to(worker, "chat-input")
    await type_in(worker, "我在")
    await key(worker, "Enter")
    await mediator.reads("joint", "worker", "我在")
    await key(worker, "Escape")
    assert not await worker.shown("chat-input")
    assert (await worker.tab.evaluate(FOCUSED))[0] == "chat-open"
    await tab_to(worker, "ask-alone")
    await key(worker, "Enter")
    await until(mediator.asking, equals(["worker"]), "the mediator is told")
    await tab_to(worker, "more")
    await key(worker, "Enter")
    await worker.until_shown("more-close")
    await key(worker, "Escape")
    assert not await worker.shown("more-close")
    assert (await worker.tab.evaluate(FOCUSED))[0] == "more"
    await tab_to(worker, "leave")
    await key(worker, "Enter")
    await worker.has_ended()
