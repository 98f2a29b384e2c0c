"""Waiting for a condition, with what was last seen when it does not come."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Seen = TypeVar("Seen")


async def until(
    look: Callable[[], Awaitable[Seen]],
    right: Callable[[Seen], bool],
    what: str,
    seconds: float = 8,
) -> Seen:
    """Looks until what is seen is right; fails with the last sight when it is not within the time."""
    deadline = time.monotonic() + seconds
    while True:
        seen = await look()
        if right(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}; last seen: {seen!r}")
        await asyncio.sleep(0.05)


def equals(wanted: object) -> Callable[[object], bool]:
    """Whether what is seen is this (a value's own `__eq__` answers another type with what counts as true)."""
    return lambda seen: seen == wanted
