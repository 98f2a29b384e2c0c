"""Sets anchors at even times, so that they tell nothing of what happens between them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Final

import structlog

from rooms.ids import RoomId
from server.storage.journal import SqlJournal

EVERY: Final = 60.0
"""Seconds between two anchors of a live room."""

log = structlog.get_logger()


async def keep_anchored(
    journal: SqlJournal,
    live: Callable[[], Collection[RoomId]],
    pause: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(EVERY),
) -> None:
    """For ever: anchor all live rooms together, whether anything happened in them or not, then pause.

    A room that cannot be anchored now is anchored the next time; its people are not disturbed.
    """
    while True:
        await pause()
        rooms = tuple(live())
        answers = await asyncio.gather(*(journal.anchor(room) for room in rooms), return_exceptions=True)
        failed = [answer for answer in answers if isinstance(answer, Exception)]
        if failed:
            log.warning("anchors_missing", count=len(failed), error=type(failed[0]).__name__)
