"""Terms, pauses, restrictions and what else stops or begins a term, as rows and back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select, update

from rooms.canonical import canonical
from server.retention.tables import cases_kept, ends, kept, pauses, restrictions, terms
from server.retention.terms import DEFAULT_MONTHS, Cause, Kind, Side, Span, beijing_day
from server.storage.keys import Keys
from server.storage.sealing import place


@dataclass(frozen=True, slots=True)
class Word:
    """Who said something, and why; ``by`` None: at the console."""

    by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Term:
    """How many months a kind is kept; ``set_at`` None: that is the default."""

    kind: Kind
    months: int
    set_at: datetime | None = None
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Something keeps a case's things; ``until`` None: it still does. ``lifted``: the word that ended it."""

    id: str
    case: str
    cause: Cause
    since: datetime
    until: datetime | None
    word: Word
    lifted: Word | None = None

    @property
    def span(self) -> Span:
        return Span(self.cause, beijing_day(self.since), self.until and beijing_day(self.until))


@dataclass(frozen=True, slots=True)
class Restriction:
    """Storage only, of one seat's things or (``seat`` None) of a whole case's."""

    id: str
    case: str
    seat: str | None
    since: datetime
    until: datetime | None
    word: Word
    lifted: Word | None = None


_WORD: Final = "word"


def set_term(connection: Connection, keys: Keys, term: Term, word: Word, at: datetime) -> None:
    last = connection.execute(select(func.max(terms.c.seq))).scalar()
    seq = 0 if last is None else last + 1
    connection.execute(
        insert(terms).values(
            seq=seq,
            kind=term.kind,
            months=term.months,
            set_at=at,
            sealed=_seal(keys, terms, str(seq), word),
        )
    )


def find_terms(connection: Connection, keys: Keys) -> dict[Kind, Term]:
    """Of every kind the term that holds now."""
    found = {kind: Term(kind, months) for kind, months in DEFAULT_MONTHS.items()}
    for row in connection.execute(select(terms).order_by(terms.c.seq)):
        word, _ = _open(keys, terms, str(row.seq), row.sealed)
        found[Kind(row.kind)] = Term(Kind(row.kind), row.months, row.set_at, word)
    return found


def insert_pause(connection: Connection, keys: Keys, pause: Pause) -> None:
    connection.execute(
        insert(pauses).values(
            id=pause.id,
            case_id=pause.case,
            cause=pause.cause,
            since=pause.since,
            until=pause.until,
            sealed=_seal(keys, pauses, pause.id, pause.word),
        )
    )


def lift_pause(connection: Connection, keys: Keys, pause: Pause, word: Word, at: datetime) -> None:
    sealed = _seal(keys, pauses, pause.id, pause.word, word)
    connection.execute(update(pauses).where(pauses.c.id == pause.id).values(until=at, sealed=sealed))


def find_pauses(connection: Connection, keys: Keys, case: str | None = None) -> list[Pause]:
    """Those of a case, or all, in their order."""
    wanted = select(pauses).order_by(pauses.c.since, pauses.c.id)
    found = connection.execute(wanted if case is None else wanted.where(pauses.c.case_id == case))
    return [
        Pause(
            row.id,
            row.case_id,
            Cause(row.cause),
            row.since,
            row.until,
            *_open(keys, pauses, row.id, row.sealed),
        )
        for row in found
    ]


def lasts(connection: Connection, case: str) -> Cause | None:
    """Why nothing of a case may go now, or None."""
    found = connection.execute(
        select(pauses.c.cause).where(pauses.c.case_id == case, pauses.c.until.is_(None))
    )
    causes = {Cause(row.cause) for row in found}
    return next((cause for cause in Cause if cause in causes), None)


def insert_restriction(connection: Connection, keys: Keys, restriction: Restriction) -> None:
    connection.execute(
        insert(restrictions).values(
            id=restriction.id,
            case_id=restriction.case,
            seat_id=restriction.seat,
            since=restriction.since,
            until=restriction.until,
            sealed=_seal(keys, restrictions, restriction.id, restriction.word),
        )
    )


