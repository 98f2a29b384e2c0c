"""Which process leads a room: one process leads them all, or Redis leases each to one.

A lease alone does not keep two leaders apart: a process may sleep through its end and write when it wakes.
So each lease has a term, larger than every term of the room before it, and the log refuses older ones (the
fencing token). Terms continue from the newest that the log knows, so that they also grow when Redis has
lost its memory.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import redis.asyncio
from redis.exceptions import RedisError

from rooms.ids import RoomId
from rooms.ports import LeaseUnavailable

NewestTerm = Callable[[RoomId], Awaitable[int]]

LASTS: Final = 15.0
"""Seconds for which a lease holds unless it is renewed: what a room waits for after its process died."""

_ANSWERS_WITHIN: Final = 2.0
# Of a lease's time: clocks of two machines do not run equally fast.
_MARGIN: Final = 0.1

_ACQUIRE: Final = """
local held = redis.call('HGET', KEYS[1], 'owner')
if held and held ~= ARGV[1] then return 0 end
local term = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), tonumber(ARGV[2])) + 1
redis.call('SET', KEYS[2], term)
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'term', term)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return term
"""
_RENEW: Final = """
local held = redis.call('HMGET', KEYS[1], 'owner', 'term')
if held[1] ~= ARGV[1] or held[2] ~= ARGV[2] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
"""
_RELEASE: Final = """
local held = redis.call('HMGET', KEYS[1], 'owner', 'term')
if held[1] == ARGV[1] and held[2] == ARGV[2] then redis.call('DEL', KEYS[1]) end
return 1
"""


class InProcessLease:
    """One process leads every room. Another on the same data takes a room over when it opens it."""

    def __init__(self, newest_term: NewestTerm) -> None:
        self._newest_term = newest_term
        self._held: dict[RoomId, tuple[str, int]] = {}
        self._last: dict[RoomId, int] = {}

    async def acquire(self, room: RoomId, owner: str) -> int | None:
        """See rooms.ports.Lease."""
        newest = await self._newest_term(room)
        held = self._held.get(room)
        if held is not None and held[0] != owner:
            return None
        term = max(newest, self._last.get(room, 0)) + 1
        self._held[room] = (owner, term)
        self._last[room] = term
        return term

    async def renew(self, room: RoomId, owner: str, term: int) -> bool:
        """See rooms.ports.Lease."""
        return self._held.get(room) == (owner, term)

    async def release(self, room: RoomId, owner: str, term: int) -> None:
        """See rooms.ports.Lease."""
        if self._held.get(room) == (owner, term):
            del self._held[room]

    def deadline(self, room: RoomId) -> float:
        """Until when the room is held, by the monotonic clock: for as long as the process lives."""
        return math.inf if room in self._held else -math.inf

    async def holder(self, room: RoomId) -> str | None:
        """Who leads the room now."""
        held = self._held.get(room)
        return held[0] if held else None

    async def close(self) -> None:
        """Nothing to let go of."""


class RedisLease:
    """Many processes share the rooms. Without Redis a room is led on until its deadline, and no longer."""

    def __init__(
        self,
        url: str,
        newest_term: NewestTerm,
        *,
        lasts: float = LASTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._redis: Any = redis.asyncio.from_url(
            url, socket_timeout=_ANSWERS_WITHIN, socket_connect_timeout=_ANSWERS_WITHIN
        )
        self._newest_term = newest_term
        self._lasts = lasts
        self._clock = clock
        self._deadlines: dict[RoomId, float] = {}

    async def acquire(self, room: RoomId, owner: str) -> int | None:
        """See rooms.ports.Lease; raises LeaseUnavailable."""
        newest = await self._newest_term(room)
        asked = self._clock()
        term = await self._run(_ACQUIRE, room, owner, newest, self._milliseconds)
        if not term:
            return None
        self._hold(room, asked)
        return term

    async def renew(self, room: RoomId, owner: str, term: int) -> bool:
        """See rooms.ports.Lease. While Redis does not answer: whether the deadline is still to come."""
        asked = self._clock()
        try:
            renewed = await self._run(_RENEW, room, owner, term, self._milliseconds)
        except LeaseUnavailable:
            return self._clock() < self.deadline(room)
        if renewed:
            self._hold(room, asked)
        else:
            self._deadlines.pop(room, None)
        return bool(renewed)

    async def release(self, room: RoomId, owner: str, term: int) -> None:
        """See rooms.ports.Lease. When Redis does not answer, the lease ends by itself."""
        self._deadlines.pop(room, None)
        try:
            await self._run(_RELEASE, room, owner, term)
        except LeaseUnavailable:
            return

    def deadline(self, room: RoomId) -> float:
        """Until when the room is held, by the monotonic clock; whoever carries media obeys it."""
        return self._deadlines.get(room, -math.inf)

    async def holder(self, room: RoomId) -> str | None:
        """Who leads the room now; raises LeaseUnavailable."""
        found = await self._answered(self._redis.hget(_key(room), "owner"))
        return None if found is None else found.decode()

    async def close(self) -> None:
        """Let go of the connections; leases end by themselves."""
        await self._redis.aclose()

    @property
    def _milliseconds(self) -> int:
        return round(self._lasts * 1000)

    def _hold(self, room: RoomId, asked: float) -> None:
        # Counted from before the question: Redis began to count later, so it cannot end sooner.
        self._deadlines[room] = asked + self._lasts * (1 - _MARGIN)

    async def _run(self, script: str, room: RoomId, *arguments: object) -> int:
        keys = (_key(room), f"{_key(room)}:term")
        return int(await self._answered(self._redis.eval(script, len(keys), *keys, *arguments)))

    async def _answered(self, question: Awaitable[Any]) -> Any:
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN):
                return await question
        except (RedisError, OSError, TimeoutError) as error:
            raise LeaseUnavailable(type(error).__name__) from error


def _key(room: RoomId) -> str:
    """The braces keep a room's keys on one node of a Redis cluster."""
    return f"yuntiao:{{{room}}}"
