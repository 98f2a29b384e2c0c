"""The figures that need a real browser."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bench import browser, service
from bench.report import Figure, Target, note

_TIMES = 10


async def browser_figures() -> AsyncIterator[Figure]:
    """Medians of ten in Chromium on the loopback address; nothing is pinned."""
    if not browser.installed():
        note("Chromium is not installed: nothing measured in a browser")
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        async with service.running(Path(name), pinned=False) as running:
            case = (await service.make_cases(running, 1))[0]
            async with browser.opened(running, case) as room:
                together: list[float] = []
                for _ in range(_TIMES):
                    together += await browser.together_again(room)
                yield Figure(
                    "together_again_to_frame",
                    "ms",
                    together,
                    Target(600, aim=350),
                    {"from": "click on rejoin", "to": "first new frame shown, each of two sides"},
                )
                note("opening links")
                links = [await browser.link_to_frame(room) for _ in range(_TIMES)]
                yield Figure("link_to_frame", "ms", links, Target(1500))
