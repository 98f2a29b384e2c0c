"""How a paper comes to somebody who is not in the room: to be signed later, or as a copy of what is sealed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rooms.ids import SeatId

SERVICES_LIMIT = 100
"""Of one paper."""


class Carrier(StrEnum):
    """`qr`: a link that was shown or handed over; `print`: a printed copy, handed over."""

    MESSAGE = "message"
    QR = "qr"
    PRINT = "print"


class Purpose(StrEnum):
    SIGN = "sign"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Service:
    """One time that a paper went out to `who`. `opened`: when it was first opened there, by who could show that they
    are that person.
    """

    id: str
    who: SeatId
    by: SeatId
    how: Carrier
    purpose: Purpose
    at: datetime
    opened: datetime | None = None
