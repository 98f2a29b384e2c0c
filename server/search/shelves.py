"""What is looked through, sorted by who may read it: nobody's question goes through what is not theirs.

Who that is, `rooms.archive.reading` is asked when a session is indexed, once for everybody who could ever ask: by
office, by each seat, by each opening of the separate talks. A question goes through shelves that are open to who
asks and through no others, so that neither its time nor its order depends on what they may not read.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from rooms.archive.past import Line, Opening, Past
from rooms.archive.reading import Reader, granted
from rooms.channel import MINUTES, NEUTRAL
from rooms.ids import ChannelId, SeatId
from rooms.rights import StaffRole
from server.pages.schedule import CHINA
from server.search.parts import Talks, chain_of, written
from server.search.plain import plain
from server.search.shelf import Glass, Readers, Shelf

_NOBODYS: Final = ""
"""An account that nobody has."""


def shelves(past: Past, telephones: Mapping[SeatId, str], within: Talks = ()) -> dict[ChannelId, list[Shelf]]:
    """Everything that can be found in a session, by the chain under whose key it lies; `within`: see `chain_of`."""
    filling = _Filling()
    asked = [(grant, granted(past, reader, at)) for grant, reader, at in _everybody(past)]
    for line, readers in _by_readers(past, asked):
        filling.put(chain_of(line, within), readers, line.text, line.at)
    if recorders := [grant for grant, found in asked if found.minutes.lines]:
        for written_line in written(past.minutes):
            filling.put(MINUTES, _readers(recorders), written_line.text, written_line.moment)
    for seat, readers in _known(past, asked):
        filling.put(NEUTRAL, readers, past.seats[seat].name, past.opened)
        filling.put(NEUTRAL, readers, telephones.get(seat, ""), past.opened)
    return filling.done()


Grant = SeatId | Glass


def _everybody(past: Past) -> Iterator[tuple[Grant | None, Reader, datetime]]:
    """Each ground on which somebody could read, the office's (None) first."""
    yield None, Reader(_NOBODYS, StaffRole.CLERK), past.opened
    for seat in past.seats:
        yield seat, Reader(_NOBODYS, StaffRole.CLERK, frozenset({seat})), past.opened
    for glass in sorted(map(_glass, past.openings)):
        yield glass, Reader(glass.account, StaffRole.SUPERVISOR), glass.since


def _glass(opening: Opening) -> Glass:
    return Glass(opening.by, opening.at, opening.until)


def _by_readers(past: Past, asked: list[tuple[Grant | None, Past]]) -> Iterator[tuple[Line, Readers]]:
    by_line: dict[int, list[Grant | None]] = defaultdict(list)
    for grant, found in asked:
        for line in found.lines:
            by_line[id(line)].append(grant)
    for line in past.lines:
        if grants := by_line.get(id(line)):
            yield line, _readers(grants)


def _known(past: Past, asked: list[tuple[Grant | None, Past]]) -> Iterator[tuple[SeatId, Readers]]:
    """Of each person, who may know their name."""
    for seat in past.seats:
        if grants := [grant for grant, found in asked if seat in found.seats]:
            yield seat, _readers(grants)


def _readers(grants: Iterable[Grant | None]) -> Readers:
    """What everybody with the office reads, is on one shelf for all of them."""
    given = list(grants)
    if None in given:
        return Readers(True, (), ())
    glass = tuple(grant for grant in given if isinstance(grant, Glass))
    return Readers(False, tuple(grant for grant in given if isinstance(grant, str)), glass)


class _Filling:
    """Shelves while they are filled."""

    def __init__(self) -> None:
        self._words: dict[tuple[ChannelId, Readers], list[str]] = defaultdict(list)
        self._days: dict[tuple[ChannelId, Readers], set[str]] = defaultdict(set)

    def put(self, chain: ChannelId, readers: Readers, text: str, at: datetime) -> None:
        if words := plain(text):
            self._words[chain, readers].append(words)
        self._days[chain, readers].add(day(at))

    def done(self) -> dict[ChannelId, list[Shelf]]:
        made: dict[ChannelId, list[Shelf]] = defaultdict(list)
        for (chain, readers), days in self._days.items():
            words = "\n".join([*self._words.get((chain, readers), ()), ""])
            made[chain].append(Shelf(readers, words, tuple(sorted(days))))
        return dict(made)


def day(at: datetime) -> str:
    """A day in China, as questions name it."""
    return f"{at.astimezone(CHINA):%Y-%m-%d}"
