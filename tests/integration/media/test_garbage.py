"""Datagrams of every kind of nonsense: nobody notices, nothing is lost, nothing is kept."""

import contextlib
import random
import struct
import time

import pylibsrtp
import pytest

from signaling.media import duties, feedback
from signaling.media.peer import Peer
from tests.integration.media.conftest import Cast
from tests.integration.media.stranger import Stranger
from tests.peers import packets
from tests.peers.packets import Rtp
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage

KILLER = b"\x80\x60" + bytes(1600)
"""Closes a connection of aiortc's: pylibsrtp refuses it with an exception that nobody catches there."""


def _nonsense(random_: random.Random) -> bytes:
    """Anything from nothing to 2,000 octets, often beginning like something that is known."""
    first = random_.choice(
        [
            b"",
            b"\x00\x01",
            b"\x01\x01",
            b"\x16\xfe\xfd",
            b"\x14",
            b"\x80\x60",
            b"\x90\x6f",
            b"\x80\xc8",
            b"\x81\xcd",
            b"\xff",
        ]
    )
    size = random_.choice([0, 1, 4, 11, 12, 19, 20, 60, 500, 1200, 1499, 1500, 1501, 1600, 2000])
    return (first + random_.randbytes(size))[:2000]


@pytest.mark.parametrize("validated", [False, True], ids=["from anywhere", "from a person's address"])
async def test_nonsense_and_the_killer_datagram_change_nothing(
    stage: Stage, cast: Cast, validated: bool
) -> None:
    worker, employer = await cast("worker", "employer")
    made = random.Random(7)
    with Stranger(worker) as stranger:
        send = worker.association.send if validated else stranger.send
        async with worker.talking(), employer.talking():
            await employer.until(lambda: ("worker", "camera") in employer.sources())
            await worker.until(lambda: ("employer", "camera") in worker.sources())
            numbers = len(employer.received), len(worker.received)
            for _ in range(100):
                for _ in range(100):
                    send(_nonsense(made))
                send(KILLER)
                await worker.association.check()
            await employer.until(lambda: len(employer.received) > numbers[0] + 50)
            await worker.until(lambda: len(worker.received) > numbers[1] + 50)
        assert stranger.received() == []
    for peer in (worker, employer):
        assert peer.association.unauthentic == 0
        for mid in {packet.mid for packet in peer.received}:
            sequences = [packet.sequence for packet in peer.in_slot(mid)]
            assert sequences == list(range(sequences[0], sequences[0] + len(sequences))), "nothing was lost"
    stats = stage.plane.stats()
    assert stats["connections"] == 2
    assert stats["malformed"] > 1000
    assert stats["unauthentic" if validated else "strangers"] > 1000


