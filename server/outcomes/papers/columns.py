"""How wide the columns of a table are, as nearly as it has to be known before it is set.

The typesetter breaks a word wherever it may, also where the word would fit on a line of its own: a date would be torn
for nothing. So words may be broken only if they are wider than their column.
"""

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
_SIDES: Final = 1.0
"""Em: what is empty on both sides of a cell."""
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
    given = [_wanted(table, place) for place in range(len(table.head))]
    fixed = sum(wide * type_.size + 2 * type_.inset for wide, share in given if not share)
    unit = max(WIDTH - fixed, 0.0) / max(sum(share for _, share in given), 1.0)
    return [
        Column(share, max((share * unit - 2 * type_.inset) / type_.size, _TIGHT) if share else wide)
        for wide, share in given
    ]


def _wanted(table: Table, place: int) -> tuple[float, float]:
    """How wide a column is in em, and its share, which is 0 where it is just so wide. A head may take two lines."""
    rows = (*table.rows, table.foot) if table.foot else table.rows
    body = max((_widest(row[place]) for row in rows), default=0.0)
    head = _widest(table.head[place])
    if table.align[place] is not Align.LEFT and max(body, head) <= _FIGURE:
        return max(body, head), 0.0
    wide = max(body, head / 2)
    return wide, min(max(wide, _LEAST), _MOST) + _SIDES


def _widest(text: str) -> float:
    return max(map(em, text.split("\n")))
