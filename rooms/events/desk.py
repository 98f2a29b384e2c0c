"""What happens at a host's desk: private notes, and the ledger of what may be conveyed."""

from dataclasses import dataclass

from rooms.channel import ledger_of, notes_of
from rooms.events.happening import Happening
from rooms.ids import ChannelId, GroupId, ItemId, NoteId, SeatId, SettlementId
from rooms.ledger import Proposal


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfLedger(Happening):
    """In a chain beside that of the channel in which it was heard; `seat` is whoever brought it about."""

    seat: SeatId
    item: ItemId
    source: ChannelId

    @property
    def channel(self) -> ChannelId:
        return ledger_of(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemHeard(_OfLedger):
    """A host noted what somebody said in private, or which proposal that was put before them there may go on."""

    speaker: SeatId
    wording: str
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAsked(_OfLedger):
    """The speaker is asked to let exactly these words, or this version, be conveyed to that side."""

    side: GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemConsented(_OfLedger):
    """The speaker agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRefused(_OfLedger):
    """The speaker did not agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWithdrawn(_OfLedger):
    """Taken back before it was conveyed, by its speaker or by a host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemConveyed(_OfLedger):
    """The words were posted to that side's channel: the message is in the chain of that channel.

    `became`: the settlement that a proposal is there from now on; its own chain knows nothing of this one.
    """

    became: SettlementId | None = None