async def test_a_replayed_packet_is_heard_once(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    sent = worker.association.uplink.tap = []
    worker.say()
    await employer.until(lambda: len(employer.received) == 1)
    media = next(datagram for datagram in sent if datagram[0] == 0x90)
    for _ in range(10):
        worker.association.send(media)
    with Stranger(worker) as stranger:
        stranger.send(media)
        await worker.association.check()
    await employer.association.check()
    assert len(employer.received) == 1
    assert stage.plane.stats()["unauthentic"] == 10


def _hostile(worker: MediaPeer) -> list[bytes]:
    """Authentic RTP that means ill: headers that do not fit, lengths that lie, streams of nobody."""
    camera = worker.senders["camera"]

    def head(first: int, second: int, source: int = camera.ssrc) -> bytes:
        return struct.pack("!BBHII", first, second, 9, 7, source)

    return [
        head(0x80, 96),
        head(0x8F, 96),
        head(0x90, 96),
        head(0x90, 96) + b"\xbe\xde\xff\xff",
        head(0x90, 96) + b"\xbe\xde\x00\x00",
        head(0x90, 96) + b"\xbe\xde\x00\x01\x3f\x00\x00\x00",
        head(0x90, 96) + b"\xbe\xde\x00\x01\xf0\x31\x00\x00" + b"\x10",
        head(0xB0, 96) + b"\xbe\xde\x00\x01\x10\x31\x00\x00" + b"\x10\xff",
        head(0xA0, 96) + b"\x00",
        head(0xA0, 96) + b"\xff",
        head(0x80, 0) + b"\x10payload",
        head(0x80, 96, 4711) + b"\x10payload",
        head(0x80, 97, camera.rtx_ssrc),
        head(0x80, 97, camera.rtx_ssrc) + b"\x00",
        head(0xA0, 97, camera.rtx_ssrc) + b"\x00\x01\xff",
        head(0x80, 97, camera.rtx_ssrc) + b"\xff\xff\x10x",
        packets.write(Rtp(96, False, 1, 1, 99, b"x", {number: bytes(16) for number in range(1, 15)})),
    ]


async def test_authentic_nonsense_of_a_participant_changes_nothing_for_the_others(
    stage: Stage, cast: Cast
) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator")
    async with employer.talking(), mediator.talking():
        await mediator.until(lambda: len(mediator.sources()) == 2)
        for packet in _hostile(worker):
            for number in range(40):
                changed = bytearray(packet)
                changed[2:4] = (number * 97 & 0xFFFF).to_bytes(2, "big")
                with contextlib.suppress(pylibsrtp.Error):  # libsrtp itself refuses some of it
                    worker.association.send_rtp(bytes(changed))
        made = random.Random(5)
        for _ in range(300):
            kind = made.choice([200, 201, 205, 206])
            body = made.randbytes(4 * made.choice([0, 1, 2, 3, 5, 20, 100]))
            worker.association.send_rtcp(
                struct.pack("!BBHI", 0x80 | made.randrange(32), kind, len(body) // 4 + 1, 7) + body
            )
        count = len(mediator.received)
        await mediator.until(lambda: len(mediator.received) > count + 100)
    worker.say()
    await employer.until(lambda: ("worker", "audio") in employer.sources())


async def test_a_participant_cannot_make_us_keep_state_for_ever_more_streams(
    stage: Stage, cast: Cast
) -> None:
    worker, employer = await cast("worker", "employer")
    for ssrc in range(1000, 1200):
        worker.association.send_rtp(packets.write(Rtp(111, False, 1, 1, ssrc, b"\x78x", {})))
    worker.say()
    await employer.until(lambda: ("worker", "audio") in employer.sources())
    peer = stage.plane._peer(stage.room, worker.seat)
    assert peer is not None
    assert len(peer.known) == 40


async def test_a_flood_of_requests_costs_a_bounded_time(stage: Stage, cast: Cast) -> None:
    """One datagram can ask for 6,000 packets; it gets what a second of video is worth at the most."""
    worker, employer = await cast("worker", "employer")
    async with worker.talking(("camera",)):
        await employer.until(lambda: len(employer.received) > 60)
        mid = employer.received[0].mid
        begun = time.process_time()
        for _ in range(20):
            employer.ask_again(mid, [number & 0xFFFF for number in range(0, 65536, 17)][:300])
        await employer.association.check()
        assert time.process_time() - begun < 1.0


async def test_a_participant_that_floods_is_cut_to_what_a_person_may_send(stage: Stage, cast: Cast) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator")
    async with mediator.talking():
        await employer.until(lambda: ("mediator", "camera") in employer.sources())
        for _ in range(100):
            for _ in range(60):
                worker.say(b"\x78flood")
            await worker.association.check()
        count = len(employer.received)
        await employer.until(
            lambda: (
                ("mediator", "audio")
                in {
                    (label.seat, label.kind)
                    for packet in employer.received[count:]
                    if (label := packet.label)
                }
            )
        )
    assert stage.plane.stats()["throttled"] > 500
    flood = [packet for packet in employer.received if packet.payload == b"\x78flood"]
    assert len(flood) < 5500


@pytest.mark.parametrize("where", ["feedback", "duties"])
async def test_a_mistake_of_ours_about_one_person_costs_the_others_nothing(
    stage: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator")
    module, name = {"feedback": (feedback, "handle"), "duties": (duties, "_turn")}[where]
    real = getattr(module, name)

    def faulty(peer: Peer, *rest: object) -> None:
        if peer.seat == "worker":
            raise ZeroDivisionError
        real(peer, *rest)

    monkeypatch.setattr(module, name, faulty)
    async with worker.talking(), mediator.talking():
        await employer.until(lambda: len(employer.sources()) == 4)
        await mediator.until(lambda: len(mediator.transport_feedback) > 3)
        await employer.until(lambda: stage.plane.stats()["faults"] > 1)
    for mid in {packet.mid for packet in employer.received}:
        sequences = [packet.sequence for packet in employer.in_slot(mid)]
        assert sequences == list(range(sequences[0], sequences[0] + len(sequences))), "nothing was lost"
    assert "ZeroDivisionError" in caplog.text
