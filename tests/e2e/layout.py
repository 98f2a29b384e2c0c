"""What is wrong with a page as it lies on a screen."""

from pathlib import Path

from playwright.async_api import Page

LAYOUT = Path(__file__).with_name("layout.js").read_text("utf-8")
LAID_OUT = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"

Size = tuple[int, int]
PHONES: dict[str, Size] = {
    "iPhone 13": (390, 664),
    "iPhone 13 lying": (750, 342),
    "iPhone SE": (320, 568),
    "iPhone SE lying": (568, 232),
    "Pixel 7": (412, 839),
    "Pixel 7 lying": (863, 360),
    "old Android": (320, 454),
    "old Android lying": (533, 240),
}
"""What a page has of each screen, with the browser's own bars around it."""
LARGER: dict[str, Size] = {"iPad Mini": (768, 1024), "iPad Mini lying": (1024, 768), "desk": (1280, 800)}


async def faults(page: Page, *needed: str, sizes: dict[str, Size] | None = None) -> list[str]:
    """What is wrong on each size of screen; ``needed`` are selectors of what must be in sight, whole."""
    found: list[str] = []
    before = page.viewport_size
    for name, (width, height) in (sizes or PHONES | LARGER).items():
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate(LAID_OUT)
        found += [f"{name}: {fault}" for fault in await page.evaluate(LAYOUT, needed)]
    if before is not None:
        await page.set_viewport_size(before)
    return found
