"""What of a session was recorded, stretch by stretch, of what somebody is granted (rooms.archive.reading)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rooms.archive.past import Past, Recorded, Track
from rooms.channel import ChannelKind, kind_of, met_in, wire_name
from rooms.participant import Seat


@dataclass(frozen=True, slots=True)
class Stretch:
    """One recording, from a host's beginning it to its end, with those of its files that are granted.

    `met`: with whom a private talk was, if that is granted. `began` and `ended`: of the files; without any, of the
    recording. `making`: it may be that files are still being made of it.
    """

    recorded: Recorded
    tracks: tuple[Track, ...]
    people: tuple[Seat, ...]
    """Who is on the files, each once."""
    met: Seat | None
    began: datetime
    ended: datetime
    making: bool

    @property
    def channel(self) -> str:
        """As pages name it: never a seat's."""
        return wire_name(self.recorded.channel)

    @property
    def kind(self) -> ChannelKind:
        return kind_of(self.recorded.channel)

    @property
    def seconds(self) -> int:
        return round((self.ended - self.began).total_seconds())


MAKING: timedelta = timedelta(minutes=5)
"""After the end of a recording its files are made within this time, unless something is wrong."""


def stretches(granted: Past, now: datetime) -> tuple[Stretch, ...]:
    """In their order. Outside the joint talk only those of which there are files: there may be none that one may know
    of.
    """
    found = (_stretch(granted, recorded, now) for recorded in granted.recorded)
    return tuple(
        stretch
        for stretch in sorted(found, key=lambda stretch: stretch.began)
        if stretch.tracks or stretch.kind is ChannelKind.JOINT
    )


def _stretch(granted: Past, recorded: Recorded, now: datetime) -> Stretch:
    tracks = tuple(
        sorted(
            (track for track in granted.tracks if track.kept.recording == recorded.id),
            key=lambda track: track.kept.began,
        )
    )
    people = tuple(granted.seats[seat] for seat in dict.fromkeys(track.kept.seat for track in tracks))
    seat = met_in(recorded.channel)
    until = recorded.until or granted.ended
    return Stretch(
        recorded,
        tracks,
        people,
        None if seat is None else granted.seats.get(seat),
        min((track.kept.began for track in tracks), default=recorded.since),
        max(_ends(tracks), default=until or now),
        until is None or now < until + MAKING,
    )


def _ends(tracks: Iterable[Track]) -> Iterable[datetime]:
    return (track.kept.began + timedelta(milliseconds=track.kept.milliseconds) for track in tracks)
