"""Who is somewhere together, who leads, and who is told what is written now."""

from collections.abc import Mapping

from rooms.channel import JOINT, kind_of
from rooms.ids import (
    ChannelId,
    SeatId,
    StayId,
)
from rooms.participant import Person, Standing
from rooms.places import mates
from rooms.roles import POWERS
from rooms.state import RoomState, SessionState


def of_one_group(one: Person, other: Person) -> bool:
    """Whether both are of the same side; who is neutral is of nobody's."""
    return one.group is not None and one.group == other.group


def takes_part(person: Person) -> bool:
    """Whether one is in a channel where one's role hears and reads others; nobody does in a lobby."""
    return person.stay is not None and kind_of(person.stay.channel) in POWERS[person.seat.role].channels


def stays(state: RoomState) -> Mapping[SeatId, StayId]:
    """The present stay of everybody who has one."""
    return {person.id: person.stay.id for person in state.people.values() if person.stay}


def may_be_shown(person: Person) -> bool:
    """Whether there is anything to show it on: who is present by telephone reads nothing, later neither."""
    return person.stay is not None and not person.telephone


def new_readers(state: RoomState, author: Person) -> tuple[tuple[SeatId, ...], bool]:
    """Who reads what the author writes now, and whether that is the hosts only, wherever they are."""
    if author.channel == JOINT and state.status.unhosted:
        device = {mate.id for mate in mates(state, author.id)}
        return tuple(p.id for p in state.people.values() if p.host or p.id in device), True
    here = (p for p in state.people.values() if p.channel == author.channel)
    return tuple(p.id for p in here if may_be_shown(p)), False


def audiences(state: RoomState) -> dict[ChannelId, tuple[SeatId, ...]]:
    """Who is told what a host says to all: everybody present, in the channel where each is, the lobby too."""
    told: dict[ChannelId, tuple[SeatId, ...]] = {}
    for person in state.people.values():
        if person.stay is not None and may_be_shown(person):
            channel = person.stay.channel
            told[channel] = (*told.get(channel, ()), person.id)
    return told


def may_see_person(viewer: Person, other: Person) -> bool:
    """Whether one knows that the other is here: within one channel only."""
    return viewer is not other and viewer.stay is not None and viewer.channel == other.channel


def may_see_authority(viewer: Person, other: Person) -> bool:
    """Hosts, the same group, and everybody in the joint channel see in whose name one acts."""
    if viewer.host or other.channel == JOINT:
        return True
    return of_one_group(viewer, other)


def may_lead(state: RoomState, seat: SeatId) -> bool:
    """Whether this is a host in the session: sees the roster, asks what only hosts may ask."""
    person = state.people.get(seat)
    return (
        person is not None
        and person.host
        and person.standing is Standing.ADMITTED
        and state.status.session is not SessionState.ENDED
    )


def may_hand_over(state: RoomState, seat: SeatId) -> bool:
    """Whether a host may say who leads: whoever does, or anybody else while they are not online."""
    lead = state.status.lead
    return lead is None or lead == seat or not state.people[lead].online
