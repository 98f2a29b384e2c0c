"""What would go on a day, and why the rest stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, func, select

from rooms.events import SessionEnded
from rooms.ids import RoomId
from rooms.moments import beijing_day
from rooms.ports import JournalUnavailable
from rooms.state import SessionState
from server.retention import rows
from server.retention.holdings import Holding, of_case
from server.retention.terms import Kind, Verdict, Why, judge
from server.storage.faults import StorageUnavailable
from server.storage.keyring import CaseErased, Keyring
from server.storage.keys import KeysUnavailable
from server.storage.sealing import Unreadable
from server.storage.store import Store
from server.storage.tables import cases, rooms


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a case holds, and what the rules say of it. ``since``: when its term began."""

    case: str
    number: str
    holding: Holding
    months: int
    since: date | None
    verdict: Verdict

    @property
    def due(self) -> bool:
        return self.verdict.why is None


_DAY: Final = timedelta(days=1)
_IN_THE_LOG: Final = (Kind.TALK, Kind.RECORD, Kind.DOCUMENTS)
"""What a talk's log holds, or is found by nobody without it."""
_RECORDINGS: Final = frozenset({Kind.RECORDINGS_JOINT, Kind.RECORDINGS_PRIVATE})


async def plan(store: Store, today: date, *, only: str | None = None) -> list[Item]:
    """Everything that any case (or only one) holds, in the order in which it would go; raises StorageUnavailable."""
    damaged = await _note_ends(store, only)

    def read(connection: Connection) -> list[Item]:
        months = {kind: term.months for kind, term in rows.find_terms(connection, store.keys).items()}
        found: list[Item] = []
        for case in _cases(connection, only):
            found += _of_case(connection, store.keyring, case, months, today, damaged=case.id in damaged)
        return found

    return await store.database.read(read)


def _cases(connection: Connection, only: str | None) -> Sequence[Any]:
    alive = func.length(cases.c.wrapped_key) > 0
    wanted = select(cases.c.id, cases.c.number, cases.c.created_at).where(alive)
    wanted = wanted.order_by(cases.c.created_at, cases.c.id)
    return connection.execute(wanted if only is None else wanted.where(cases.c.id == only)).all()


def _of_case(
    connection: Connection,
    keyring: Keyring,
    case: Any,
    months: Mapping[Kind, int],
    today: date,
    *,
    damaged: bool,
) -> list[Item]:
    try:
        held = of_case(connection, keyring, case.id)
    except CaseErased:
        return []
    except (Unreadable, KeysUnavailable):
        held, damaged = [Holding(Kind.FILE)], True
    since, closed = _since(connection, case)
    spans = [pause.span for pause in rows.find_pauses(connection, keyring.keys, case.id)]
    items = []
    for holding in held:
        own, start = _own(months, holding, held), since and beijing_day(since)
        if holding.kind is Kind.CAUCUS and closed:
            own, start = 0, beijing_day(closed)
        at_once = holding.kind is Kind.CAUCUS and closed
        verdict = judge(start and (start - _DAY if at_once else start), own, spans, today)
        if damaged:
            verdict = Verdict(Why.LOG_DAMAGED, verdict.last_day)
        items.append(Item(case.id, case.number, holding, own, start, verdict))
    return items


def _own(months: Mapping[Kind, int], holding: Holding, held: Sequence[Holding]) -> int:
    """A holding's term. What opens others is kept as long as they are: the log of a talk tells of its recordings, also
    of those of separate talks, and of who was there; the case's key opens everything.
    """
    if holding.kind is Kind.FILE:
        return max(months.values())
    if holding.kind is not Kind.TALK:
        return months[holding.kind]
    recorded = {other.kind for other in held if other.room == holding.room and other.kind in _RECORDINGS}
    return max(months[kind] for kind in (*_IN_THE_LOG, *recorded))


def _since(connection: Connection, case: Any) -> tuple[datetime | None, datetime | None]:
    """When a case's terms began, and when it was closed. A case may be taken up again: while its session lasts neither
    is so, and what was said of it before that session is said anew or not at all.
    """
    closed, archived = rows.find_moments(connection, case.id)
    ended = _ended(connection, case)
    if ended is None:
        return None, None
    over = closed is not None and closed >= _begun(connection, case)
    return (ended if archived is None else max(archived, ended)), (closed if over else None)


def _begun(connection: Connection, case: Any) -> datetime:
    """When a case's last session was made. A case without sessions is as old as itself."""
    made = select(func.max(rooms.c.created_at)).where(rooms.c.case_id == case.id)
    begun: datetime = connection.execute(made).scalar() or case.created_at
    return begun


def _ended(connection: Connection, case: Any) -> datetime | None:
    """When a case's last session ended; None while one lasts. A case without sessions is as old as itself."""
    of_it = select(rooms.c.id, rooms.c.state).where(rooms.c.case_id == case.id)
    found = connection.execute(of_it).all()
    if any(row.state != SessionState.ENDED for row in found):
        return None
    ends = rows.find_ends(connection, [row.id for row in found])
    if len(ends) < len(found):
        return None
    return max(ends.values(), default=case.created_at)


async def _note_ends(store: Store, only: str | None) -> set[str]:
    """Ask the logs once when sessions ended; returns the cases of which a log is not as it was written."""
    ended = select(rooms.c.id, rooms.c.case_id).where(rooms.c.state == SessionState.ENDED)
    if only is not None:
        ended = ended.where(rooms.c.case_id == only)

    def unknown(connection: Connection) -> list[tuple[str, str]]:
        found = connection.execute(ended).all()
        known = rows.find_ends(connection, [row.id for row in found])
        return [(row.id, row.case_id) for row in found if row.id not in known]

    damaged = set()
    for room, case in await store.database.read(unknown):
        try:
            at = await _end(store, RoomId(room))
        except CaseErased:
            continue
        except KeysUnavailable:
            damaged.add(case)
            continue
        except StorageUnavailable:
            raise
        except JournalUnavailable:
            damaged.add(case)
            continue
        if at is not None:
            await store.database.write(partial(rows.set_end, room=room, at=at))
    return damaged


async def _end(store: Store, room: RoomId) -> datetime | None:
    """By the log; where the entry that says so was erased, by the last that is left."""
    events = await store.journal.load(room)
    told = [event.at for event in events if isinstance(event, SessionEnded)]
    return max(told or [event.at for event in events], default=None)
