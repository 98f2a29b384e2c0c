"""A subscriber whose line becomes narrow: speech goes on, pictures as far as there is room, and all of it again."""

import contextlib
from collections.abc import AsyncIterator, Mapping

from signaling.media.router import WireTable
from tests.integration.media.conftest import Cast
from tests.peers.peer import MediaPeer
from tests.peers.sender import SIZES
from tests.peers.stage import Stage


def _pictures(listener: MediaPeer, speaker: MediaPeer) -> list[int]:
    """Sizes of the packets of video."""
    return [
        len(one.payload)
        for one in listener.received
        if one.label and (one.label.seat, one.label.kind) == (speaker.seat, "camera") and not one.rtx
    ]


@contextlib.asynccontextmanager
async def _seen_in_full(worker: MediaPeer, employer: MediaPeer) -> AsyncIterator[None]:
    async with worker.measuring(), employer.talking():
        await worker.until(lambda: _pictures(worker, employer)[-6:] == [SIZES["h"]] * 6)
        yield


async def test_a_narrow_line_gets_the_small_picture_and_a_wide_one_the_large_one_again(
    stage: Stage, cast: Cast
) -> None:
    worker, employer, mediator = await cast("worker", "employer", "mediator", simulcast=True)
    async with _seen_in_full(worker, employer):
        worker.association.downlink.rate = 300_000
        await worker.until(lambda: _pictures(worker, employer)[-6:] == [SIZES["l"]] * 6)
        lost = worker.association.downlink.lost
        count = len(_pictures(mediator, employer))
        await mediator.until(lambda: len(_pictures(mediator, employer)) > count + 90)
        assert set(_pictures(mediator, employer)[count:]) == {SIZES["h"]}, "whose line is good sees no change"
        assert worker.association.downlink.lost == lost, "the queue does not fill up any more"
        worker.association.downlink.rate = 5e6
        await worker.until(lambda: _pictures(worker, employer)[-6:] == [SIZES["h"]] * 6)
    assert stage.plane.stats()["padded"] >= worker.padding > 0


async def test_speech_is_never_held_back(cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", simulcast=True)
    async with _seen_in_full(worker, employer):
        worker.association.downlink.rate = 300_000
        await worker.until(lambda: _pictures(worker, employer)[-6:] == [SIZES["l"]] * 6)
        worker.received.clear()
        await worker.until(lambda: len(_speech(worker)) > 150)
    numbers = _speech(worker)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _speech(listener: MediaPeer) -> list[int]:
    """Sequence numbers as they came, from the first on without the wrap."""
    found = [one.sequence for one in listener.received if one.label and one.label.kind == "audio"]
    return [found[0] + (number - found[0] & 0xFFFF) for number in found]


async def test_below_a_hundred_kilobits_pictures_wait_and_the_person_is_told(
    stage: Stage, cast: Cast
) -> None:
    worker, employer = await cast("worker", "employer")
    told: list[WireTable] = []
    stage.plane.on_slots = lambda _room, seat, table: told.append(table) if seat == "worker" else None
    async with worker.measuring(), employer.talking():
        await worker.until(lambda: len(_pictures(worker, employer)) > 30)
        worker.association.downlink.rate = 90_000
        await worker.until(lambda: bool(told), within=15)
        (slot,) = told[-1]
        assert told[-1][slot] == {"seat": "employer", "kind": "camera", "paused": True}
        count = len(_pictures(worker, employer))
        await worker.until(lambda: len(worker.received) > len(_pictures(worker, employer)) + 50)
        assert len(_pictures(worker, employer)) < count + 20
        worker.association.downlink.rate = 5e6
        await worker.until(lambda: "paused" not in (told[-1][slot] or {}), within=15)
        count = len(_pictures(worker, employer))
        await worker.until(lambda: len(_pictures(worker, employer)) > count + 60)


async def test_a_publisher_of_one_size_is_asked_for_less_and_then_for_all_again(
    stage: Stage, cast: Cast
) -> None:
    worker, employer = await cast("worker", "employer")
    told: list[Mapping[str, int]] = []
    stage.plane.on_limits = lambda _room, seat, limits: (
        told.append(dict(limits)) if seat == "employer" else None
    )
    async with worker.measuring(), employer.talking():
        await worker.until(lambda: len(_pictures(worker, employer)) > 60)
        worker.association.downlink.rate = 300_000
        await worker.until(lambda: bool(told))
        assert 50_000 <= told[-1]["camera"] < 300_000
        worker.association.downlink.rate = 5e6
        await worker.until(lambda: told[-1] == {})


async def test_a_line_that_only_loses_by_chance_is_no_limit(stage: Stage, cast: Cast) -> None:
    worker, employer = await cast("worker", "employer", simulcast=True)
    async with _seen_in_full(worker, employer):
        worker.association.downlink.loss = 0.1
        count = len(_pictures(worker, employer))
        await worker.until(lambda: len(_pictures(worker, employer)) > count + 200)
        assert set(_pictures(worker, employer)[count:]) == {SIZES["h"]}
        worker.association.downlink.loss = 0.0
    assert worker.padding == 0


async def test_what_is_taken_away_tells_nobody_anything_before_it_is_committed(
    stage: Stage, cast: Cast
) -> None:
    """The weak line that held a publisher down is cut off: neither learns of that by the side."""
    worker, employer, mediator = await cast("worker", "employer", "mediator")
    told: list[object] = []
    async with worker.measuring(), employer.talking():
        await worker.until(lambda: len(_pictures(worker, employer)) > 30)
        worker.association.downlink.rate = 90_000
        await mediator.until(lambda: bool(stage.plane.limits(stage.room, employer.seat)), within=15)
        stage.plane.on_limits = stage.plane.on_slots = lambda *said: told.append(said)
        before = stage.routes()
        stage.plane.withdraw(
            stage.room, {route for route in before if worker.seat in (route.source, route.target)}
        )
        count = len(_pictures(mediator, employer))
        await mediator.until(lambda: len(_pictures(mediator, employer)) > count + 60)
        assert told == []
        stage.channels[worker.seat] = "caucus"
        stage.settle()
        await mediator.until(lambda: stage.plane.limits(stage.room, employer.seat) == {})
    assert any(said[1:] == (employer.seat, {}) for said in told if isinstance(said, tuple))
