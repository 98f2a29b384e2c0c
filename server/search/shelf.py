"""A shelf: words that the same people may read, and who they are."""

from datetime import datetime

import msgspec


class Glass(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Who opened a separate talk, and from when until when."""

    account: str
    since: datetime
    until: datetime


class Readers(msgspec.Struct, frozen=True, array_like=True, order=True):
    """To whom a shelf is open: by office, to who has one of the seats, to who broke the glass."""

    office: bool
    seats: tuple[str, ...]
    glass: tuple[Glass, ...]


class Shelf(msgspec.Struct, frozen=True, array_like=True):
    """``words``: plain lines, names and telephone numbers, a line each; ``days``: on which there is something."""

    readers: Readers
    words: str
    days: tuple[str, ...]
