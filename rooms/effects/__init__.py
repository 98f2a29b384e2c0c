"""What each event does to the state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from rooms import attention, events
from rooms.channel import JOINT, met_in
from rooms.chat import EMPTY, Message
from rooms.effects import desk, minutes, papers, performance, recording
from rooms.effects.relocating import relocated
from rooms.ids import SeatId
from rooms.participant import MediaKind, Person, Seat, Standing
from rooms.roles import PUBLISHERS, Role
from rooms.state import Done, Phase, RoomState, SessionState, Status
from rooms.transitions import HOST_STANDINGS, SESSIONS, STANDINGS

KEYS_KEPT = 256
"""How many idempotency keys of a seat are remembered."""

_AT_ENTRY = frozenset({MediaKind.AUDIO, MediaKind.CAMERA})


def opened(event: events.RoomOpened) -> RoomState:
    """The state at the start."""
    by_id = {seat.id: seat for seat in event.seats}
    return RoomState(
        room=event.room,
        case_no=event.case_no,
        title=event.title,
        groups=event.groups,
        rules=event.rules,
        at=event.at,
        people={seat.id: _seated(seat, by_id.get) for seat in event.seats},
        status=Status(lead=next((seat.id for seat in event.seats if seat.role is Role.MEDIATOR), None)),
    )


def apply(state: RoomState, event: events.Event) -> RoomState:
    """The state after the event."""
    after: RoomState = _EFFECTS[type(event)](state, event)
    if after.people is not state.people or after.status is not state.status:
        after = minutes.attended(attention.counted(_timed(after, event.at), event.at), event.at)
    after = recording.granted(state, recording.attended(state, after, event.at), event.at)
    return replace(after, at=event.at, keys=_keys(state, event))


def _keys(state: RoomState, event: events.Event) -> Mapping[SeatId, Mapping[str, Done]]:
    return state.keys if event.cause is None else _remembered(state, event.cause)


def _seated(seat: Seat, find: Callable[[SeatId], Seat | None]) -> Person:
    other = find(seat.interprets) if seat.interprets else None
    return Person(seat=seat, group=other.group if other else seat.group, primary=seat.id, consents={})


def _timed(state: RoomState, at: datetime) -> RoomState:
    """Keeps the moment since which others have been in the joint channel without an online host."""
    joint = [person for person in state.people.values() if person.channel == JOINT]
    hostless = (
        state.status.session is SessionState.OPEN
        and not all(person.host for person in joint)
        and not any(person.host and person.online for person in joint)
    )
    since = (state.status.hostless_since or at) if hostless else None
    if since == state.status.hostless_since:
        return state
    return replace(state, status=replace(state.status, hostless_since=since))


def _remembered(state: RoomState, cause: events.Cause) -> Mapping[SeatId, Mapping[str, Done]]:
    kept = dict(state.keys.get(cause.seat, {}))
    kept[cause.key] = Done(cause.digest, cause.value)
    if len(kept) > KEYS_KEPT:
        del kept[next(iter(kept))]
    return {**state.keys, cause.seat: kept}


def _each(state: RoomState, seats: Iterable[SeatId], **changes: Any) -> RoomState:
    people = dict(state.people)
    for seat in seats:
        people[seat] = replace(people[seat], **changes)
    return replace(state, people=people)


def _stand(state: RoomState, seats: Iterable[SeatId], event: events.Event, **changes: Any) -> RoomState:
    """The standing that the event gives to each of these people."""
    people = dict(state.people)
    for seat in seats:
        people[seat] = replace(people[seat], standing=_standing(people[seat], event), **changes)
    return replace(state, people=people)


def _standing(person: Person, event: events.Event) -> Standing:
    return (HOST_STANDINGS if person.host else STANDINGS)[type(event)][person.standing]


def _status(state: RoomState, **changes: Any) -> RoomState:
    return replace(state, status=replace(state.status, **changes))


def _seat_added(state: RoomState, event: events.SeatAdded) -> RoomState:
    seats = {person.id: person.seat for person in state.people.values()}
    return replace(state, people={**state.people, event.seat.id: _seated(event.seat, seats.get)})


def _detached(people: dict[SeatId, Person], seat: SeatId) -> None:
    """Takes a seat off its device; if it published for others, the first of them who may does so now."""
    former = people[seat]
    people[seat] = replace(former, primary=seat)
    rest = [person for person in people.values() if person.primary == seat and person.id != seat]
    if not rest:
        return
    heir = next((person for person in rest if person.seat.role in PUBLISHERS), rest[0])
    for person in rest:
        people[person.id] = replace(person, primary=heir.id)
    media = former.media if heir.seat.role in PUBLISHERS else frozenset()
    people[heir.id] = replace(people[heir.id], media=media, muted=former.muted)


def _entered(state: RoomState, event: events.Entered) -> RoomState:
    people = dict(state.people)
    _detached(people, event.seat)
    person = people[event.seat]
    media = _AT_ENTRY if person.seat.role in PUBLISHERS else frozenset()
    people[event.seat] = replace(
        person,
        device=event.device,
        primary=event.primary,
        standing=_standing(person, event),
        media=media - {MediaKind.AUDIO} if person.muted else media,
        online=False,
        telephone=False,
        new_device=event.at if event.new_device else person.new_device,
        equipment=person.equipment if event.device == person.device else None,
    )
    for mate in list(people.values()):
        if mate.primary == event.primary and mate.present:
            people[mate.id] = replace(mate, standing=_standing(mate, event), brought=None)
    return replace(state, people=people)


def _connected(state: RoomState, event: events.Connected) -> RoomState:
    return _each(state, [event.seat], online=True)


def _disconnected(state: RoomState, event: events.Disconnected) -> RoomState:
    return _each(state, [event.seat], online=False)


def _restarted(state: RoomState, event: events.Restarted) -> RoomState:
    state = replace(_each(state, state.people, online=False), hostless_apart={})
    return _status(state, hostless_since=None)


def _consent_set(state: RoomState, event: events.ConsentSet) -> RoomState:
    consents = {**state.people[event.seat].consents, event.consent: event.given}
    return _each(state, [event.seat], consents=consents)


def _media_set(state: RoomState, event: events.MediaSet) -> RoomState:
    person = state.people[event.seat]
    media = person.media | {event.media} if event.on else person.media - {event.media}
    muted = person.muted and not (event.on and event.media is MediaKind.AUDIO)
    return _each(state, [event.seat], media=media, muted=muted)


def _muted(state: RoomState, event: events.Muted) -> RoomState:
    media = state.people[event.seat].media - {MediaKind.AUDIO}
    return _each(state, [event.seat], media=media, muted=True)


def _asked_alone(state: RoomState, event: events.AskedAlone) -> RoomState:
    return _each(state, [event.seat], asked_alone=event.at)


def _ask_cancelled(state: RoomState, event: events.AskCancelled) -> RoomState:
    return _each(state, [event.seat], asked_alone=None)


def _overheard_set(state: RoomState, event: events.OverheardSet) -> RoomState:
    return _each(state, [event.seat], overheard=event.at if event.on else None)


def _equipment_told(state: RoomState, event: events.EquipmentTold) -> RoomState:
    return _each(state, [event.seat], equipment=event.equipment)


def _admitted(state: RoomState, event: events.Admitted) -> RoomState:
    return _stand(state, event.seats, event, new_device=None)


def _sent_back(state: RoomState, event: events.SentBack) -> RoomState:
    return _stand(state, event.seats, event, brought=None)


def _reinstated(state: RoomState, event: events.Reinstated) -> RoomState:
    return _stand(state, [event.seat], event)


def _gone(state: RoomState, seats: Iterable[SeatId], event: events.Event) -> RoomState:
    people = dict(state.people)
    for seat in seats:
        _detached(people, seat)
        people[seat] = replace(
            people[seat],
            standing=_standing(people[seat], event),
            stay=None,
            online=False,
            media=frozenset(),
            telephone=False,
            asked_alone=None,
            overheard=None,
            equipment=None,
            new_device=None,
            away_since=None,
            brought=None,
        )
    return relocated(state, people, event.at)


def _removed(state: RoomState, event: events.Removed) -> RoomState:
    return _gone(state, [event.seat], event)


def _left(state: RoomState, event: events.Left) -> RoomState:
    return _gone(state, event.seats, event)


def _telephoned(state: RoomState, event: events.Telephoned) -> RoomState:
    return _stand(state, [event.seat], event, telephone=True, device=None)


def _lead_handed(state: RoomState, event: events.LeadHanded) -> RoomState:
    return _status(state, lead=event.to)


def _brought(state: RoomState, event: events.Brought) -> RoomState:
    return _each(state, [event.seat], brought=event.into)


def _phase_changed(state: RoomState, event: events.PhaseChanged) -> RoomState:
    return _status(_each(state, state.people, brought=None), phase=event.phase)


def _moved(state: RoomState, event: events.Moved) -> RoomState:
    people = dict(state.people)
    for stay in event.stays:
        person = people[stay.seat]
        met = met_in(stay.channel) == person.id
        people[stay.seat] = replace(
            person,
            stay=stay,
            media=person.media - {MediaKind.SCREEN},
            asked_alone=None if met else person.asked_alone,
            overheard=None,
            away_since=event.at,
        )
    return relocated(state, people, event.at)


def _chat_posted(state: RoomState, event: events.ChatPosted) -> RoomState:
    log, seat = state.logs.get(event.into, EMPTY), state.people[event.seat].seat
    message = Message(
        id=event.id,
        channel=event.into,
        number=len(log),
        stay=event.stay,
        seat=event.seat,
        person=seat.person,
        name=seat.name,
        text=event.text,
        at=event.at,
        to_hosts=event.to_hosts,
        readers=frozenset(event.readers),
        pages=event.pages,
    )
    state = replace(_delivered(state, message), logs={**state.logs, event.into: log.append(message)})
    if not event.pages:
        return state
    return replace(state, pages={**state.pages, **dict.fromkeys((page.id for page in event.pages), message)})


def _announced(state: RoomState, event: events.Announced) -> RoomState:
    seat = state.people[event.seat].seat
    message = Message(
        id=event.id,
        channel=event.into,
        number=0,
        stay=None,
        seat=event.seat,
        person=seat.person,
        name=seat.name,
        text=event.text,
        at=event.at,
        to_hosts=False,
        readers=frozenset(event.readers),
        to_all=True,
    )
    return _delivered(state, message)


def _delivered(state: RoomState, message: Message) -> RoomState:
    inboxes = dict(state.inboxes)
    for reader in message.readers:
        inboxes[reader] = inboxes.get(reader, EMPTY).append(message)
    return replace(state, inboxes=inboxes)


def _session(state: RoomState, event: events.Event) -> SessionState:
    return SESSIONS[type(event)][state.status.session]


def _lock_set(state: RoomState, event: events.LockSet) -> RoomState:
    return _status(state, locked=event.on)


def _without_screens(state: RoomState) -> RoomState:
    people = state.people.values()
    return replace(state, people={p.id: replace(p, media=p.media - {MediaKind.SCREEN}) for p in people})


def _adjourned(state: RoomState, event: events.SessionAdjourned) -> RoomState:
    session = _session(state, event)
    return _status(_without_screens(state), session=session, until=event.until, unhosted=False)


def _resumed(state: RoomState, event: events.SessionResumed) -> RoomState:
    present = [person.id for person in state.people.values() if person.present]
    state = _stand(state, present, event, brought=None)
    return _status(state, session=_session(state, event), until=None, phase=Phase.JOINT)


def _ended(state: RoomState, event: events.SessionEnded) -> RoomState:
    state = _each(
        state, state.people, stay=None, media=frozenset(), overheard=None, away_since=None, brought=None
    )
    return replace(state, status=Status(session=_session(state, event), locked=state.status.locked))


def _unhosted(state: RoomState, event: events.JointUnhosted) -> RoomState:
    return _status(state, unhosted=True)


def _hosted(state: RoomState, event: events.JointHosted) -> RoomState:
    return _status(state, unhosted=False)


def _authority_expired(state: RoomState, event: events.AuthorityExpired) -> RoomState:
    return _each(state, [event.seat], authority_expired=True)


def _noted(state: RoomState, event: events.Noted | events.Renewed) -> RoomState:
    return state


_EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    events.ChatPosted: _chat_posted,
    events.Announced: _announced,
    events.Moved: _moved,
    events.SeatAdded: _seat_added,
    events.Entered: _entered,
    events.Connected: _connected,
    events.Disconnected: _disconnected,
    events.Restarted: _restarted,
    events.ConsentSet: _consent_set,
    events.MediaSet: _media_set,
    events.Muted: _muted,
    events.AskedAlone: _asked_alone,
    events.AskCancelled: _ask_cancelled,
    events.OverheardSet: _overheard_set,
    events.EquipmentTold: _equipment_told,
    events.Admitted: _admitted,
    events.SentBack: _sent_back,
    events.Reinstated: _reinstated,
    events.Removed: _removed,
    events.Left: _left,
    events.Telephoned: _telephoned,
    events.Renewed: _noted,
    events.LeadHanded: _lead_handed,
    events.Brought: _brought,
    events.PhaseChanged: _phase_changed,
    events.LockSet: _lock_set,
    events.SessionAdjourned: _adjourned,
    events.SessionResumed: _resumed,
    events.SessionEnded: _ended,
    events.JointUnhosted: _unhosted,
    events.JointHosted: _hosted,
    events.AuthorityExpired: _authority_expired,
    events.Noted: _noted,
    **desk.EFFECTS,
    **minutes.EFFECTS,
    **performance.EFFECTS,
    **papers.EFFECTS,
    **recording.EFFECTS,
}
