"""What is written in the room."""

from dataclasses import dataclass

from rooms.ids import (
    SeatId,
    StayId,
)
from rooms.pages import Page


@dataclass(frozen=True, slots=True)
class Say:
    """A message to the channel in which `stay` is; refused when that is not the present stay.

    `pages`: photographs that this seat has handed in, each for one message only; with them the text may be empty.
    """

    seat: SeatId
    stay: StayId
    text: str
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A host's word to everybody present, wherever each of them is."""

    seat: SeatId
    text: str
