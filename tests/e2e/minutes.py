"""The record as a clerk writes it, and what each has said to it."""

from tests.e2e.chromium import page_of
from tests.e2e.person import Person, by
from tests.e2e.until import equals, until


async def write(clerk: Person, section: str, text: str, speaker: str = "") -> None:
    """A line, kept with the return key."""
    page = page_of(clerk)
    await page.locator(by("minutes-section")).select_option(section)
    await page.locator(by("minutes-speaker")).select_option(label=speaker or "不写谁说的")
    await clerk.tab.fill(by("minutes-text"), text)
    await page.locator(by("minutes-text")).press("Enter")
    await holds(clerk, text)


async def holds(clerk: Person, text: str) -> None:
    await until(lambda: clerk.text(by("minutes-lines")), lambda shown: text in shown, f"it says {text}")


async def response(clerk: Person, person: str, state: str) -> None:
    await until(
        lambda: clerk.attribute(by("minutes-response", person=person), "data-state"),
        equals(state),
        f"{person} has {state}",
    )
