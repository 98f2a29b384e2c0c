"""The database and, where several processes share it, Redis."""

import time
from pathlib import Path
from typing import Any, Final

import redis
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from server.config import Settings
from server.doctor.finding import Finding, fault, ok, warning
from server.doctor.folder import another_owner
from server.storage.engine import reading_engine
from server.storage.migrate import MIGRATIONS

_DATABASE: Final = "database"
_REDIS: Final = "Redis"
_ANSWERS_WITHIN: Final = 3.0
_APART: Final = 1.0
"""Seconds by which two clocks may differ: leases of rooms count on both."""


def examine_database(settings: Settings) -> list[Finding]:
    """Whether it answers and is of a release that this one knows; nothing in it is changed."""
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        return [
            fault(_DATABASE, "YUNTIAO_DATABASE is no database address", "write e. g. postgresql+psycopg://…")
        ]
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        if not file.exists():
            return [ok(_DATABASE, "not there yet; the first start makes it")]
        if another_owner(file):
            return []  # the folder's finding says as whom to ask
    try:
        engine = reading_engine(url, 1, _ANSWERS_WITHIN)
        try:
            with engine.connect() as connection:
                revision = MigrationContext.configure(connection).get_current_revision()
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError, ImportError) as error:
        said = f"it does not answer ({type(error).__name__})"
        return [fault(_DATABASE, said, "see whether it runs, and to its address, name, password and rights")]
    return [_of_release(revision)]


def _of_release(revision: str | None) -> Finding:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    if revision == scripts.get_current_head():
        return ok(_DATABASE, "it answers and is of this release")
    if revision is None or revision in known:
        return ok(_DATABASE, "it answers; the next start brings it up to this release")
    return fault(
        _DATABASE, "a newer release has written it", "run that release, or bring back the backup from before"
    )


def examine_redis(settings: Settings) -> list[Finding]:
    """Only where it is set."""
    if not settings.redis:
        return []
    advice = "see whether it runs, and to YUNTIAO_REDIS; without it no room can be opened"
    try:
        client: Any = redis.Redis.from_url(
            settings.redis, socket_timeout=_ANSWERS_WITHIN, socket_connect_timeout=_ANSWERS_WITHIN
        )
        with client:
            asked = time.time()
            seconds, microseconds = client.time()
    except (RedisError, OSError, ValueError) as error:
        return [fault(_REDIS, f"it does not answer ({type(error).__name__})", advice)]
    apart = abs(seconds + microseconds / 1e6 - asked)
    if apart > _APART:
        return [
            warning(
                _REDIS, f"its clock is {apart:.0f} s away from this one", "let both machines keep time (NTP)"
            )
        ]
    return [ok(_REDIS, "it answers")]
