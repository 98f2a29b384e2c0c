"""The record of a past session: structured, and as text in the order of the form (调解笔录).

For whoever is granted all of it (see `reading`): what was struck and corrected is in it, marked, with who, when and
why. What was read back to the parties stands in the readings, each a text of its own (`readout`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from rooms.archive.past import Past
from rooms.canonical import JSON
from rooms.minutes import Answer, Line, Minutes, Question, Reading, Section
from rooms.moments import stamp
from rooms.participant import Seat

Words = Mapping[str, str]
"""Texts by key, with `{holes}`: the keys are those that begin with `form.` and `role.`."""

Time = Callable[[datetime], str]
"""A moment as people read it, where they are."""


def structured(found: Past) -> dict[str, JSON]:
    """All of it as JSON, with every wording, answer and reading that ever was."""
    minutes = found.minutes
    times = {"began": minutes.began, "ended": found.ended}
    return {
        "case_no": found.case_no,
        "title": found.title,
        "mode": "online",
        **{name: stamp(at) for name, at in times.items() if at is not None},
        "attendees": [_attendee(found, found.seats[seat]) for seat in minutes.attendees],
        "answers": [
            {"question": question.value, "seat": seat, "answers": [answer.wire for answer in given]}
            for question in Question
            for seat, given in minutes.answers.get(question, {}).items()
        ],
        "lines": [{"id": line.id, **line.wire} for line in _in_order(minutes)],
        "readings": [_reading(reading) for reading in minutes.readings],
    }


def _attendee(found: Past, seat: Seat) -> JSON:
    shown: dict[str, JSON] = {"seat": seat.id, "name": seat.name, "role": seat.role.value}
    if seat.group is not None:
        shown["group"] = seat.group
    if seat.id in found.agreed:
        shown["consents_to_recording"] = found.agreed[seat.id]
    return shown


def _reading(reading: Reading) -> JSON:
    return {
        "number": reading.number,
        "at": stamp(reading.at),
        "by": reading.by.wire,
        "digest": reading.digest,
        "content": reading.content,
        "responses": [said.wire for said in reading.responses],
    }


def _in_order(minutes: Minutes) -> Sequence[Line]:
    order = list(Section)
    return sorted(minutes.lines.values(), key=lambda line: order.index(line.section))


def text(found: Past, words: Words, time: Time) -> str:
    """All of it in the order of the form, struck lines and corrections marked."""
    return "\n".join(_Writer(found, words, time).lines()) + "\n"


class _Writer:
    def __init__(self, found: Past, words: Words, time: Time) -> None:
        self._found, self._words, self._time = found, words, time

    def _say(self, key: str, **params: object) -> str:
        return self._words[key].format(**params)

    def lines(self) -> Iterator[str]:
        found, minutes = self._found, self._found.minutes
        yield self._say("form.title")
        yield from self._head()
        yield self._say("form.attendees")
        for seat in minutes.attendees:
            yield f"  {self._person(found.seats[seat])}"
        for question in Question:
            if question in minutes.answers:
                yield from self._question(question)
        number = 0
        for section in Section:
            lines = [line for line in minutes.lines.values() if line.section is section]
            if lines:
                yield self._say(f"form.section_{section}")
            for line in lines:
                number += 1
                yield from self._line(number, line)
        for reading in minutes.readings:
            yield from self._reading(reading)

    def _head(self) -> Iterator[str]:
        found = self._found
        yield self._say("form.case_no", number=found.case_no)
        yield self._say("form.matter", title=found.title)
        if found.minutes.began is not None:
            yield self._say("form.began", time=self._time(found.minutes.began))
        if found.ended is not None:
            yield self._say("form.ended", time=self._time(found.ended))
        yield self._say("form.mode_online")

    def _person(self, seat: Seat) -> str:
        role = self._say(f"role.{seat.role}")
        shown = self._say("form.person", name=seat.name, role=role)
        if seat.id not in self._found.agreed:
            return shown
        consents = self._found.agreed[seat.id]
        return shown + self._say("form.recording_yes" if consents else "form.recording_no")

    def _question(self, question: Question) -> Iterator[str]:
        yield self._say(f"form.question_{question}")
        for seat, given in self._found.minutes.answers[question].items():
            name = self._found.seats[seat].name
            yield f"  {self._say('form.said', name=name, text=self._answer(question, given[-1]))}"
            for former, later in pairwise(given):
                before = self._answer(question, former)
                yield f"    {self._say('form.former', text=before, **self._by(later))}"

    def _answer(self, question: Question, answer: Answer) -> str:
        shown = self._say(f"form.reply_{question}_{answer.reply}")
        return shown + self._say("form.remark", text=answer.remark) if answer.remark else shown

    def _line(self, number: int, line: Line) -> Iterator[str]:
        shown = line.wording.text
        if line.wording.speaker is not None:
            name = self._found.seats[line.wording.speaker].name
            shown = self._say("form.said", name=name, text=shown)
        if line.struck is not None:
            shown = self._say("form.struck", text=shown)
        yield f"  {self._say('form.line', number=number, time=self._time(line.moment), text=shown)}"
        for wording, later in pairwise(line.wordings):
            yield f"    {self._say('form.former', text=wording.text, **self._by(later))}{self._why(later.reason)}"
        if line.struck is not None:
            yield f"    {self._say('form.struck_by', **self._by(line.struck))}{self._why(line.struck.reason)}"

    def _why(self, reason: str | None) -> str:
        return "" if reason is None else self._say("form.reason", text=reason)

    def _by(self, written: Any) -> dict[str, str]:
        return {"name": written.by.name, "time": self._time(written.at)}

    def _reading(self, reading: Reading) -> Iterator[str]:
        by = self._by(reading)
        yield self._say("form.reading", number=reading.number, digest=reading.digest, **by)
        for said in reading.responses:
            key = "form.confirmed" if said.objection is None else "form.objected"
            time = self._time(said.at)
            yield f"  {self._say(key, name=said.name, time=time, text=said.objection or '')}"
