"""The record of the joint talk: who writes it, and to whom it is read."""

from datetime import datetime

from rooms.channel import JOINT, ChannelKind, kind_of
from rooms.ids import (
    SeatId,
    SourceId,
)
from rooms.minutes import CONFIRMERS, READERS, Minutes, Reading
from rooms.participant import Person, Standing
from rooms.places import mates
from rooms.roles import RECORD_KEEPERS
from rooms.state import RoomState, SessionState


def minutes(state: RoomState, seat: SeatId) -> Minutes | None:
    """The whole record, for those who write it; its drafts are nobody else's."""
    person = state.people[seat]
    writes = person.seat.role in RECORD_KEEPERS and person.standing is Standing.ADMITTED
    return state.minutes if writes and state.status.session is not SessionState.ENDED else None


def may_write_minutes(state: RoomState, seat: SeatId) -> bool:
    """Not out of a talk apart: what is said there is no part of the record, and a slip must not make it one."""
    channel = state.people[seat].channel
    return channel is not None and kind_of(channel) in (ChannelKind.JOINT, ChannelKind.NEUTRAL)


def said_at(state: RoomState, source: SourceId) -> datetime | None:
    """When that was said in the joint talk which a line may be taken from; None of all that was said elsewhere.

    What was written while no host was there is between its author and the hosts. Of what a machine heard only the
    newest can be taken: what is shown.
    """
    heard = (one.utterance for one in state.captions.get(JOINT, ()))
    began = next((one.began for one in heard if one.id == source and one.text), None)
    if began is not None:
        return began
    log = state.logs.get(JOINT, ())
    return next((said.at for said in log if str(said.id) == source and not said.to_hosts), None)


def reading(state: RoomState, seat: SeatId) -> Reading | None:
    """What was read back last, in the joint talk, on the devices of those to whom it is read."""
    here = any(mate.seat.role in READERS for mate in _before_it(state, seat))
    return state.minutes.latest if here else None


def confirmers(state: RoomState, seat: SeatId) -> list[Person]:
    """Who on this device says for themselves whether what was read is right."""
    return [mate for mate in _before_it(state, seat) if mate.seat.role in CONFIRMERS]


def _before_it(state: RoomState, seat: SeatId) -> list[Person]:
    person = state.people[seat]
    if state.status.session is SessionState.ENDED or person.channel != JOINT or person.telephone:
        return []
    return mates(state, seat)
