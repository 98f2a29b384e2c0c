"""Points of a pen as a drawing of curves (SVG), fitted into a box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final, NamedTuple

COLOUR: Final = "#101a33"
"""Black with a little blue: on a grey print it is still ink."""


class Drawn(NamedTuple):
    """A point in whatever unit the drawing has, y downwards. `pressure` 0 to 1; None where nothing knows it."""

    x: float
    y: float
    pressure: float | None


@dataclass(frozen=True, slots=True)
class Pen:
    """Widths in points of the page, from the lightest touch to the hardest."""

    light: float = 0.8
    hard: float = 2.0
    unknown: float = 1.3
    finest: float = 0.5
    """Points of the drawing that are nearer to each other than this say nothing to the eye."""
    most: int = 2_500
    """Points of the whole drawing: where there are more, it is drawn more coarsely. A name has some hundreds."""

    def width(self, pressure: float | None) -> float:
        """In tenths, so that neighbouring pieces of one stroke are drawn as one."""
        if pressure is None:
            return self.unknown
        return round(self.light + (self.hard - self.light) * pressure, 1)


def picture(strokes: Sequence[Sequence[Drawn]], pen: Pen, width: float, height: float, margin: float) -> str:
    """The strokes as large as the box allows, in its middle. At least one point."""
    fitted = list(_fitted(strokes, width, height, margin))
    finest = pen.finest
    while sum(map(len, thinned := [_thinned(stroke, finest) for stroke in fitted])) > pen.most:
        finest *= 1.5
    paths = "".join(path for stroke in thinned for path in _paths(stroke, pen))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.2f} {height:.2f}">'
        f'<g fill="none" stroke="{COLOUR}" stroke-linecap="round" stroke-linejoin="round">{paths}</g></svg>'
    )


def _fitted(
    strokes: Sequence[Sequence[Drawn]], width: float, height: float, margin: float
) -> Iterator[list[Drawn]]:
    across = [point.x for stroke in strokes for point in stroke]
    along = [point.y for stroke in strokes for point in stroke]
    left, right, top, bottom = min(across), max(across), min(along), max(along)
    scale = min(
        (width - 2 * margin) / max(right - left, 1e-9), (height - 2 * margin) / max(bottom - top, 1e-9)
    )
    for stroke in strokes:
        yield [
            Drawn(
                width / 2 + (point.x - (left + right) / 2) * scale,
                height / 2 + (point.y - (top + bottom) / 2) * scale,
                point.pressure,
            )
            for point in stroke
        ]


def _thinned(stroke: Sequence[Drawn], finest: float) -> list[Drawn]:
    """The first and the last point, and of the others what is far enough from the one before."""
    kept = [stroke[0]]
    for point in stroke[1:-1]:
        if abs(point.x - kept[-1].x) + abs(point.y - kept[-1].y) >= finest:
            kept.append(point)
    return [*kept, stroke[-1]]


def _paths(stroke: Sequence[Drawn], pen: Pen) -> Iterator[str]:
    """Quadratic curves from middle to middle of neighbouring points, which meet without a corner."""
    middles = [stroke[0], *(_between(one, other) for one, other in pairwise(stroke)), stroke[-1]]
    curves = list(zip(middles, stroke, middles[1:], strict=False))
    for width, pieces in groupby(curves, lambda curve: pen.width(curve[1].pressure)):
        run = list(pieces)
        path = "".join(f"Q{_at(control)} {_at(end)}" for _, control, end in run)
        yield f'<path stroke-width="{width:g}" d="M{_at(run[0][0])}{path}"/>'


def _between(one: Drawn, other: Drawn) -> Drawn:
    return Drawn((one.x + other.x) / 2, (one.y + other.y) / 2, None)


def _at(point: Drawn) -> str:
    return f"{point.x:.2f} {point.y:.2f}"
