"""Brings a database of any earlier release up to this one."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from server.storage.engine import SchemaTooNew

MIGRATIONS: Final = Path(__file__).parent / "migrations"

# Any number, the same in every release: the name of the lock under which PostgreSQL's schema is changed.
_LOCK: Final = 8_220_119_437_310


def upgrade(connection: Connection) -> None:
    """Run what is missing, in the caller's transaction: all of it or none; raises SchemaTooNew.

    Processes that start together take turns: SQLite's writing transaction is exclusive, PostgreSQL is asked
    for a lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    present = MigrationContext.configure(connection).get_current_revision()
    if present == scripts.get_current_head():
        return
    if present is not None:
        _must_know(scripts, present)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _must_know(scripts: ScriptDirectory, revision: str) -> None:
    try:
        scripts.get_revision(revision)
    except CommandError as error:
        raise SchemaTooNew(
            f"the database has revision {revision}, which this release does not know"
        ) from error
