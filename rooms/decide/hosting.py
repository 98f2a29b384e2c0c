"""What hosts do with people: admit, send back, remove, mute."""

from rooms import events
from rooms.answer import Refused
from rooms.commands import Admit, AdmitAll, BackToLobby, Mute, Remove, Telephone
from rooms.decide.entering import lacking, send_back
from rooms.decide.turn import DONE, Answer, Turn
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, SeatId
from rooms.participant import Person, Standing
from rooms.places import mates


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
