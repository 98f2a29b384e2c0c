"""Notes, and what one side said that is conveyed to the other."""

from signaling.wire import Do, Identifier, Text


class WriteNote(Do, frozen=True, tag="note"):
    """Host: keep a private note, which nobody else is shown; with `note`, write that one anew."""

    text: Text
    note: Identifier | None = None


class DeleteNote(Do, frozen=True, tag="delete_note"):
    """Host: be shown one of one's notes no more."""

    note: Identifier


class Hear(Do, frozen=True, tag="hear"):
    """Host: note what a person said in private, in their group (`source`: its id) or alone (`private`)."""

    who: Identifier
    source: Identifier
    wording: Text


class AskConsent(Do, frozen=True, tag="ask_consent"):
    """Host: ask the speaker of an item to let exactly its wording be conveyed to one side."""

    item: Identifier
    side: Identifier


class AnswerConsent(Do, frozen=True, tag="answer_consent"):
    """Let what one is shown in `asked` be conveyed, or not."""

    item: Identifier
    given: bool


class Convey(Do, frozen=True, tag="convey"):
    """Host, with the side that an item is for: post its wording there."""

    item: Identifier


class Withdraw(Do, frozen=True, tag="withdraw"):
    """Take an item back before it was conveyed: its speaker, or a host."""

    item: Identifier
