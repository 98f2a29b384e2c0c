"""Who is in the picture, and where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from recordings.playback.timeline import Lane
from rooms.ids import SeatId
from rooms.participant import MediaKind

GAP: Final = 3.0
"""Seconds for which the place of somebody who is gone stays free: a connection that broke off comes back."""

Source: TypeAlias = tuple[SeatId, MediaKind]


@dataclass(frozen=True, slots=True)
class Tile:
    """Pixels, all even: colours have half as many."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Scene:
    """From a moment on these are in the picture, in this order."""

    since: float
    sources: tuple[Source, ...]


def tiles(count: int, width: int, height: int) -> list[Tile]:
    """As large as that many can be beside each other, the last row in the middle."""
    if count == 0:
        return []
    columns = max(range(1, count + 1), key=lambda columns: (_size(columns, count, width, height), columns))
    rows = math.ceil(count / columns)
    wide, high = _even(width / columns), _even(height / rows)
    placed = []
    for number in range(count):
        row, column = divmod(number, columns)
        in_row = min(columns, count - row * columns)
        placed.append(Tile(_even((width - in_row * wide) / 2) + column * wide, row * high, wide, high))
    return placed


def within(tile: Tile, width: int, height: int) -> Tile:
    """The part of a tile that a picture fills, whole and undistorted."""
    scale = min(tile.width / width, tile.height / height)
    wide, high = max(2, _even(width * scale)), max(2, _even(height * scale))
    return Tile(tile.x + _even((tile.width - wide) / 2), tile.y + _even((tile.height - high) / 2), wide, high)


def scenes(lanes: Iterable[Lane]) -> list[Scene]:
    """One behind the other, the first at 0. Screens come first, then whoever came first."""
    spans = _spans(lane for lane in lanes if lane.segment.pictures)
    first = {source: times[0][0] for source, times in spans.items()}
    order = sorted(first, key=lambda source: (source[1] is not MediaKind.SCREEN, first[source], source[0]))
    moments = sorted({0.0} | {moment for times in spans.values() for span in times for moment in span})
    found: list[Scene] = []
    for moment in moments:
        there = tuple(
            source for source in order if any(begin <= moment < end for begin, end in spans[source])
        )
        if not found or found[-1].sources != there:
            found.append(Scene(moment, there))
    return found


def _spans(lanes: Iterable[Lane]) -> Mapping[Source, list[tuple[float, float]]]:
    """When each source is there, short absences not counted."""
    spans: dict[Source, list[tuple[float, float]]] = {}
    for lane in sorted(lanes, key=lambda lane: lane.begin):
        times = spans.setdefault((lane.segment.seat, lane.segment.kind), [])
        if times and lane.begin - times[-1][1] <= GAP:
            times[-1] = times[-1][0], max(times[-1][1], lane.end)
        else:
            times.append((lane.begin, lane.end))
    return spans


def _size(columns: int, count: int, width: int, height: int) -> float:
    """Of a picture of 16:9, in so many columns."""
    return min(width / columns / 16, height / math.ceil(count / columns) / 9)


def _even(pixels: float) -> int:
    return int(pixels) // 2 * 2
