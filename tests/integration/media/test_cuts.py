"""Taking away: what a cut returns from is complete, and nothing brings it back but the next assignment."""

import time

from rooms.ids import StayId
from signaling.media.plane import Plane
from tests.integration.media.conftest import Cast
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage


async def _echoed(*peers: MediaPeer) -> None:
    """The plane has answered each: what it had sent them before has arrived."""
    for peer in peers:
        await peer.association.check()


async def test_no_packet_follows_a_cut(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking(), employer.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        stage.plane.withdraw(stage.room, stage.routes())
        await _echoed(worker, employer)
        counts = len(worker.received), len(employer.received)
        sent = worker.senders["audio"].packets
        while worker.senders["audio"].packets < sent + 20:
            await _echoed(worker)
    assert (len(worker.received), len(employer.received)) == counts


async def test_a_cut_holds_until_the_next_assignment_whatever_happens(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    stage.plane.withdraw(stage.room, stage.routes())
    stage.plane.grant(stage.room)
    reloaded = MediaPeer("employer")
    await reloaded.join(stage.plane, stage.room)
    await worker.restart(stage.plane)
    stage.plane.grant(stage.room)
    async with worker.talking():
        sent = worker.senders["audio"].packets
        while worker.senders["audio"].packets < sent + 20:
            await _echoed(worker, reloaded)
        assert not reloaded.received
        stage.settle()
        await reloaded.until(lambda: ("worker", "audio") in reloaded.sources())
    assert not employer.received
    await reloaded.close()


async def test_nothing_flows_before_it_is_granted(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    stage.plane.withdraw(stage.room, stage.routes())
    stage.plane.assign(stage.room, stage.routes(), dict(stage.stays), time.monotonic())
    async with worker.talking():
        sent = worker.senders["audio"].packets
        while worker.senders["audio"].packets < sent + 20:
            await _echoed(worker, employer)
        assert not employer.received
        stage.plane.grant(stage.room)
        await employer.until(lambda: ("worker", "camera") in employer.sources())


async def test_a_route_of_a_former_stay_is_no_route(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    stale = stage.routes()
    stage.stays[worker.seat] = StayId("another")
    stage.plane.assign(stage.room, stale, dict(stage.stays), time.monotonic())
    stage.plane.grant(stage.room)
    async with worker.talking(), employer.talking():
        sent = worker.senders["audio"].packets
        while worker.senders["audio"].packets < sent + 20:
            await _echoed(worker, employer)
    assert not employer.received
    assert not worker.received


async def test_the_others_go_on_while_two_are_parted(stage: Stage, cast: Cast) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator")
    async with worker.talking(), employer.talking(), mediator.talking():
        await employer.until(lambda: len(employer.sources()) == 4)
        stage.move({"worker": "worker", "mediator": "worker"})
        await _echoed(worker, employer, mediator)
        parted = time.monotonic()
        await mediator.until(lambda: mediator.sources(parted) == {("worker", "audio"), ("worker", "camera")})
        await worker.until(lambda: worker.sources(parted) == {("mediator", "audio"), ("mediator", "camera")})
        await _echoed(employer)
        assert not employer.sources(parted)


async def test_a_room_stops_by_itself_when_its_lease_ends(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking():
        await employer.until(lambda: bool(employer.received))
        deadline = time.monotonic() + 0.2
        stage.plane.expire_at(stage.room, deadline)
        while time.monotonic() < deadline + 0.3:
            await _echoed(worker, employer)
        assert max(packet.at for packet in employer.received) < deadline + 0.05
        stage.plane.grant(stage.room)
        stage.settle()
        count = len(employer.received)
        sent = worker.senders["audio"].packets
        while worker.senders["audio"].packets < sent + 10:
            await _echoed(worker, employer)
        assert len(employer.received) == count, "an ended lease lets nothing be granted"
        stage.plane.expire_at(stage.room, time.monotonic() + 60)
        stage.settle()
        await employer.until(lambda: len(employer.received) > count)


async def test_a_closed_room_is_forgotten(plane: Plane, stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    plane.close_room(stage.room)
    assert plane.table(stage.room, worker.seat) == {}
    assert plane.stats()["connections"] == plane.stats()["rooms"] == 0
    worker.say()
    assert not employer.received
