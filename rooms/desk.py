"""What is on a host's desk, as views show it."""

from rooms.canonical import JSON
from rooms.ids import SeatId
from rooms.moments import stamp
from rooms.policy import may_lead, notes
from rooms.state import RoomState


def unlike(before: RoomState, after: RoomState) -> bool:
    """Whether anything on anybody's desk may have changed."""
    return before.notes is not after.notes


def desk(state: RoomState, seat: SeatId) -> dict[str, JSON]:
    """The parts of this seat's view that are about private notes."""
    if not may_lead(state, seat):
        return {}
    return {"notes": _notes(state, seat)}


def _notes(state: RoomState, seat: SeatId) -> JSON:
    shown: dict[str, JSON] = {}
    for note in notes(state, seat).values():
        written: dict[str, JSON] = {"text": note.text, "at": stamp(note.at)}
        shown[note.id] = written if note.edited is None else {**written, "edited": stamp(note.edited)}
    return shown
