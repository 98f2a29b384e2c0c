"""The stay boundary: nothing captured in one stay is received in another, however long it was on its way."""

import asyncio
import time

import pytest

from rooms.ids import StayId
from rooms.participant import MediaKind
from tests.integration.media.conftest import Cast
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage

GUARD = 0.15
Options = dict[str, int]
in_every_way = pytest.mark.parametrize(
    "options", [{}, {"simulcast": True}, {"red": 2}], ids=["one size", "two sizes", "redundant speech"]
)


def _stays_of(listener: MediaPeer, speaker: MediaPeer) -> set[str]:
    return {label.stay for label in listener.labels() if label.seat == speaker.seat}


@in_every_way
async def test_three_seconds_of_queue_stay_in_the_channel_they_were_spoken_in(
    stage: Stage, cast: Cast, options: Options
) -> None:
    """Joint, worker's caucus, joint, caucus again, joint: all within the queue of the worker's uplink."""
    worker, employer, mediator = await cast("worker", "employer", "mediator", **options)
    heard_in: dict[str, set[str]] = {"joint": {str(worker.stay)}, "caucus": set()}
    async with worker.talking(), mediator.talking():
        await employer.until(lambda: len(employer.sources()) == 4)
        worker.association.uplink.queue = 3.0
        for channel in ("caucus", "joint", "caucus", "joint"):
            stage.move({"worker": channel, "mediator": channel}, guard=GUARD)
            heard_in[channel].add(str(worker.stay))
            await asyncio.sleep(0.6)  # people talk for a while, then move on; the queue holds all of it
        for peer in (employer, mediator):
            await peer.until(
                lambda peer=peer: (
                    (worker.stay, {"audio", "camera"})  # type: ignore[misc]
                    == (worker.stay, {item.kind for item in peer.labels() if item.stay == worker.stay})
                ),
                within=8,
            )
    assert _stays_of(employer, worker) <= heard_in["joint"]
    assert not _stays_of(employer, mediator) & {f"mediator-{number}" for number in (2, 6)}
    before_move = {label.number for label in employer.labels() if label.stay == "worker-0"}
    assert before_move, "what was said in the joint channel before was heard"
    assert stage.plane.stats()["before_boundary"] > 100


@in_every_way
async def test_a_client_that_reports_too_early_a_boundary_is_not_believed(
    stage: Stage, cast: Cast, options: Options
) -> None:
    """Everything that the worker sends is labelled with the stay of its capture: the lie is in the report only."""
    worker, employer = await cast("worker", "employer", **options)
    async with worker.talking(), employer.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        await asyncio.sleep(0.6)  # two sender reports
        worker.association.uplink.queue = 1.0
        stage.move({"worker": "caucus"}, guard=GUARD)
        await asyncio.sleep(0.3)
        secret = str(worker.stay)
        since = time.monotonic()
        stage.move({"worker": "joint"})
        for sender in worker.senders.values():
            early = sender.timestamp(since - 0.25)
            kind = MediaKind(sender.kind)
            stage.plane.boundary(stage.room, worker.seat, worker.stay, kind, early, sender.ssrc)
        await employer.until(lambda: str(worker.stay) in _stays_of(employer, worker), within=8)
        await employer.until(lambda: len(employer.labels(since)) > 200, within=8)
    assert secret not in _stays_of(employer, worker)


@in_every_way
async def test_a_client_without_transforms_gets_the_mapped_boundary_with_a_margin(
    stage: Stage, cast: Cast, options: Options
) -> None:
    worker, employer = await cast("worker", "employer", **options)
    async with worker.talking(), employer.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        await asyncio.sleep(0.6)
        worker.association.uplink.queue = 1.0
        for channel in ("caucus", "joint"):
            before = str(worker.stay)
            stage.move({"worker": channel})
            moved = time.monotonic()
            worker._unreported.clear()
            for kind in MediaKind:
                stage.plane.boundary(stage.room, worker.seat, worker.stay, kind, None)
            await asyncio.sleep(0.5)
        await employer.until(lambda: ("worker", "camera") in employer.sources(moved), within=8)
    assert before not in _stays_of(employer, worker)
    first = next(packet for packet in employer.received if packet.label and packet.label.stay == worker.stay)
    assert first.at > moved + 0.25 + 1.0


@pytest.mark.parametrize("stay", ["worker-0", "worker-99"])
async def test_a_report_of_another_stay_opens_nothing(stage: Stage, cast: Cast, stay: str) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator")
    async with worker.talking():
        await employer.until(lambda: ("worker", "camera") in employer.sources())
        stage.move({"worker": "caucus", "mediator": "caucus"})
        worker._unreported.clear()
        mediator.received.clear()
        for kind in MediaKind:
            stage.plane.boundary(stage.room, worker.seat, StayId(stay), kind, 0)
        sent = worker.senders["audio"].packets
        while worker.senders["audio"].packets < sent + 20:
            await mediator.association.check()
    assert not [item for item in mediator.labels() if item.seat == "worker" and item.stay != "worker-0"]


@in_every_way
async def test_who_joins_hears_nothing_that_was_said_before(
    stage: Stage, cast: Cast, options: Options
) -> None:
    """Two workers talk among themselves with a second of queue; the mediator's visit begins when it begins."""
    worker, colleague, mediator = await cast("worker", "colleague", "mediator", **options)
    stage.move({"mediator": "neutral"})
    async with worker.talking():
        await colleague.until(lambda: ("worker", "camera") in colleague.sources())
        await asyncio.sleep(0.6)
        worker.association.uplink.queue = 1.0
        await asyncio.sleep(1.2)
        mediator.received.clear()
        last_before = worker.label("audio").number
        stage.move({"mediator": "joint"})
        await mediator.until(lambda: len(mediator.sources()) == 2, within=8)
    early = [item.number for item in mediator.labels() if item.number < last_before]
    assert not early, "the worker's uplink held a second of what was said before the mediator came"


async def test_an_offer_of_a_former_stay_sends_nothing_before_its_report(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer")
    late = MediaPeer("worker")
    stage.stays[worker.seat] = StayId("worker-1")
    stage.settle()
    stage.peers[worker.seat] = late
    await late.join(stage.plane, stage.room)  # says worker-0
    async with late.talking():
        sent = late.senders["audio"].packets
        while late.senders["audio"].packets < sent + 20:
            await employer.association.check()
        assert not employer.received
        late.begin_stay(StayId("worker-1"), 0.0, stage._report)
        await employer.until(lambda: ("worker", "camera") in employer.sources())
    assert _stays_of(employer, late) == {"worker-1"}
    await late.close()
