"""RTCP: the plane's reports and requests, and what it makes of the browsers'."""

import time
from collections.abc import Mapping

from aiortc import rtp

from signaling.media.rtcp import parse
from tests.integration.media.conftest import Cast
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage


async def test_transport_wide_feedback_comes_ten_times_a_second(cast: Cast) -> None:
    worker, _ = await cast("worker", "employer")
    async with worker.talking():
        await worker.until(lambda: len(worker.transport_feedback) > 2)
        count, begun = len(worker.transport_feedback), time.monotonic()
        await worker.until(lambda: len(worker.transport_feedback) >= count + 10)
        assert 0.7 < time.monotonic() - begun < 1.6


async def test_sender_reports_map_the_publishers_clock_to_ours(cast: Cast) -> None:
    """Of audio and video of one person: the same NTP moment stands for the same moment of capture."""
    worker, employer = await cast("worker", "employer")
    async with worker.talking():
        await employer.until(lambda: len(_sender_reports(employer)) >= 4, within=8)
    by_slot = {ssrc: mid for mid, ssrc in employer.slot_ssrcs().items()}
    for report in _sender_reports(employer)[2:]:
        mid = by_slot[report.ssrc]
        packet = employer.in_slot(mid)[-1]
        label = packet.label
        assert label is not None
        rate = 48_000 if label.kind == "audio" else 90_000
        ahead = ((packet.timestamp - report.sender_info.rtp_timestamp + 2**31) % 2**32 - 2**31) / rate
        said_at = report.sender_info.ntp_timestamp / 2**32 - 2_208_988_800 + ahead
        received_at = time.time() - (time.monotonic() - packet.at)
        assert abs(said_at - received_at) < 0.1
        assert report.sender_info.packet_count > 0


def _sender_reports(peer: MediaPeer) -> list[rtp.RtcpSrPacket]:
    return [item for item in peer.feedback if isinstance(item, rtp.RtcpSrPacket)]


async def test_requests_for_key_frames_are_passed_on_but_not_more_than_twice_a_second(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        mid = next(
            packet.mid for packet in employer.received if packet.label and packet.label.kind == "camera"
        )
        count, begun = worker.senders["camera"].key_requests, time.monotonic()
        while time.monotonic() - begun < 1.2:
            employer.ask_for_key_frame(mid)
            await employer.association.check()
        assert 1 <= worker.senders["camera"].key_requests - count <= 3


async def test_the_worst_listeners_loss_is_told_to_the_speaker_and_not_to_the_camera(cast: Cast) -> None:
    """So that the speaker's encoder adds its forward error correction."""
    worker, employer = await cast("worker", "employer")
    async with worker.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        for ssrc in employer.slot_ssrcs().values():
            block = rtp.RtcpReceiverInfo(
                ssrc=ssrc, fraction_lost=64, packets_lost=9, highest_sequence=9, jitter=0, lsr=0, dlsr=0
            )
            employer.association.send_rtcp(bytes(rtp.RtcpRrPacket(ssrc=1, reports=[block])))
        audio, camera = worker.senders["audio"].ssrc, worker.senders["camera"].ssrc
        await worker.until(lambda: 60 <= _fraction(worker, audio) <= 70)
        assert _fraction(worker, camera) == 0


def _fraction(peer: MediaPeer, ssrc: int) -> int:
    found = [
        report.fraction_lost
        for item in peer.feedback
        if isinstance(item, rtp.RtcpRrPacket)
        for report in item.reports
        if report.ssrc == ssrc
    ]
    return found[-1] if found else -1


async def test_a_falling_estimate_limits_the_publisher_and_a_low_first_one_does_not(
    stage: Stage, cast: Cast
) -> None:
    """A browser without transport-wide feedback; the publisher is told by a message, not by REMB."""
    worker, employer = await cast("worker", "employer")
    told: list[Mapping[str, int]] = []
    stage.plane.on_limits = lambda _room, seat, limits: (
        told.append(dict(limits)) if seat == "worker" else None
    )
    async with worker.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        employer.estimate(90_000)
        await worker.until(lambda: len(_estimates(worker)) > 1)
        assert not told
        employer.estimate(200_000)
        await worker.until(lambda: len(_estimates(worker)) > 3)
        employer.estimate(150_000)
        await employer.until(lambda: bool(told))
        assert 50_000 <= told[-1]["camera"] < 150_000
        assert stage.plane.limits(stage.room, worker.seat) == told[-1]
    assert min(_estimates(worker)) >= 1_400_000


def _estimates(peer: MediaPeer) -> list[int]:
    return [
        rtp.unpack_remb_fci(item.fci)[0]
        for item in peer.feedback
        if isinstance(item, rtp.RtcpPsfbPacket) and item.fmt == 15
    ]


async def test_the_round_trip_is_measured_from_the_subscribers_reports(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking(("audio",)):
        await employer.until(lambda: bool(_sender_reports(employer)), within=8)
        report = _sender_reports(employer)[-1]
        block = rtp.RtcpReceiverInfo(
            ssrc=report.ssrc,
            fraction_lost=0,
            packets_lost=0,
            highest_sequence=1,
            jitter=0,
            lsr=report.sender_info.ntp_timestamp >> 16 & 0xFFFFFFFF,
            dlsr=0,
        )
        await employer.until(lambda: employer.received[-1].at > time.monotonic() - 0.01)
        employer.association.send_rtcp(bytes(rtp.RtcpRrPacket(ssrc=1, reports=[block])))
        await employer.association.check()
    peer = stage.plane._peer(stage.room, employer.seat)
    assert peer is not None
    assert 0 < peer.round_trip.seconds < 1


async def test_every_datagram_of_feedback_can_be_read_back(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    plain: list[bytes] = []
    worker.association.on_rtcp = plain.append
    async with worker.talking(), employer.talking():
        await employer.until(lambda: len(employer.received) > 150)
    assert plain
    assert all(parse(datagram) for datagram in plain if datagram[1] != 205)
