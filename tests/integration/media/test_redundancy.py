"""Speech that repeats what was said before it: lost packets come back without being asked for, and nobody hears
anything of a former stay by it."""

from aiortc import rtp

from tests.integration.media.conftest import Cast
from tests.peers.peer import MediaPeer, Received
from tests.peers.stage import Stage


def _speech(listener: MediaPeer, speaker: MediaPeer) -> list[Received]:
    return [
        one
        for one in listener.received
        if one.label and (one.label.seat, one.label.kind) == (speaker.seat, "audio")
    ]


def _numbers(listener: MediaPeer, speaker: MediaPeer) -> set[int]:
    return {one.label.number for one in _speech(listener, speaker) if one.label}


async def test_what_is_lost_on_the_way_up_is_taken_from_the_packets_after_it(
    stage: Stage, cast: Cast
) -> None:
    worker, employer = await cast("worker", "employer", red=2)
    worker.senders["audio"].answers_nack = False
    async with worker.talking(("audio",)):
        await employer.until(lambda: len(employer.received) > 10)
        worker.association.uplink.loss = 0.15
        first = worker.label("audio").number
        await employer.until(lambda: max(_numbers(employer, worker)) > first + 150, within=15)
        worker.association.uplink.loss = 0.0
        last = worker.label("audio").number
        await employer.until(lambda: max(_numbers(employer, worker)) > last)
    said = set(range(first + 1, last))
    missing = said - _numbers(employer, worker)
    assert stage.plane.stats()["recovered_upstream"] > 10
    assert len(missing) < 0.03 * len(said)
    sequences = [one.sequence for one in _speech(employer, worker)]
    assert len(sequences) == len(set(sequences)), "nothing is forwarded twice"
    assert all(one.payload.startswith(b"\x78") and not one.repeats for one in _speech(employer, worker))


async def test_a_listener_who_loses_packets_gets_them_again_in_the_next_ones(cast: Cast) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator", red=1)
    async with worker.talking(("audio",)):
        await employer.until(lambda: len(employer.received) > 10)
        employer.ask_again(employer.received[-1].mid, [employer.received[-1].sequence])
        await employer.until(lambda: len([one for one in employer.received if one.repeats]) > 20)
    said = {one.sequence: one for one in _speech(employer, worker)}
    for one in said.values():
        for back, (age, payload) in enumerate(reversed(one.repeats), start=1):
            before = said[one.sequence - back & 0xFFFF]
            assert (before.payload, before.timestamp + age & 0xFFFFFFFF) == (payload, one.timestamp)
    assert not any(one.repeats for one in mediator.received), "whose line is good gets each word once"


async def test_who_did_not_offer_redundant_speech_gets_none(stage: Stage, cast: Cast) -> None:
    (worker,) = await cast("worker", red=2)
    (employer,) = await cast("employer")
    async with worker.talking(("audio",)):
        await employer.until(lambda: len(employer.received) > 10)
        employer.ask_again(employer.received[-1].mid, [employer.received[-1].sequence])
        count = len(employer.received)
        await employer.until(lambda: len(employer.received) > count + 30)
    assert not any(one.repeats for one in employer.received)
    assert {len(one.payload) for one in _speech(employer, worker)} <= {80, 81}


def _report(listener: MediaPeer, speaker: MediaPeer, share: float) -> None:
    """Tells the plane that the listener loses that share of the speaker's packets."""
    ssrc = listener.slot_ssrcs()[_speech(listener, speaker)[-1].mid]
    block = rtp.RtcpReceiverInfo(
        ssrc=ssrc, fraction_lost=int(share * 256), packets_lost=9, highest_sequence=9, jitter=0, lsr=0, dlsr=0
    )
    listener.association.send_rtcp(bytes(rtp.RtcpRrPacket(ssrc=1, reports=[block])))


async def test_who_cannot_take_redundant_speech_gets_each_packet_twice_while_their_line_is_bad(
    stage: Stage, cast: Cast
) -> None:
    """Firefox neither takes it nor asks for what it has lost."""
    (worker,) = await cast("worker", red=2)
    employer, mediator = await cast("employer", "mediator")
    async with worker.talking(("audio",)):
        await employer.until(lambda: len(employer.received) > 10 and len(mediator.received) > 10)
        _report(employer, worker, 0.1)
        employer.association.downlink.loss = 0.15
        first = worker.label("audio").number + 20
        count = stage.plane.stats()["packets_out"], len(mediator.received)
        await mediator.until(lambda: max(_numbers(mediator, worker)) > first + 200, within=15)
        last = worker.label("audio").number - 5
        sent = stage.plane.stats()["packets_out"] - count[0]
        assert sent > 2.8 * (len(mediator.received) - count[1]), "one for the mediator, two for the employer"
    said = set(range(first, last))
    assert len(said - _numbers(employer, worker)) < 0.07 * len(said)
    for listener in (employer, mediator):
        sequences = [one.sequence for one in _speech(listener, worker)]
        assert len(sequences) == len(set(sequences)), "what is sent again is the very datagram"


async def test_what_a_cut_ended_is_not_said_again(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    async with worker.talking(("audio",)):
        await employer.until(lambda: len(employer.received) > 10)
        _report(employer, worker, 0.1)
        employer.association.downlink.loss = 1.0
        count = worker.label("audio").number
        await worker.until(lambda: worker.label("audio").number > count + 20)
        stage.plane.withdraw(stage.room, stage.routes())
        employer.association.downlink.loss = 0.0
        await employer.association.check()  # what was on the way has arrived
        before = len(employer.received)
        count = worker.label("audio").number
        await worker.until(lambda: worker.label("audio").number > count + 20)
        assert len(employer.received) == before


async def test_nothing_of_a_former_stay_is_repeated_after_a_move(stage: Stage, cast: Cast) -> None:
    """The speaker's packets repeat what was said apart, its line loses packets, and so do the listeners'."""
    worker, employer, mediator = await cast("worker", "employer", "mediator", red=2)
    apart = set()
    async with worker.talking(("audio",)), mediator.talking(("audio",)):
        await employer.until(lambda: len(employer.sources()) == 2)
        worker.association.uplink.loss = 0.2
        for _ in range(4):
            for listener in (employer, mediator):
                listener.ask_again(listener.received[-1].mid, [listener.received[-1].sequence])
            stage.move({"worker": "caucus", "mediator": "caucus"})
            apart.add(worker.stay)
            await mediator.until(lambda: worker.stay in _stays(mediator, worker))
            stage.move({"worker": "joint", "mediator": "joint"})
            await employer.until(lambda: worker.stay in _stays(employer, worker))
            count = len(employer.received)
            await employer.until(lambda count=count: len(employer.received) > count + 20)  # type: ignore[misc]
    assert any(one.repeats for one in employer.received)
    assert not apart & _stays(employer, worker)


def _stays(listener: MediaPeer, speaker: MediaPeer) -> set[str]:
    return {label.stay for label in listener.labels() if label.seat == speaker.seat}


async def test_a_malformed_packet_harms_nobody(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", red=1)
    async with worker.talking(("audio",)):
        await employer.until(lambda: len(employer.received) > 10)
        before = stage.plane.stats()["malformed"]
        sender = worker.senders["audio"]
        sender.levels = 0
        for payload in (b"\xef", b"\xef\xff\xff\xff\x6f", b"\x6f"):
            sender.send(payload)
        sender.levels = 1
        count = len(employer.received)
        await employer.until(lambda: len(employer.received) > count + 20)
    assert stage.plane.stats()["malformed"] == before + 3
