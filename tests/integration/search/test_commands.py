"""``yuntiao index``, with the service running or not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete

from rooms.rights import StaffRole
from server.config import Settings
from server.search import rows
from server.search.tables import parts
from server.storage.store import open_store
from server.storage.tables import chain_keys
from tests.held import story
from tests.integration.casefile.archive import archive_of
from tests.integration.command import yuntiao
from tests.integration.search.searching import JOINT, lines, search


async def test_what_was_lost_is_made_anew_while_the_service_runs(tmp_path: Path) -> None:
    async with archive_of(tmp_path) as archive:
        clerk = await archive.employed(StaffRole.CLERK)
        await archive.store.database.write(lambda connection: connection.execute(delete(parts)))
        assert await yuntiao("index", "rebuild", "--data", str(tmp_path)) == (0, "1 sessions indexed\n", "")
        assert lines((await search(clerk, JOINT))[1])


async def test_a_log_that_cannot_be_read_is_named_as_such(tmp_path: Path) -> None:
    async with open_store(Settings(data=tmp_path)) as store:
        talk = await story(store, tmp_path, datetime(2026, 3, 2, tzinfo=UTC), seconds=1)
        gone = delete(chain_keys).where(chain_keys.c.room_id == talk.room)
        await store.database.write(lambda connection: connection.execute(gone))
        assert [each.room for each in await store.database.read(rows.behind)] == [talk.room]
    status, output, errors = await yuntiao("index", "rebuild", "--data", str(tmp_path))
    assert status == 1
    assert output.endswith("0 sessions indexed\n")
    assert errors.endswith("1 sessions cannot be read and are not in the index\n")
    assert "Traceback" not in errors
