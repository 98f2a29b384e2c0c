"""Speech that repeats what was said before it: lost packets come back without being asked for, and nobody hears
anything of a former stay by it."""

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