def lift_restriction(
    connection: Connection, keys: Keys, restriction: Restriction, word: Word, at: datetime
) -> None:
    sealed = _seal(keys, restrictions, restriction.id, restriction.word, word)
    own = restrictions.c.id == restriction.id
    connection.execute(update(restrictions).where(own).values(until=at, sealed=sealed))


def find_restrictions(connection: Connection, keys: Keys, case: str) -> list[Restriction]:
    wanted = select(restrictions).where(restrictions.c.case_id == case)
    found = connection.execute(wanted.order_by(restrictions.c.since, restrictions.c.id))
    return [
        Restriction(
            row.id,
            row.case_id,
            row.seat_id,
            row.since,
            row.until,
            *_open(keys, restrictions, row.id, row.sealed),
        )
        for row in found
    ]


def keep(connection: Connection, keys: Keys, room: str, ordinal: int, side: Side, word: Word) -> None:
    """Put on record that a side wants a separate talk kept; once is enough."""
    own = (kept.c.room_id == room) & (kept.c.ordinal == ordinal) & (kept.c.side == side)
    if connection.execute(select(kept.c.side).where(own)).first() is None:
        sealed = _seal(keys, kept, f"{room}/{ordinal}/{side}", word)
        connection.execute(insert(kept).values(room_id=room, ordinal=ordinal, side=side, sealed=sealed))


def find_kept(connection: Connection, rooms: Sequence[str]) -> set[tuple[str, int]]:
    """The separate talks that both sides want kept, by room and place."""
    found: dict[tuple[str, int], set[Side]] = {}
    for row in connection.execute(select(kept).where(kept.c.room_id.in_(rooms))):
        found.setdefault((row.room_id, row.ordinal), set()).add(Side(row.side))
    return {talk for talk, sides in found.items() if sides == set(Side)}


def set_moment(connection: Connection, case: str, **moments: datetime) -> None:
    """When a case was closed (``closed_at``), archived (``archived_at``)."""
    own = cases_kept.c.case_id == case
    if connection.execute(select(cases_kept.c.case_id).where(own)).first() is None:
        connection.execute(insert(cases_kept).values(case_id=case, **moments))
    else:
        connection.execute(update(cases_kept).where(own).values(**moments))


def find_moments(connection: Connection, case: str) -> tuple[datetime | None, datetime | None]:
    """When a case was closed, and archived."""
    wanted = select(cases_kept.c.closed_at, cases_kept.c.archived_at).where(cases_kept.c.case_id == case)
    row = connection.execute(wanted).one_or_none()
    return (None, None) if row is None else (row.closed_at, row.archived_at)


def find_ends(connection: Connection, rooms: Sequence[str]) -> dict[str, datetime]:
    """When sessions ended, as far as the log was asked already."""
    found = connection.execute(select(ends).where(ends.c.room_id.in_(rooms)))
    return {row.room_id: row.ended_at for row in found}


def set_end(connection: Connection, room: str, at: datetime) -> None:
    if connection.execute(select(ends.c.room_id).where(ends.c.room_id == room)).first() is None:
        connection.execute(insert(ends).values(room_id=room, ended_at=at))


def _seal(keys: Keys, table: Table, row: str, *words: Word) -> bytes:
    said = [{"by": word.by, "reason": word.reason} for word in words]
    return keys.wrap(canonical({"v": 1, _WORD: said}), place(table.name, row))


def _open(keys: Keys, table: Table, row: str, sealed: bytes) -> tuple[Word, Word | None]:
    said: Sequence[Mapping[str, Any]] = json.loads(keys.unwrap(sealed, place(table.name, row)))[_WORD]
    words = [Word(word["by"], word["reason"]) for word in said]
    return words[0], words[1] if len(words) > 1 else None
