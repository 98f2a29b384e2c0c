"""What is looked through, in the memory of a process of its own. It has no keys and reaches no database.

Memory that has been let go of is not wiped: whoever can read this process reads what it was sent, as they would in
the service itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.search.question import Question, Term
from server.search.shelf import Readers, Shelf


@dataclass(frozen=True, slots=True)
class Placed:
    """A session as it is looked through. ``about``, ``days``: known to whoever sees it at all; ``when``: its place in
    the order of what is found.
    """

    room: str
    case: str
    about: str
    when: datetime
    days: frozenset[str]
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. ``office``: sees every session; ``seated``: sees those in which they have a seat; ``own``: the seats,
    by room; ``glass``: may read what they opened. A ``demonstration`` sees the cases of its own seats alone.
    """

    account: str
    office: bool
    seated: bool
    glass: bool
    demonstration: bool
    own: Mapping[str, frozenset[str]]
    at: datetime


@dataclass(slots=True)
class _Held:
    placed: Placed
    office: str
    office_days: frozenset[str]
    others: tuple[Shelf, ...]


@dataclass(slots=True)
class Memory:
    """Sessions by case; cases in the order of their latest session, the latest first."""

    _rooms: dict[str, _Held] = field(default_factory=dict)
    _cases: dict[str, dict[str, _Held]] = field(default_factory=dict)
    _order: list[str] | None = None

    def put(self, placed: Iterable[Placed]) -> None:
        """Remember these, instead of what was remembered of the same rooms."""
        for each in placed:
            self.drop([each.room])
            held = _held(each)
            self._rooms[each.room] = held
            self._cases.setdefault(each.case, {})[each.room] = held

    def drop(self, rooms: Iterable[str]) -> None:
        """Forget these."""
        self._order = None
        for room in rooms:
            held = self._rooms.pop(room, None)
            if held is None:
                continue
            siblings = self._cases[held.placed.case]
            del siblings[room]
            if not siblings:
                del self._cases[held.placed.case]

    def look(self, asker: Asker, question: Question, skip: int, count: int) -> Sequence[Sequence[str]]:
        """Sessions that may have what is looked for, together by case; so many cases after so many.

        They are suggestions: whoever shows them asks `granted` again.
        """
        found: list[list[str]] = []
        if not question.terms:
            return found
        for case in self._ordered():
            held = self._seen(asker, self._cases[case])
            rooms = [each.placed.room for each in held if _has_all(asker, each, question.terms)]
            if rooms:
                skip -= 1
                if skip < 0:
                    found.append(rooms)
            if len(found) == count:
                break
        return found

    def _ordered(self) -> list[str]:
        if self._order is None:
            latest = {
                case: max(each.placed.when for each in all_.values()) for case, all_ in self._cases.items()
            }
            self._order = sorted(latest, key=lambda case: (latest[case], case), reverse=True)
        return self._order

    def _seen(self, asker: Asker, sessions: Mapping[str, _Held]) -> Iterator[_Held]:
        """The sessions that the asker sees at all, the latest first."""
        if asker.demonstration and not any(room in asker.own for room in sessions):
            return
        for held in sorted(sessions.values(), key=lambda each: each.placed.when, reverse=True):
            if asker.office or (asker.seated and held.placed.room in asker.own):
                yield held


def _held(placed: Placed) -> _Held:
    office = [shelf for shelf in placed.shelves if shelf.readers.office]
    return _Held(
        placed,
        placed.about + "\n" + "".join(shelf.words for shelf in office),
        placed.days.union(*(shelf.days for shelf in office)),
        tuple(shelf for shelf in placed.shelves if not shelf.readers.office),
    )


def _has_all(asker: Asker, held: _Held, terms: Sequence[Term]) -> bool:
    return all(_has(asker, held, term) for term in terms)


def _has(asker: Asker, held: _Held, term: Term) -> bool:
    if term.words in held.office:
        return True
    if term.days is not None and any(map(term.days.holds, held.office_days)):
        return True
    own = asker.own.get(held.placed.room, frozenset())
    if not own and not asker.glass:
        return False
    return any(
        term.words in shelf.words or (term.days is not None and any(map(term.days.holds, shelf.days)))
        for shelf in held.others
        if _open(asker, own, shelf.readers)
    )


def _open(asker: Asker, own: frozenset[str], readers: Readers) -> bool:
    if asker.seated and not own.isdisjoint(readers.seats):
        return True
    return asker.glass and any(
        glass.account == asker.account and glass.since <= asker.at < glass.until for glass in readers.glass
    )
