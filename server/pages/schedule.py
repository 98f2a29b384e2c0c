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
