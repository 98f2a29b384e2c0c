"""Has the head of a case's chain stamped when one of its sessions has ended.

What is to be stamped is found in the database, not remembered: an authority that is down, or a service that is killed,
loses nothing. It is tried again, less and less often, until there is a stamp.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from sqlalchemy import Connection, func, insert, select, update

from rooms.ports import JournalUnavailable
from rooms.state import SessionState
from server.storage.anchors import head_message
from server.storage.store import Store
from server.storage.tables import case_entries, rooms
from server.timestamp.authority import Authority, Refused, Unavailable
from server.timestamp.tables import timestamps

LOOK_EVERY: Final = 30.0
FIRST_AGAIN: Final = timedelta(minutes=1)
LONGEST_AGAIN: Final = timedelta(hours=6)
AT_ONCE: Final = 20

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Stamped:
    """A stamp that is kept: of which entry of the case's chain, and whom it was checked against (PEM)."""

    seq: int
    response: bytes
    roots: bytes


class Stamping:
    """Stamps what has ended. Time is an argument for the tests."""

    def __init__(
        self,
        store: Store,
        authority: Authority,
        roots: Sequence[Certificate],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._authority, self._clock = store, authority, clock
        self._roots = b"".join(root.public_bytes(Encoding.PEM) for root in roots)

    async def run(self) -> None:
        """For ever."""
        while True:
            with contextlib.suppress(JournalUnavailable):
                await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """One round: what has ended since the last one, and what is due again."""
        now = self._clock()
        await self._store.database.write(lambda connection: _note_ended(connection, now))
        for row in await self._store.database.read(lambda connection: _due(connection, now)):
            await self._stamp(row, now)

    async def _stamp(self, row: Any, now: datetime) -> None:
        message = head_message(row.case_id, row.seq, row.hash)
        values: dict[str, Any]
        try:
            stamp = await self._authority.stamp(message)
        except (Unavailable, Refused) as error:
            log.warning("timestamp_missing", error=type(error).__name__, tries=row.tries + 1)
            wait = min(FIRST_AGAIN * 2 ** min(row.tries, 20), LONGEST_AGAIN)
            values = {"tries": row.tries + 1, "again_at": now + wait}
        else:
            values = {"again_at": None, "response": stamp.response, "roots": self._roots}
        done = update(timestamps).where(timestamps.c.room_id == row.room_id).values(**values)
        await self._store.database.write(lambda connection: connection.execute(done))


def find_stamp(connection: Connection, room: str) -> Stamped | None:
    """The stamp of a session's end; None as long as there is none."""
    row = connection.execute(select(timestamps).where(timestamps.c.room_id == room)).one_or_none()
    return None if row is None or row.response is None else Stamped(row.seq, row.response, row.roots)


def _note_ended(connection: Connection, now: datetime) -> None:
    """Every session that has ended is to be stamped: the newest entry of the case's chain that is about it."""
    noted = select(timestamps.c.room_id)
    ended = (
        select(rooms.c.id, func.max(case_entries.c.seq).label("seq"))
        .join(case_entries, case_entries.c.room_id == rooms.c.id)
        .where(rooms.c.state == SessionState.ENDED, rooms.c.id.not_in(noted))
        .group_by(rooms.c.id)
    )
    for row in connection.execute(ended).all():
        connection.execute(insert(timestamps).values(room_id=row.id, seq=row.seq, tries=0, again_at=now))


def _due(connection: Connection, now: datetime) -> list[Any]:
    wanted = (
        select(
            timestamps.c.room_id,
            timestamps.c.seq,
            timestamps.c.tries,
            case_entries.c.case_id,
            case_entries.c.hash,
        )
        .join(rooms, rooms.c.id == timestamps.c.room_id)
        .join(
            case_entries,
            (case_entries.c.case_id == rooms.c.case_id) & (case_entries.c.seq == timestamps.c.seq),
        )
        .where(timestamps.c.again_at <= now)
        .order_by(timestamps.c.again_at)
        .limit(AT_ONCE)
    )
    return list(connection.execute(wanted).all())
