"""An office with nobody in it yet, on every database."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text

from server.staff.desk import open_desk
from server.storage.store import Store
from tests.contract.staff.office import Clock, Office


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Office]:
    clock = Clock()
    # Every test has keys of its own, and with them a log of its own.
    await store.database.write(_begin_anew)
    with open_desk(store, clock=clock) as desk:
        yield Office(desk, store, clock)


def _begin_anew(connection: Connection) -> None:
    """PostgreSQL is shared by tests that have other keys: what they sealed cannot be read."""
    if connection.dialect.name == "postgresql":
        tables = (
            "staff_accounts, staff_links, staff_recovery_codes, staff_passkeys, staff_sessions, staff_log"
        )
        connection.execute(text("ALTER TABLE staff_log DISABLE TRIGGER USER"))
        connection.execute(text(f"TRUNCATE {tables}, staff_tries, staff_spent"))
        connection.execute(text("ALTER TABLE staff_log ENABLE TRIGGER USER"))
