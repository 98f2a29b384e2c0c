"""How wide the columns of a table are, as nearly as it has to be known before it is set.

The typesetter breaks a word wherever it may, also where the word would fit on a line of its own: a date would be torn
for nothing. So words may be broken only if they are wider than their column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.outcomes.papers.paper import Align, Table

WIDTH: Final = 451.0
"""Points between the margins."""
_NARROW: Final = 7
"""Columns from which a table is set smaller."""
_FIGURE: Final = 10.0
"""Em: a figure up to there has a column as wide as it is; a longer one would push the others off the page."""
_LEAST, _MOST = 4.0, 20.0
"""Em: columns that share what is left do so by what is in them, but between these."""
_FEWEST: Final = 3
"""Characters of a word that stand on a line at least."""


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the width that is left, 0 for a column as wide as what is in it; `longest`: letters on its line."""

    share: float
    longest: int


@dataclass(frozen=True, slots=True)
class Type:
    """Points."""

    size: float
    inset: float


def type_of(table: Table) -> Type:
    return Type(9, 3.5) if len(table.head) > _NARROW else Type(10.5, 5)


def columns(table: Table) -> list[Column]:
    type_ = type_of(table)
    cells = [[row[place] for row in _rows(table)] for place in range(len(table.head))]
    widest = [max(map(_widest, column)) for column in cells]
    shares = [
        0.0 if align is not Align.LEFT and em <= _FIGURE else min(max(em, _LEAST), _MOST)
        for align, em in zip(table.align, widest, strict=True)
    ]
    fixed = sum(
        em * type_.size + 2 * type_.inset for em, share in zip(widest, shares, strict=True) if not share
    )
    left = max(WIDTH - fixed, 0.0) / max(sum(shares), 1.0)
    return [
        Column(share, _letters(share * left, type_) if share else _unbounded(em))
        for em, share in zip(widest, shares, strict=True)
    ]


def _rows(table: Table) -> Iterator[Sequence[str]]:
    yield table.head
    yield from table.rows
    if table.foot:
        yield table.foot


def _widest(text: str) -> float:
    return max((sum(map(_em, line)) for line in text.split("\n")), default=0.0)


def _em(character: str) -> float:
    """Han are square; of other letters the wide ones count, for a word that is torn is better than one cut off."""
    if character > "\u2e7f":
        return 1.0
    return 0.8 if character.isupper() or character in "—…@%&" else 0.56


def _letters(width: float, type_: Type) -> int:
    return max(int((width - 2 * type_.inset) / (0.62 * type_.size)), _FEWEST)


def _unbounded(em: float) -> int:
    return int(em / 0.5) + 1
