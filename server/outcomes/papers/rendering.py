"""A paper onto pages: PDF/A-3u with its typefaces inside, and where on them each signature goes.

The same paper and the same time give the same bytes, so that a digest of them can be agreed on before they are signed.
Everything that people wrote reaches the typesetter as data, never as its language.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, assert_never

import segno

from server.outcomes.papers import glyphs, numerals, slots
from server.outcomes.papers.columns import Column, columns, type_of
from server.outcomes.papers.numerals import article
from server.outcomes.papers.paper import (
    Block,
    Break,
    Clause,
    Fields,
    Heading,
    Paper,
    Paragraph,
    Place,
    Rendered,
    Slot,
    Table,
)
from server.outcomes.papers.press import Press
from server.outcomes.papers.printable import breakable, printable

MOST_CHARACTERS: Final = 120_000
MOST_PAGES: Final = 120
MOST_BLOCKS: Final = 2_000
MOST_SLOTS: Final = 120
MOST_OCTETS: Final = 1_000_000
"""Of all attachments."""
LONGEST_NAME: Final = 300
"""Characters over the place of a signature, which stays on one page with it."""
LONGEST_CODE: Final = 200
"""Characters of the address: a telephone still reads its picture."""

_PRESS: Final = Press(Path(__file__).with_name("paper.typ"))
_PAGE_HEIGHT: Final = 841.89
"""Points: A4."""
_TALL: Final = 400
"""Characters of a cell, beyond which its row may be broken over pages: it might be taller than one."""
_SHORT: Final = 8
"""Rows of a table or of fields that are kept on one page."""
_ASIDE: Final = 16
"""Characters of the longest name of a field that still stands beside what it is."""


class PaperTooLarge(ValueError):
    """`what`: characters, blocks, clauses, slots, octets, pages and so on; `limit`: how many there may be."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"more than {limit} {what}")
        self.what, self.limit = what, limit


def render(paper: Paper, made: datetime) -> Rendered:
    """Takes some 20 ms (a second for the first, which loads the typefaces): not on the event loop.

    Raises:
        MissingGlyphs: before anything is set.
        PaperTooLarge
    """
    _check_size(paper)
    data = _data(paper)
    glyphs.check(printable(text) for text in paper.texts())
    pdf, told = _PRESS.print(data, made)
    pages = next(each["pages"] for each in told if "pages" in each)
    if pages > MOST_PAGES:
        raise PaperTooLarge("pages", MOST_PAGES)
    return Rendered(pdf, tuple(_place(each) for each in told if "name" in each), pages)


def _check_size(paper: Paper) -> None:
    counted = {
        ("characters", MOST_CHARACTERS): sum(map(len, paper.texts())),
        ("blocks", MOST_BLOCKS): len(paper.blocks) + len(paper.annexes),
        ("clauses", numerals.MOST): sum(isinstance(block, Clause) for block in paper.blocks + paper.annexes),
        ("slots", MOST_SLOTS): len(paper.slots),
        ("octets", MOST_OCTETS): sum(len(file.octets) for file in paper.attachments),
        ("characters of the address", LONGEST_CODE): len(paper.code),
        ("characters of a name", LONGEST_NAME): max(
            (len(slot.label) + len(slot.person) for slot in paper.slots), default=0
        ),
    }
    for (what, limit), count in counted.items():
        if count > limit:
            raise PaperTooLarge(what, limit)


def _place(told: dict[str, Any]) -> Place:
    """The typesetter counts from the upper left corner."""
    x, y = (float(told[axis].removesuffix("pt")) for axis in "xy")
    top = _PAGE_HEIGHT - y
    box = x, top - told["height"], x + told["width"], top
    return Place(told["name"], told["page"], tuple(round(edge, 2) for edge in box))  # type: ignore[arg-type]


def _data(paper: Paper) -> dict[str, Any]:
    blocks, articles = _blocks(paper.blocks, 0)
    annexes, _ = _blocks(paper.annexes, articles)
    return {
        "title": printable(paper.title),
        "heading": _text(paper.title),
        "number": _text(paper.number),
        "issuer": _text(paper.issuer),
        "author": printable(paper.issuer),
        "language": paper.language,
        "keywords": [paper.kind.value, printable(paper.number)],
        "blocks": blocks,
        "slots": [_slot(slot) for slot in paper.slots],
        "annexes": annexes,
        "code": _text(paper.code),
        "qr": _qr(paper.code),
        "assurance": _text(paper.assurance),
        "attachments": [
            {"name": file.name, "media_type": file.media_type, "text": file.octets.decode()}
            for file in paper.attachments
        ],
    }


def _blocks(blocks: Iterable[Block], articles: int) -> tuple[list[dict[str, Any]], int]:
    set_: list[dict[str, Any]] = []
    for block in blocks:
        articles += isinstance(block, Clause)
        set_.append(_block(block, articles))
    return set_, articles


def _block(block: Block, articles: int) -> dict[str, Any]:
    match block:
        case Heading(text):
            return {"is": "heading", "text": _text(text)}
        case Paragraph(text, setting, lead):
            return {"is": "paragraph", "lines": _lines(text), "lead": _text(lead), "setting": setting.value}
        case Fields():
            return _fields(block)
        case Table():
            return _table(block)
        case Clause(_, heading, text):
            return {
                "is": "clause",
                "article": article(articles),
                "heading": _text(heading),
                "lines": _lines(text),
            }
        case Break():
            return {"is": "break"}
        case _:
            assert_never(block)


def _fields(fields: Fields) -> dict[str, Any]:
    return {
        "is": "fields",
        "aside": max((len(name) for name, _ in fields.pairs), default=0) <= _ASIDE,
        "whole": _whole(fields.pairs),
        "pairs": [[_text(name), _lines(what)] for name, what in fields.pairs],
    }


def _whole(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether it is short enough to be kept on one page."""
    return len(rows) <= _SHORT and sum(len(cell) for row in rows for cell in row) <= _TALL


def _table(table: Table) -> dict[str, Any]:
    found, type_ = columns(table), type_of(table)
    return {
        "is": "table",
        "caption": _text(table.caption),
        "size": type_.size,
        "inset": type_.inset,
        "whole": _whole((*table.rows, table.foot)),
        "columns": [column.share for column in found],
        "align": [align.value for align in table.align],
        "head": _row(table.head, found),
        "rows": [_row(row, found) for row in table.rows],
        "foot": _row(table.foot, found[: len(table.foot)]),
    }


def _row(row: tuple[str, ...], found: list[Column]) -> dict[str, Any]:
    cells = [
        breakable(printable(cell), column.longest, column.longest)
        for cell, column in zip(row, found, strict=True)
    ]
    return {"cells": cells, "tall": any(len(cell) > _TALL for cell in row)}


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "name": slot.name,
        "label": _text(slot.label),
        "person": _text(slot.person),
        "kind": slot.kind.value,
        **slots.measures(slot.kind),
    }


def _qr(code: str) -> str:
    return segno.make(code, error="m", micro=False).svg_inline(border=4, omitsize=True, light="white")


def _text(text: str) -> str:
    return breakable(printable(text))


def _lines(text: str) -> list[str]:
    return [breakable(line) for line in printable(text).split("\n")]
