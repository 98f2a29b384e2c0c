"""How long each kind of thing is kept: pure rules. Days are Beijing's; a term ends with its last day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from rooms.moments import last_day

LONGEST: Final = 1_200
"""Months: a hundred years. A longer term is a mistyped one."""


class Kind(StrEnum):
    """What has a term of its own."""

    RECORDINGS_JOINT = "recordings_joint"
    RECORDINGS_PRIVATE = "recordings_private"
    """Of any talk but the joint one."""
    TALK = "talk"
    """The log: what was written and transcribed, with its photographs. It stays as long as what is found by it."""
    CAUCUS = "caucus"
    """Separate talks, and what was noted for conveying out of them, unless that side and the mediator keep it."""
    RECORD = "record"
    DOCUMENTS = "documents"
    ACCESS_LOG = "access_log"
    FILE = "file"
    """The case's own key, and with it whatever is left: names, telephone numbers, what has no key of its own."""


FIVE_YEARS: Final = 60
DEFAULT_MONTHS: Final[Mapping[Kind, int]] = dict.fromkeys(Kind, FIVE_YEARS) | {Kind.CAUCUS: 1}
"""From archiving; without it from the end of the last session. Those of separate talks end when the case is closed."""
LEAST_MONTHS: Final[Mapping[Kind, int]] = {Kind.ACCESS_LOG: 6}
"""Network Security Law (网络安全法), article 21: logs are kept for at least six months."""


class Side(StrEnum):
    """Who must both want a separate talk kept."""

    SIDE = "side"
    """The group, or the person with whom the mediator spoke alone."""
    MEDIATOR = "mediator"


class Cause(StrEnum):
    """Why a case's things stay although their term may be over."""

    LEGAL_HOLD = "legal_hold"
    """Somebody with the right to it forbade that anything goes. The term runs on."""
    LITIGATION = "litigation"
    DEFAULT = "default"
    """An agreement is not performed. As with litigation, the term stands still meanwhile."""


_STANDS_STILL: Final = frozenset({Cause.LITIGATION, Cause.DEFAULT})


class Why(StrEnum):
    """Why something stays."""

    NOT_ENDED = "not_ended"
    TERM_RUNS = "term_runs"
    LEGAL_HOLD = "legal_hold"
    LITIGATION = "litigation"
    DEFAULT = "default"
    LOG_DAMAGED = "log_damaged"


@dataclass(frozen=True, slots=True)
class Span:
    """A pause as the rules see it; ``until`` None: it lasts."""

    cause: Cause
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``why`` None: it is to be destroyed. ``last_day``: of its term, as far as that can be said."""

    why: Why | None
    last_day: date | None = None


def months_fault(kind: Kind, months: int) -> int | None:
    """The nearest number of months that the kind may have, when it may not have these."""
    allowed = min(max(months, LEAST_MONTHS.get(kind, 0)), LONGEST)
    return None if allowed == months else allowed


def judge(start: date | None, months: int, spans: Sequence[Span], today: date) -> Verdict:
    """What is to be done on a day with something whose term began with ``start`` (None: it has not begun)."""
    if start is None:
        return Verdict(Why.NOT_ENDED)
    ends = last_day(start, months) + timedelta(days=_still(start, spans, today))
    for span in sorted(spans, key=lambda span: list(Cause).index(span.cause)):
        if span.until is None:
            return Verdict(Why(span.cause), ends)
    return Verdict(Why.TERM_RUNS if today <= ends else None, ends)


def _still(start: date, spans: Iterable[Span], today: date) -> int:
    """Days after the start on which the term stood still, those of several reasons once."""
    days, counted = 0, start
    for span in sorted(spans, key=lambda span: span.since):
        if span.cause in _STANDS_STILL:
            begin = max(span.since, counted)
            end = today if span.until is None else span.until
            days += max(0, (end - begin).days)
            counted = max(counted, end)
    return days
