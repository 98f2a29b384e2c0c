"""One timeline for all tracks of a stretch, by which they play in step."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from recordings.finishing import Finished
from recordings.playback.fitting import Piece, Point, fitted
from recordings.segment import Segment, SegmentId
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK

_MICROSECONDS: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST: Final = 86_400.0
"""Seconds that a track may wait for its first frame or stand still. What is said beyond them is wrong."""
_STEP: Final = 1e-6
"""Seconds: the least from one knot to the next, so that every moment of the timeline belongs to one of a track."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A track's place on the timeline: lines between knots."""

    segment: Segment
    knots: tuple[Point, ...]
    """Seconds of the track, seconds of the timeline; at least two. Neither ever falls, and the timeline rises; where
    the track stands still it was silent for that long.
    """

    @property
    def begin(self) -> float:
        """Seconds of the timeline."""
        return self.knots[0][1]

    @property
    def end(self) -> float:
        """Seconds of the timeline."""
        return self.knots[-1][1]

    def timeline(self, track: float) -> float:
        """Where a moment of the track stands; of what is outside it, the nearest that is in it."""
        return _along(self.knots, track, 0, 1)

    def track(self, timeline: float) -> float | None:
        """What of the track belongs to a moment; None: nothing."""
        if not self.begin <= timeline <= self.end:
            return None
        return _along(self.knots, timeline, 1, 0)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The tracks of a stretch, from the first frame of any of them on."""

    began: datetime
    """UTC, by the recorder's clock."""
    seconds: float
    lanes: tuple[Lane, ...]
    """In the order in which they begin."""

    def lane(self, segment: SegmentId) -> Lane:
        """Raises KeyError."""
        for lane in self.lanes:
            if lane.segment.id == segment:
                return lane
        raise KeyError(segment)


def timeline(tracks: Iterable[tuple[Segment, Finished]]) -> Timeline:
    """Of at least one track; raises ValueError for none.

    Tracks that sounded at the same time were recorded by one process, and all its times are those of its monotonic
    clock: a clock that is set in between moves none of them against another. Which of two followed the other is as
    certain as the machine's clock was when each process began.
    """
    placed = [(segment, _knots(segment, finished)) for segment, finished in tracks]
    if not placed:
        raise ValueError("no track")
    zero = min(knots[0][1] for _, knots in placed)
    lanes = sorted(
        (Lane(segment, tuple((at, wall - zero) for at, wall in knots)) for segment, knots in placed),
        key=lambda lane: (lane.begin, lane.segment.id),
    )
    began = _EPOCH + timedelta(seconds=zero)
    return Timeline(began, max(lane.end for lane in lanes), tuple(lanes))


def _knots(segment: Segment, finished: Finished) -> list[Point]:
    """Seconds of the track, seconds since 1970."""
    rate = PICTURE_CLOCK if segment.pictures else SPEECH_CLOCK
    length = max(finished.milliseconds / 1000, 0.001)
    began = (segment.began - _EPOCH).total_seconds()
    told: list[Point] = []
    arrived: list[Point] = []
    for mark in finished.marks:
        at, wall = mark.at / rate, mark.wall / _MICROSECONDS
        if 0 <= at <= length + 1 and abs(wall - at - began) < _LONGEST:
            (told if mark.told else arrived).append((at, wall - at))
    if not told and not arrived:
        arrived.append((0.0, began))
    return _rising(list(_drawn(fitted(told, arrived), length)))


def _drawn(pieces: Sequence[Piece], length: float) -> Iterable[Point]:
    ends = [piece.begin for piece in pieces[1:]] + [length]
    for piece, end in zip(pieces, ends, strict=True):
        begin, end = min(piece.begin, length), min(end, length)
        inside = [x for x, _ in piece.points if begin < x < end]
        for x in [begin, *inside, end]:
            yield x, x + piece.lead(x)


def _rising(knots: Sequence[Point]) -> list[Point]:
    """Where another layer says that it is earlier than the end of the one before, that end is left out."""
    rising = [knots[-1]]
    for place in range(len(knots) - 2, -1, -1):
        (x, at), latest = knots[place], rising[-1][1] - _STEP
        if at <= latest:
            rising.append((x, at))
        elif place == 0:
            rising.append((x, latest))
        elif knots[place - 1][1] < latest:
            before, since = knots[place - 1]
            rising.append((before + (x - before) * (latest - since) / (at - since), latest))
    return rising[::-1]


def _along(knots: Sequence[Point], at: float, given: int, asked: int) -> float:
    place = bisect_right(knots, at, key=lambda knot: knot[given])
    if place == 0:
        return knots[0][asked]
    if place == len(knots):
        return knots[bisect_left(knots, at, key=lambda knot: knot[given]) if at <= knots[-1][given] else -1][
            asked
        ]
    before, after = knots[place - 1], knots[place]
    share = (at - before[given]) / (after[given] - before[given])
    return before[asked] + share * (after[asked] - before[asked])
