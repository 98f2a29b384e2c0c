"""A host's private notes. The author alone is shown them, no co-mediator either."""

from dataclasses import dataclass
from datetime import datetime

from rooms.ids import NoteId

NOTE_LIMIT = 2000
"""Characters of one note."""

NOTES_LIMIT = 100
"""Notes that one host has at a time."""


@dataclass(frozen=True, slots=True)
class Note:
    """`at` is when it was first written, `edited` when its present wording was."""

    id: NoteId
    text: str
    at: datetime
    edited: datetime | None = None
