"""Where everybody belongs.

Only hosts choose their channel. Everybody else's follows: in private while a host is in private with
them, beside the person they interpret, where a host brought them, else at home. So nobody has to be
sent back from anywhere, and nobody can be left behind.
"""

from collections.abc import Collection, Iterable, Mapping

from rooms.channel import JOINT, NEUTRAL, ChannelKind, kind_of, lobby, met_in, of_group, private
from rooms.ids import ChannelId, SeatId
from rooms.participant import Person, Standing
from rooms.roles import POWERS
from rooms.state import Phase, RoomState


def mates(state: RoomState, seat: SeatId) -> list[Person]:
    """Everybody present on the device of this seat, the person included, in the order of the seats."""
    primary = state.people[seat].primary
    return [person for person in state.people.values() if person.primary == primary and person.present]


def behind(state: RoomState, seat: SeatId) -> set[SeatId]:
    """Whose things may be shown on this device: of all who sit at it, and of those whom they interpret."""
    here = [state.people[seat], *mates(state, seat)]
    return {one.id for one in here} | {one.seat.interprets for one in here if one.seat.interprets is not None}


def anchor(state: RoomState, person: Person) -> Person:
    """Whose place counts for the device: of the people on it the first who interprets for nobody."""
    together = mates(state, person.id)
    return next((mate for mate in together if mate.seat.interprets is None), person)


def host_home(state: RoomState) -> ChannelId:
    return JOINT if state.status.phase is Phase.JOINT else NEUTRAL


def meetings_of(state: RoomState, seats: Collection[SeatId]) -> dict[SeatId, ChannelId]:
    """The hosts who are in private with one of these, each with the channel to go home to."""
    return {
        person.id: host_home(state)
        for person in state.people.values()
        if person.host and person.channel and met_in(person.channel) in seats
    }


def places(state: RoomState, chosen: Mapping[SeatId, ChannelId]) -> dict[SeatId, ChannelId]:
    """The channel of everybody present, given the channels that hosts choose now."""
    hosts = {
        person.id: _host_place(state, chosen.get(person.id) or person.channel)
        for person in state.people.values()
        if person.host and person.present
    }
    held = frozenset(hosts.values())
    found = {
        person.id: _place(state, person, held)
        for person in state.people.values()
        if person.present and not person.host
    }
    return hosts | found


def _host_place(state: RoomState, channel: ChannelId | None) -> ChannelId:
    if channel is None:
        return host_home(state)
    other = met_in(channel)
    if other is not None and not state.people[other].present:
        return host_home(state)
    return channel


def _place(state: RoomState, person: Person, held: Collection[ChannelId]) -> ChannelId:
    person = anchor(state, person)
    if private(person.id) in held:
        return private(person.id)
    if person.seat.interprets is not None:
        return _beside(state, person, state.people[person.seat.interprets], held)
    return _home(state, person, held)


def _beside(state: RoomState, interpreter: Person, other: Person, held: Collection[ChannelId]) -> ChannelId:
    """The place of an interpreter: once admitted, wherever the other is; alone in the lobby otherwise."""
    if other.present and interpreter.standing is Standing.ADMITTED:
        place = _place(state, other, held)
        if kind_of(place) is not ChannelKind.LOBBY:
            return place
    return lobby(interpreter.primary)


def _home(state: RoomState, person: Person, held: Collection[ChannelId]) -> ChannelId:
    if person.standing is not Standing.ADMITTED:
        return lobby(person.primary)
    if state.status.phase is Phase.JOINT:
        return JOINT
    if person.brought is not None and person.brought in held:
        return person.brought
    if person.group is not None:
        return of_group(person.group)
    return NEUTRAL if POWERS[person.seat.role].apart is ChannelKind.NEUTRAL else lobby(person.primary)


def hosted(people: Iterable[Person]) -> frozenset[ChannelId]:
    """The channels in which a host is, online or not."""
    return frozenset(person.stay.channel for person in people if person.host and person.stay)
