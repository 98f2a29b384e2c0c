"""What somebody looks for: terms, all of which must be met, each by words, a name, a number or a day."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.search.plain import plain

LONGEST: Final = 200
"""Characters of a question."""
_TERMS: Final = 8
_TAIL: Final = 4
"""Digits of a telephone's end from which on it is told from other numbers."""

_SPLIT: Final = re.compile(r"[“\"「]([^”\"」]+)[”\"」]|(\S+)")
_BETWEEN: Final = re.compile(r"\.\.|--|[~～—–到至]+")
_FULL: Final = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.](?=\d)|$)(?:(\d{1,2})[日号]?)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR: Final = re.compile(r"(\d{4})年")
_YEARLY: Final = re.compile(r"(\d{1,2})月(?:(\d{1,2})[日号]?)?")
_DAY: Final = re.compile(r"(\d{1,2})[日号]")


@dataclass(frozen=True, slots=True)
class Days:
    """From a first day to a last, as they are written: ``2026-03-02``, or ``03-02`` in whatever year."""

    first: str
    last: str

    def holds(self, day: str) -> bool:
        """Whether a day (``2026-03-02``) is one of them."""
        told = day[-len(self.first) :]
        if self.first <= self.last:
            return self.first <= told <= self.last
        return len(self.first) == len("03-02") and (told >= self.first or told <= self.last)


@dataclass(frozen=True, slots=True)
class Term:
    """One of the things looked for. ``words``: as they are compared; ``tail``: the end of a telephone number."""

    words: str
    days: Days | None = None
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; without terms, nothing."""

    terms: tuple[Term, ...]

    @property
    def words(self) -> frozenset[str]:
        return frozenset(term.words for term in self.terms)


def ask(text: str) -> Question:
    """What somebody typed, understood."""
    found = (quoted or bare for quoted, bare in _SPLIT.findall(text[:LONGEST]))
    made = (_term(piece) for piece in found)
    return Question(tuple(dict.fromkeys(term for term in made if term.words))[:_TERMS])


def _term(piece: str) -> Term:
    words = plain(piece)
    digits = words.isascii() and words.isdecimal() and len(words) >= _TAIL
    return Term(words, _days(words), words if digits else "")


def _days(words: str) -> Days | None:
    """The days that it names, if it names any: a day, a month, a year, or from one to another."""
    ends = [end for end in _BETWEEN.split(words) if end]
    if not ends or len(ends) > 2:
        return None
    first = _span(ends[0], None)
    last = _span(ends[-1], first) if first else None
    if first is None or last is None or len(first.first) != len(last.first):
        return None
    return Days(first.first, last.last)


def _span(words: str, before: Days | None) -> Days | None:
    """One end of it; what it leaves out is as in what came before."""
    if found := _FULL.fullmatch(words) or _COMPACT.fullmatch(words):
        year, month, day = found.groups()
        return _named(year, month, day)
    if found := _YEAR.fullmatch(words):
        return Days(f"{found[1]}-01-01", f"{found[1]}-12-31")
    yearly = before is None or len(before.first) == len("03-02")
    year = "" if yearly or before is None else before.first[:4]
    if found := _YEARLY.fullmatch(words):
        return _named(year, found[1], found[2])
    if before and (found := _DAY.fullmatch(words)):
        return _named(year, before.first[-5:-3], found[1])
    return None


def _named(year: str, month: str, day: str | None) -> Days | None:
    """A day or a month that there is; 29 February in whatever year."""
    try:
        date(int(year or 2024), int(month), int(day or 1))
    except ValueError:
        return None
    start = f"{year}-{int(month):02}-" if year else f"{int(month):02}-"
    return Days(f"{start}{int(day):02}", f"{start}{int(day):02}") if day else Days(f"{start}01", f"{start}31")
