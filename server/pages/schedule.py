"""A session's time as its people read it."""

from datetime import datetime, timedelta, timezone
from typing import Final

from babel.dates import format_date

from server.i18n import Language

CHINA: Final = timezone(timedelta(hours=8))
"""The only legal time of the country, without summer time: what a centre means, whatever a phone's clock is set to."""


def told(at: datetime, lang: Language) -> str:
    """Day, weekday and time of day in China; the page says whose time it is."""
    local = at.astimezone(CHINA)
    day = format_date(local.date(), "full", locale=lang.replace("-", "_"))
    return f"{day} {local:%H:%M}"


def day(at: datetime) -> str:
    """A day in China, as lists have it."""
    return f"{at.astimezone(CHINA):%Y-%m-%d}"


def clock(at: datetime) -> str:
    """A time of day in China."""
    return f"{at.astimezone(CHINA):%H:%M}"


def lasts(seconds: int) -> str:
    """How long something is: hours where there are any, minutes, seconds."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def exact(at: datetime) -> str:
    """A time of day in China, to the second."""
    return f"{at.astimezone(CHINA):%H:%M:%S}"
