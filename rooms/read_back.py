"""The record as it is read back: what holds at that moment, in the order of the form, and nothing else.

What was struck before, and what a line said before it was corrected, is not read to anybody: it may be there because
somebody wrote down what did not belong there. It stays in the log.
"""

from collections.abc import Mapping, Sequence

from rooms.canonical import JSON
from rooms.ids import SeatId
from rooms.minutes import Minutes, Question, Section
from rooms.moments import stamp
from rooms.participant import Seat

FORM = 1
"""Which form of content it is: those who read old logs must know."""


def content(minutes: Minutes, case_no: str, title: str, seats: Mapping[SeatId, Seat]) -> dict[str, JSON]:
    """What is read; lines are numbered through by what stands, so that no number tells of what does not."""
    read: dict[str, JSON] = {
        "form": FORM,
        "case_no": case_no,
        "title": title,
        "mode": "online",
        "attendees": [_attendee(seats[seat]) for seat in minutes.attendees],
        "answers": _answers(minutes, seats),
        "sections": _sections(minutes, seats),
        "objections": _objections(minutes),
    }
    return read if minutes.began is None else {**read, "began": stamp(minutes.began)}


def _attendee(seat: Seat) -> JSON:
    shown: dict[str, JSON] = {"name": seat.name, "role": seat.role.value}
    return shown if seat.group is None else {**shown, "group": seat.group}


def _answers(minutes: Minutes, seats: Mapping[SeatId, Seat]) -> Sequence[JSON]:
    noted = []
    for question in Question:
        for seat, answers in minutes.answers.get(question, {}).items():
            last = answers[-1]
            noted.append(
                {
                    "question": question.value,
                    "name": seats[seat].name,
                    "reply": last.reply.value,
                    **({"remark": last.remark} if last.remark else {}),
                }
            )
    return noted


def _sections(minutes: Minutes, seats: Mapping[SeatId, Seat]) -> Sequence[JSON]:
    sections: dict[Section, list[JSON]] = {}
    for number, line in enumerate(minutes.standing, 1):
        shown: dict[str, JSON] = {"number": number, "text": line.wording.text}
        if line.wording.speaker is not None:
            shown["speaker"] = seats[line.wording.speaker].name
        sections.setdefault(line.section, []).append(shown)
    return [{"section": section.value, "lines": lines} for section, lines in sections.items()]


def _objections(minutes: Minutes) -> Sequence[JSON]:
    return [
        {"reading": reading.number, "name": said.name, "words": said.objection}
        for reading in minutes.readings
        for said in reading.responses
        if said.objection is not None
    ]
