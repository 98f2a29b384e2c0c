"""Coming, being connected, and going."""

from rooms import events
from rooms.answer import Refused
from rooms.commands import Connect, Disconnect, Enter, Leave, SetConsent
from rooms.consent import ConsentKind
from rooms.decide.recording import decline
from rooms.decide.turn import DONE, Answer, Turn
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from rooms.participant import Person, Standing
from rooms.places import mates, meetings_of
from rooms.roles import POWERS
from rooms.state import RoomState


def lacking(state: RoomState, person: Person) -> list[ConsentKind]:
    """The consents without which this person cannot take part; nothing of who telephones is processed here."""
    if POWERS[person.seat.role].staff or person.telephone:
        return []
    return sorted(kind for kind in state.rules.required_consents if not person.consents.get(kind))


def enter(turn: Turn, command: Enter) -> Answer:
    person = turn.state.people[command.seat]
    refusal = _refused(turn.state, person, command)
    if refusal is not None:
        return refusal
    for kind in sorted(command.consents):
        if not person.consents.get(kind):
            turn.emit(events.ConsentSet(at=turn.at, seat=person.id, consent=kind, given=True))
    if not _resumes(turn.state, person, command):
        _take_back(turn, person, command)
        _come(turn, person, command)
    return {"standing": turn.state.people[person.id].standing.value}


def _take_back(turn: Turn, person: Person, command: Enter) -> None:
    """Whoever comes anew is asked anew: what they leave out now they do not agree to, whatever they said before. Staff
    sign in and are asked nothing then.
    """
    if POWERS[person.seat.role].staff:
        return
    kept = command.consents | turn.state.rules.required_consents
    for kind in sorted(kind for kind, given in person.consents.items() if given and kind not in kept):
        turn.emit(events.ConsentSet(at=turn.at, seat=person.id, consent=kind, given=False))


def _refused(state: RoomState, person: Person, command: Enter) -> Refused | None:
    """The device is compared first: who is not on it learns nothing about another seat."""
    if command.share_with is not None:
        other = state.people.get(command.share_with)
        if other is None or other is person or not other.present or other.device != command.device:
            return Refused(ErrorCode.NOT_FOUND)
        if person.group is None or other.group != person.group:
            return Refused(ErrorCode.OTHER_GROUP)
        if not POWERS[state.people[other.primary].seat.role].publishes and POWERS[person.seat.role].publishes:
            return Refused(ErrorCode.SHARED_DEVICE)  # an observer's device would send nothing for anybody
    given = set(command.consents) | {kind for kind, given in person.consents.items() if given}
    missing = [kind for kind in lacking(state, person) if kind not in given]
    if missing:
        return Refused(ErrorCode.CONSENT_NEEDED, {"kinds": [kind.value for kind in missing]})
    if state.status.locked and not person.host and not _resumes(state, person, command):
        return Refused(ErrorCode.LOCKED)
    return None


def _resumes(state: RoomState, person: Person, command: Enter) -> bool:
    if not person.present or person.device != command.device:
        return False
    return command.share_with is None or state.people[command.share_with].primary == person.primary


def _come(turn: Turn, person: Person, command: Enter) -> None:
    shared = command.share_with
    primary = turn.state.people[shared].primary if shared else person.id
    new_device = person.telephone or person.device not in (None, command.device)
    involved = {person.id} | {mate.id for mate in mates(turn.state, shared or person.id)}
    hosts = {} if person.host else meetings_of(turn.state, involved)
    turn.emit(
        events.Entered(
            at=turn.at, seat=person.id, device=command.device, primary=primary, new_device=new_device
        )
    )
    turn.move(hosts, renew=set() if person.host else {person.id})


def connect(turn: Turn, command: Connect) -> Answer:
    if not turn.state.people[command.seat].online:
        turn.emit(events.Connected(at=turn.at, seat=command.seat))
    return DONE


def disconnect(turn: Turn, command: Disconnect) -> Answer:
    if turn.state.people[command.seat].online:
        turn.emit(events.Disconnected(at=turn.at, seat=command.seat))
    return DONE


def set_consent(turn: Turn, command: SetConsent) -> Answer:
    person = _consenting(turn, command)
    if person is None:
        return Refused(ErrorCode.NOT_FOUND)
    if person.consents.get(command.kind, False) == command.given:
        return DONE
    turn.emit(events.ConsentSet(at=turn.at, seat=person.id, consent=command.kind, given=command.given))
    if command.kind is ConsentKind.CAUCUS_RECORDING and not command.given:
        decline(turn, turn.state.people[person.id])
    if command.kind in lacking(turn.state, turn.state.people[person.id]):
        send_back(turn, person.id)
    return DONE


def _consenting(turn: Turn, command: SetConsent) -> Person | None:
    """A device has one page, on which each who sits at it is asked by name for what is asked in the room."""
    if command.who is None:
        return turn.state.people[command.seat]
    mates_ = mates(turn.state, command.seat) if command.kind is ConsentKind.RECORDING else []
    return next((mate for mate in mates_ if mate.id == command.who), None)


def send_back(turn: Turn, seat: SeatId) -> None:
    """The whole device of the seat to the lobby, out of any private meeting too."""
    device = mates(turn.state, seat)
    seats = tuple(mate.id for mate in device if mate.standing is Standing.ADMITTED)
    if seats:
        turn.emit(events.SentBack(at=turn.at, seats=seats))
    turn.move(meetings_of(turn.state, {mate.id for mate in device}))


def leave(turn: Turn, command: Leave) -> Answer:
    person = turn.state.people[command.seat]
    leaving = [person] if person.primary != person.id else mates(turn.state, person.id)
    turn.emit(events.Left(at=turn.at, seats=tuple(mate.id for mate in leaving)))
    turn.move()
    return DONE
