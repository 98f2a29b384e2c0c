"""The conditions of the table: what is done to the lines, and what is read from both pages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.course import Course
from bench.scene import Scene
from tests.e2e.person import Person

_SETTLING = 2.0
_PATIENCE = 20.0
_AGAIN = 0.3
_BEFORE = 3.0
_WIDE = 50_000.0  # bytes/s
_BUFFERED = 3.0
FULL_RATE = 15.0
FULL_SIZE = 0.7
"""Of the bytes a second before: the frames come back long before the picture is sharp again."""

Look = Callable[[Course], float | None]
"""Finds a moment in a course, if it has come."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one person's receiving and sending: percent concealed, frames a second."""

    concealed: float
    seen: float
    sent: float


def _quality(course: Course) -> Quality:
    return Quality(course.concealed(), course.decoded_rate(), course.sent_rate())


async def lossy(scene: Scene, loss: float, seconds: float) -> tuple[Quality, Quality]:
    """Both lines lose at random: the worker's and the mediator's quality."""
    scene.impair(loss=loss)
    await asyncio.sleep(_SETTLING)
    begun = time.time()
    await asyncio.sleep(seconds)
    worker, mediator = [_quality(await scene.course(person, begun)) for person in scene.both]
    await scene.well_again()
    return worker, mediator


@dataclass(frozen=True, slots=True)
class Narrow:
    """A narrow line of one person, and its end."""

    whole: tuple[Quality, Quality]
    """Worker (whose line it is) and mediator, over the whole time with the onset."""
    later: tuple[Quality, Quality]
    """The same, after the first ten seconds."""
    full_again: tuple[float, float]
    """Seconds from the end of the limit until each received full video again."""
    before: list[float]
    """kbit/s of video that each received before. Near the limit, the limit is none."""


async def narrow(scene: Scene, rate: float, queue: float, seconds: float) -> Narrow:
    """The worker's line gets a bottleneck in both directions for a while."""
    sizes = await _at_their_best(scene)
    begun = time.time()
    scene.impair(scene.worker, rate=rate, queue=queue)
    await asyncio.sleep(seconds)
    lifted = time.time()
    scene.impair()
    parts = [await scene.course(person, begun) for person in scene.both]
    whole = [_quality(course.between(begun, lifted)) for course in parts]
    later = [_quality(course.between(begun + 10.0, lifted)) for course in parts]
    again = [
        await _since(
            scene, person, lifted, lambda course, size=size: course.full_from(FULL_RATE, FULL_SIZE * size)
        )
        for person, size in zip(scene.both, sizes, strict=True)
    ]
    await scene.well_again()
    return Narrow(
        (whole[0], whole[1]), (later[0], later[1]), (again[0], again[1]), [size * 8 / 1e3 for size in sizes]
    )


async def _at_their_best(scene: Scene) -> list[float]:
    """Bytes a second of video that each receives, once it is more than the narrow line holds, if it becomes so."""
    deadline = time.time() + _PATIENCE
    while True:
        await asyncio.sleep(_BEFORE)
        begun = time.time() - _BEFORE
        sizes = [(await scene.course(person, begun)).byte_rate() for person in scene.both]
        if min(sizes) > _WIDE or time.time() > deadline:
            return sizes


@dataclass(frozen=True, slots=True)
class Return:
    """Seconds from the moment the network was there again, the later of the two people."""

    audio: float
    video: float
    live: float


async def black_out(scene: Scene, seconds: float) -> Return:
    """Both lines carry nothing for a while."""
    scene.impair(black_out=True)
    await asyncio.sleep(seconds)
    back = time.time()
    scene.impair()
    return await _returned(scene, back)


async def move(scene: Scene) -> Return:
    """The worker's device gets another address at once; nobody else is touched."""
    moved = time.time()
    scene.access(scene.worker).move()
    # What is on the way and in the buffers is still heard: only what has been away can come back.
    for person in scene.both:
        await _since(scene, person, moved, Course.silent_from, _BUFFERED)
    return await _returned(scene, moved, Course.heard_again)


async def _returned(scene: Scene, since: float, heard: Look = Course.heard_from) -> Return:
    audio, video, live = [
        max([await _since(scene, person, since, look) for person in scene.both])
        for look in (heard, Course.seen_from, Course.live_from)
    ]
    await scene.well_again()
    return Return(audio, video, live)


async def _since(
    scene: Scene, person: Person, since: float, look: Look, patience: float = _PATIENCE
) -> float:
    """Seconds from `since` to what is looked for; all the patience when it did not come."""
    while time.time() < since + patience:
        found = look(await scene.course(person, since))
        if found is not None:
            return found - since
        await asyncio.sleep(_AGAIN)
    return patience
