"""The room's other documents."""

from dataclasses import dataclass
from datetime import datetime

from rooms.document import DocumentKind
from rooms.ids import DocumentId, SeatId
from rooms.settlement import NewPaper


@dataclass(frozen=True, slots=True)
class IssueDocument:
    """These papers are to be signed. They were made outside the room: whoever asks for it asks the service."""

    seat: SeatId
    kind: DocumentKind
    papers: tuple[NewPaper, ...]
    until: datetime
    about: str | None = None


@dataclass(frozen=True, slots=True)
class VoidDocument:
    seat: SeatId
    id: DocumentId
    reason: str
