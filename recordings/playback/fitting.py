"""When what stands somewhere on a track was captured, out of marks that may be wrong.

What is fitted is a track's *lead*: seconds of the recorder's clock less seconds of the track. Two clocks of devices are
up to some hundred ppm apart, so it moves by milliseconds a minute; it jumps where the track itself does (another layer,
a microphone that a telephone call took away).

Two kinds of witnesses: what the sender told of its clock does not know of queues, but jumps when that clock is set, and
creeps behind one that runs slowly (`signaling.media.boundary.ClockMap` looks for its least delay in windows of minutes).
When something arrived is later than its capture, by anything, but never earlier, and nobody sets that clock. So a jump
that the sender tells of is believed if the arrivals made it too, and the whole is held so that at its best the media
came at once.
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
AROUND: Final = 300.0
"""Seconds before and after, in which something comes without waiting on the worst line."""
AT_ONCE: Final = 0.05
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
    pieces = [_held(piece, arrived, end) for piece, end in _pieces(told, arrived)]
    return [
        Piece(0.0 if number == 0 else points[0][0], _thinned(points)) for number, points in enumerate(pieces)
    ]


def _pieces(told: Sequence[Point], arrived: Sequence[Point]) -> Iterator[tuple[list[Point], float]]:
    """Parted where the track jumped, and where each ends; jumps of the sender's clock alone are taken out."""
    jumps = [
        place
        for place, ((x0, lead0), (x1, lead1)) in enumerate(itertools.pairwise(told), start=1)
        if abs(lead1 - lead0) > JUMP + DRIFT * (x1 - x0)
    ]
    edges = [0, *jumps, len(told)]
    piece: list[Point] = []
    off = 0.0
    for number, (begin, end) in enumerate(itertools.pairwise(edges)):
        if begin:
            jump = told[begin][1] - told[begin - 1][1]
            since, until = told[edges[number - 1]][0], told[end - 1][0]
            proved = _jump(arrived, since, told[begin - 1][0], told[begin][0], until)
            if proved is None or abs(proved - jump) < abs(proved):
                yield piece, told[begin][0]
                piece, off = [], 0.0
            else:
                off -= jump
        piece += [(x, lead + off) for x, lead in told[begin:end]]
    yield piece, float("inf")


def _jump(arrived: Sequence[Point], since: float, left: float, right: float, until: float) -> float | None:
    """How the least lead of what arrived changed between two marks; None: nobody knows.

    What arrived in between may be of either side.
    """
    before = _between(arrived, max(since, left - BLOCK), left) or _between(arrived, left - BLOCK, left)
    after = _between(arrived, right, min(until, right + BLOCK)) or _between(arrived, right, right + BLOCK)
    if not before or not after:
        return None
    return min(lead for _, lead in after) - min(lead for _, lead in before)


def _held(points: list[Point], arrived: Sequence[Point], end: float) -> list[Point]:
    """Moved so that nothing arrives before it was captured, and at its best at once."""
    begin = points[0][0]
    told = Piece(begin, tuple(points))
    late = [(x, lead - told.lead(x)) for x, lead in _between(arrived, begin, end)]
    if not late:
        return points
    held = []
    for x, lead in points:
        near = _between(late, x - AROUND, x + AROUND) or late
        least = min(lateness for _, lateness in near)
        held.append((x, lead + least - min(max(least, 0.0), AT_ONCE)))
    return held


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
