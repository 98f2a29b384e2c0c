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
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """For ever: anchor one live room after the other, evenly over the time, whether anything happened in them or not.

    All at once would keep the log from everybody for as long as they take. A room that cannot be anchored now is
    anchored the next time; its people are not disturbed.
    """
    while True:
        rooms = tuple(live())
        for room in rooms:
            await pause(EVERY / len(rooms))
            try:
                await journal.anchor(room)
            except Exception as error:  # whatever it is: the others' turn comes, and this one's again
                log.warning("anchor_missing", room=room, error=type(error).__name__)
        if not rooms:
            await pause(EVERY)
