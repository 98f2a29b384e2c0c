"""Time stamps: aware UTC datetimes of whole milliseconds inside, ISO 8601 with `Z` on the wire."""

from datetime import UTC, datetime, timedelta

RESOLUTION = timedelta(milliseconds=1)


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
