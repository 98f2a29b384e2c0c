"""The schema that migrations lead to is the one that the code expects, in every database."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from server.staff import tables as staff
from server.storage.database import Database
from server.storage.engine import SchemaTooNew, writing_engine
from server.storage.migrate import upgrade
from server.storage.tables import APPEND_ONLY, metadata


@pytest.fixture
def connection(own_database_url: str) -> Iterator[Connection]:
    engine = writing_engine(own_database_url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_from_nothing_they_lead_to_the_tables_of_the_code(connection: Connection) -> None:
    upgrade(connection)
    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_second_run_changes_nothing(connection: Connection) -> None:
    upgrade(connection)
    upgrade(connection)
    assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0009"]


def test_every_append_only_table_has_its_triggers(connection: Connection) -> None:
    upgrade(connection)
    query = {
        "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT DISTINCT event_object_table FROM information_schema.triggers",
    }[connection.dialect.name]
    assert set(connection.execute(text(query)).scalars()) == {*APPEND_ONLY, *staff.APPEND_ONLY}


async def test_a_database_of_a_later_release_is_left_alone(own_database_url: str) -> None:
    engine = writing_engine(own_database_url)
    with engine.begin() as connection:
        upgrade(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    database = Database(own_database_url)
    with pytest.raises(SchemaTooNew):
        await database.start()
    await database.close()


def test_processes_that_start_together_on_an_empty_database_take_turns(own_database_url: str) -> None:
    script = (
        "import asyncio, sys\n"
        "from server.storage.database import Database\n"
        "async def main():\n"
        "    database = Database(sys.argv[1])\n"
        "    await database.start()\n"
        "    await database.close()\n"
        "asyncio.run(main())\n"
    )
    together = [subprocess.Popen([sys.executable, "-c", script, own_database_url]) for _ in range(3)]
    assert [process.wait() for process in together] == [0] * 3
