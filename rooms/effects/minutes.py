"""What the events of the record do to it, and who comes into it by being there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from rooms import events
from rooms.canonical import JSON, digest
from rooms.channel import JOINT
from rooms.ids import SeatId
from rooms.minutes import Answer, Colleague, Hand, Line, Minutes, Reading, Response, Struck, Wording
from rooms.participant import Seat
from rooms.read_back import content
from rooms.roles import POWERS
from rooms.state import RoomState

Seats = Mapping[SeatId, Seat]


def _hand(seats: Seats, seat: SeatId, colleague: Colleague | None = None) -> Hand:
    if colleague is not None:
        return Hand(colleague.name, account=colleague.account)
    return Hand(seats[seat].name, seat)


def _with(minutes: Minutes, line: Line) -> Minutes:
    return replace(minutes, lines={**minutes.lines, line.id: line})


def _written(minutes: Minutes, event: events.LineWritten, seats: Seats) -> Minutes:
    wording = Wording(event.text, event.speaker, _hand(seats, event.seat), event.at)
    return _with(minutes, Line(event.id, event.section, event.moment, event.source, (wording,)))


def _corrected(minutes: Minutes, event: events.LineCorrected, seats: Seats) -> Minutes:
    line = minutes.lines[event.id]
    by = _hand(seats, event.seat, event.colleague)
    wording = Wording(event.text, event.speaker, by, event.at, event.reason)
    return _with(minutes, replace(line, wordings=(*line.wordings, wording)))


def _struck(minutes: Minutes, event: events.LineStruck, seats: Seats) -> Minutes:
    struck = Struck(event.reason, _hand(seats, event.seat, event.colleague), event.at)
    return _with(minutes, replace(minutes.lines[event.id], struck=struck))


def _answered(minutes: Minutes, event: events.AnswerNoted, seats: Seats) -> Minutes:
    answer = Answer(event.reply, event.remark, _hand(seats, event.seat), event.at)
    others = minutes.answers.get(event.question, {})
    own = {**others, event.who: (*others.get(event.who, ()), answer)}
    return replace(minutes, answers={**minutes.answers, event.question: own})


def _read(minutes: Minutes, event: events.MinutesRead, seats: Seats) -> Minutes:
    reading = Reading(event.number, event.at, _hand(seats, event.seat), event.digest, event.content)
    return replace(minutes, readings=(*minutes.readings, reading))


def _responded(
    minutes: Minutes, event: events.MinutesConfirmed | events.MinutesObjected, seats: Seats
) -> Minutes:
    words = event.words if isinstance(event, events.MinutesObjected) else None
    said = Response(event.seat, seats[event.seat].name, event.at, words)
    *earlier, last = minutes.readings
    return replace(minutes, readings=(*earlier, replace(last, responses=(*last.responses, said))))


_STEPS: Mapping[type[events.Event], Callable[[Minutes, Any, Seats], Minutes]] = {
    events.LineWritten: _written,
    events.LineCorrected: _corrected,
    events.LineStruck: _struck,
    events.AnswerNoted: _answered,
    events.MinutesRead: _read,
    events.MinutesConfirmed: _responded,
    events.MinutesObjected: _responded,
}
"""The record after an event that is about it."""


def attended(state: RoomState, at: datetime) -> RoomState:
    """The state with those in the record who are in the joint channel now."""
    minutes = state.minutes
    here = (person.seat for person in state.people.values() if person.channel == JOINT)
    new = [seat for seat in here if seat.id not in minutes.attendees]
    if not new:
        return state
    begins = minutes.began is None and not all(POWERS[seat.role].staff for seat in new)
    attendees = (*minutes.attendees, *(seat.id for seat in new))
    after = replace(minutes, attendees=attendees, began=at if begins else minutes.began)
    return _compared(replace(state, minutes=after))


def seats_of(state: RoomState) -> Seats:
    return {person.id: person.seat for person in state.people.values()}


def as_read(state: RoomState) -> dict[str, JSON]:
    """What would be read back now."""
    return content(state.minutes, state.case_no, state.title, seats_of(state))


def _penned(step: Callable[[Minutes, Any, Seats], Minutes], state: RoomState, event: Any) -> RoomState:
    return _compared(replace(state, minutes=step(state.minutes, event, seats_of(state))))


def _compared(state: RoomState) -> RoomState:
    latest = state.minutes.latest
    current = latest is not None and digest(as_read(state)) == latest.digest
    return replace(state, minutes=replace(state.minutes, current=current))


EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    kind: partial(_penned, step) for kind, step in _STEPS.items()
}
