"""Who of the staff may read what of a past session: the only authority on it. In doubt the answer is no.

Three grounds, and no other:

* **office**: clerks, supervisors, and the mediators of the case read the joint talk, and its record;
* **presence**: who had a seat reads again what that seat received, where it stayed, while it stayed there;
* **broken glass**: a supervisor who opened the separate talks reads their recordings and what a machine made of
  them, for a while; neither what was written there nor who came and went.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from rooms.archive.past import Line, LineKind, Opening, Past, Residence, Track
from rooms.channel import JOINT, ChannelKind, kind_of
from rooms.ids import ChannelId, SeatId
from rooms.minutes import NOTHING
from rooms.participant import Seat
from rooms.rights import RIGHTS, Right, StaffRole
from rooms.roles import HOSTS

_SLACK: Final = timedelta(seconds=1)
"""A file may end as long after the stay in which it was recorded as packets are on their way."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the staff: the account, its role, and the seats that it had in the session."""

    account: str
    role: StaffRole
    seats: frozenset[SeatId] = frozenset()


def granted(past: Past, reader: Reader, at: datetime) -> Past:
    """What of it this reader may read at this moment: nothing else is in the answer, not even as a name or a gap."""
    grounds = _Grounds(past, reader, at)
    lines = tuple(line for line in past.lines if grounds.line(line))
    tracks = tuple(track for track in past.tracks if grounds.track(track))
    home = grounds.at_home
    channels = {track.channel for track in tracks} | home
    residences = tuple(stay for stay in past.residences if grounds.residence(stay))
    return replace(
        past,
        lines=lines,
        tracks=tracks,
        residences=residences,
        recorded=tuple(stretch for stretch in past.recorded if stretch.channel in channels),
        openings=tuple(opening for opening in past.openings if opening.channel in grounds.open | home),
        seats=_named(past.seats, lines, tracks, residences),
        minutes=past.minutes if grounds.office else NOTHING,
        agreed=past.agreed if grounds.office else {},
    )


def plays(past: Past, reader: Reader, at: datetime, segment: str) -> bool:
    """Whether a file is among those that are granted: what is asked for each part of it that is played."""
    grounds = _Grounds(past, reader, at)
    return any(track.kept.id == segment and grounds.track(track) for track in past.tracks)


def openings_for(past: Past, seat: SeatId) -> tuple[Opening, ...]:
    """The openings of separate talks in which somebody was: they are told of each, whoever they are."""
    theirs = {stay.channel for stay in past.residences if stay.seat == seat}
    return tuple(opening for opening in past.openings if opening.channel in theirs)


def sees_case(reader: Reader) -> bool:
    """Whether the session's case is in this reader's list: mediators have their own cases only."""
    if Right.LIST_CASES not in RIGHTS[reader.role]:
        return False
    return reader.role is not StaffRole.MEDIATOR or bool(reader.seats)


@dataclass(slots=True)
class _Grounds:
    """What a reader stands on; `at_home`: the channels read by office or by presence, `open`: by broken glass."""

    past: Past
    reader: Reader
    now: datetime

    @property
    def at_home(self) -> frozenset[ChannelId]:
        here = {stay.channel for stay in self.past.residences if stay.seat in self.reader.seats}
        office = frozenset({JOINT}) if self.office else frozenset()
        return office | {channel for channel in here if sees_case(self.reader)}

    @property
    def open(self) -> frozenset[ChannelId]:
        if Right.BREAK_GLASS not in RIGHTS[self.reader.role]:
            return frozenset()
        return frozenset(
            opening.channel
            for opening in self.past.openings
            if opening.by == self.reader.account and opening.at <= self.now < opening.until
        )

    def line(self, line: Line) -> bool:
        if line.to_hosts:
            return sees_case(self.reader) and not self.reader.seats.isdisjoint(line.readers)
        if self.office and line.channel == JOINT:
            return True
        if line.channel in self.open and line.kind is LineKind.SAID:
            return True
        if line.kind is LineKind.WRITTEN:
            return sees_case(self.reader) and self._received(line)
        return self._present(line.channel, line.at, line.at + timedelta(milliseconds=line.milliseconds))

    def track(self, track: Track) -> bool:
        if self.office and track.channel == JOINT:
            return True
        if track.channel in self.open:
            return True
        end = track.kept.began + timedelta(milliseconds=track.kept.milliseconds)
        return self._present(track.channel, track.kept.began, end - _SLACK)

    def residence(self, stay: Residence) -> bool:
        if self.office and stay.channel == JOINT:
            return True
        if not sees_case(self.reader):
            return False
        own = (mine for mine in self._stays() if mine.channel == stay.channel)
        return any(_meet(mine, stay) for mine in own)

    def _received(self, line: Line) -> bool:
        """As `policy.may_read`: who read it then, and a host who came to the group's channel later."""
        if not self.reader.seats.isdisjoint(line.readers):
            return True
        return kind_of(line.channel) is ChannelKind.GROUP and any(
            stay.channel == line.channel
            and self.past.seats[stay.seat].role in HOSTS
            and (stay.until is None or stay.until >= line.at)
            for stay in self._stays()
        )

    @property
    def office(self) -> bool:
        return sees_case(self.reader)

    def _present(self, channel: ChannelId, since: datetime, until: datetime) -> bool:
        if not sees_case(self.reader):
            return False
        own = (stay for stay in self._stays() if stay.channel == channel)
        return any(stay.lasts(since) and stay.lasts(max(since, until)) for stay in own)

    def _stays(self) -> Iterable[Residence]:
        return (stay for stay in self.past.residences if stay.seat in self.reader.seats)


def _meet(one: Residence, other: Residence) -> bool:
    return (one.until is None or other.since <= one.until) and (
        other.until is None or one.since <= other.until
    )


def _named(
    seats: Mapping[SeatId, Seat],
    lines: Iterable[Line],
    tracks: Iterable[Track],
    residences: Iterable[Residence],
) -> dict[SeatId, Seat]:
    """Whoever occurs in what is granted; nobody else has a name."""
    known = {seat for line in lines for seat in line.seats}
    known |= {track.kept.seat for track in tracks} | {stay.seat for stay in residences}
    return {seat: found for seat, found in seats.items() if seat in known}
