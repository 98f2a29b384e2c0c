"""The events of the record of the joint talk, in a chain of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rooms.canonical import JSON
from rooms.channel import MINUTES
from rooms.events.happening import Happening
from rooms.ids import ChannelId, LineId, SeatId, SourceId
from rooms.minutes import Colleague, Question, Reply, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfMinutes(Happening):
    """`seat`: whoever wrote it, or `SYSTEM` where a colleague did outside the room."""

    seat: SeatId

    @property
    def channel(self) -> ChannelId:
        return MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWritten(_OfMinutes):
    """`moment`: when that was said which the line is about; `source`: the message that it is taken from."""

    id: LineId
    section: Section
    text: str
    moment: datetime
    speaker: SeatId | None
    source: SourceId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCorrected(_OfMinutes):
    """The line says this from now on; what it said before stays with it."""

    id: LineId
    text: str
    speaker: SeatId | None
    colleague: Colleague | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStruck(_OfMinutes):
    """The line holds no more, for this reason."""

    id: LineId
    reason: str
    colleague: Colleague | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNoted(_OfMinutes):
    """What `who` answered to a question of the opening script; a later one holds instead of it."""

    question: Question
    who: SeatId
    reply: Reply
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesRead(_OfMinutes):
    """The record was read back to those in the joint talk, exactly as in `content`, of which this is the digest."""

    number: int
    digest: str
    content: Mapping[str, JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesConfirmed(_OfMinutes):
    """By `seat`, for themselves: what was read is right."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesObjected(_OfMinutes):
    """By `seat`: something in what was read is not right, in their words."""

    digest: str
    words: str
