"""Retention for pages and commands: how long things are kept, what stops their end, and the end itself.

Whether somebody may ask is authorised by whoever calls (rooms.rights: LEGAL_HOLD, RETENTION); every method that
changes something is told who asks and why, and the staff's log says so in the same transaction.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

import structlog
from sqlalchemy import Connection, select

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.moments import beijing_day
from rooms.state import SessionState
from server.cases.repository import new_id
from server.dossier import rows as dossier_rows
from server.retention import destroying, ledger, rows
from server.retention.holdings import is_separate
from server.retention.planning import Item, plan
from server.retention.restricted import storage_only
from server.retention.rows import Pause, Restriction, Term, Word
from server.retention.running import Destroyer, Places
from server.retention.statement import Certificate, Unproven
from server.retention.terms import Cause, Kind, Side, months_fault
from server.staff import log
from server.staff.accounts import Actor
from server.staff.log import Deed, Entry
from server.staff.sessions import Clock, hashed_origin, utc_now
from server.storage.entries import name_place
from server.storage.faults import StorageUnavailable
from server.storage.keyring import CaseErased, UnknownCase
from server.storage.store import Store
from server.storage.tables import cases, chains, rooms

T = TypeVar("T")

logger = structlog.get_logger()
_KEEPING: Final = frozenset(
    {Deed.PAUSED, Deed.RESUMED, Deed.RESTRICTED, Deed.UNRESTRICTED, Deed.CAUCUS_KEPT, Deed.TERM_SET}
)
"""What is told in the list beside the database as soon as it is said."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. ``again``: how many erasures were undone by an older state of the database, and done again;
    ``waiting``: of how many the keys are destroyed and the files not deleted yet.
    """

    certificates: tuple[Certificate, ...]
    again: int
    waiting: int
    staying: tuple[Item, ...]


class Retention:
    """Every method raises StorageUnavailable when storage fails. Refused changes nothing."""

    def __init__(self, store: Store, places: Places, *, clock: Clock = utc_now) -> None:
        self._store, self._places, self._clock = store, places, clock

    async def case(self, number: str) -> str | None:
        """A case's id by its number, also when nothing of it is left."""
        wanted = select(cases.c.id).where(cases.c.number == number)
        return await self._store.database.read(lambda found: found.execute(wanted).scalar_one_or_none())

    @property
    def store(self) -> Store:
        return self._store

    async def terms(self) -> dict[Kind, Term]:
        """How long each kind is kept."""
        return await self._store.database.read(lambda found: rows.find_terms(found, self._store.keys))

    async def set_term(self, kind: Kind, months: int, by: Actor, reason: str) -> Refused | None:
        """From now on a kind is kept so long. Refused: TERM_UNFIT (months: the nearest), REASON_NEEDED."""
        nearest = months_fault(kind, months)
        if nearest is not None:
            return Refused(ErrorCode.TERM_UNFIT, {"months": nearest})

        def write(connection: Connection, word: Word, now: datetime) -> None:
            rows.set_term(connection, self._store.keys, Term(kind, months), word, now)

        detail = {"kind": kind.value, "months": str(months)}
        return await self._said(Deed.TERM_SET, by, reason, detail, write)

    async def pauses(self, case: str) -> list[Pause]:
        """Everything that ever kept a case's things, in its order."""
        return await self._store.database.read(lambda found: rows.find_pauses(found, self._store.keys, case))

    async def pause(self, case: str, cause: Cause, by: Actor, reason: str) -> Refused | None:
        """Nothing of the case goes from now on. Refused: CASE_UNKNOWN, ALREADY_PAUSED, REASON_NEEDED."""

        def write(connection: Connection, word: Word, now: datetime) -> Refused | None:
            if not _known(connection, case):
                return Refused(ErrorCode.CASE_UNKNOWN)
            # Who destroys holds the same row: what has begun is finished first, and nothing more begins.
            connection.execute(select(cases.c.id).where(cases.c.id == case).with_for_update()).one()
            if self._lasting(connection, case, cause):
                return Refused(ErrorCode.ALREADY_PAUSED)
            rows.insert_pause(connection, self._store.keys, Pause(new_id(), case, cause, now, None, word))
            return None

        return await self._said(Deed.PAUSED, by, reason, {"cause": cause.value}, write, case)

    async def resume(self, case: str, cause: Cause, by: Actor, reason: str) -> Refused | None:
        """That it was kept for this ends. Refused: CASE_UNKNOWN, NOT_PAUSED, REASON_NEEDED."""

        def write(connection: Connection, word: Word, now: datetime) -> Refused | None:
            if not _known(connection, case):
                return Refused(ErrorCode.CASE_UNKNOWN)
            lasting = self._lasting(connection, case, cause)
            for pause in lasting:
                rows.lift_pause(connection, self._store.keys, pause, word, now)
            return None if lasting else Refused(ErrorCode.NOT_PAUSED)

        return await self._said(Deed.RESUMED, by, reason, {"cause": cause.value}, write, case)

    async def restrictions(self, case: str) -> list[Restriction]:
        """Whose things of a case may or might only be stored, in their order."""
        return await self._store.database.read(
            lambda found: rows.find_restrictions(found, self._store.keys, case)
        )

    async def restrict(self, case: str, seat: str | None, by: Actor, reason: str) -> Refused | None:
        """Storage only: somebody asked that it be deleted before its time is over. What was taken out of the case and
        not fetched yet goes; it is asked for anew. Refused: as ``pause``.
        """

        def write(connection: Connection, word: Word, now: datetime) -> Refused | None:
            if not _known(connection, case):
                return Refused(ErrorCode.CASE_UNKNOWN)
            if self._restricted(connection, case, seat):
                return Refused(ErrorCode.ALREADY_PAUSED)
            one = Restriction(new_id(), case, seat, now, None, word)
            rows.insert_restriction(connection, self._store.keys, one)
            dossier_rows.withdraw(connection, case)
            return None

        return await self._said(Deed.RESTRICTED, by, reason, {"seat": seat or ""}, write, case)

    async def unrestrict(self, case: str, seat: str | None, by: Actor, reason: str) -> Refused | None:
        """It may be shown again, as far as rights go. Refused: CASE_UNKNOWN, NOT_PAUSED, REASON_NEEDED."""

        def write(connection: Connection, word: Word, now: datetime) -> Refused | None:
            if not _known(connection, case):
                return Refused(ErrorCode.CASE_UNKNOWN)
            lasting = self._restricted(connection, case, seat)
            for one in lasting:
                rows.lift_restriction(connection, self._store.keys, one, word, now)
            return None if lasting else Refused(ErrorCode.NOT_PAUSED)

        return await self._said(Deed.UNRESTRICTED, by, reason, {"seat": seat or ""}, write, case)

    async def storage_only(self, room: str, seat: str | None = None) -> bool:
        """Whether a seat's things of a room (or, without a seat, all of it) may not be shown: readers must ask."""
        return await self._store.database.read(lambda found: storage_only(found, room, seat))

    async def keep(self, room: str, channel: str, side: Side, by: Actor, reason: str) -> Refused | None:
        """One of the two who must want it wants a separate talk kept. Refused: NOT_FOUND, REASON_NEEDED."""

        def write(connection: Connection, word: Word, now: datetime) -> Refused | None:
            ordinal = self._ordinal(connection, room, channel) if is_separate(channel) else None
            if ordinal is None:
                return Refused(ErrorCode.NOT_FOUND)
            rows.keep(connection, self._store.keys, room, ordinal, side, word)
            return None

        return await self._said(Deed.CAUCUS_KEPT, by, reason, {"room": room, "side": side.value}, write)

    async def close(self, case: str, by: Actor, reason: str) -> Report | Refused:
        """The case is closed: separate talks that not both sides keep are destroyed now.

        Refused: CASE_UNKNOWN, CASE_RUNNING, REASON_NEEDED.
        """
        refused = await self._moment(Deed.CASE_CLOSED, case, by, reason, "closed_at")
        if refused is not None:
            return refused
        items = await self._due(by, case)
        return await self._carry_out(
            [item for item in items if item.holding.kind is Kind.CAUCUS], by, reason.strip(), again=False
        )

    async def archive(self, case: str, by: Actor, reason: str) -> Refused | None:
        """The case is archived: its terms begin. Refused: CASE_UNKNOWN, CASE_RUNNING, REASON_NEEDED."""
        return await self._moment(Deed.CASE_ARCHIVED, case, by, reason, "archived_at")

    async def plan(self, case: str | None = None) -> list[Item]:
        """What a run would destroy now, and why the rest stays; of all cases or of one."""
        return await plan(self._store, self._today(), only=case)

    async def run(self, by: Actor, reason: str) -> Report | Refused:
        """Destroy what is due, finish what was interrupted, and do again what a restored backup undid.

        Raises Unproven when the list of erasures beside the database is not ours. Refused: REASON_NEEDED.
        """
        if not reason.strip():
            return Refused(ErrorCode.REASON_NEEDED)
        items = await self._due(by)
        report = await self._carry_out(items, by, reason.strip(), again=True)
        detail = {
            "destroyed": str(len(report.certificates)),
            "again": str(report.again),
            "waiting": str(report.waiting),
        }
        await self._said(Deed.DESTRUCTION_RUN, by, reason, detail, _nothing)
        return report

    async def certificates(self, case: str | None = None) -> list[Certificate]:
        """What was destroyed, proven; of all cases or of one."""
        found = await self._store.database.read(lambda there: destroying.find(there, self._store.keys))
        return [one.certificate for one in found if one.certificate and case in (None, one.erasure.case)]

    async def heed(self, erasures: Path) -> None:
        """Take a list that was kept elsewhere into the one beside the database, for the next run. Raises Unproven."""
        own, key = self._places.data / ledger.LEDGER, self._store.keys.public_key
        known = await asyncio.to_thread(ledger.read, own, key)
        known.take(await asyncio.to_thread(ledger.read, erasures, key))
        if known.lines:
            await asyncio.to_thread(ledger.write, own, known.lines)

    async def _due(self, by: Actor, case: str | None = None) -> list[Item]:
        """The plan, with all that the list beside the database knows to be kept: whatever destroys asks for it here."""
        await self._destroyer(by).remember()
        return await plan(self._store, self._today(), only=case)

    async def _carry_out(self, items: list[Item], by: Actor, reason: str, *, again: bool) -> Report:
        destroyer = self._destroyer(by)
        redone = await destroyer.destroy_again() if again else []
        staying = [item for item in items if await destroyer.destroy(item, reason) is None]
        await destroyer.tell()
        certificates, waiting = await destroyer.finish()
        return Report(tuple(certificates), len(redone), waiting, tuple(staying))

    def _destroyer(self, by: Actor) -> Destroyer:
        return Destroyer(self._store, self._places, by.id, self._clock)

    async def _moment(self, deed: Deed, case: str, by: Actor, reason: str, what: str) -> Refused | None:
        def write(connection: Connection, word: Word, now: datetime) -> Refused | None:
            if not _known(connection, case):
                return Refused(ErrorCode.CASE_UNKNOWN)
            running = select(rooms.c.id).where(rooms.c.case_id == case, rooms.c.state != SessionState.ENDED)
            if connection.execute(running.limit(1)).first() is not None:
                return Refused(ErrorCode.CASE_RUNNING)
            rows.set_moment(connection, case, **{what: now})
            return None

        return await self._said(deed, by, reason, {}, write, case)

    async def _said(
        self,
        deed: Deed,
        by: Actor,
        reason: str,
        detail: dict[str, str],
        write: Callable[[Connection, Word, datetime], Refused | None],
        case: str | None = None,
    ) -> Refused | None:
        """Do something in a transaction in which the staff's log tells of it, with the reason that it needs."""
        why, now, keys = reason.strip(), self._clock(), self._store.keys
        if not why:
            return Refused(ErrorCode.REASON_NEEDED)
        origin = hashed_origin(keys, by.address) if by.address else ""

        def run(connection: Connection) -> Refused | None:
            refused = write(connection, Word(by.id, why), now)
            if refused is None:
                entry = Entry(now, deed, by.id, by.id, origin, detail | {"reason": why}, case)
                log.append(connection, keys, entry)
            return refused

        refused = await self._store.database.write(run)
        if refused is None and deed in _KEEPING:
            await self._list(by)
        return refused

    async def _list(self, by: Actor) -> None:
        """It holds already; where the list cannot be brought up to date, the next run does it."""
        try:
            await self._destroyer(by).tell()
        except (StorageUnavailable, Unproven, OSError) as error:
            logger.warning("list_not_written", error=type(error).__name__)

    def _today(self) -> date:
        return beijing_day(self._clock())

    def _lasting(self, connection: Connection, case: str, cause: Cause) -> list[Pause]:
        found = rows.find_pauses(connection, self._store.keys, case)
        return [pause for pause in found if pause.cause is cause and pause.until is None]

    def _restricted(self, connection: Connection, case: str, seat: str | None) -> list[Restriction]:
        found = rows.find_restrictions(connection, self._store.keys, case)
        return [one for one in found if one.seat == seat and one.until is None]

    def _ordinal(self, connection: Connection, room: str, channel: str) -> int | None:
        """The place of a channel's chain in its room."""
        case = select(rooms.c.case_id).where(rooms.c.id == room)
        owner = connection.execute(case).scalar_one_or_none()
        if owner is None:
            return None
        try:
            key = self._store.keyring.of(connection, owner)
        except (CaseErased, UnknownCase):
            return None
        for row in connection.execute(select(chains).where(chains.c.room_id == room)):
            if key.names.open(row.sealed_name, name_place(room, row.ordinal)).decode() == channel:
                return int(row.ordinal)
        return None


def _known(connection: Connection, case: str) -> bool:
    return connection.execute(select(cases.c.id).where(cases.c.id == case)).first() is not None


def _nothing(connection: Connection, word: Word, now: datetime) -> None:
    """A run has written already what it did."""
