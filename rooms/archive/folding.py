"""A log becomes a past. It asks nobody: what may be read of it is decided in `reading`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rooms import events
from rooms.archive.past import (
    Happened,
    Line,
    LineKind,
    Opening,
    Past,
    Recorded,
    Residence,
    Track,
)
from rooms.channel import JOINT, ChannelKind, kind_of
from rooms.consent import ConsentKind
from rooms.effects import apply, opened
from rooms.ids import ChannelId, SeatId, StayId
from rooms.participant import Person
from rooms.state import Phase, RoomState


def past(log: Iterable[events.Event]) -> Past:
    """The session behind a room's events, in their order. Channels whose key was destroyed are simply not in it.

    Raises ValueError for a log that does not begin with the room's opening.
    """
    found = iter(log)
    first = next(found, None)
    if not isinstance(first, events.RoomOpened):
        raise ValueError("a log begins with the opening of its room")
    folding = _Folding(opened(first))
    folding.happened(Happened.OPENED, JOINT, first.at)
    for event in found:
        folding.take(event)
    return folding.done()


@dataclass(slots=True)
class _Folding:
    state: RoomState
    begun: datetime = field(init=False)
    ended: datetime | None = None
    residences: dict[StayId, Residence] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    recorded: dict[StayId, Recorded] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    sharing: dict[StayId, set[SeatId]] = field(default_factory=dict)
    """Who sat at a device in the stays of the seat that published for it."""

    def __post_init__(self) -> None:
        self.begun = self.state.at

    def take(self, event: events.Event) -> None:
        before = self.state
        self.state = apply(before, event)
        if before.people is not self.state.people:
            self._moved(before.people, event.at)
        if before.recordings is not self.state.recordings:
            self._taped(before, event.at)
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event)

    def done(self) -> Past:
        return Past(
            room=self.state.room,
            case_no=self.state.case_no,
            title=self.state.title,
            groups=self.state.groups,
            seats={person.id: person.seat for person in self.state.people.values()},
            opened=self.begun,
            ended=self.ended,
            residences=tuple(self.residences.values()),
            lines=tuple(sorted(self.lines, key=lambda line: line.at)),
            recorded=tuple(self.recorded.values()),
            tracks=tuple(self.tracks),
            openings=tuple(self.openings),
            minutes=self.state.minutes,
            agreed={
                person.id: person.consents[ConsentKind.RECORDING]
                for person in self.state.people.values()
                if ConsentKind.RECORDING in person.consents
            },
        )

    def happened(
        self, what: Happened, channel: ChannelId, at: datetime, seats: tuple[SeatId, ...] = ()
    ) -> None:
        self.lines.append(Line(LineKind.HAPPENED, channel, at, seats, what=what))

    def _moved(self, before: Mapping[SeatId, Person], at: datetime) -> None:
        went: dict[ChannelId, list[SeatId]] = {}
        came: dict[ChannelId, list[SeatId]] = {}
        for seat, person in self.state.people.items():
            old, new = before[seat].stay if seat in before else None, person.stay
            if old is new:
                continue
            if old is not None:
                self.residences[old.id] = replace(self.residences[old.id], until=at)
                went.setdefault(old.channel, []).append(seat)
            if new is not None:
                self.residences[new.id] = Residence(new.id, seat, new.channel, new.since)
                came.setdefault(new.channel, []).append(seat)
        if went or came:
            self._seated()
        for what, channels in ((Happened.WENT, went), (Happened.CAME, came)):
            for channel, seats in channels.items():
                if kind_of(channel) is not ChannelKind.LOBBY:
                    self.happened(what, channel, at, tuple(seats))

    def _seated(self) -> None:
        """Of every device: where one goes, a stay may go on that publishes for others from now on."""
        for person in self.state.people.values():
            publishing = self.state.people[person.primary].stay
            if person.stay is not None and publishing is not None:
                self.sharing.setdefault(publishing.id, set()).add(person.id)

    def _taped(self, before: RoomState, at: datetime) -> None:
        """One that was begun anew is another stretch, and nothing that people would call an end."""
        for channel, recording in before.recordings.items():
            after = self.state.recordings.get(channel)
            if after is None or after.id != recording.id:
                self.recorded[recording.id] = replace(self.recorded[recording.id], until=at)
            if after is None:
                self.happened(Happened.RECORDING_STOPPED, channel, at)
        for channel, recording in self.state.recordings.items():
            former = before.recordings.get(channel)
            if former is None or former.id != recording.id:
                self.recorded[recording.id] = Recorded(recording.id, channel, at)
            if former is None:
                self.happened(Happened.RECORDING_STARTED, channel, at, (recording.host,))


def _posted(folding: _Folding, event: events.ChatPosted) -> None:
    folding.lines.append(
        Line(
            LineKind.WRITTEN,
            event.into,
            event.at,
            (event.seat,),
            event.stay,
            event.id,
            event.text,
            pages=event.pages,
            readers=frozenset(event.readers),
            to_hosts=event.to_hosts,
        )
    )


def _announced(folding: _Folding, event: events.Announced) -> None:
    readers = frozenset(event.readers)
    folding.lines.append(
        Line(
            LineKind.WRITTEN, event.into, event.at, (event.seat,), None, event.id, event.text, readers=readers
        )
    )


def _phase(folding: _Folding, event: events.PhaseChanged) -> None:
    what = Happened.APART if event.phase is Phase.APART else Happened.TOGETHER
    folding.happened(what, JOINT, event.at)


def _kept(folding: _Folding, event: events.SegmentKept) -> None:
    kept = event.kept
    seats = frozenset({kept.seat, *folding.sharing.get(kept.stay, ())})
    folding.tracks.append(Track(event.into, kept, seats))


def _said(folding: _Folding, event: events.Uttered) -> None:
    said = event.utterance
    folding.lines.append(
        Line(
            LineKind.SAID,
            event.into,
            said.began,
            said.speakers,
            said.stay,
            said.id,
            said.text,
            milliseconds=said.milliseconds,
        )
    )


def _opened(folding: _Folding, event: events.GlassBroken) -> None:
    folding.openings.append(Opening(event.into, event.by, event.name, event.reason, event.at, event.until))


def _ended(folding: _Folding, event: events.SessionEnded) -> None:
    folding.ended = event.at
    folding.happened(Happened.ENDED, JOINT, event.at)


def _told(what: Happened) -> Callable[[_Folding, Any], None]:
    def handler(folding: _Folding, event: events.Event) -> None:
        folding.happened(what, JOINT, event.at)

    return handler


_HANDLERS: Mapping[type[events.Event], Callable[[_Folding, Any], None]] = {
    events.ChatPosted: _posted,
    events.Announced: _announced,
    events.PhaseChanged: _phase,
    events.SegmentKept: _kept,
    events.Uttered: _said,
    events.GlassBroken: _opened,
    events.JointUnhosted: _told(Happened.UNHOSTED),
    events.JointHosted: _told(Happened.HOSTED),
    events.SessionAdjourned: _told(Happened.ADJOURNED),
    events.SessionResumed: _told(Happened.RESUMED),
    events.SessionEnded: _ended,
}
