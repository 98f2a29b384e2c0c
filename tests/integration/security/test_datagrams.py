"""The open UDP port: whatever arrives there, two people who talk notice nothing."""

import random
import secrets
import struct

import pylibsrtp
import pytest
from aiortc import rtp

from tests.integration.cast import Cast
from tests.integration.conftest import Called
from tests.integration.running import Running
from tests.integration.security import datagrams
from tests.integration.security.datagrams import Maker, Storm
from tests.integration.voice import Voice, label_of
from tests.peers import packets

MILLION = 1_000_000
BURST = 125
GROWTH = 12 << 20
"""Octets: what the allocator may keep of a million passing datagrams, and the people's own talk meanwhile."""


@pytest.fixture
async def cast(call: Called) -> Cast:
    cast = await call()
    await cast.together("worker", "employer", "mediator")
    return cast


def wire_of(voice: Voice) -> list[bytes]:
    """Datagrams of all kinds as this peer has sent them, checks first."""
    link = voice.peer.association
    recorded = list(link.checks)
    link.uplink.drops = lambda data: bool(recorded.append(data)) if len(recorded) < 300 else False
    return recorded


def username(voice: Voice) -> str:
    link = voice.peer.association
    assert voice.peer.remote is not None
    return f"{voice.peer.remote.ufrag}:{link.ufrag}"


def makers(voices: list[Voice], recorded: list[bytes]) -> list[Maker]:
    return [
        datagrams.noise,
        datagrams.killers,
        datagrams.rtp_like,
        datagrams.rtcp_like,
        datagrams.dtls_like,
        datagrams.stun_like,
        datagrams.mutated(recorded),
        datagrams.replayed(recorded),
        *(datagrams.checks(username(voice)) for voice in voices),
    ]


async def test_a_million_hostile_datagrams_are_not_noticed(cast: Cast, service: Running) -> None:
    worker, employer = await cast.voices("worker", "employer")
    recorded = wire_of(worker)
    await worker.says_more(40)
    storm = Storm(service.udp, makers([worker, employer], list(recorded)), seed=7)
    own = [worker.peer.association.send, employer.peer.association.send]
    first = len(employer.peer.received)
    before = 0
    while storm.sent < MILLION:
        storm.burst(BURST, own)
        speaker, listener = (worker, employer) if storm.sent // BURST % 2 else (employer, worker)
        await listener.gets(speaker.utter())
        if not before and storm.sent > MILLION // 10:
            before = service.memory
    assert service.memory - before < GROWTH
    heard = [label_of(packet.payload) for packet in employer.peer.received[first:]]
    numbers = sorted(label.number for label in heard if label and label.kind == "audio")
    assert numbers == list(range(numbers[0], numbers[-1] + 1)), "something was lost or came twice"
    assert not any(packets.HEADER.size <= len(answer) and answer[0] >> 6 == 2 for answer in storm.answers())
    storm.close()


async def test_replayed_and_forged_checks_do_not_divert_media(cast: Cast, service: Running) -> None:
    worker, employer = await cast.voices("worker", "employer")
    link = worker.peer.association
    forged = datagrams.checks(username(worker))
    storm = Storm(service.udp, [datagrams.replayed(list(link.checks)), forged], seed=11)
    for _ in range(50):
        storm.burst(20)
        await worker.gets(employer.utter())
        await employer.gets(worker.utter())
    answers = storm.answers()
    assert not any(128 <= answer[0] <= 191 for answer in answers), "media went to somebody else"
    assert len(answers) <= 2 * storm.sent
    storm.close()


async def test_a_participant_who_sends_broken_media_breaks_it_for_nobody_else(
    cast: Cast, service: Running
) -> None:
    """Authenticated, in the right session, and wrong in every field."""
    worker, employer = await cast.voices("worker", "employer")
    mediator = await cast.voice("mediator", kinds=())
    rng, link = random.Random(3), mediator.peer.association
    first = len(employer.peer.received)
    for _ in range(400):
        for _ in range(20):
            kind = rng.choice(("audio", "camera", "screen"))
            sender = mediator.peer.senders[kind]
            packet = _broken_rtp(rng, rng.choice((sender.ssrc, sender.rtx_ssrc, rng.randrange(1 << 32))))
            try:
                link.send_rtp(packet)
                link.send_rtcp(_broken_rtcp(rng, sender.ssrc, list(mediator.peer.slot_ssrcs().values())))
            except pylibsrtp.Error:
                continue  # too broken to be encrypted
        await employer.gets(worker.utter())
        await worker.gets(employer.utter())
    heard = [label_of(packet.payload) for packet in employer.peer.received[first:]]
    numbers = [
        label.number for label in heard if label and label.kind == "audio" and label.seat == worker.seat
    ]
    assert sorted(numbers) == list(range(min(numbers), max(numbers) + 1))
    assert await mediator.guest.ask("ping", {}) == {}


async def test_a_swarm_of_strangers_that_asks_for_connections_takes_no_memory(
    cast: Cast, service: Running
) -> None:
    """Checks from a thousand addresses, for names that nobody has and for those that somebody has."""
    (worker,) = await cast.voices("worker")
    (employer,) = await cast.voices("employer")
    forged = [
        datagrams.checks(username(worker)),
        datagrams.checks(f"{secrets.token_hex(16)}:x"),
        datagrams.stun_like,
    ]
    before = service.memory
    for seed in range(4):
        storm = Storm(service.udp, forged, seed=seed, addresses=250)
        for _ in range(40):
            storm.burst(BURST)
            await employer.gets(worker.utter())
        storm.close()
    assert service.memory - before < GROWTH


def _broken_rtp(rng: random.Random, ssrc: int) -> bytes:
    first = 0x80 | rng.choice((0, 0x10, 0x20, 0x30, 0x02, 0x1F))
    head = struct.pack(
        "!BBHII",
        first,
        rng.choice((96, 97, 111, 0, 127, 224)),
        rng.randrange(1 << 16),
        rng.randrange(1 << 32),
        ssrc,
    )
    extension = b""
    if first & 0x10:
        words = rng.randrange(4)
        extension = struct.pack("!HH", rng.choice((0xBEDE, 0x1000, 0x1234)), words) + rng.randbytes(4 * words)
    csrcs = rng.randbytes(4 * (first & 15))
    return head + csrcs + extension + rng.choice((b"", b"\x90", b"\x90\x80", b"\xff" * 6, rng.randbytes(40)))


def _broken_rtcp(rng: random.Random, ssrc: int, slots: list[int]) -> bytes:
    asked = rng.choice([*slots, ssrc, 0])
    return rng.choice(
        (
            bytes(rtp.RtcpRtpfbPacket(fmt=1, ssrc=ssrc, media_ssrc=asked, lost=_lost(rng))),
            bytes(
                rtp.RtcpPsfbPacket(
                    fmt=rng.choice((1, 4, 15, 7)), ssrc=ssrc, media_ssrc=asked, fci=rng.randbytes(8)
                )
            ),
            bytes(rtp.RtcpByePacket(sources=[ssrc])),
            struct.pack(
                "!BBHI", 0x80 | rng.randrange(32), rng.randrange(192, 224), rng.randrange(1 << 16), ssrc
            )
            + rng.randbytes(4 * rng.randrange(12)),
        )
    )


def _lost(rng: random.Random) -> list[int]:
    """Numbers that never were, or are long gone, many at once."""
    first = rng.randrange(60_000)
    return list(range(first, first + rng.randrange(1, 2_000, 7)))
