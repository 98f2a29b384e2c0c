"""What the events of a host's desk do to the state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rooms import events
from rooms.notes import Note
from rooms.state import RoomState


def _note_written(state: RoomState, event: events.NoteWritten) -> RoomState:
    own = state.notes.get(event.seat, {})
    note = Note(event.id, event.text, event.at)
    if event.id in own:
        note = replace(note, at=own[event.id].at, edited=event.at)
    return replace(state, notes={**state.notes, event.seat: {**own, event.id: note}})


def _note_deleted(state: RoomState, event: events.NoteDeleted) -> RoomState:
    own = {id: note for id, note in state.notes[event.seat].items() if id != event.id}
    return replace(state, notes={**state.notes, event.seat: own})


EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    events.NoteWritten: _note_written,
    events.NoteDeleted: _note_deleted,
}
