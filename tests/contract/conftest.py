"""Every adapter of a port behind one name, so that one suite runs against each."""

import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from server.storage.database import Database
from server.storage.engine import maintain, sqlite_url
from server.storage.keys import FileKeys
from server.storage.store import Store

PATIENCE = 0.3
"""Seconds for which a test's database waits for a lock: long enough on a busy machine, short enough to wait for."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database. That of PostgreSQL is shared by the tests: each makes cases and rooms of its own in it."""
    if request.param == "sqlite":
        return str(sqlite_url(tmp_path / "yuntiao.sqlite3"))
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database to itself, with nothing in it: who may read every case meets no case of other tests."""
    if request.param == "sqlite":
        return str(sqlite_url(tmp_path / "yuntiao.sqlite3"))
    return str(request.getfixturevalue("empty_postgresql_url"))


@pytest.fixture
def empty_postgresql_url(new_postgresql: Callable[[], str]) -> str:
    """A database of PostgreSQL without anything in it."""
    return new_postgresql()


@pytest.fixture
def new_postgresql(postgresql_url: str) -> Callable[[], str]:
    """Makes databases of PostgreSQL without anything in them."""

    def made() -> str:
        server = make_url(postgresql_url)
        name = f"test_{secrets.token_hex(8)}"
        maintain(server, f"CREATE DATABASE {name}")
        return server.set(database=name).render_as_string(hide_password=False)

    return made


@pytest.fixture
def keys(tmp_path: Path) -> FileKeys:
    return FileKeys.open(tmp_path / "keys.json")


@pytest.fixture
async def store(database_url: str, keys: FileKeys) -> AsyncIterator[Store]:
    database = Database(database_url, patience=PATIENCE)
    await database.start()
    yield Store(database, keys)
    await database.close()


@pytest.fixture
async def sqlite_store(tmp_path: Path, keys: FileKeys) -> AsyncIterator[Store]:
    database = Database(sqlite_url(tmp_path / "yuntiao.sqlite3"), patience=PATIENCE)
    await database.start()
    yield Store(database, keys)
    await database.close()
