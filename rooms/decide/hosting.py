"""What hosts do with people: admit, send back, remove, mute; who else is let in, and which host leads."""

from dataclasses import replace

from rooms import events
from rooms.answer import Refused
from rooms.commands import (
    Admit,
    AdmitAll,
    BackToLobby,
    CallIn,
    HandOver,
    Mute,
    Remove,
    Renew,
    Telephone,
)
from rooms.decide.entering import lacking, send_back
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import worded
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, SeatId
from rooms.participant import NAME_LIMIT, Person, Seat, Standing
from rooms.places import mates
from rooms.policy import may_hand_over
from rooms.roles import POWERS, Role
from rooms.seating import SEAT_LIMIT


def found(turn: Turn, who: SeatId) -> Person | Refused:
    """The person whom a host names: anybody but another host."""
    person = turn.state.people.get(who)
    if person is None:
        return Refused(ErrorCode.NOT_FOUND)
    return Refused(ErrorCode.FORBIDDEN) if person.host else person


def admit(turn: Turn, command: Admit) -> Answer:
    person = found(turn, command.who)
    if isinstance(person, Refused):
        return person
    if not person.present:
        return Refused(ErrorCode.NOT_HERE)
    device = mates(turn.state, person.id)
    missing = {kind for mate in device for kind in lacking(turn.state, mate)}
    if missing:
        return Refused(ErrorCode.CONSENT_NEEDED, {"kinds": sorted(missing)})
    _admit(turn, device)
    return DONE


def _admit(turn: Turn, people: list[Person]) -> None:
    seats = tuple(person.id for person in people if person.standing is Standing.WAITING)
    if seats:
        turn.emit(events.Admitted(at=turn.at, seats=seats))
        turn.move()


def admit_all(turn: Turn, command: AdmitAll) -> Answer:
    ready = [
        person
        for person in turn.state.people.values()
        if person.standing is Standing.WAITING
        and not any(lacking(turn.state, mate) for mate in mates(turn.state, person.id))
    ]
    _admit(turn, ready)
    return DONE


def back_to_lobby(turn: Turn, command: BackToLobby) -> Answer:
    person = found(turn, command.who)
    if isinstance(person, Refused):
        return person
    if person.present:
        send_back(turn, person.id)
    elif person.standing is not Standing.EXPECTED:
        turn.emit(events.Reinstated(at=turn.at, seat=person.id))
    return DONE


def remove(turn: Turn, command: Remove) -> Answer:
    person = turn.state.people.get(command.who) if command.seat == SYSTEM else found(turn, command.who)
    if person is None:
        return Refused(ErrorCode.NOT_FOUND)
    if isinstance(person, Refused):
        return person
    if person.standing is Standing.REMOVED:
        return DONE
    others = [mate.id for mate in mates(turn.state, person.id) if mate.id != person.id]
    turn.emit(events.Removed(at=turn.at, seat=person.id))
    if others:
        send_back(turn, others[0])
    else:
        turn.move()
    return DONE


def telephone(turn: Turn, command: Telephone) -> Answer:
    person = found(turn, command.who)
    if isinstance(person, Refused):
        return person
    if person.standing is Standing.REMOVED:
        return Refused(ErrorCode.REMOVED)
    if person.present and not person.telephone:
        return Refused(ErrorCode.ALREADY_THERE)
    if command.on and not person.telephone:
        turn.emit(events.Telephoned(at=turn.at, seat=person.id))
        turn.move()
    elif person.telephone and not command.on:
        turn.emit(events.Left(at=turn.at, seats=(person.id,)))
        turn.move()
    return DONE


def call_in(turn: Turn, command: CallIn) -> Answer:
    """The seat's key is its id: a number would tell how many callers there are elsewhere."""
    name = worded(command.name, NAME_LIMIT)
    if isinstance(name, Refused):
        return name
    if command.group not in {group.id for group in turn.state.groups}:
        return Refused(ErrorCode.NOT_FOUND)
    if len(turn.state.people) >= SEAT_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": SEAT_LIMIT})
    caller = Seat(turn.seat_id(), "", name, Role.PARTY, command.group)
    turn.emit(events.SeatAdded(at=turn.at, seat=replace(caller, person=caller.id)))
    turn.emit(events.Telephoned(at=turn.at, seat=caller.id))
    turn.move()
    return {"seat": caller.id}


def renew(turn: Turn, command: Renew) -> Answer:
    """Staff do not come by such links."""
    person = found(turn, command.who)
    if isinstance(person, Refused):
        return person
    if POWERS[person.seat.role].staff:
        return Refused(ErrorCode.FORBIDDEN)
    turn.emit(events.Renewed(at=turn.at, seat=command.seat, who=person.id, what=command.what))
    return DONE


def hand_over(turn: Turn, command: HandOver) -> Answer:
    heir, lead = turn.state.people.get(command.to), turn.state.status.lead
    if heir is None:
        return Refused(ErrorCode.NOT_FOUND)
    if not may_hand_over(turn.state, command.seat) or not heir.host:
        return Refused(ErrorCode.FORBIDDEN)
    if heir.standing is not Standing.ADMITTED:
        return Refused(ErrorCode.NOT_HERE)
    if heir.id != lead:
        turn.emit(events.LeadHanded(at=turn.at, seat=command.seat, to=heir.id))
    return DONE


def mute(turn: Turn, command: Mute) -> Answer:
    person = turn.state.people.get(command.who)
    if person is None:
        return Refused(ErrorCode.NOT_FOUND)
    if person.id == command.seat:
        return Refused(ErrorCode.FORBIDDEN)
    if not person.present:
        return Refused(ErrorCode.NOT_HERE)
    if not turn.state.people[person.primary].muted:
        turn.emit(events.Muted(at=turn.at, seat=person.primary))
    return DONE
