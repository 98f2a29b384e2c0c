"""The database as the rest of the server sees it: asynchronous, one writer, a few readers."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server.storage.engine import (
    PATIENCE,
    maintain,
    reading_engine,
    reason,
    sqlstate,
    writing_engine,
)
from server.storage.faults import StorageInUse, StorageUnavailable
from server.storage.migrate import upgrade
from server.storage.writer import Lane, Performed, Writer

T = TypeVar("T")
READERS: Final = 2
FOLD_EVERY: Final = 1.0
"""Seconds between two moments at which SQLite's write-ahead log is folded into the database file."""
_AGAIN: Final = 0.02
_REWRITE_WAITS: Final = 0.2
"""Seconds: who waits for a whole table keeps everybody waiting who comes after, those who talk first of all."""
_REWRITE_AGAIN: Final = 0.8
"""Seconds for the others in between."""
_LOCK_NOT_AVAILABLE: Final = "55P03"


class Database:
    """Open it with ``start``; ``write`` and ``read`` run a function on a storage thread, inside a transaction."""

    def __init__(self, url: URL | str, *, readers: int = READERS, patience: float = PATIENCE) -> None:
        self._url = url
        self._writing = writing_engine(url, patience)
        self._reading = reading_engine(url, readers, patience)
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="storage reader")
        self._writer = Writer(self._writing)
        self._calls = _Calls()
        self._closed = False
        self._folding: asyncio.Task[None] | None = None

    @property
    def dialect(self) -> str:
        return self._writing.dialect.name

    async def start(self) -> None:
        """Bring the schema up to this release; raises StorageUnavailable, SchemaTooNew."""
        await self._on_reader(self._upgrade)
        self._writer.start()
        if self.dialect == "sqlite":
            self._folding = asyncio.create_task(self._keep_folded(), name="fold the log")

    async def close(self) -> None:
        """Commit what is queued, then let go of the database."""
        if self._folding is not None:
            self._folding.cancel()
        await asyncio.to_thread(self._writer.stop)
        self._closed = True
        self._readers.shutdown()
        self._reading.dispose()
        self._writing.dispose()

    async def write(self, function: Callable[[Connection], T]) -> T:
        """Run the function in a transaction of its own; it is on the disk when this returns.

        What the function raises undoes what it wrote and is raised here; StorageUnavailable when nothing
        was written. Cancelling the caller does not undo it.
        """
        answer: T = await asyncio.shield(self._writer.submit(self._calls, function))
        return answer

    async def read(self, function: Callable[[Connection], T]) -> T:
        """Run the function over one state of the database; raises StorageUnavailable."""

        def run() -> T:
            with self._reading.begin() as connection:
                return function(connection)

        return await self._on_reader(run)

    def submit(self, lane: Lane, request: object) -> "asyncio.Future[Any]":
        """Queue a request of another kind (see Writer.submit)."""
        return self._writer.submit(lane, request)

    async def scrub(self, *tables: str) -> None:
        """Make what was deleted unreadable in the database's own files, as far as the database can; ``tables``: in
        which it was. Raises StorageInUse when somebody reads there for long: then to be called again later.
        """
        await self._on_reader(lambda: self._scrub(tables or ("chain_keys",)))

    async def _on_reader(self, function: Callable[[], T]) -> T:
        if self._closed:
            raise StorageUnavailable("storage is closed")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, function)
        except DBAPIError as error:
            raise StorageUnavailable(reason(error)) from error
        except SQLAlchemyError as error:
            raise StorageUnavailable(type(error).__name__) from error

    def _upgrade(self) -> None:
        with self._writing.begin() as connection:
            upgrade(connection)

    async def _keep_folded(self) -> None:
        """Beside the commits: folded in by one of them, it would keep somebody's answer waiting for two more syncs."""
        while True:
            await asyncio.sleep(FOLD_EVERY)
            with contextlib.suppress(StorageUnavailable):
                await self._on_reader(self._fold)

    def _fold(self, how: str = "PASSIVE") -> bool:
        """Whether it was done; not while another connection folds, or, but for PASSIVE, still reads what is folded."""
        pooled = self._reading.raw_connection()
        try:
            driver: Any = pooled.driver_connection
            busy, _, _ = driver.execute(f"PRAGMA wal_checkpoint({how})").fetchone()
        except sqlite3.Error as error:
            raise StorageUnavailable(type(error).__name__) from error
        finally:
            pooled.close()
        return not busy

    def _scrub(self, tables: Sequence[str]) -> None:
        """The write-ahead log still holds the page before its deletion; a vacuumed table still holds dead rows."""
        if self.dialect != "sqlite":
            for table in tables:
                self._rewrite(table)
            return
        until = time.monotonic() + PATIENCE
        while not self._fold("TRUNCATE"):
            if time.monotonic() > until:
                raise StorageInUse("the write-ahead log is in use")
            time.sleep(_AGAIN)

    def _rewrite(self, table: str) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return maintain(self._url, f"VACUUM FULL {table}", wait=_REWRITE_WAITS)
            except DBAPIError as error:
                if sqlstate(error) != _LOCK_NOT_AVAILABLE:
                    raise
                if time.monotonic() > until:
                    raise StorageInUse(f"{table} is in use") from error
            time.sleep(_REWRITE_AGAIN)


class _Calls:
    """The lane of plain functions, each under a savepoint: the failure of one leaves the others."""

    def perform(
        self, connection: Connection, requests: Sequence[Callable[[Connection], object]]
    ) -> Performed:
        return Performed([_under_savepoint(connection, request) for request in requests])

    def undone(self, requests: Sequence[Callable[[Connection], object]], *, final: bool) -> None:
        """Functions keep nothing in memory."""


def _under_savepoint(connection: Connection, function: Callable[[Connection], object]) -> object:
    try:
        with connection.begin_nested():
            return function(connection)
    except SQLAlchemyError:
        raise
    except Exception as error:
        return error
