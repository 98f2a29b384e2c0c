"""What hosts do with the session and with channels."""

from rooms import events
from rooms.answer import Refused
from rooms.channel import JOINT, NEUTRAL, ChannelKind, kind_of, of_group, private
from rooms.commands import Adjourn, Bring, End, Lock, Meet, Rejoin, Resume, Separate, Visit
from rooms.decide.hosting import found
from rooms.decide.turn import DONE, Answer, Turn
from rooms.errors import ErrorCode
from rooms.ids import ChannelId, GroupId, SeatId
from rooms.moments import whole
from rooms.participant import Person, Standing
from rooms.places import anchor, mates
from rooms.roles import POWERS
from rooms.state import Phase


def lock(turn: Turn, command: Lock) -> Answer:
    if turn.state.status.locked != command.on:
        turn.emit(events.LockSet(at=turn.at, on=command.on))
    return DONE


def end(turn: Turn, command: End) -> Answer:
    turn.emit(events.SessionEnded(at=turn.at))
    return DONE


def adjourn(turn: Turn, command: Adjourn) -> Answer:
    turn.emit(events.SessionAdjourned(at=turn.at, until=whole(command.until) if command.until else None))
    return DONE


def resume(turn: Turn, command: Resume) -> Answer:
    turn.emit(events.SessionResumed(at=turn.at))
    turn.move(_all_hosts(turn, JOINT))
    return DONE


def _all_hosts(turn: Turn, channel: ChannelId) -> dict[SeatId, ChannelId]:
    return {person.id: channel for person in turn.state.people.values() if person.host}


def separate(turn: Turn, command: Separate) -> Answer:
    if turn.state.status.phase is Phase.JOINT:
        turn.emit(events.PhaseChanged(at=turn.at, phase=Phase.APART))
    turn.move(_all_hosts(turn, NEUTRAL))
    return DONE


def rejoin(turn: Turn, command: Rejoin) -> Answer:
    if turn.state.status.phase is Phase.JOINT:
        turn.move({command.seat: JOINT})
    else:
        turn.emit(events.PhaseChanged(at=turn.at, phase=Phase.JOINT))
        turn.move(_all_hosts(turn, JOINT))
    return DONE


def visit(turn: Turn, command: Visit) -> Answer:
    sides = {group.id: of_group(group.id) for group in turn.state.groups} | {GroupId(NEUTRAL): NEUTRAL}
    channel = sides.get(GroupId(command.side))
    if channel is None:
        return Refused(ErrorCode.NOT_FOUND)
    if turn.state.status.phase is not Phase.APART:
        return Refused(ErrorCode.NOT_APART)
    turn.move({command.seat: channel})
    return DONE


def meet(turn: Turn, command: Meet) -> Answer:
    named = found(turn, command.who)
    if isinstance(named, Refused):
        return named
    if not named.present:
        return Refused(ErrorCode.NOT_HERE)
    person = _met(turn, named)
    for mate in mates(turn.state, person.id):
        if mate is not person and mate.seat.interprets != person.id:
            return Refused(ErrorCode.SHARED_DEVICE)
    turn.move({command.seat: private(person.id)})
    return DONE


def _met(turn: Turn, named: Person) -> Person:
    """An interpreter who is with somebody is met together with them."""
    person = anchor(turn.state, named)
    other = turn.state.people.get(person.seat.interprets) if person.seat.interprets else None
    if other is not None and other.present and other.channel == person.channel:
        return anchor(turn.state, other)
    return person


def bring(turn: Turn, command: Bring) -> Answer:
    guest = found(turn, command.who)
    if isinstance(guest, Refused):
        return guest
    into = turn.state.people[command.seat].channel
    if not POWERS[guest.seat.role].comes_along or guest.group is not None:
        return Refused(ErrorCode.FORBIDDEN)
    if into is None or kind_of(into) is ChannelKind.PRIVATE:
        return Refused(ErrorCode.FORBIDDEN)
    if guest.standing is not Standing.ADMITTED:
        return Refused(ErrorCode.NOT_HERE)
    if guest.brought != into and guest.channel != into:
        turn.emit(events.Brought(at=turn.at, seat=guest.id, into=into))
        turn.move()
    return DONE
