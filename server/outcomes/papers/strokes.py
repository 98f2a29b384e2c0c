"""A signature drawn by hand: read strictly from what the page sends, and drawn again from its points.

The points are evidence: how fast and in which order somebody drew cannot be seen in a picture. The stamp on the paper
is only what people look at; the cryptographic signature is what binds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, pairwise
from pathlib import Path
from typing import Final, Literal

import msgspec

from rooms.canonical import canonical
from server.outcomes.papers import glyphs, slots
from server.outcomes.papers.ink import Drawn, Pen, picture
from server.outcomes.papers.press import Press
from server.outcomes.papers.printable import printable

MOST_STROKES: Final = 200
MOST_POINTS: Final = 20_000
LEAST_SIDE, MOST_SIDE = 50.0, 10_000.0
"""CSS pixels: no canvas to sign on is smaller or larger."""
MOST_LENGTH: Final = 100.0
"""Of everything drawn, in diagonals of the canvas: a field blackened all over is no name."""
OVERSHOOT: Final = 0.1
"""Of the canvas's sides: a finger slides over its edge, and the page goes on following it."""
LEAST_EXTENT: Final = 0.25
LEAST_LENGTH: Final = 0.5
"""In heights of the canvas: how far the drawing reaches at least in one direction, and how long its lines are. One
straight stroke (一) passes, a tap does not."""

_PRESS: Final = Press(Path(__file__).with_name("stamp.typ"))
_MARGIN: Final = 2.5 * slots.MILLIMETRE
_LABEL_LIMIT: Final = 80
_EXACT: Final = 100
"""Coordinates are kept in hundredths of a pixel, pressure in hundredths."""


class StrokeFault(StrEnum):
    """Why a drawing is not taken as a signature."""

    MALFORMED = "malformed"
    TOO_MANY = "too_many"
    OUTSIDE = "outside"
    BACKWARDS = "backwards"
    TOO_SMALL = "too_small"
    TOO_LONG = "too_long"


