"""Garbage collection that nobody hears.

Left to itself the interpreter looks through all that a process holds, whenever it likes: with twenty rooms for a tenth
of a second, in which everybody's media stands still. Here it looks at what is young, often and briefly, and what has
lasted is set aside unseen (``gc.freeze``) until nobody is there who could notice.
"""

import asyncio
import gc
import time
from collections.abc import Callable
from typing import Final

YOUNG_EVERY: Final = 0.2
"""Seconds: by then a busy process has made a few thousand objects, looked through in less than a millisecond."""
SET_ASIDE_EVERY: Final = 2.0
WHOLE_WITHIN: Final = 3600.0
"""Seconds after which all is looked through even if people are there: what was set aside may be garbage by now."""


class Collector:
    """Decides what to look through; to be asked every YOUNG_EVERY seconds, while automatic collection is off."""

    def __init__(self, is_quiet: Callable[[], bool], now: float) -> None:
        """``is_quiet`` says whether a pause would disturb nobody; ``now`` in monotonic seconds."""
        self._is_quiet = is_quiet
        self._set_aside_at = self._whole_at = now
        self._whole()

    def step(self, now: float) -> None:
        """Look through what is due at ``now``."""
        is_unseen = self._set_aside_at > self._whole_at
        if is_unseen and (self._is_quiet() or now >= self._whole_at + WHOLE_WITHIN):
            self._whole_at = self._set_aside_at = now
            self._whole()
        elif now >= self._set_aside_at + SET_ASIDE_EVERY:
            self._set_aside_at = now
            gc.collect()
            gc.freeze()
        else:
            gc.collect(0)

    @staticmethod
    def _whole() -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


async def collect(is_quiet: Callable[[], bool]) -> None:
    """For ever, instead of the interpreter's own collection.

    What was set aside stays so at the end: a process that stops need not look through it once more.
    """
    gc.disable()
    try:
        collector = Collector(is_quiet, time.monotonic())
        while True:
            await asyncio.sleep(YOUNG_EVERY)
            collector.step(time.monotonic())
    finally:
        gc.freeze()
        gc.enable()
