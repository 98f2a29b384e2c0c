"""What no person asks for: seats added, time passing, a process that starts again."""

from rooms import events
from rooms.answer import Refused
from rooms.commands import AddSeat, Restart, Tick
from rooms.decide.turn import DONE, Answer, Turn
from rooms.errors import ErrorCode
from rooms.seating import SEAT_LIMIT, fault, normal


def add_seat(turn: Turn, command: AddSeat) -> Answer:
    seats = {person.id: person.seat for person in turn.state.people.values()}
    if len(seats) >= SEAT_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": SEAT_LIMIT})
    if command.added.id in seats:
        return Refused(ErrorCode.ALREADY_THERE)
    if fault(command.added, seats, {group.id for group in turn.state.groups}) is not None:
        return Refused(ErrorCode.BAD_MESSAGE)
    turn.emit(events.SeatAdded(at=turn.at, seat=normal(command.added)))
    return DONE


def tick(turn: Turn, command: Tick) -> Answer:
    if turn.unhosted_due():
        turn.emit(events.JointUnhosted(at=turn.at))
    for channel in turn.hostless_due():
        turn.emit(events.RecordingStopped(at=turn.at, into=channel, seat=None))
    for person in list(turn.state.people.values()):
        authority = person.seat.authority
        expires = authority.expires if authority else None
        if expires is not None and expires <= turn.at and not person.authority_expired:
            turn.emit(events.AuthorityExpired(at=turn.at, seat=person.id))
    return DONE


def restart(turn: Turn, command: Restart) -> Answer:
    turn.emit(events.Restarted(at=turn.at))
    return DONE
