"""When what stands somewhere on a track was captured, out of marks that may be wrong.

What is fitted is a track's *lead*: seconds of the recorder's clock less seconds of the track. Two clocks of devices are
up to some hundred ppm apart, so it moves by milliseconds a minute; it jumps where the track itself does (another layer,
a microphone that a telephone call took away).

Two kinds of witnesses: what the sender told of its clock does not know of queues, but jumps when that clock is set,
and creeps behind one that runs slowly (`signaling.media.boundary.ClockMap` looks for its least delay in windows of
minutes). What arrived is later than its capture, by anything, but never earlier, and nobody sets that clock. So a jump
that the sender tells of is believed if the arrivals made it too, and the whole is held so that at its best the media
came at once. Where another layer follows (`recordings.spooling`), its first frame stands where it arrived, as far from
the track's first one as that was in time: there a jump of any kind is believed, and elsewhere none ahead.
"""

from __future__ import annotations

import itertools
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

JUMP: Final = 0.04
"""Seconds from one mark to the next that no drift makes."""
DRIFT: Final = 3e-4
"""The most that two clocks are apart: crystals are within 100 ppm, either way."""
BLOCK: Final = 60.0
"""Seconds of a track of which the marks become one point."""
CREEP: Final = 0.1
"""Seconds that a sender's word creeps behind: 100 ppm in twice the window in which its least delay is sought,
and what its first words were wrong by."""
AROUND: Final = 90.0
"""Seconds before and after, in which something comes without waiting, or a queue lasts."""
EXACTLY: Final = 3e-5
"""Seconds: what rounding to a track's clock and to microseconds may make."""
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
        behind = min(max(bisect_right(points, (at, float("inf"))), 1), len(points) - 1)
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
    parted = list(_pieces(told, arrived))
    ends = [begin for begin, _ in parted[1:]] + [float("inf")]
    return [
        Piece(begin, _thinned(_held(points, _between(arrived, begin, end))))
        for (begin, points), end in zip(parted, ends, strict=True)
    ]


def _pieces(told: Sequence[Point], arrived: Sequence[Point]) -> Iterator[tuple[float, list[Point]]]:
    """Parted where the track jumped, and where each begins; jumps of the sender's clock alone are taken out."""
    jumps = [
        place
        for place, ((x0, lead0), (x1, lead1)) in enumerate(itertools.pairwise(told), start=1)
        if abs(lead1 - lead0) > JUMP + DRIFT * (x1 - x0)
    ]
    edges = [0, *jumps, len(told)]
    since, piece, off = 0.0, list[Point](), 0.0
    for number, (begin, end) in enumerate(itertools.pairwise(edges)):
        if begin:
            jump = told[begin][1] - told[begin - 1][1]
            around = told[edges[number - 1]][0], told[begin - 1][0], told[begin][0], told[end - 1][0]
            jumped = _jumped(jump, arrived, around)
            if jumped is None:
                off -= jump
            else:
                yield since, piece
                since, piece, off = jumped, [], 0.0
        piece += [(x, lead + off) for x, lead in told[begin:end]]
    yield since, piece


def _jumped(jump: float, arrived: Sequence[Point], around: tuple[float, float, float, float]) -> float | None:
    """Where, if it did. `around`: the marks of the jump, between those of the jumps before and after it."""
    since, left, right, until = around
    for x, lead in _between(arrived[1:], left, right):
        if abs(lead - arrived[0][1]) < EXACTLY:
            return x
    before = _between(arrived, max(since, left - BLOCK), left) or _between(arrived, left - BLOCK, left)
    after = _between(arrived, right, min(until, right + BLOCK)) or _between(arrived, right, right + BLOCK)
    if jump < 0 or not before or not after:
        return None
    proved = min(lead for _, lead in after) - min(lead for _, lead in before)
    return right if abs(proved - jump) < abs(proved) else None


def _held(points: list[Point], arrived: Sequence[Point]) -> list[Point]:
    """Moved so that at its best everything arrives as soon after its capture, and nothing before."""
    told = Piece(0.0, tuple(points))
    late = [(x, lead - told.lead(x)) for x, lead in arrived]
    if not late:
        return points
    least = [_least([by for _, by in _between(late, x - AROUND, x + AROUND) or late]) for x, _ in points]
    most = min(least) + CREEP  # what waits longer than that is in a queue that lasts
    least = [min(lateness, most) for lateness in least]
    usual = min(max(statistics.median(least), 0.0), AT_ONCE)
    return [(x, lead + lateness - usual) for (x, lead), lateness in zip(points, least, strict=True)]


def _least(lateness: Sequence[float]) -> float:
    """Few are less: those are the sender's word that was late, not what arrived."""
    return sorted(lateness)[len(lateness) // 4]


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


def _between(points: Sequence[Point], begin: float, end: float) -> Sequence[Point]:
    """Both ends are within."""
    return points[bisect_left(points, (begin, float("-inf"))) : bisect_right(points, (end, float("inf")))]
