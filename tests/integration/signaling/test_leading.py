"""A room is told of by the process that leads it: no longer than the lease, and by nobody once it is closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.commands import Enter
from rooms.consent import REQUIRED
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, RoomId
from rooms.ports import Lease
from rooms.room import Refused
from server.config import Settings
from server.security import own_origin
from server.storage.store import Store, open_store
from signaling.cluster import InProcessLease, RedisLease
from signaling.media.config import MediaConfig
from signaling.media.plane import Plane
from signaling.metrics import Metrics
from signaling.registry import Registry, RoomElsewhere
from signaling.transport import Transport
from tests.e2e.until import equals, until
from tests.integration.office import DEMONSTRATION, Office


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=tmp_path)) as opened:
        yield opened


@pytest.fixture
async def room(store: Store) -> RoomId:
    return RoomId((await Office(store).open(DEMONSTRATION)).room)


def process(store: Store, lease: Lease) -> Registry:
    """The rooms of one process; it renews no lease by itself."""
    plane = Plane(MediaConfig(bind=()))
    return Registry(store.journal, lease, plane, Metrics(), Transport(own_origin("")), lambda _seat: [])


async def test_when_the_lease_is_over_the_room_is_led_no_more_and_another_process_takes_it(
    store: Store, room: RoomId, redis_url: str
) -> None:
    one, other = (RedisLease(redis_url, store.journal.newest_term, lasts=1.0) for _ in range(2))
    here, there = process(store, one), process(store, other)
    actor = await here.actor(room)
    assert actor.leads

    async def leads() -> bool:
        return actor.leads

    async def taken() -> bool:
        try:
            return (await there.actor(room)).leads
        except RoomElsewhere:  # whoever held it counts from before it asked, and so ends a little earlier
            return False

    await until(leads, equals(False), "the lease is over")
    await until(taken, equals(True), "another process leads the room")
    assert not actor.leads
    for registry, lease in ((here, one), (there, other)):
        await registry.stop()
        await lease.close()


async def test_who_was_overtaken_learns_it_with_the_next_word_and_tells_nothing_more(
    store: Store, room: RoomId
) -> None:
    here, there = (process(store, InProcessLease(store.journal.newest_term)) for _ in range(2))
    former = await here.actor(room)
    later = await there.actor(room)
    host = next(seat for seat, person in later.state.people.items() if person.host)
    outcome = await former.submit(Enter(host, DeviceId("desk"), REQUIRED))
    assert isinstance(outcome, Refused)
    assert outcome.code is ErrorCode.BUSY
    assert (former.leads, later.leads) == (False, True)
    for registry in (here, there):
        await registry.stop()


async def test_a_room_that_was_closed_tells_nothing_more(store: Store, room: RoomId) -> None:
    here = process(store, InProcessLease(store.journal.newest_term))
    actor = await here.actor(room)
    await here.stop()
    assert not actor.leads
