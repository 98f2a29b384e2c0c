"""When what stands somewhere on a track was captured, out of marks that may be wrong.

What is fitted is a track's *lead*: seconds of the recorder's clock less seconds of the track. Two clocks of devices are
up to some hundred ppm apart, so it moves by milliseconds a minute; it jumps where the track itself does (another layer,
a microphone that a telephone call took away).

Two kinds of witnesses: what the sender told of its clock does not know of queues, but jumps when that clock is set,
and creeps behind one that runs slowly (`signaling.media.boundary.ClockMap` looks for its least delay in windows of
minutes: up to 60 ms at 100 ppm). What arrived is later than its capture, by anything, but never earlier, and nobody
sets that clock. So the sender's word says only how the track's clock runs from one minute to the next, the arrivals
how fast the sender's own clock runs and where the track stands: at the most that none of them is earlier than, and
drift allows. A jump that the sender tells of is believed if the arrivals made it too and it lasts. Where another layer
follows (`recordings.spooling`), its first frame stands where it arrived, as far from the track's first one as that was
in time: there a jump of any kind is believed, and elsewhere none ahead.

What cannot be known: how long the fastest way of a line takes (two tracks are apart by the difference of theirs), and
whether a queue that lasts for LASTING, or from a jump of the sender's clock to the end of the track, is one. Within a
minute or two in which a track stood still again and again for less than JUMP it is as far off as it stood still in
some of them.
"""

from __future__ import annotations

import itertools
import math
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

JUMP: Final = 0.04
"""Seconds from one mark to the next that no drift makes, and no new window of a sender's least delay."""
DRIFT: Final = 3e-4
"""The most that two clocks are apart: crystals are within 100 ppm, either way."""
WANDER: Final = 2e-5
"""The most that a track's drift is for a while from what it usually is: a crystal that gets warm."""
BLOCK: Final = 60.0
"""Seconds of a track of which the marks become one point."""
AROUND: Final = 300.0
"""Seconds before and after, in which most of a sender's words follow the one before by drift alone."""
LASTING: Final = 600.0
"""Seconds that a queue does not last; what came later for longer than that is later."""
CREEP: Final = 450.0
"""Seconds by whose drift a sender's word is behind when its clock runs slowly: the age of the least delay in it, on an
average, for it is that of one to two windows of 300 s."""
TOLD: Final = 0.001
"""Seconds from one mark to the next that no rounding makes."""
EXACTLY: Final = 3e-5
"""Seconds: what rounding to a track's clock and to microseconds may make."""
NEAR: Final = 0.1
"""Seconds by which a layer's first frame may stand behind the first word of its clock, which creeps."""
AT_ONCE: Final = 0.03
"""Seconds from capture to arrival at the best: encoding, and the half of a picture that comes first."""

Point: TypeAlias = tuple[float, float]
"""Seconds of the track, and the lead there."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a track on which the lead moves by drift only."""

    begin: float
    """Seconds of the track; it ends where the next one begins."""
    points: tuple[Point, ...]
    """At least one, in order."""

    def lead(self, at: float) -> float:
        """Between two points on the line; outside them as far apart as the clocks were next to there."""
        points = self.points
        if len(points) == 1:
            return points[0][1]
        behind = min(max(bisect_right(points, (at, math.inf)), 1), len(points) - 1)
        (x0, lead0), (x1, lead1) = points[behind - 1], points[behind]
        slope = (lead1 - lead0) / (x1 - x0) if x1 > x0 else 0.0
        return (
            lead0 + max(-DRIFT, min(DRIFT, slope)) * (at - x0)
            if not x0 <= at <= x1
            else lead0 + slope * (at - x0)
        )


def fitted(told: Sequence[Point], arrived: Sequence[Point]) -> list[Piece]:
    """The pieces of a track, the first from its beginning on; at least one of the two must have a point."""
    told, arrived = sorted(told), sorted(arrived)
    if not told:
        return [Piece(0.0, _soonest(arrived))]
    layers = [0.0, *_layers(told, arrived)]
    even = _even(told)
    slow = _slope(_parts(_less(arrived, even), layers))
    even = Piece(0.0, tuple((x, lead + slow * x) for x, lead in even.points))
    told, arrived = _less(told, even), _less(arrived, even)
    begins = list[float]()
    for begin, words, comings in zip(layers, _parts(told, layers), _parts(arrived, layers), strict=True):
        begins += [begin, *_jumps(words, comings)]
    held = [
        _held(words, comings, slow)
        for words, comings in zip(_parts(told, begins), _parts(arrived, begins), strict=True)
    ]
    return [
        Piece(begin, _thinned([(x, lead + even.lead(x)) for x, lead in points]))
        for begin, points in zip(begins, held, strict=True)
    ]


