"""The record of the joint talk as views show it: to whoever writes it, and to those to whom it was read back."""

from rooms.canonical import JSON
from rooms.ids import SeatId
from rooms.minutes import Answer, Minutes, Reading
from rooms.moments import stamp
from rooms.participant import Person
from rooms.policy import confirmers, minutes, reading
from rooms.state import RoomState


def rewritten(before: RoomState, after: RoomState) -> bool:
    """Whether anything that anybody is shown of the record may have changed."""
    return before.minutes is not after.minutes


def sheet(state: RoomState, seat: SeatId) -> dict[str, JSON]:
    """The parts of this seat's view that are about the record."""
    written = minutes(state, seat)
    if written is not None:
        return {"minutes": _minutes(state, written)}
    read = reading(state, seat)
    return {} if read is None else {"reading": _reading(state, read, seat)}


def _minutes(state: RoomState, written: Minutes) -> JSON:
    shown: dict[str, JSON] = {
        "people": {seat: _attendee(state.people[seat]) for seat in written.attendees},
        "answers": {
            question.value: {seat: _answers(given) for seat, given in by_seat.items()}
            for question, by_seat in written.answers.items()
        },
        "lines": {line.id: line.wire for line in written.lines.values()},
    }
    if written.began is not None:
        shown["began"] = stamp(written.began)
    if written.latest is not None:
        shown["reading"] = _as_written(state, written.latest)
    return shown


def _attendee(person: Person) -> JSON:
    seat = person.seat
    shown: dict[str, JSON] = {"person": seat.person, "name": seat.name, "role": seat.role.value}
    return shown if person.group is None else {**shown, "group": person.group}


def _answers(given: tuple[Answer, ...]) -> JSON:
    *former, last = given
    return {**last.wire, "former": [answer.wire for answer in former]} if former else last.wire


def _as_written(state: RoomState, read: Reading) -> JSON:
    return {
        "number": read.number,
        "at": stamp(read.at),
        "by": read.by.wire,
        "digest": read.digest,
        "current": state.minutes.current,
        "responses": [said.wire for said in read.responses],
    }


def _reading(state: RoomState, read: Reading, seat: SeatId) -> JSON:
    return {
        "number": read.number,
        "at": stamp(read.at),
        "digest": read.digest,
        "content": read.content,
        "mine": {person.id: _mine(read, person) for person in confirmers(state, seat)},
    }


def _mine(read: Reading, person: Person) -> JSON:
    shown: dict[str, JSON] = {"name": person.seat.name, "state": "open"}
    said = read.last(person.id)
    if said is None:
        return shown
    shown |= {"state": "confirmed" if said.objection is None else "objected", "at": stamp(said.at)}
    return shown if said.objection is None else {**shown, "words": said.objection}
