"""What axe-core finds wrong with a page for people who cannot see, hear, point or read well (WCAG 2.2 AA)."""

from pathlib import Path
from typing import Any

from playwright.async_api import Error, Page

from tests.e2e.chromium import page_of
from tests.e2e.person import Person

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VANISHED = "nthChild"
"""In what axe says when an element has left the page while it was being looked at; it does not look again itself."""
LOOKS = 3
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def accessible(shown: Page | Person) -> None:
    """No rule is broken, in light and in dark."""
    page = shown if isinstance(shown, Page) else page_of(shown)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = await faults(page)
        assert found == [], f"{shown}, {scheme}: {found}"


async def faults(page: Page) -> list[str]:
    """Each broken rule with what breaks it."""
    # Over the debugger, not as an element: the page's content security policy allows no foreign script.
    await page.evaluate(AXE.read_text("utf-8"))
    found = await _looked(page, LOOKS)
    return [
        f"{rule['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def _looked(page: Page, looks: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = await page.evaluate(
            "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES
        )
    except Error as error:
        if VANISHED not in error.message or looks == 1:
            raise
        return await _looked(page, looks - 1)
    return found
