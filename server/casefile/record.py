"""The record of a session (笔录) as its page shows it: each line with its place in what was recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from rooms.archive.past import Past
from rooms.channel import JOINT
from rooms.minutes import Answer, Line, Question, Reading, Section
from server.casefile.stretches import Stretch
from server.casefile.transcript import NEAR


@dataclass(frozen=True, slots=True)
class Former:
    """A wording that does not hold any more, and who put another in its place, when and why."""

    text: str
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """A line. `speaker`: whose words they are said to be; `stretch`: the recording in which its moment stands."""

    number: int
    line: Line
    speaker: str
    former: tuple[Former, ...]
    stretch: Stretch | None

    @property
    def moment(self) -> int:
        """Milliseconds since 1970."""
        return round(self.line.moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole of it, in the order of the form."""

    answers: tuple[tuple[Question, tuple[tuple[str, Answer], ...]], ...]
    sections: tuple[tuple[Section, tuple[Written, ...]], ...]
    readings: tuple[Reading, ...]


def sheet(granted: Past, found: Sequence[Stretch]) -> Sheet | None:
    """None where nothing was written, or nothing of it is granted."""
    minutes = granted.minutes
    if not (minutes.lines or minutes.answers):
        return None
    playable = [stretch for stretch in found if stretch.tracks and stretch.recorded.channel == JOINT]
    return Sheet(tuple(_answers(granted)), tuple(_sections(granted, playable)), minutes.readings)


def _answers(granted: Past) -> Iterator[tuple[Question, tuple[tuple[str, Answer], ...]]]:
    for question in Question:
        given = granted.minutes.answers.get(question, {})
        if given:
            yield question, tuple((_name(granted, seat), answers[-1]) for seat, answers in given.items())


def _sections(granted: Past, playable: Sequence[Stretch]) -> Iterator[tuple[Section, tuple[Written, ...]]]:
    number = 0
    for section in Section:
        lines = [line for line in granted.minutes.lines.values() if line.section is section]
        if lines:
            yield (
                section,
                tuple(
                    _written(granted, number + place, line, playable) for place, line in enumerate(lines, 1)
                ),
            )
        number += len(lines)


def _written(granted: Past, number: int, line: Line, playable: Sequence[Stretch]) -> Written:
    former = tuple(
        Former(wording.text, later.by.name, later.at, later.reason or "")
        for wording, later in pairwise(line.wordings)
    )
    speaker = "" if line.wording.speaker is None else _name(granted, line.wording.speaker)
    return Written(number, line, speaker, former, _stretch(line, playable))


def _stretch(line: Line, playable: Sequence[Stretch]) -> Stretch | None:
    return next(
        (each for each in playable if each.began - NEAR <= line.moment <= each.ended + NEAR),
        None,
    )


def _name(granted: Past, seat: str) -> str:
    return next((found.name for id_, found in granted.seats.items() if id_ == seat), "")
