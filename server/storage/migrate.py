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


def revision(connection: Connection) -> str | None:
    """The schema's; None: there is none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run what is missing, in the caller's transaction: all of it or none; raises SchemaTooNew.

    ``to``: of an empty database, the revision of which a backup is; by default that of this release.

    Processes that start together take turns: SQLite's writing transaction is exclusive, PostgreSQL is asked
    for a lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    present = revision(connection)
    if present == scripts.get_current_head():
        return
    if present is not None:
        _must_know(scripts, present)
    config.attributes["connection"] = connection
    if to != "head":
        _must_know(scripts, to)
    command.upgrade(config, to)


def _must_know(scripts: ScriptDirectory, wanted: str) -> None:
    try:
        scripts.get_revision(wanted)
    except CommandError as error:
        raise SchemaTooNew(f"the database has revision {wanted}, which this release does not know") from error
