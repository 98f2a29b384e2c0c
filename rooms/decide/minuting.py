"""The record of the joint talk: writing it, reading it back, and what those to whom it was read say to it."""

from datetime import timedelta

from rooms import events
from rooms.answer import Refused, Value
from rooms.canonical import digest
from rooms.channel import JOINT
from rooms.commands import (
    AmendLine,
    ConfirmMinutes,
    CorrectLine,
    NoteAnswer,
    ObjectToMinutes,
    ReadBack,
    StrikeLine,
    WriteLine,
)
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import reasoned, worded
from rooms.effects.minutes import as_read
from rooms.errors import ErrorCode
from rooms.ids import LineId, SeatId
from rooms.minutes import (
    LINE_LIMIT,
    LINES_LIMIT,
    READERS,
    READINGS_LIMIT,
    REMARK_LIMIT,
    RESPONSES_LIMIT,
    TYPING_LIMIT,
    WORDINGS_LIMIT,
    Line,
    Reading,
)
from rooms.policy import confirmers, may_write_minutes, reading, said_at


def write(turn: Turn, command: WriteLine) -> Answer:
    """A message of a talk apart is as unknown as none."""
    if not may_write_minutes(turn.state, command.seat):
        return Refused(ErrorCode.NOT_JOINT)
    text = worded(command.text, LINE_LIMIT)
    if isinstance(text, Refused):
        return text
    if not _known(turn, command.speaker):
        return Refused(ErrorCode.NOT_FOUND)
    moment = turn.at - min(max(timedelta(), timedelta(milliseconds=command.ago)), TYPING_LIMIT)
    if command.source is not None:
        said = said_at(turn.state, command.source)
        if said is None:
            return Refused(ErrorCode.NOT_JOINT)
        moment = said
    if len(turn.state.minutes.lines) >= LINES_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": LINES_LIMIT})
    line = turn.line_id()
    turn.emit(
        events.LineWritten(
            at=turn.at,
            seat=command.seat,
            id=line,
            section=command.section,
            text=text,
            moment=moment,
            speaker=command.speaker,
            source=command.source,
        )
    )
    return {"id": line}


def _known(turn: Turn, speaker: SeatId | None) -> bool:
    """Only who was in the joint talk can have said something there."""
    return speaker is None or speaker in turn.state.minutes.attendees


def correct(turn: Turn, command: CorrectLine) -> Answer:
    if not may_write_minutes(turn.state, command.seat):
        return Refused(ErrorCode.NOT_JOINT)
    text = worded(command.text, LINE_LIMIT)
    if isinstance(text, Refused):
        return text
    if not _known(turn, command.speaker):
        return Refused(ErrorCode.NOT_FOUND)
    line = _line(turn, command.line, command.version)
    if isinstance(line, Refused):
        return line
    if (text, command.speaker) == (line.wording.text, line.wording.speaker):
        return DONE
    if len(line.wordings) >= WORDINGS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": WORDINGS_LIMIT})
    turn.emit(
        events.LineCorrected(at=turn.at, seat=command.seat, id=line.id, text=text, speaker=command.speaker)
    )
    return DONE


def strike(turn: Turn, command: StrikeLine) -> Answer:
    reason = worded(command.reason, LINE_LIMIT)
    if isinstance(reason, Refused):
        return reason
    line = _line(turn, command.line, command.version)
    if isinstance(line, Refused):
        return line
    turn.emit(events.LineStruck(at=turn.at, seat=command.seat, id=line.id, reason=reason))
    return DONE


def amend(turn: Turn, command: AmendLine) -> Answer:
    reason = reasoned(command.reason, LINE_LIMIT)
    if isinstance(reason, Refused):
        return reason
    text = None if command.text is None else worded(command.text, LINE_LIMIT)
    if isinstance(text, Refused):
        return text
    if not _known(turn, command.speaker):
        return Refused(ErrorCode.NOT_FOUND)
    line = _line(turn, command.line, command.version)
    if isinstance(line, Refused):
        return line
    at, who, by = turn.at, command.seat, command.colleague
    turn.emit(
        events.LineStruck(at=at, seat=who, id=line.id, reason=reason, colleague=by)
        if text is None
        else events.LineCorrected(
            at=at, seat=who, id=line.id, text=text, speaker=command.speaker, colleague=by, reason=reason
        )
    )
    return DONE