def _even(told: Sequence[Point]) -> Piece:
    """How the lead moves by drift alone, were the sender's clock right. Each report that came sooner than those before
    makes it less, so it is the steepest of what is usual around.
    """
    steps = [
        (x1, (lead1 - lead0) / max(x1 - x0, EXACTLY)) for (x0, lead0), (x1, lead1) in itertools.pairwise(told)
    ]
    slopes = [(x, slope) for x, slope in steps if abs(slope) < DRIFT] or [(0.0, 0.0)]
    begins = [block[0][0] for block in _blocks(told)]
    lead, points = 0.0, [(begins[0], 0.0)]
    for begin, end in itertools.pairwise(begins):
        around = [slope for _, slope in _between(slopes, begin - AROUND, end + AROUND) or slopes]
        lead += sorted(around)[len(around) * 4 // 5] * (end - begin)
        points.append((end, lead))
    return Piece(0.0, tuple(points))


def _less(points: Sequence[Point], even: Piece) -> list[Point]:
    return [(x, lead - even.lead(x)) for x, lead in points]


def _layers(told: Sequence[Point], arrived: Sequence[Point]) -> Iterator[float]:
    """Where another layer begins: what arrived stands as far from the first as that was in time, and the lead jumps."""
    firsts = [x for x, lead in arrived[1:] if abs(lead - arrived[0][1]) < EXACTLY]
    for (left, lead0), (right, lead1) in itertools.pairwise(told):
        place = bisect_right(firsts, left)
        if (
            abs(lead1 - lead0) > TOLD + DRIFT * (right - left)
            and place < len(firsts)
            and firsts[place] <= right + NEAR
        ):
            yield min(firsts[place], right)


def _slope(parts: Iterable[Sequence[Point]]) -> float:
    """Of the lead, usually, from points to others of their part that are so much later that no queue holds both."""
    slopes = list[float]()
    for points in parts:
        apart = min(LASTING, (points[-1][0] - points[0][0]) / 2) if points else 0.0
        place = 0
        for x, lead in points:
            while place < len(points) and (points[place][0] < x + apart or points[place][0] <= x):
                place += 1
            if place < len(points):
                slopes.append((points[place][1] - lead) / (points[place][0] - x))
    return max(-DRIFT, min(DRIFT, statistics.median(slopes))) if slopes else 0.0


def _jumps(told: Sequence[Point], arrived: Sequence[Point]) -> Iterator[float]:
    """Where a layer stood still. Jumps of the sender's clock alone are none."""
    since = -math.inf
    for (left, lead0), (right, lead1) in itertools.pairwise(told):
        if lead1 - lead0 > JUMP + DRIFT * (right - left) and _rose(
            lead1 - lead0,
            _between(arrived, max(since, left - LASTING), left),
            _between(arrived, right, right + LASTING),
        ):
            since = right
            yield right


def _rose(jump: float, before: Sequence[Point], after: Sequence[Point]) -> bool:
    """Whether arrivals made a jump too: what ends again within that time was a queue."""
    if not before or not after:
        return False
    proved = min(lead for _, lead in after) - min(lead for _, lead in before)
    return abs(proved - jump) < abs(proved)


def _held(told: Sequence[Point], arrived: Sequence[Point], slow: float) -> Sequence[Point]:
    """The most that nothing came before and that wanders no more than a track may; `slow`: by how much the sender's
    clock runs slowly, of which its word creeps behind.
    """
    if not arrived:
        return told
    rises = Piece(0.0, tuple(_rises(told, slow)))
    least = list(arrived)
    for place in range(1, len(least)):
        (x0, lead0), (x1, lead1) = least[place - 1 : place + 1]
        most = lead0 + WANDER * (x1 - x0) + rises.lead(x1) - rises.lead(x0)
        least[place] = x1, min(lead1, most)
    for place in range(len(least) - 2, -1, -1):
        (x0, lead0), (x1, lead1) = least[place : place + 2]
        least[place] = x0, min(lead0, lead1 + WANDER * (x1 - x0))
    word = Piece(0.0, tuple(told))
    behind = statistics.median(lead - word.lead(x) for x, lead in least) - CREEP * max(0.0, slow)
    usual = min(max(behind, 0.0), AT_ONCE)
    return [(x, lead - usual) for x, lead in least]


def _rises(told: Sequence[Point], slow: float) -> Iterator[Point]:
    """By how much the track stood still up to each mark, each time too briefly for a jump: so far it may be later."""
    rise = 0.0
    yield told[0][0], 0.0
    for (x0, lead0), (x1, lead1) in itertools.pairwise(told):
        step = lead1 - lead0 + slow * (x1 - x0)
        if TOLD < step <= JUMP:
            rise += step
        yield x1, rise


def _soonest(arrived: Sequence[Point]) -> tuple[Point, ...]:
    """Of a sender that tells nothing: what came soonest in its surroundings came at once."""
    return tuple(
        (block[0][0], min(lead for _, lead in _between(arrived, block[0][0] - BLOCK, block[-1][0] + BLOCK)))
        for block in _blocks(arrived)
    )


def _thinned(points: Sequence[Point]) -> tuple[Point, ...]:
    """A point a minute, out of reach of single marks."""
    return tuple(
        (statistics.median(x for x, _ in block), statistics.median(lead for _, lead in block))
        for block in _blocks(points)
    )


def _blocks(points: Sequence[Point]) -> Iterator[list[Point]]:
    for _, block in itertools.groupby(points, key=lambda point: int((point[0] - points[0][0]) // BLOCK)):
        yield list(block)


def _parts(points: Sequence[Point], begins: Sequence[float]) -> Iterator[Sequence[Point]]:
    """Parted at each; nothing is before the first."""
    places = [bisect_left(points, (begin, -math.inf)) for begin in begins]
    for place, end in itertools.pairwise([*places, len(points)]):
        yield points[place:end]


def _between(points: Sequence[Point], begin: float, end: float) -> Sequence[Point]:
    """Both ends are within."""
    return points[bisect_left(points, (begin, -math.inf)) : bisect_right(points, (end, math.inf))]
