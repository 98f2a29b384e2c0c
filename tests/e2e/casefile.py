"""A case as a clerk finds it."""

from __future__ import annotations

from playwright.async_api import Page

from tests.e2e.colleague import Colleague
from tests.e2e.person import by
from tests.held import Held


async def opens(page: Page, colleague: Colleague, talk: Held) -> None:
    """Finds the case as somebody does who has its number."""
    await page.goto(f"{colleague.url}/cases")
    await page.fill(by("case-search"), talk.case.number)
    await page.keyboard.press("Enter")
    await page.locator(by("case-row", case=talk.case.number)).click()
    await page.locator(by("case")).wait_for()