def _line(turn: Turn, wanted: LineId, version: int) -> Line | Refused:
    """The line, if it still is as it was seen: two who write at once must not write over each other."""
    line = turn.state.minutes.lines.get(wanted)
    if line is None:
        return Refused(ErrorCode.NOT_FOUND)
    if line.version != version or line.struck is not None:
        present: Value = {
            "version": line.version,
            "text": line.wording.text,
            "struck": line.struck is not None,
        }
        return Refused(ErrorCode.LINE_CHANGED, present)
    return line


def note(turn: Turn, command: NoteAnswer) -> Answer:
    if not may_write_minutes(turn.state, command.seat):
        return Refused(ErrorCode.NOT_JOINT)
    remark = worded(command.remark, REMARK_LIMIT, empty=True)
    if isinstance(remark, Refused):
        return remark
    minutes = turn.state.minutes
    if command.who not in minutes.attendees or turn.state.people[command.who].seat.role not in READERS:
        return Refused(ErrorCode.NOT_FOUND)
    given = minutes.answers.get(command.question, {}).get(command.who, ())
    if given and (given[-1].reply, given[-1].remark) == (command.reply, remark):
        return DONE
    if len(given) >= WORDINGS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": WORDINGS_LIMIT})
    turn.emit(
        events.AnswerNoted(
            at=turn.at,
            seat=command.seat,
            question=command.question,
            who=command.who,
            reply=command.reply,
            remark=remark,
        )
    )
    return DONE


def read_back(turn: Turn, command: ReadBack) -> Answer:
    """In the joint talk, while a host is there: it is to both sides at once."""
    state = turn.state
    if state.people[command.seat].channel != JOINT or state.status.unhosted:
        return Refused(ErrorCode.NOT_HERE)
    if not state.minutes.standing:
        return Refused(ErrorCode.NOTHING_TO_READ)
    read = as_read(state)
    found, latest = digest(read), state.minutes.latest
    if latest is None or latest.digest != found:
        if len(state.minutes.readings) >= READINGS_LIMIT:
            return Refused(ErrorCode.TOO_MANY, {"limit": READINGS_LIMIT})
        number = len(state.minutes.readings) + 1
        turn.emit(
            events.MinutesRead(at=turn.at, seat=command.seat, number=number, digest=found, content=read)
        )
    return {"digest": found}


def confirm(turn: Turn, command: ConfirmMinutes) -> Answer:
    read = _read(turn, command.seat, command.who, command.digest)
    if isinstance(read, Refused):
        return read
    last = read.last(command.who)
    if last is None or last.objection is not None:
        turn.emit(events.MinutesConfirmed(at=turn.at, seat=command.who, digest=read.digest))
    return DONE


def object_to(turn: Turn, command: ObjectToMinutes) -> Answer:
    words = worded(command.words, LINE_LIMIT)
    if isinstance(words, Refused):
        return words
    read = _read(turn, command.seat, command.who, command.digest)
    if isinstance(read, Refused):
        return read
    last = read.last(command.who)
    if last is None or last.objection != words:
        event = events.MinutesObjected(at=turn.at, seat=command.who, digest=read.digest, words=words)
        turn.emit(event)
    return DONE


def _read(turn: Turn, seat: SeatId, who: SeatId, wanted: str) -> Reading | Refused:
    """What is before them, if it still is what they mean, and if `who` is one of them who say for themselves."""
    shown = reading(turn.state, seat)
    if shown is None:
        return Refused(ErrorCode.NOT_FOUND)
    if shown.digest != wanted:
        return Refused(ErrorCode.READ_ANEW)
    if who not in {person.id for person in confirmers(turn.state, seat)}:
        return Refused(ErrorCode.NOT_FOUND)
    if sum(said.seat == who for said in shown.responses) >= RESPONSES_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": RESPONSES_LIMIT})
    return shown
