"""Time limits: which rule, what it comes to, and by which version of the rules and of the calendar."""

import tomllib
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import msgspec

from rooms.agreement.articles import Article
from rooms.moments import BEIJING, last_day
from server.cases import calendar

PATH: Final = Path(__file__).with_name("limits.toml")


class Limit(StrEnum):
    ACCEPT = "accept"
    CHOOSE_MEDIATOR = "choose_mediator"
    APPOINT_MEDIATOR = "appoint_mediator"
    MEDIATE = "mediate"
    ARBITRATION_REVIEW = "arbitration_review"
    COURT_CONFIRMATION = "court_confirmation"
    ARBITRATION = "arbitration"
    CIVIL_SUIT = "civil_suit"
    INSPECTION = "inspection"
    ENFORCEMENT = "enforcement"


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many working days, days or months."""

    count: Annotated[int, msgspec.Meta(ge=1, le=1_200)]
    unit: Unit
    article: Article | None = None


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The limits of one place and time; each must be there."""

    version: int
    limits: dict[Limit, Rule]


class Deadline(msgspec.Struct, frozen=True):
    """What a limit comes to. `ends` may be moved by a holiday; `safe` is the last working day that is before any doubt:
    not after the last day by count. `provisional`: the calendar did not know all of its days.
    """

    limit: Limit
    rule: Rule
    rules: int
    calendar: str
    starts: date
    ends: date
    safe: date
    provisional: bool

    @property
    def until(self) -> datetime:
        """The moment at which the last day is over, in Beijing."""
        return datetime.combine(self.ends + timedelta(days=1), time(), BEIJING)

    def left(self, today: date) -> int:
        """Days from today to the last; 0 on it, below when it is over."""
        return (self.ends - today).days


@cache
def rules() -> Rules:
    """The rules that are shipped.

    Raises:
        msgspec.ValidationError, KeyError: they are not what they must be.
    """
    return read(PATH.read_text("utf-8"))


def read(text: str) -> Rules:
    """Rules as somebody wrote them; raises as `rules` does."""
    found = msgspec.convert(tomllib.loads(text), Rules)
    if missing := set(Limit) - found.limits.keys():
        raise KeyError(", ".join(sorted(missing)))
    return found


def deadline(limit: Limit, starts: date, by: Rules | None = None) -> Deadline:
    """When a limit is over that begins with something that happened on a day."""
    chosen = by or rules()
    rule = chosen.limits[limit]
    match rule.unit:
        case Unit.WORKING_DAYS:
            counted = calendar.working_days_after(starts, rule.count)
        case Unit.DAYS:
            counted = starts + timedelta(days=rule.count)
        case Unit.MONTHS:
            counted = last_day(starts, rule.count)
    ends = calendar.on_or_after(counted)
    return Deadline(
        limit=limit,
        rule=rule,
        rules=chosen.version,
        calendar=calendar.VERSION,
        starts=starts,
        ends=ends,
        safe=max(calendar.on_or_before(counted), starts),
        provisional=not (calendar.known(starts) and calendar.known(ends)),
    )
