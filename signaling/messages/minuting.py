"""The record (笔录) as it is written, read back and confirmed."""

from typing import Annotated

from msgspec import Meta

from signaling.wire import Do, Identifier, Text


class WriteLine(Do, frozen=True, tag="write_line"):
    """Host or clerk: a line of the record, taken from a message (`source`) or begun `ago` milliseconds ago."""

    section: Annotated[
        str, Meta(pattern=r"^(opening|statements|undisputed|proposals|result|other)\Z", max_length=16)
    ]
    text: Text
    speaker: Identifier | None = None
    source: Identifier | None = None
    ago: Annotated[int, Meta(ge=0, le=86_400_000)] = 0


class CorrectLine(Do, frozen=True, tag="correct_line"):
    """Host or clerk: another wording or speaker of a line as it was seen; refused (`line_changed`) when it changed."""

    line: Identifier
    version: Annotated[int, Meta(ge=1, le=1_000)]
    text: Text
    speaker: Identifier | None = None


class StrikeLine(Do, frozen=True, tag="strike_line"):
    """Host or clerk: strike a line, with a reason; it stays visible as struck."""

    line: Identifier
    version: Annotated[int, Meta(ge=1, le=1_000)]
    reason: Text


class NoteAnswer(Do, frozen=True, tag="note_answer"):
    """Host or clerk: what a person answers to a question of the opening script."""

    question: Annotated[
        str, Meta(pattern=r"^(identity|rights|recusal|false_mediation|no_recording)\Z", max_length=16)
    ]
    who: Identifier
    reply: Annotated[str, Meta(pattern=r"^(yes|no)\Z")]
    remark: Text = ""


class ReadBack(Do, frozen=True, tag="read_back"):
    """Host or clerk, in the joint channel: present the record as it stands to the parties → `{digest}`."""


class ConfirmMinutes(Do, frozen=True, tag="confirm_minutes"):
    """What was read is right: the word of `who`, oneself or somebody at the same device."""

    who: Identifier
    digest: Identifier


class ObjectMinutes(Do, frozen=True, tag="object_minutes"):
    """Something in what was read is not right, in the words of `who`, oneself or somebody at the same device."""

    who: Identifier
    digest: Identifier
    words: Text
