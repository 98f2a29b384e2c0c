"""The clerk's record of the joint talk (调解笔录): what was asked and answered, said, agreed, read back and confirmed.

Nothing in it is ever erased: a wording that was corrected stays beside the new one, a line is struck with a reason.
Parties are shown a reading of it, which is frozen: the text that they confirm is the text whose digest the log holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rooms.canonical import JSON
from rooms.ids import LineId, SeatId, SourceId
from rooms.moments import stamp
from rooms.roles import Role

LINE_LIMIT = 1000
"""Characters of a line, of a reason and of what somebody says is not right."""

REMARK_LIMIT = 200
"""Characters beside an answer of the opening script."""

LINES_LIMIT = 500
"""Lines of one record, the struck ones too: they are kept."""

WORDINGS_LIMIT = 30
"""Wordings of one line, or answers of one person to one question: a record that is written over and over is none."""

READINGS_LIMIT = 50
"""How often one record is read back."""

RESPONSES_LIMIT = 10
"""How often one person answers to one reading."""

TYPING_LIMIT = timedelta(minutes=10)
"""How long ago a line may have been begun."""


class Section(StrEnum):
    """The parts of the form that consist of lines, in its order."""

    OPENING = "opening"
    STATEMENTS = "statements"
    UNDISPUTED = "undisputed"
    PROPOSALS = "proposals"
    RESULT = "result"
    OTHER = "other"


class Question(StrEnum):
    """The opening script, in its order: each person of a side is asked each."""

    IDENTITY = "identity"
    RIGHTS = "rights"
    RECUSAL = "recusal"
    FALSE_MEDIATION = "false_mediation"
    NO_RECORDING = "no_recording"


class Reply(StrEnum):
    """What the answer is in words depends on the question; to recusal, no is what lets the talk go on."""

    YES = "yes"
    NO = "no"


READERS = frozenset({Role.PARTY, Role.REPRESENTATIVE, Role.INTERPRETER})
"""To whom the record is read back, and who is asked the opening script."""

CONFIRMERS = frozenset({Role.PARTY, Role.REPRESENTATIVE})
"""Who confirms it: for themselves, an interpreter for nobody."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff who corrects a record outside the room: the account's id, and the name at that time."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wrote: a seat of the room, or a colleague by their account."""

    name: str
    seat: SeatId | None = None
    account: str | None = None

    @property
    def wire(self) -> dict[str, JSON]:
        who = {"seat": self.seat, "account": self.account}
        return {"name": self.name, **{key: value for key, value in who.items() if value is not None}}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a line says, and who is said to have said it. `reason`: why it was corrected, where one is asked for."""

    text: str
    speaker: SeatId | None
    by: Hand
    at: datetime
    reason: str | None = None

    @property
    def wire(self) -> dict[str, JSON]:
        given = {"speaker": self.speaker, "reason": self.reason}
        shown: dict[str, JSON] = {"text": self.text, "by": self.by.wire, "at": stamp(self.at)}
        return shown | {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Struck:
    reason: str
    by: Hand
    at: datetime

    @property
    def wire(self) -> dict[str, JSON]:
        return {"reason": self.reason, "by": self.by.wire, "at": stamp(self.at)}


@dataclass(frozen=True, slots=True)
class Line:
    """A line with all its wordings, the last of which holds. `moment` is when that was said which it is about.

    `wire` is what views show to whoever writes the record: the same for everybody, so it is built once.
    """

    id: LineId
    section: Section
    moment: datetime
    source: SourceId | None
    wordings: tuple[Wording, ...]
    struck: Struck | None = None
    wire: dict[str, JSON] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        first, *_, last = (self.wordings[0], *self.wordings)
        shown: dict[str, JSON] = {
            **last.wire,
            "section": self.section.value,
            "version": self.version,
            "written": stamp(first.at),
            "moment": stamp(self.moment),
        }
        if self.source is not None:
            shown["source"] = self.source
        if len(self.wordings) > 1:
            shown["former"] = [wording.wire for wording in self.wordings[:-1]]
        if self.struck is not None:
            shown["struck"] = self.struck.wire
        object.__setattr__(self, "wire", shown)

    @property
    def version(self) -> int:
        """Grows with each correction and with the striking: whoever changes a line names the one that they saw."""
        return len(self.wordings) + (self.struck is not None)

    @property
    def wording(self) -> Wording:
        return self.wordings[-1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person answered to one question of the opening script; `remark` in the writer's words."""

    reply: Reply
    remark: str
    by: Hand
    at: datetime

    @property
    def wire(self) -> dict[str, JSON]:
        shown: dict[str, JSON] = {"reply": self.reply.value, "by": self.by.wire, "at": stamp(self.at)}
        return {**shown, "remark": self.remark} if self.remark else shown


@dataclass(frozen=True, slots=True)
class Response:
    """What one of those to whom the record was read says to it: that it is right, or in words what is not."""

    seat: SeatId
    name: str
    at: datetime
    objection: str | None = None

    @property
    def wire(self) -> dict[str, JSON]:
        shown: dict[str, JSON] = {"seat": self.seat, "name": self.name, "at": stamp(self.at)}
        return shown if self.objection is None else {**shown, "objection": self.objection}


@dataclass(frozen=True, slots=True)
class Reading:
    """The record as it was read back, for good; `digest` is that of `content`."""

    number: int
    at: datetime
    by: Hand
    digest: str
    content: Mapping[str, JSON]
    responses: tuple[Response, ...] = ()

    def last(self, seat: SeatId) -> Response | None:
        """What counts of a person's responses."""
        return next((said for said in reversed(self.responses) if said.seat == seat), None)


@dataclass(frozen=True, slots=True)
class Minutes:
    """The whole record. `attendees` in the order in which they came to the joint talk, which `began` with the first
    who is not of the staff; an answer is the last of its tuple; `current`: whether what was read back last still is
    what the record says.
    """

    attendees: tuple[SeatId, ...] = ()
    began: datetime | None = None
    answers: Mapping[Question, Mapping[SeatId, tuple[Answer, ...]]] = field(default_factory=dict)
    lines: Mapping[LineId, Line] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    current: bool = False

    @property
    def standing(self) -> Sequence[Line]:
        """The lines that hold, in the order of the form and within a section in that in which they were written."""
        order = list(Section)
        lines = [line for line in self.lines.values() if line.struck is None]
        return sorted(lines, key=lambda line: order.index(line.section))

    @property
    def latest(self) -> Reading | None:
        return self.readings[-1] if self.readings else None


NOTHING = Minutes()
