"""Coming into a room: everybody connects once and receives whom they may."""

import asyncio

import pytest

from signaling.media.plane import NegotiationError, PeerState, Plane
from tests.integration.media.conftest import Cast
from tests.peers import description
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage


async def test_three_people_receive_one_another(cast: Cast) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator")
    async with worker.talking(), employer.talking(), mediator.talking():
        everybody = {
            (peer.seat, kind) for peer in (worker, employer, mediator) for kind in ("audio", "camera")
        }
        for peer in (worker, employer, mediator):
            expected = {source for source in everybody if source[0] != peer.seat}
            await peer.until(lambda peer=peer, expected=expected: peer.sources() == expected)  # type: ignore[misc]
    assert all(peer.association.unauthentic == 0 for peer in (worker, employer, mediator))


async def test_a_stream_whose_ssrc_was_not_told_is_found_by_its_mid(stage: Stage) -> None:
    worker, employer = MediaPeer("worker"), MediaPeer("employer")
    await stage.enter(worker, employer, connected=False)
    await worker.join(stage.plane, stage.room, tell_sources=False)
    await employer.join(stage.plane, stage.room)
    async with worker.talking():
        await employer.until(lambda: employer.sources() == {("worker", "audio"), ("worker", "camera")})
    await stage.close()


async def test_people_on_ipv4_and_ipv6_receive_one_another(stage: Stage) -> None:
    worker, employer = MediaPeer("worker", host="::1"), MediaPeer("employer")
    await stage.enter(worker, employer)
    async with worker.talking(), employer.talking():
        await worker.until(lambda: ("employer", "camera") in worker.sources())
        await employer.until(lambda: ("worker", "camera") in employer.sources())
    assert worker.association.mapped is not None
    assert worker.association.mapped == worker.association.address
    await stage.close()


async def test_what_a_slot_carries_is_what_the_table_says(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    table = stage.plane.table(stage.room, employer.seat)
    async with worker.talking(("audio", "camera", "screen")):
        await employer.until(lambda: len(employer.sources()) == 3)
    for packet in employer.received:
        label = packet.label
        assert label is not None
        assert table[packet.mid] == {"seat": label.seat, "kind": label.kind}


async def test_a_video_begins_with_its_key_frame(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    worker.senders["camera"].key_wanted = False
    worker.answers_requests = False
    for _ in range(5):
        worker.show()
    worker.say()
    await employer.until(lambda: ("worker", "audio") in employer.sources())
    assert ("worker", "camera") not in employer.sources()
    worker.senders["camera"].key_wanted = True
    first = worker.label("camera").number + 1
    worker.show()
    await employer.until(lambda: len([item for item in employer.labels() if item.kind == "camera"]) == 3)
    assert [item.number for item in employer.labels() if item.kind == "camera"] == [
        first,
        first + 1,
        first + 2,
    ]


async def test_a_second_connection_takes_the_seat_with_its_slots(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    reloaded = MediaPeer("employer")
    await reloaded.join(stage.plane, stage.room)
    assert stage.plane.stats()["connections"] == 2
    async with worker.talking(), reloaded.talking():
        await reloaded.until(lambda: ("worker", "camera") in reloaded.sources())
        await worker.until(lambda: ("employer", "camera") in worker.sources())
        seen = len(employer.received)
        await reloaded.until(lambda: len(reloaded.received) > 20)
    assert len(employer.received) == seen
    await reloaded.close()


async def test_who_leaves_is_off_at_once_and_may_come_back(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking():
        await employer.until(lambda: bool(employer.received))
        stage.plane.leave(stage.room, employer.seat)
        await worker.association.check()  # round trips through the plane: what was sent before has arrived
        count = len(employer.received)
        again = MediaPeer("employer")
        await again.join(stage.plane, stage.room)
        await again.until(lambda: ("worker", "camera") in again.sources())
    assert len(employer.received) == count
    await again.close()


async def test_connections_tell_their_state(plane: Plane) -> None:
    told: asyncio.Queue[tuple[str, PeerState]] = asyncio.Queue()
    plane.on_state = lambda _room, seat, state: told.put_nowait((seat, state))
    stage = Stage(plane)
    worker = MediaPeer("worker")
    await stage.enter(worker)
    assert plane.state(stage.room, worker.seat) is PeerState.LIVE
    assert await told.get() == ("worker", PeerState.LIVE)
    await worker.close()  # close_notify
    assert await told.get() == ("worker", PeerState.LOST)
    assert plane.state(stage.room, worker.seat) is PeerState.LOST


async def test_a_handshake_with_another_certificate_than_the_offers_fails(stage: Stage) -> None:
    worker = MediaPeer("worker")
    worker.association.fingerprint = ("sha-256", ":".join(["AB"] * 32))
    told: asyncio.Queue[PeerState] = asyncio.Queue()
    stage.plane.on_state = lambda _room, _seat, state: told.put_nowait(state)
    await stage.enter(worker)
    assert await told.get() is PeerState.LOST
    assert stage.plane.stats()["handshakes_failed"] == 1
    worker.association.vanish()


async def test_an_offer_that_cannot_be_served_leaves_the_former_connection(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    with pytest.raises(NegotiationError):
        await stage.plane.negotiate(stage.room, worker.seat, worker.stay, "v=0\r\n", description.SENDERS)
    async with worker.talking():
        await employer.until(lambda: bool(employer.received))
