"""What every lease must do: rooms.ports.Lease."""

import math
import secrets
from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from rooms.ids import RoomId
from signaling.cluster import InProcessLease, LeaseUnavailable, RedisLease

HERE, THERE = "this process", "another process"


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Terms:
    """What the log knows."""

    def __init__(self) -> None:
        self.newest = 0

    async def __call__(self, room: RoomId) -> int:
        return self.newest


@pytest.fixture
def terms() -> Terms:
    return Terms()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room() -> RoomId:
    return RoomId(secrets.token_hex(8))


@pytest.fixture
async def redis_lease(
    request: pytest.FixtureRequest, terms: Terms, clock: Clock
) -> AsyncIterator[RedisLease]:
    lease = RedisLease(request.getfixturevalue("redis_url"), terms, lasts=10, clock=clock)
    yield lease
    await lease.close()


@pytest.fixture(params=["in process", "redis"])
async def lease(
    request: pytest.FixtureRequest, terms: Terms, redis_lease: RedisLease
) -> InProcessLease | RedisLease:
    return redis_lease if request.param == "redis" else InProcessLease(terms)


Either = InProcessLease | RedisLease


async def test_one_owner_holds_a_room_and_another_waits(lease: Either, room: RoomId) -> None:
    term = await lease.acquire(room, HERE)
    assert term is not None
    assert await lease.acquire(room, THERE) is None
    assert await lease.holder(room) == HERE
    assert await lease.renew(room, HERE, term)


async def test_whoever_lets_go_lets_the_next_one_in_under_a_larger_term(lease: Either, room: RoomId) -> None:
    former = await lease.acquire(room, HERE)
    assert former is not None
    await lease.release(room, HERE, former)
    assert await lease.holder(room) is None
    later = await lease.acquire(room, THERE)
    assert later is not None
    assert later > former
    assert not await lease.renew(room, HERE, former)


async def test_the_same_owner_again_gets_a_larger_term_and_loses_the_former(
    lease: Either, room: RoomId
) -> None:
    former = await lease.acquire(room, HERE)
    later = await lease.acquire(room, HERE)
    assert former is not None
    assert later is not None
    assert later > former
    assert not await lease.renew(room, HERE, former)


async def test_a_late_release_does_not_take_the_room_from_its_new_owner(lease: Either, room: RoomId) -> None:
    former = await lease.acquire(room, HERE)
    assert former is not None
    await lease.release(room, HERE, former)
    later = await lease.acquire(room, THERE)
    assert later is not None
    await lease.release(room, HERE, former)
    assert await lease.renew(room, THERE, later)


async def test_terms_continue_from_what_the_log_knows(lease: Either, room: RoomId, terms: Terms) -> None:
    terms.newest = 41
    assert await lease.acquire(room, HERE) == 42


async def test_a_room_that_was_never_held_has_no_owner_and_no_time(lease: Either, room: RoomId) -> None:
    assert await lease.holder(room) is None
    assert lease.deadline(room) == -math.inf
    assert not await lease.renew(room, HERE, 1)
    await lease.release(room, HERE, 1)


async def test_in_one_process_a_lease_has_no_end(room: RoomId, terms: Terms) -> None:
    lease = InProcessLease(terms)
    await lease.acquire(room, HERE)
    assert lease.deadline(room) == math.inf
    await lease.close()


async def test_the_deadline_lies_before_the_end_of_the_lease_and_moves_with_it(
    redis_lease: RedisLease, room: RoomId, clock: Clock
) -> None:
    term = await redis_lease.acquire(room, HERE)
    assert term is not None
    assert redis_lease.deadline(room) == pytest.approx(1009.0)
    clock.now = 1005.0
    assert await redis_lease.renew(room, HERE, term)
    assert redis_lease.deadline(room) == pytest.approx(1014.0)


async def test_a_lease_that_is_not_renewed_ends_and_the_next_term_is_larger(
    redis_lease: RedisLease, redis_url: str, room: RoomId
) -> None:
    term = await redis_lease.acquire(room, HERE)
    assert term is not None
    async with redis.asyncio.from_url(redis_url) as client:
        assert 0 < await client.pttl(f"yuntiao:{{{room}}}") <= 10_000
        await client.pexpire(f"yuntiao:{{{room}}}", 0)
    assert not await redis_lease.renew(room, HERE, term)
    later = await redis_lease.acquire(room, THERE)
    assert later is not None
    assert later > term


async def test_a_redis_that_has_forgotten_everything_gives_no_old_term_again(
    redis_lease: RedisLease, redis_url: str, room: RoomId, terms: Terms
) -> None:
    terms.newest = await redis_lease.acquire(room, HERE) or 0
    async with redis.asyncio.from_url(redis_url) as client:
        await client.delete(f"yuntiao:{{{room}}}", f"yuntiao:{{{room}}}:term")
    later = await redis_lease.acquire(room, THERE)
    assert later is not None
    assert later > terms.newest


async def test_without_redis_a_room_is_led_to_its_deadline_and_not_beyond(
    room: RoomId, terms: Terms, clock: Clock, redis_url: str
) -> None:
    lease = RedisLease(redis_url, terms, lasts=10, clock=clock)
    term = await lease.acquire(room, HERE)
    assert term is not None
    await lease.close()
    gone = RedisLease("redis://127.0.0.1:1/0", terms, lasts=10, clock=clock)
    with pytest.raises(LeaseUnavailable):
        await gone.acquire(room, HERE)
    gone._deadlines[room] = lease.deadline(room)
    assert await gone.renew(room, HERE, term)
    clock.now = 1009.5
    assert not await gone.renew(room, HERE, term)
    await gone.release(room, HERE, term)
    await gone.close()
