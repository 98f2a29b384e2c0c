"""A host's desk: their notes, and the disclosure ledger."""

from collections.abc import Mapping

from rooms.channel import ChannelKind, kind_of, of_group, private
from rooms.ids import (
    ItemId,
    NoteId,
    SeatId,
)
from rooms.ledger import Item, ItemState
from rooms.notes import Note
from rooms.participant import Person, Standing
from rooms.places import mates
from rooms.policy.presence import may_lead
from rooms.state import RoomState


def notes(state: RoomState, seat: SeatId) -> Mapping[NoteId, Note]:
    """The private notes that a host may be shown: their own, while they lead."""
    return state.notes.get(seat, {}) if may_lead(state, seat) else {}


def ledger(state: RoomState, seat: SeatId) -> Mapping[ItemId, Item]:
    """The disclosure ledger: every item for whoever leads, none for anybody else."""
    return state.ledger if may_lead(state, seat) else {}


def asked(state: RoomState, seat: SeatId) -> Mapping[ItemId, Item]:
    """What one was asked to let be conveyed, and what has become of it."""
    person = state.people[seat]
    if person.standing is not Standing.ADMITTED or person.telephone:
        return {}
    return {item.id: item for item in state.ledger.values() if _may_be_asked(state, person, item)}


_TOLD = frozenset({ItemState.ASKED, ItemState.CONVEYABLE, ItemState.REFUSED, ItemState.CONVEYED})


def _may_be_asked(state: RoomState, person: Person, item: Item) -> bool:
    """Only the speaker, in a channel of their own: in private, or in their group's.

    What was heard in private is not shown on a device that others share, but for their interpreter.
    """
    if item.speaker != person.id or item.state not in _TOLD:
        return False
    if person.channel != private(person.id) and (
        not person.group or person.channel != of_group(person.group)
    ):
        return False
    alone = all(mate is person or mate.seat.interprets == person.id for mate in mates(state, person.id))
    return alone or kind_of(item.channel) is ChannelKind.GROUP


def may_convey(state: RoomState, host: Person, item: Item) -> bool:
    """Whether a host may say it here and now: to somebody of the side consented to, in its channel."""
    if item.state is not ItemState.CONVEYABLE or item.side is None or host.channel != of_group(item.side):
        return False
    return any(p.group == item.side and p.channel == host.channel for p in state.people.values())
