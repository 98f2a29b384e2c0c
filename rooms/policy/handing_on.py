"""A proposal that was made apart: whose consent lets it go, and how far."""

from collections.abc import Mapping

from rooms.channel import JOINT, ChannelKind, kind_of, met_in, of_group
from rooms.ids import ChannelId, GroupId, SeatId
from rooms.ledger import FOR_ALL, Item, ItemState, Proposal
from rooms.participant import Person
from rooms.settlement import Settlement, SettlementState
from rooms.state import RoomState


def consenters(state: RoomState, settlement: Settlement) -> tuple[SeatId, ...]:
    """Who has to agree: the person met in private, or of a side everybody who is bound by it, or signs for them.

    Whom it does not concern cannot give it away. Nobody, where it was not proposed apart.
    """
    hands = dict.fromkeys(party.signatory for party in settlement.latest.agreement.parties)
    known = [person for seat in hands if (person := state.people.get(seat)) is not None]
    met = met_in(settlement.channel)
    if met is not None:
        return tuple(person.id for person in known if person.id == met)
    return tuple(
        person.id
        for person in known
        if person.group is not None and of_group(person.group) == settlement.channel
    )


def may_be_asked(state: RoomState, settlement: Settlement) -> tuple[GroupId, ...]:
    """The sides before which it might be put, with consent: none where there is nobody who could give it."""
    if settlement.state is not SettlementState.PROPOSED or not consenters(state, settlement):
        return ()
    sides = (*(group.id for group in state.groups), FOR_ALL)
    return tuple(
        side
        for side in sides
        if settlement.channel != put_before(side)
        and (side == FOR_ALL or _of_side(state, side))
        and goes_so_far(state, settlement, side)
    )


def asked_of(state: RoomState, settlement: Settlement, side: GroupId) -> Mapping[SeatId, Item]:
    """By person, what they were asked of it as it stands now, and have neither refused nor taken back."""
    as_it_stands = Proposal(settlement.id, settlement.latest.number)
    return {
        item.speaker: item
        for item in state.ledger.values()
        if item.proposal == as_it_stands and item.side == side and item.state in _STANDS
    }


_STANDS = frozenset({ItemState.ASKED, ItemState.CONVEYABLE, ItemState.CONVEYED})


def put_before(side: GroupId) -> ChannelId:
    """The talk in which everybody of that side reads it."""
    return JOINT if side == FOR_ALL else of_group(side)


def goes_so_far(state: RoomState, settlement: Settlement, side: GroupId) -> bool:
    """Whether all whom it would reach knew of it already when it was conveyed here, if it was: consent to one side
    is none to a third, nor to the colleagues of whoever gave it alone.
    """
    reached = _of_side(state, side)
    origins = (item for item in state.ledger.values() if item.became == settlement.id)
    return all(reached <= _knowing(state, item) for item in origins)


def _of_side(state: RoomState, side: GroupId) -> frozenset[SeatId]:
    return frozenset(
        person.id
        for person in state.people.values()
        if person.group is not None and side in (FOR_ALL, person.group)
    )


def _knowing(state: RoomState, item: Item) -> frozenset[SeatId]:
    """Of the item's source and of the side that it was for."""
    told = _of_side(state, item.side) if item.side is not None else frozenset()
    if kind_of(item.channel) is ChannelKind.GROUP:
        return told | {
            person.id
            for person in state.people.values()
            if person.group is not None and of_group(person.group) == item.channel
        }
    with_them = {person.id for person in state.people.values() if person.seat.interprets == item.speaker}
    return told | with_them | {item.speaker}


def may_put(state: RoomState, host: Person, side: GroupId) -> bool:
    """Whether a host may put it before them here and now: with somebody of that side; in the joint talk of any."""
    if host.channel != put_before(side):
        return False
    return any(
        person.channel == host.channel and person.id in _of_side(state, side)
        for person in state.people.values()
    )
