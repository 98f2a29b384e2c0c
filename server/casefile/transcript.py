"""The timeline of a session in words, of what somebody is granted: each line with its place in what was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from rooms.archive.past import Line, Past
from rooms.channel import ChannelKind, kind_of, wire_name
from rooms.participant import Seat
from server.casefile.stretches import Stretch

NEAR: Final = timedelta(seconds=2)
"""What is written just before or after a recording is found at its edge."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as a page shows it. `stretch`: the recording in which it stands, if any that may be played."""

    line: Line
    people: tuple[Seat, ...]
    stretch: Stretch | None

    @property
    def channel(self) -> str:
        """As pages name it: never a seat's."""
        return wire_name(self.line.channel)

    @property
    def kind(self) -> ChannelKind:
        """Of the channel."""
        return kind_of(self.line.channel)

    @property
    def moment(self) -> int:
        """Milliseconds since 1970."""
        return round(self.line.at.timestamp() * 1000)


def transcript(granted: Past, found: Sequence[Stretch]) -> tuple[Entry, ...]:
    """By time."""
    playable = [stretch for stretch in found if stretch.tracks]
    return tuple(
        Entry(
            line,
            tuple(granted.seats[seat] for seat in line.seats if seat in granted.seats),
            next((stretch for stretch in playable if _stands_in(line, stretch)), None),
        )
        for line in granted.lines
    )


def _stands_in(line: Line, stretch: Stretch) -> bool:
    return (
        line.channel == stretch.recorded.channel and stretch.began - NEAR <= line.at <= stretch.ended + NEAR
    )
