"""A host's notes, and what was heard in private and may be conveyed."""

from dataclasses import dataclass

from rooms.ids import (
    ItemId,
    NoteId,
    SeatId,
)


@dataclass(frozen=True, slots=True)
class WriteNote:
    """A private note of a host; with `note`, that note written anew."""

    seat: SeatId
    text: str
    note: NoteId | None = None


@dataclass(frozen=True, slots=True)
class DeleteNote:
    """The note is shown no more and cannot be brought back.

    Deleting is no erasing: the log keeps what was acknowledged, every wording of it, sealed under the key of
    this host's notes, and destroying that key is what makes it unreadable.
    """

    seat: SeatId
    note: NoteId


@dataclass(frozen=True, slots=True)
class Hear:
    """A host notes what `who` said in private; `source` is that person's group, or `private`."""

    seat: SeatId
    who: SeatId
    source: str
    wording: str


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Asks the speaker to let exactly these words be conveyed to one side; only they and hosts see it."""

    seat: SeatId
    item: ItemId
    side: str


@dataclass(frozen=True, slots=True)
class AnswerConsent:
    seat: SeatId
    item: ItemId
    given: bool


@dataclass(frozen=True, slots=True)
class Convey:
    """Says the words to the side that they are for: the host is with it, and somebody of it is there."""

    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True)
class Withdraw:
    """By the speaker or a host, as long as nothing was conveyed."""

    seat: SeatId
    item: ItemId
