"""What happens at a host's desk: private notes."""

from dataclasses import dataclass

from rooms.channel import notes_of
from rooms.events.happening import Happening
from rooms.ids import ChannelId, NoteId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfNotes(Happening):
    """In a chain of its author's own, under a key of its own."""

    seat: SeatId
    id: NoteId

    @property
    def channel(self) -> ChannelId:
        return notes_of(self.seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(_OfNotes):
    """A host wrote a private note, or wrote it anew."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDeleted(_OfNotes):
    """Nobody is shown the note any more; the author's chain keeps it until its key is destroyed."""
