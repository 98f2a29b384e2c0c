"""The staff's log as an auditor reads it: chosen, a page at a time, and whether it is as it was written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Final

from sqlalchemy import Connection, select

from server.staff import log
from server.staff.account import AccountId
from server.staff.log import Deed, Entry, LogBroken
from server.storage.store import Store
from server.storage.tables import cases

PAGE: Final = 100
CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted; None: all of it. `deeds`: what the reader may see at all."""

    deeds: frozenset[Deed]
    day: date | None = None
    person: AccountId | None = None
    deed: Deed | None = None

    def has(self, entry: Entry) -> bool:
        return (
            entry.deed in self.deeds
            and (self.deed is None or entry.deed is self.deed)
            and (self.person is None or self.person in (entry.by, entry.account))
            and (self.day is None or entry.at.astimezone(CHINA).date() == self.day)
        )


@dataclass(frozen=True, slots=True)
class Read:
    """A page of what was chosen, the latest first; `count`: of all pages. `whole`: how many entries follow each from
    those before it; `broken`: the first that does not, in words for who looks after the service, else empty.
    """

    entries: tuple[Entry, ...]
    count: int
    whole: int
    broken: str


class LogReader:
    """Raises StorageUnavailable when storage fails."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, choice: Choice, page: int) -> Read:
        """Every entry is checked each time: what is shown is proven."""
        return await self._store.database.read(_reading(self._store, choice, page))

    async def numbers(self, entries: Iterable[Entry]) -> dict[str, str]:
        """The numbers of the cases that entries are about, by id."""
        wanted = {entry.case for entry in entries if entry.case}
        found = select(cases.c.id, cases.c.number).where(cases.c.id.in_(wanted))
        rows = await self._store.database.read(lambda connection: connection.execute(found).all())
        return {row.id: row.number for row in rows}


def _reading(store: Store, choice: Choice, page: int) -> Callable[[Connection], Read]:
    def read(connection: Connection) -> Read:
        chosen: list[Entry] = []
        whole, broken = 0, ""
        try:
            for entry in log.read(connection, store.keys):
                whole += 1
                if choice.has(entry):
                    chosen.append(entry)
        except LogBroken as error:
            broken = str(error)
        chosen.reverse()
        return Read(tuple(chosen[page * PAGE : (page + 1) * PAGE]), len(chosen), whole, broken)

    return read
