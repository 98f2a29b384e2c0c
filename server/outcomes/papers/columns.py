"""How wide the columns of a table are, as nearly as it has to be known before it is set.

The typesetter breaks a word wherever it may, also where the word would fit on a line of its own: a date would be torn
for nothing. So words may be broken only if they are wider than their column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.outcomes.papers.paper import Align, Table
from server.outcomes.papers.printable import em

WIDTH: Final = 451.0
"""Points between the margins."""
_NARROW: Final = 7
"""Columns from which a table is set smaller."""
_FIGURE: Final = 10.0
"""Em: a figure up to there has a column as wide as it is; a longer one would push the others off the page."""
_LEAST, _MOST = 4.0, 20.0
"""Em: columns that share what is left do so by what is in them, but between these."""
_TIGHT: Final = 1.5
"""Em of a word that stand on a line at least."""


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the width that is left, 0 for a column as wide as what is in it; `longest`: em on a line of it."""

    share: float
    longest: float


@dataclass(frozen=True, slots=True)
class Type:
    """Points."""

    size: float
    inset: float


def type_of(table: Table) -> Type:
    return Type(9, 3.5) if len(table.head) > _NARROW else Type(10.5, 5)


def columns(table: Table) -> list[Column]:
    type_ = type_of(table)
    widest = [max(_widest(row[place]) for row in _rows(table)) for place in range(len(table.head))]
    shares = [
        0.0 if align is not Align.LEFT and wide <= _FIGURE else min(max(wide, _LEAST), _MOST)
        for align, wide in zip(table.align, widest, strict=True)
    ]
    given = list(zip(widest, shares, strict=True))
    fixed = sum(wide * type_.size + 2 * type_.inset for wide, share in given if not share)
    unit = max(WIDTH - fixed, 0.0) / max(sum(shares), 1.0)
    return [
        Column(share, max((share * unit - 2 * type_.inset) / type_.size, _TIGHT) if share else wide)
        for wide, share in given
    ]


def _rows(table: Table) -> Iterator[Sequence[str]]:
    yield table.head
    yield from table.rows
    if table.foot:
        yield table.foot


def _widest(text: str) -> float:
    return max(map(em, text.split("\n")))
