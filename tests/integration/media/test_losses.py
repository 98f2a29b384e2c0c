"""Bad lines: what is lost is asked for and sent again, up to the plane and down from it."""

import asyncio
import time

from aiortc import rtp

from tests.integration.media.conftest import Cast
from tests.peers.description import IDS, MID, TRANSPORT_CC
from tests.peers.packets import read
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage


def _numbers(listener: MediaPeer, speaker: MediaPeer, kind: str) -> set[int]:
    return {item.number for item in listener.labels() if (item.seat, item.kind) == (speaker.seat, kind)}


async def test_video_lost_on_the_way_up_is_repaired_by_rtx(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    worker.association.uplink.loss = 0.1
    async with worker.talking():
        await employer.until(lambda: len(_numbers(employer, worker, "camera")) > 150, within=15)
        worker.association.uplink.loss = 0.0
        last = worker.label("camera").number
        await employer.until(lambda: max(_numbers(employer, worker, "camera")) > last)
    numbers = sorted(_numbers(employer, worker, "camera"))
    sent = [number for number in numbers if number < last - 60]
    assert stage.plane.stats()["recovered_upstream"] > 5
    assert worker.senders["camera"].asked_again
    sequences = [
        packet.sequence for packet in employer.received if packet.label and packet.label.kind == "camera"
    ]
    assert len(set(sequences)) == len(sequences), "nothing is forwarded twice"
    assert len(sent) > 100


async def test_speech_lost_on_the_way_up_is_asked_for_and_passed_on(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking(("audio",)):
        await employer.until(lambda: len(employer.received) > 10)
        worker.association.uplink.loss = 0.2
        await employer.until(lambda: len(worker.senders["audio"].asked_again) > 10, within=10)
        worker.association.uplink.loss = 0.0
        last = worker.label("audio").number
        await employer.until(lambda: max(_numbers(employer, worker, "audio")) > last)
    assert stage.plane.stats()["recovered_upstream"] > 5


async def test_packets_that_overtake_one_another_are_passed_on_once_each(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        worker.association.uplink.jitter = 0.05
        worker.association.uplink.duplication = 0.2
        count = len(employer.received)
        await employer.until(lambda: len(employer.received) > count + 200, within=10)
        worker.association.uplink.jitter = 0.0
    for mid in {packet.mid for packet in employer.received}:
        packets = employer.in_slot(mid)
        numbers = [packet.sequence for packet in packets]
        assert len(numbers) == len(set(numbers))
        by_number = sorted(packets, key=lambda packet: packet.sequence)
        labels = [packet.label.number for packet in by_number if packet.label]
        assert labels == sorted(labels), "outgoing numbers keep the order in which the packets were made"
    assert stage.plane.stats()["index_refused"] == 0


async def test_video_lost_on_the_way_down_is_sent_again_by_rtx(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking(("camera",)):
        await employer.until(lambda: len(employer.received) > 30)
    lost = employer.received[20]
    employer.ask_again(lost.mid, [lost.sequence])
    await employer.until(lambda: employer.received[-1].rtx)
    again = employer.received[-1]
    assert (again.sequence, again.timestamp, again.marker, again.payload) == (
        lost.sequence,
        lost.timestamp,
        lost.marker,
        lost.payload,
    )


async def test_speech_is_sent_again_as_the_very_same_octets(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    wire = employer.association.wire = []
    async with worker.talking(("audio",)):
        await employer.until(lambda: len(employer.received) > 10)
    lost = employer.received[5]
    first = [item for item in wire if item[0] == 0x90 and item[2:4] == lost.sequence.to_bytes(2, "big")]
    count = len(wire)
    employer.ask_again(lost.mid, [lost.sequence])
    async with asyncio.timeout(2):
        while len(wire) == count:
            await employer.association.check()
    assert [item for item in wire[count:] if item[0] == 0x90] == first


async def test_what_a_cut_ended_is_not_sent_again(stage: Stage, cast: Cast) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator")
    async with worker.talking(), mediator.talking():
        await employer.until(lambda: len(employer.sources()) == 4)
        await employer.until(lambda: len(employer.received) > 100)
        stage.move({"worker": "caucus"})
        await employer.association.check()
        asked = [packet for packet in employer.received if packet.label and packet.label.seat == "worker"][
            -20:
        ]
        mids = {packet.mid for packet in asked}
        count = len(employer.received)
        for mid in mids:
            employer.ask_again(mid, [packet.sequence for packet in asked if packet.mid == mid])
        await employer.until(lambda: len(employer.received) > count + 50)
        stage.move({"worker": "joint"})
        await employer.until(lambda: ("worker", "camera") in employer.sources(time.monotonic() - 0.05))
        for mid in mids:  # the slot is in use again, but for another leg
            employer.ask_again(mid, [packet.sequence for packet in asked if packet.mid == mid])
        again = len(employer.received)
        await employer.until(lambda: len(employer.received) > again + 50)
    repeated = {packet.payload for packet in asked}
    assert not [packet for packet in employer.received[count:] if packet.payload in repeated]
    assert not [packet for packet in employer.received if packet.rtx]
    assert stage.plane.stats()["retransmissions_refused"] >= 40


async def test_a_subscriber_that_asks_without_end_gets_its_share_only(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking(("camera",)):
        await employer.until(lambda: len(employer.received) > 60)
        numbers = [packet.sequence for packet in employer.received]
        mid = employer.received[0].mid
        for _ in range(50):
            employer.ask_again(mid, numbers)
        count = len(employer.received)
        await employer.until(lambda: len(employer.received) > count + 60)
    sent_again = [packet for packet in employer.received if packet.rtx]
    assert 0 < sum(len(packet.payload) for packet in sent_again) < 30_000
    assert stage.plane.stats()["retransmissions_refused"] > 2000


async def test_after_an_outage_a_key_frame_is_asked_for_both_ways(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking(), employer.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        await worker.until(lambda: ("employer", "camera") in worker.sources())
        requests = worker.senders["camera"].key_requests, employer.senders["camera"].key_requests
        worker.association.uplink.down = worker.association.downlink.down = True
        await asyncio.sleep(1.5)
        worker.association.uplink.down = worker.association.downlink.down = False
        back = time.monotonic()
        await worker.until(lambda: worker.senders["camera"].key_requests > requests[0])
        await employer.until(lambda: employer.senders["camera"].key_requests > requests[1])
        assert time.monotonic() - back < 0.6


async def test_a_jump_in_the_publishers_numbers_is_closed(cast: Cast) -> None:
    """libsrtp and the subscriber would take a jump of more than 2^15 for going back."""
    worker, employer = await cast("worker", "employer")
    worker.say()
    await employer.until(lambda: len(employer.received) == 1)
    worker.senders["audio"].sequence += 30_000
    worker.say()
    worker.say()
    await employer.until(lambda: len(employer.received) == 3)
    first = employer.received[0].sequence
    assert [packet.sequence for packet in employer.received] == [first, first + 1, first + 2]


async def test_a_retransmission_that_nobody_asked_for_is_dropped(stage: Stage, cast: Cast) -> None:
    """Browsers send them to probe the line."""
    worker, employer = await cast("worker", "employer")
    sequences = worker.show() + worker.show()
    await employer.until(lambda: len(employer.received) == 6)
    for sequence in sequences:
        worker.senders["camera"].resend(sequence)
    await worker.association.check()
    await employer.association.check()
    assert len(employer.received) == 6
    assert stage.plane.stats()["duplicates"] == 6


async def test_padding_and_header_extensions_of_the_publisher_are_not_passed_on(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    wire: list[bytes] = []
    employer.association.on_rtp = wire.append
    worker.senders["audio"].send(b"\x78speech", padding=8)
    async with asyncio.timeout(2):
        while not wire:
            await employer.association.check()
    packet = read(wire[0])
    assert (packet.payload, packet.padding) == (b"\x78speech", 8)
    line = employer.remote.lines[employer._mids[packet.ssrc][0]]  # type: ignore[union-attr]
    assert set(packet.extensions) <= set(line.extensions.values())
    own = {IDS[MID], IDS[TRANSPORT_CC]}
    assert set(packet.extensions) == own, "MID and the transport-wide number are the plane's own"


async def test_reports_tell_the_publisher_what_was_lost(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    worker.senders["audio"].answers_nack = False
    worker.association.uplink.loss = 0.3
    async with worker.talking(("audio",)):
        await worker.until(lambda: _worst_fraction(worker) > 30, within=8)
    assert employer.received


def _worst_fraction(peer: MediaPeer) -> int:
    reports = [
        report for item in peer.feedback if isinstance(item, rtp.RtcpRrPacket) for report in item.reports
    ]
    own = {sender.ssrc for sender in peer.senders.values()}
    assert {report.ssrc for report in reports} <= own
    return max((report.fraction_lost for report in reports), default=0)


async def test_retransmissions_of_a_stream_without_told_ssrcs_are_found_by_mid(stage: Stage) -> None:
    worker, employer = MediaPeer("worker"), MediaPeer("employer")
    await stage.enter(worker, employer, connected=False)
    await worker.join(stage.plane, stage.room, tell_sources=False)
    await employer.join(stage.plane, stage.room)
    worker.association.uplink.loss = 0.1
    async with worker.talking(("camera",)):
        await employer.until(lambda: stage.plane.stats()["recovered_upstream"] > 3)
    await stage.close()
