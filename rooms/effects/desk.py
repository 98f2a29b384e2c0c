"""What the events of a host's desk do to the state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rooms import events
from rooms.ledger import Item
from rooms.notes import Note
from rooms.state import RoomState
from rooms.transitions import LEDGER


def _note_written(state: RoomState, event: events.NoteWritten) -> RoomState:
    own = state.notes.get(event.seat, {})
    note = Note(event.id, event.text, event.at)
    if event.id in own:
        note = replace(note, at=own[event.id].at, edited=event.at)
    return replace(state, notes={**state.notes, event.seat: {**own, event.id: note}})


def _note_deleted(state: RoomState, event: events.NoteDeleted) -> RoomState:
    own = {id: note for id, note in state.notes[event.seat].items() if id != event.id}
    return replace(state, notes={**state.notes, event.seat: own})


def _item_heard(state: RoomState, event: events.ItemHeard) -> RoomState:
    item = Item(
        event.item, event.speaker, event.source, event.wording, event.at, event.at, proposal=event.proposal
    )
    return replace(state, ledger={**state.ledger, item.id: item})


def _item_asked(state: RoomState, event: events.ItemAsked) -> RoomState:
    return _stepped(state, event, side=event.side)


def _item_conveyed(state: RoomState, event: events.ItemConveyed) -> RoomState:
    return _stepped(state, event, became=event.became)


def _stepped(
    state: RoomState,
    event: (
        events.ItemAsked
        | events.ItemConsented
        | events.ItemRefused
        | events.ItemWithdrawn
        | events.ItemConveyed
    ),
    **changes: Any,
) -> RoomState:
    item = state.ledger[event.item]
    after = replace(item, state=LEDGER[type(event)][item.state], since=event.at, **changes)
    return replace(state, ledger={**state.ledger, item.id: after})


EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    events.NoteWritten: _note_written,
    events.NoteDeleted: _note_deleted,
    events.ItemHeard: _item_heard,
    events.ItemAsked: _item_asked,
    events.ItemConsented: _stepped,
    events.ItemRefused: _stepped,
    events.ItemWithdrawn: _stepped,
    events.ItemConveyed: _item_conveyed,
}
