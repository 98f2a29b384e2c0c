"""A host's private notes."""

from rooms import events
from rooms.answer import Refused
from rooms.commands import DeleteNote, WriteNote
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import worded
from rooms.errors import ErrorCode
from rooms.notes import NOTE_LIMIT, NOTES_LIMIT
from rooms.policy import notes


def write(turn: Turn, command: WriteNote) -> Answer:
    """Another host's note is as unknown as one that never was."""
    text = worded(command.text, NOTE_LIMIT)
    if isinstance(text, Refused):
        return text
    own = notes(turn.state, command.seat)
    if command.note is None:
        if len(own) >= NOTES_LIMIT:
            return Refused(ErrorCode.TOO_MANY, {"limit": NOTES_LIMIT})
    elif command.note not in own:
        return Refused(ErrorCode.NOT_FOUND)
    note = command.note or turn.note_id()
    if command.note is None or own[note].text != text:
        turn.emit(events.NoteWritten(at=turn.at, seat=command.seat, id=note, text=text))
    return {"id": note}


def delete(turn: Turn, command: DeleteNote) -> Answer:
    if command.note not in notes(turn.state, command.seat):
        return Refused(ErrorCode.NOT_FOUND)
    turn.emit(events.NoteDeleted(at=turn.at, seat=command.seat, id=command.note))
    return DONE
