"""Engines: one that writes, used by one thread, and one that reads; SQLite and PostgreSQL behave alike behind them."""

import contextlib
import os
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from server.storage.faults import StorageUnavailable

# How long a statement waits for another process's lock before it gives up.
PATIENCE: Final = 5.0
_STATEMENT_PATIENCE: Final = 30.0
_CONNECT_PATIENCE: Final = 5


class SchemaTooNew(StorageUnavailable):
    """A later release has changed the database; this one would damage it."""


def sqlite_url(path: Path) -> URL:
    return URL.create("sqlite+pysqlite", database=str(path))


def writing_engine(url: URL | str, patience: float = PATIENCE) -> Engine:
    """An engine whose transactions hold the right to write from their first statement, and last when committed."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, patience, readers=0)
    return _postgresql(parsed, patience, readers=0)


def reading_engine(url: URL | str, readers: int, patience: float = PATIENCE) -> Engine:
    """An engine whose transactions see one state of the database and cannot change it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, patience, readers)
    return _postgresql(parsed, patience, readers)


def _sqlite(url: URL, patience: float, readers: int) -> Engine:
    _make_private(Path(url.database or ""))
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=max(readers, 1),
        max_overflow=0,
        connect_args={"timeout": patience, "check_same_thread": False},
    )
    pragmas = [
        "journal_mode=WAL",
        # The default of WAL may lose the last transactions with the power; FULL syncs at each commit.
        "synchronous=FULL",
        # In pages, so 64 MB: only when folding beside the commits (Database) does not keep up.
        "wal_autocheckpoint=16000",
        "foreign_keys=ON",
        # What is deleted is overwritten: an erased key is gone.
        "secure_delete=ON",
        "trusted_schema=OFF",
        f"query_only={'ON' if readers else 'OFF'}",
    ]

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readers else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL, patience: float, readers: int) -> Engine:
    engine = create_engine(
        _with_driver(url),
        hide_parameters=True,
        pool_size=max(readers, 1),
        max_overflow=0,
        pool_pre_ping=bool(readers),
        isolation_level="REPEATABLE READ" if readers else "READ COMMITTED",
        connect_args={"connect_timeout": _CONNECT_PATIENCE},
    )
    settings = [
        f"SET lock_timeout = {int(patience * 1000)}",
        f"SET statement_timeout = {int(_STATEMENT_PATIENCE * 1000)}",
        f"SET default_transaction_read_only = {'on' if readers else 'off'}",
    ]

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            for setting in settings:
                cursor.execute(setting)
            # A server told not to wait for its disk would acknowledge what a power failure takes back.
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
            )
        connection.commit()

    return engine


def _make_private(path: Path) -> None:
    """Make the database file readable by its owner only; SQLite gives its other files the same mode.

    A file that is there is left alone: closing a descriptor of it would drop the locks that this process holds on it
    (fcntl(2)), and another process, believing itself alone, would take the write-ahead log away.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise StorageUnavailable(f"the database file cannot be made: {error.strerror}") from error


def reason(error: DBAPIError) -> str:
    """What went wrong, without statement or values: safe to log."""
    return type(error.orig).__name__ if error.orig is not None else type(error).__name__


def sqlstate(error: DBAPIError) -> str:
    """PostgreSQL's code of what went wrong (its manual, appendix A); empty where there is none."""
    return getattr(error.orig, "sqlstate", None) or ""


def maintain(url: URL | str, statement: str, *, wait: float | None = None) -> None:
    """Run a statement that cannot be part of a transaction, on a connection of its own; ``wait``: seconds for a lock,
    after which it fails with the code 55P03 (None: until it is had).
    """
    engine = create_engine(_with_driver(make_url(url)), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if wait is not None:
            connection.exec_driver_sql(f"SET lock_timeout = {int(wait * 1000)}")
        connection.exec_driver_sql(statement)


def _with_driver(url: URL) -> URL:
    return url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg")