class UnfitStrokes(ValueError):
    def __init__(self, fault: StrokeFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Point:
    """`x`, `y` in hundredths of a CSS pixel from the canvas's upper left corner; `time` in ms of the signer's clock;
    `pressure` 0 to 100, 0 where the device knows none.
    """

    x: int
    y: int
    time: int
    pressure: int


Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Strokes:
    """A drawing on a canvas of `width` by `height` hundredths of a CSS pixel. Every stroke has a point."""

    width: int
    height: int
    strokes: tuple[Stroke, ...]

    def canonical(self) -> bytes:
        """One encoding of one drawing, to be hashed and kept."""
        drawn = [[[point.x, point.y, point.time, point.pressure] for point in each] for each in self.strokes]
        return canonical({"form": 1, "width": self.width, "height": self.height, "strokes": drawn})


class _Sent(msgspec.Struct):
    """`toData()` of signature_pad in `strokes`, and how large its canvas is."""

    width: float
    height: float
    strokes: list["_Group"]


class _Group(msgspec.Struct):
    """How it was coloured does not matter; rubbing out, as another way of drawing, is not part of signing."""

    points: list["_Spot"]
    compositeOperation: Literal["source-over"] = "source-over"  # noqa: N815, RUF100 - the name in what is sent


class _Spot(msgspec.Struct):
    x: float
    y: float
    time: float
    pressure: float = 0.0


def read(sent: object) -> Strokes:
    """What was sent, decoded from JSON: {width, height, strokes: [{points: [{x, y, time, pressure}]}]}.

    Raises:
        UnfitStrokes
    """
    _check_counts(sent)
    try:
        found = msgspec.convert(sent, _Sent)
    except (msgspec.ValidationError, OverflowError, RecursionError):
        raise UnfitStrokes(StrokeFault.MALFORMED) from None
    _check_numbers(found)
    groups = [group.points for group in found.strokes if group.points]
    if any(earlier.time > later.time for earlier, later in pairwise(chain.from_iterable(groups))):
        raise UnfitStrokes(StrokeFault.BACKWARDS)
    _check_extent(found, groups)
    return Strokes(
        round(found.width * _EXACT),
        round(found.height * _EXACT),
        tuple(tuple(map(_point, points)) for points in groups),
    )


def stamp(strokes: Strokes, label: str, made: datetime) -> bytes:
    """The signature as one page of PDF, as large as its place on the paper and without a ground of its own.

    `label` is a line of text after the printed word 日期: when, and who. The same arguments give the same bytes.

    Raises:
        MissingGlyphs: of the label.
    """
    text = printable(label).replace("\n", " ")[:_LABEL_LIMIT]
    glyphs.check([text])
    width, height = slots.SIGNATURE_WIDTH, slots.DRAWING_HEIGHT
    pdf, _ = _PRESS.print(
        {
            "width": width,
            "drawing_height": height,
            "date_height": slots.DATE_HEIGHT,
            "date_begins": slots.DATE_BEGINS,
            "label": text,
            "drawing": picture(_drawn(strokes), Pen(), width, height, _MARGIN),
        },
        made,
    )
    return pdf


def _check_counts(sent: object) -> None:
    """Before anything is made of it."""
    groups = sent.get("strokes") if isinstance(sent, dict) else None
    if not isinstance(groups, list):
        raise UnfitStrokes(StrokeFault.MALFORMED)
    points = [group.get("points") for group in groups if isinstance(group, dict)]
    count = sum(len(each) for each in points if isinstance(each, list))
    if len(groups) > MOST_STROKES or count > MOST_POINTS:
        raise UnfitStrokes(StrokeFault.TOO_MANY)


def _check_numbers(found: _Sent) -> None:
    for side in (found.width, found.height):
        if not LEAST_SIDE <= side <= MOST_SIDE:
            raise UnfitStrokes(StrokeFault.MALFORMED)
    for group in found.strokes:
        for spot in group.points:
            # written so that what is not a number fails too
            if not (0 <= spot.time <= 2**53 - 1 and 0 <= spot.pressure <= 1):
                raise UnfitStrokes(StrokeFault.MALFORMED)
            if not (math.isfinite(spot.x) and math.isfinite(spot.y)):
                raise UnfitStrokes(StrokeFault.MALFORMED)
            if not (_inside(spot.x, found.width) and _inside(spot.y, found.height)):
                raise UnfitStrokes(StrokeFault.OUTSIDE)


def _inside(at: float, side: float) -> bool:
    return -OVERSHOOT * side <= at <= (1 + OVERSHOOT) * side


def _check_extent(found: _Sent, groups: Sequence[Sequence[_Spot]]) -> None:
    spots = [spot for points in groups for spot in points]
    if not spots:
        raise UnfitStrokes(StrokeFault.TOO_SMALL)
    length = sum(
        math.dist((one.x, one.y), (next_.x, next_.y)) for points in groups for one, next_ in pairwise(points)
    )
    across, along = ([spot.x for spot in spots], [spot.y for spot in spots])
    extent = max(max(across) - min(across), max(along) - min(along))
    if extent < LEAST_EXTENT * found.height or length < LEAST_LENGTH * found.height:
        raise UnfitStrokes(StrokeFault.TOO_SMALL)
    if length > MOST_LENGTH * math.hypot(found.width, found.height):
        raise UnfitStrokes(StrokeFault.TOO_LONG)


def _point(spot: _Spot) -> Point:
    return Point(
        round(spot.x * _EXACT), round(spot.y * _EXACT), round(spot.time), round(spot.pressure * _EXACT)
    )


def _drawn(strokes: Strokes) -> list[list[Drawn]]:
    return [
        [Drawn(point.x, point.y, point.pressure / _EXACT or None) for point in stroke]
        for stroke in strokes.strokes
    ]
