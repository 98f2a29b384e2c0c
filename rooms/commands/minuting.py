"""The record (笔录) of the joint talk."""

from dataclasses import dataclass

from rooms.ids import (
    LineId,
    SeatId,
    SourceId,
)
from rooms.minutes import Colleague, Question, Reply, Section


@dataclass(frozen=True, slots=True)
class WriteLine:
    """A line of the record. It is about what was said where `source` is, or when it was begun, `ago` milliseconds."""

    seat: SeatId
    section: Section
    text: str
    speaker: SeatId | None = None
    source: SourceId | None = None
    ago: int = 0


@dataclass(frozen=True, slots=True)
class CorrectLine:
    """Another wording, or speaker; `version` is that of the line as it was seen, and refused when it has changed."""

    seat: SeatId
    line: LineId
    version: int
    text: str
    speaker: SeatId | None = None


@dataclass(frozen=True, slots=True)
class StrikeLine:
    seat: SeatId
    line: LineId
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class AmendLine:
    """A colleague who may correct records does so outside the room, perhaps long after its end; no `text`: struck."""

    seat: SeatId
    line: LineId
    version: int
    text: str | None
    reason: str
    colleague: Colleague
    speaker: SeatId | None = None


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """What `who` answers to a question of the opening script."""

    seat: SeatId
    question: Question
    who: SeatId
    reply: Reply
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Presents the record as it stands to those in the joint talk; nothing happens when that was read already."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class ConfirmMinutes:
    """What was read, by its digest, is right: the word of `who`, who is on the device of `seat`."""

    seat: SeatId
    who: SeatId
    digest: str


@dataclass(frozen=True, slots=True)
class ObjectToMinutes:
    """Something in what was read is not right, in the words of `who`, who is on the device of `seat`."""

    seat: SeatId
    who: SeatId
    digest: str
    words: str
