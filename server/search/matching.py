"""Whether a session has what is looked for, and where: asked of what its reader is granted, and of nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rooms.archive.past import Line, LineKind, Past
from rooms.channel import JOINT, MINUTES, ChannelKind, kind_of, wire_name
from rooms.ids import SeatId
from rooms.participant import Seat
from server.cases.case import Case, Session
from server.search.parts import written
from server.search.plain import Run, plain, runs
from server.search.question import Question, Term
from server.search.shelves import day

LINES: Final = 5
"""Lines that are shown of one session."""
_AROUND: Final = 40
"""Characters that are shown before and after what was found in a long line."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line in which something was found, whose it is, and its text with the places."""

    line: Line
    speakers: tuple[Seat, ...]
    runs: tuple[Run, ...]

    @property
    def channel(self) -> str:
        """As pages name it: never a seat's."""
        return wire_name(JOINT if self.of_record else self.line.channel)

    @property
    def kind(self) -> ChannelKind:
        """Of the channel."""
        return ChannelKind.JOINT if self.of_record else kind_of(self.line.channel)

    @property
    def of_record(self) -> bool:
        """Whether it stands in the record of the joint talk."""
        return self.line.channel == MINUTES


@dataclass(frozen=True, slots=True)
class Hit:
    """A session in which everything was found. ``more``: lines beyond those shown; ``people``: who was found."""

    session: Session
    lines: tuple[Spoken, ...]
    more: int
    people: tuple[Seat, ...]


def about(case: Case) -> str:
    """What is known of a case to whoever sees it at all, as it is compared."""
    names = [name for group in case.groups for name in (group.zh, group.en)]
    return "\n".join(plain(text) for text in (case.number, case.title, *names))


def days_of(session: Session) -> set[str]:
    """The days of a session that are known to whoever sees it at all."""
    return {day(session.scheduled_at or session.created_at)}


def match(
    question: Question, case: Case, session: Session, found: Past, telephones: Mapping[SeatId, str]
) -> Hit | None:
    """``found``: the session as `granted` to who asks. Every term must be met by something in it."""
    known = about(case)
    dated = any(term.days for term in question.terms)
    days = (
        days_of(session) | {day(line.at) for line in (*found.lines, *_record(found))}
        if dated
        else frozenset()
    )
    texts = [(line, plain(line.text)) for line in _texts(found)]
    people: dict[SeatId, Seat] = {}
    for term in question.terms:
        named = [seat for seat in found.seats.values() if _is(term, seat, telephones.get(seat.id, ""))]
        people |= {seat.id: seat for seat in named}
        then = term.days is not None and any(map(term.days.holds, days))
        said = (term.words in text for _line, text in texts)
        if not (named or then or term.words in known or any(said)):
            return None
    lines = [line for line, text in texts if any(term.words in text for term in question.terms)]
    shown = tuple(_spoken(line, found, question) for line in lines[:LINES])
    return Hit(session, shown, max(0, len(lines) - LINES), tuple(people.values()))


def _texts(found: Past) -> list[Line]:
    """Everything that has words, by time: messages, what a machine heard, and the record."""
    lines = [line for line in found.lines if line.text]
    return sorted([*lines, *_record(found)], key=lambda line: line.at)


def _record(found: Past) -> list[Line]:
    """The lines of the record of the joint talk, as lines of that."""
    return [
        Line(
            LineKind.WRITTEN,
            MINUTES,
            each.moment,
            () if each.speaker is None else (SeatId(each.speaker),),
            id=each.id,
            text=each.text,
        )
        for each in written(found.minutes)
    ]


def _is(term: Term, seat: Seat, telephone: str) -> bool:
    return term.words in plain(seat.name) or bool(term.tail and telephone.endswith(term.tail))


def _spoken(line: Line, found: Past, question: Question) -> Spoken:
    speakers = tuple(found.seats[seat] for seat in line.seats if seat in found.seats)
    return Spoken(line, speakers, _near(runs(line.text, question.words)))


def _near(pieces: tuple[Run, ...]) -> tuple[Run, ...]:
    """Long stretches without anything found are cut short."""
    last = len(pieces) - 1
    return tuple(
        piece if piece[1] else (_cut(piece[0], first=place == 0, last=place == last), False)
        for place, piece in enumerate(pieces)
    )


def _cut(text: str, *, first: bool, last: bool) -> str:
    before, after = 0 if first else _AROUND, 0 if last else _AROUND
    if len(text) <= before + after + _AROUND:
        return text
    return f"{text[:before]}…{text[len(text) - after :]}" if before + after else f"{text[:_AROUND]}…"
