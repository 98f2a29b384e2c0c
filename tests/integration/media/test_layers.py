"""A camera in two sizes: who gets which, and that a change is one stream going on."""

import asyncio
import itertools

from tests.integration.media.conftest import Cast
from tests.peers.packets import picture_id
from tests.peers.peer import LARGE, MediaPeer, Received
from tests.peers.sender import SIZES
from tests.peers.stage import Stage


def _pictures(peer: MediaPeer) -> list[Received]:
    return [packet for packet in peer.received if packet.label and packet.label.kind == "camera"]


def _sizes(peer: MediaPeer, last: int = 6) -> set[int]:
    return {len(packet.payload) for packet in _pictures(peer)[-last:]}


async def _all_see_the_large_one(*peers: MediaPeer) -> None:
    for peer in peers:
        await peer.until(lambda peer=peer: _sizes(peer) == {SIZES["h"]})  # type: ignore[misc]


async def _is_narrow(stage: Stage, peer: MediaPeer) -> None:
    """Its rate was measured, and the estimate falls below."""
    inside = stage.plane._peer(stage.room, peer.seat)
    assert inside is not None
    peer.estimate(900_000)
    await peer.until(lambda: inside.rate > 300_000 and inside.limit.estimate > 800_000)
    peer.estimate(200_000)


async def test_a_weak_receiver_gets_the_small_one_and_the_other_keeps_the_large_one(
    stage: Stage, cast: Cast
) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator", simulcast=True)
    async with employer.talking(("camera",)):
        await _all_see_the_large_one(worker, mediator)
        before = len(_pictures(mediator))
        await _is_narrow(stage, worker)
        await worker.until(lambda: _sizes(worker) == {SIZES["l"]})
        worker.received.clear()
        await mediator.until(lambda: len(_pictures(mediator)) > before + 90)
    assert {len(packet.payload) for packet in _pictures(mediator)[before:]} == {SIZES["h"]}
    assert {len(packet.payload) for packet in _pictures(worker)} == {SIZES["l"]}


async def test_a_change_of_size_is_one_stream_going_on_from_a_key_frame(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", simulcast=True)
    async with employer.talking(("camera",)):
        await _all_see_the_large_one(worker)
        await _is_narrow(stage, worker)
        await worker.until(lambda: _sizes(worker) == {SIZES["l"]})
        worker.estimate(9_000_000)
        await _all_see_the_large_one(worker)
    seen = _pictures(worker)
    assert [later.sequence - one.sequence & 0xFFFF for one, later in itertools.pairwise(seen)] == [1] * (
        len(seen) - 1
    )
    for one, later in itertools.pairwise(seen):
        assert 0 <= later.timestamp - one.timestamp & 0xFFFFFFFF < 90_000
        if len(one.payload) != len(later.payload):
            assert later.payload[4:7] == b"\x10\x02\x00", "the other size begins with a key frame"
    # From the first change on: the very first pictures keep the numbers that their publisher gave them.
    ids = [picture_id(packet.payload) for packet in seen]
    assert {later - one & 0x7FFF for one, later in itertools.pairwise(ids)} <= {0, 1}


async def test_what_was_lost_of_either_size_is_sent_again_as_it_was(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", simulcast=True)
    async with employer.talking(("camera",)):
        await _all_see_the_large_one(worker)
        await _is_narrow(stage, worker)
        await worker.until(lambda: _sizes(worker, 30) == {SIZES["l"]})
    lost = _pictures(worker)[-20]
    worker.ask_again(lost.mid, [lost.sequence])
    await worker.until(lambda: worker.received[-1].rtx and bool(worker.received[-1].payload))
    again = worker.received[-1]
    assert (again.sequence, again.timestamp, again.payload) == (lost.sequence, lost.timestamp, lost.payload)


async def test_numbers_of_the_former_size_are_not_sent_again(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", simulcast=True)
    async with employer.talking(("camera",)):
        await _all_see_the_large_one(worker)
        await _is_narrow(stage, worker)
        await worker.until(lambda: _sizes(worker, 12) == {SIZES["l"]})
        former = [packet for packet in _pictures(worker) if len(packet.payload) == SIZES["h"]][-10:]
        worker.ask_again(former[0].mid, [packet.sequence for packet in former])
        count = len(worker.received)
        await worker.until(lambda: len(worker.received) > count + 30)
    assert not [packet for packet in worker.received[count:] if packet.rtx and packet.payload]


async def test_when_the_publisher_leaves_out_the_large_one_all_get_the_small_one(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", simulcast=True)
    large = employer.senders[LARGE]
    async with employer.talking(("camera",)):
        await _all_see_the_large_one(worker)
        send, large._send = large._send, lambda _: None
        await worker.until(lambda: _sizes(worker) == {SIZES["l"]})
        large._send = send
        await _all_see_the_large_one(worker)


async def test_what_is_lost_of_either_size_on_the_way_up_is_repaired(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", simulcast=True)
    async with employer.talking(("camera",)):
        await _all_see_the_large_one(worker)
        employer.association.uplink.loss = 0.1
        asked = [employer.senders[key].asked_again for key in ("camera", LARGE)]
        await worker.until(lambda: all(len(numbers) > 5 for numbers in asked), within=15)
        assert stage.plane.stats()["recovered_upstream"] > 3
        employer.association.uplink.loss = 0.0


async def test_a_line_that_has_room_again_is_found_out_by_padding(stage: Stage, cast: Cast) -> None:
    """A browser's estimate rises slowly: here it never reaches what the large picture needs."""
    worker, employer = await cast("worker", "employer", simulcast=True)
    async with employer.talking(("camera",)):
        await _all_see_the_large_one(worker)
        await _is_narrow(stage, worker)
        await worker.until(lambda: _sizes(worker) == {SIZES["l"]})
        estimate = 200_000.0
        async with asyncio.timeout(12):
            while _sizes(worker) != {SIZES["h"]}:
                estimate *= 1.008
                worker.estimate(int(estimate))
                await asyncio.sleep(0.1)  # as often as browsers send it
    assert worker.padding > 20
    assert estimate < 500_000


async def test_nobody_is_probed_whose_line_is_no_limit(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", simulcast=True)
    async with employer.talking(("camera",)):
        await _all_see_the_large_one(worker)
        worker.estimate(900_000)
        await worker.until(lambda: len(_pictures(worker)) > 200)
    assert stage.plane.stats()["padded"] == worker.padding == 0
