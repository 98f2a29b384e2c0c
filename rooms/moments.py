"""Time stamps: aware UTC datetimes of whole milliseconds inside, ISO 8601 with `Z` on the wire; days are Beijing's."""

from datetime import UTC, date, datetime, timedelta, timezone

RESOLUTION = timedelta(milliseconds=1)

BEIJING = timezone(timedelta(hours=8))
"""All of China's time, summer and winter."""


def whole(at: datetime) -> datetime:
    """The moment in UTC without the fraction of its millisecond."""
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def stamp(at: datetime) -> str:
    """`2026-03-01T08:30:00.250Z`. The moment must be in UTC."""
    return at.isoformat(timespec="milliseconds")[:-6] + "Z"


def parse(text: str) -> datetime:
    """The moment that `stamp` wrote.

    Raises:
        ValueError: the text is not such a stamp.
    """
    if len(text) != 24 or text[-1] != "Z":
        raise ValueError(f"not a time stamp: {text!r}")
    return datetime.fromisoformat(text).astimezone(UTC)


def beijing_day(at: datetime) -> date:
    """The day it is in Beijing at that moment."""
    return at.astimezone(BEIJING).date()


def last_day(start: date, months: int) -> date:
    """The last day of a term: the day of the same number, or the month's last where there is none.

    Civil Code (民法典), articles 201 and 202. The day on which it starts is not counted.
    """
    year, month = divmod(start.year * 12 + start.month + months, 12)
    month_ends = date(year, month + 1, 1) - timedelta(days=1)
    return month_ends.replace(day=min(start.day, month_ends.day))
