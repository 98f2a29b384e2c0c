"""The events of a room's other documents.

All that is known of a paper lies in that paper's own chain: what is issued to several is issued by an event for each,
so that nobody's chain tells of another's.
"""

from dataclasses import dataclass
from datetime import datetime

from rooms.channel import of_paper
from rooms.document import DocumentKind
from rooms.events.happening import Happening
from rooms.ids import ChannelId, DocumentId, PaperId, SeatId
from rooms.settlement import NewPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(Happening):
    """One of its papers is to be signed until then. `about`: see `document.Document`."""

    seat: SeatId
    id: DocumentId
    document: DocumentKind
    new: NewPaper
    until: datetime
    about: str | None = None

    @property
    def channel(self) -> ChannelId:
        return of_paper(self.new.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVoided(Happening):
    """One of its papers that was not sealed holds no more, whatever was signed, and neither does the document."""

    seat: SeatId
    id: DocumentId
    paper: PaperId
    reason: str

    @property
    def channel(self) -> ChannelId:
        return of_paper(self.paper)
