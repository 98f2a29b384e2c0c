"""Somebody who sees nothing: what a screen reader says at each station, and what it announces by itself."""

import re

import pytest

from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Person, by
from tests.e2e.until import until

# Notes what a screen reader would announce: each change of the text in a live region that is not hidden.
ANNOUNCED = """() => {
  if (window.announced) return;
  window.announced = [];
  const live = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]';
  new MutationObserver((changes) => {
    const elements = changes.map(({ target }) => (target.closest ? target : target.parentElement));
    for (const region of new Set(elements.map((one) => one?.closest(live)))) {
      const said = region?.checkVisibility() ? region.textContent.trim() : "";
      if (said !== "") window.announced.push(said);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


async def tree(person: Person) -> str:
    """The page as a screen reader walks through it."""
    assert isinstance(person.tab, ChromiumTab)
    return await person.tab.page.locator("body").aria_snapshot()


async def hears_in(person: Person, *lines: str) -> None:
    """The tree has these lines, in this order; each is a regular expression."""
    said = ""

    async def look() -> list[str]:
        nonlocal said
        said = await tree(person)
        at, missing = 0, []
        for line in lines:
            found = re.compile(line).search(said, at)
            if found is None:
                missing.append(line)
            else:
                at = found.end()
        return missing

    try:
        await until(look, lambda missing: not missing, f"{person} hears {lines}")
    except AssertionError as error:
        raise AssertionError(f"{error}\n{said}") from None


async def is_told(person: Person, words: str) -> None:
    async def announced() -> list[str]:
        found: list[str] = await person.tab.evaluate("() => window.announced")
        return found

    await until(
        announced, lambda told: any(words in one for one in told), f"{person} is told {words!r} by itself"
    )
    await person.tab.evaluate("() => { window.announced = []; }")


def no_button_is_nameless(said: str) -> bool:
    return not re.search(r"^\s*- (?:button|link|textbox|checkbox|combobox|img)(?: \[.*\])?:?$", said, re.M)


@pytest.mark.timeout(180)
async def test_a_party_who_sees_nothing_is_told_where_they_are_and_what_they_can_do(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.open_link()
    await hears_in(
        worker,
        r'heading "云调解中心请您参加网上调解" \[level=1\]',
        r'heading "[^"]+" \[level=2\]',
        r'checkbox "我同意[^"]*"',
        r'textbox "验证码',
        r'button "进入"',
    )
    assert no_button_is_nameless(await tree(worker))
    await worker.tab.evaluate(ANNOUNCED)
    await worker.tab.click(by("enter"))
    await is_told(worker, "要同意了才能进")

    await worker.give(worker.invitation.code or "")
    await worker.is_in("lobby")
    await worker.tab.evaluate(ANNOUNCED)
    await hears_in(
        worker, r'heading "等候[^"]*" \[level=1\]', r'button "离开"', r'button "静音"', r'button "更多"'
    )
    assert no_button_is_nameless(await tree(worker))
    await worker.pass_device_check()

    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await is_told(worker, "三方会谈")
    await hears_in(
        worker,
        r"status:\n\s+- heading \"三方会谈\" \[level=1\]",
        r'region "[^"]+"',
        r"figure[^\n]*(?:\n\s+[^\n]*)*田秀英 · 调解员",
        r'navigation "[^"]+"',
        r'button "静音"',
    )
    await mediator.say("请看工资条")
    await is_told(worker, "1")
    await worker.open_chat()
    await hears_in(
        worker,
        r'heading "文字" \[level=2\]',
        r'list "文字"',
        r"田秀英 \d\d:\d\d",
        "请看工资条",
        r'textbox "写文字"',
    )
    await worker.close_chat()

    await mediator.separate()
    await worker.is_in("worker")
    await is_told(worker, "私下沟通：现在只有您")
    await hears_in(
        worker,
        r'heading "私下沟通：现在只有您"',
        r'heading "调解员正在[^"]*" \[level=2\]',
        r'button "给调解员写文字"',
    )
    await mediator.visit("worker")
    await is_told(worker, "私下沟通：只有您和调解员")
    await worker.press("quiet", True)
    await hears_in(worker, r'button "[^"]+" \[pressed\]')
    await worker.press("quiet", False)
    await mediator.rejoin()
    await is_told(worker, "三方会谈")
    assert no_button_is_nameless(await tree(worker))
    await mediator.tab.click(by("end-session"))
    await worker.has_ended()
    await is_told(worker, "会谈")
    await hears_in(worker, r"alert:\n\s+- heading \"[^\"]+\" \[level=1\]")


async def test_the_minutes_that_pass_are_not_announced(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.join()
    said = await worker.tab.evaluate(
        """(selector) => {
          const since = document.querySelector(selector);
          return since.closest('[role=status], [role=alert], [aria-live]') !== null;
        }""",
        by("place-since"),
    )
    assert not said
