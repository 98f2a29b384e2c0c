"""The Chinese working calendar: public holidays, and the weekends that are worked in their stead (调休).

It is announced year by year. Of a year that is not known yet only the weekends rest; limits that end there are
provisional, and can only become longer.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from importlib.metadata import version
from typing import Final

import chinese_calendar

VERSION: Final = f"chinesecalendar {version('chinesecalendar')}"
"""Goes with whatever was computed by it."""

_DAY: Final = timedelta(days=1)
_FRIDAY: Final = 4


def known(day: date) -> bool:
    """Whether the holidays of its year have been announced, as far as this version goes."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def works(day: date) -> bool:
    """Whether it is a working day."""
    if known(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() <= _FRIDAY


def resting(days: Iterable[date]) -> frozenset[date]:
    """Those of them that are no working days."""
    return frozenset(day for day in days if not works(day))


def on_or_after(day: date) -> date:
    """The first working day from this one on."""
    while not works(day):
        day += _DAY
    return day


def on_or_before(day: date) -> date:
    """The last working day up to this one."""
    while not works(day):
        day -= _DAY
    return day


def working_days_after(day: date, count: int) -> date:
    """The working day of that number; the day itself is not counted."""
    for _ in range(count):
        day = on_or_after(day + _DAY)
    return day
