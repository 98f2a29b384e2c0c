"""What bears every hand gets its seal when that can be set again, though nobody comes to look."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from rooms.events import PaperSealed
from rooms.moments import BEIJING, beijing_day
from server.config import Settings
from server.main import serving
from server.outcomes.pki.folder import FOLDER, KEYS, Folder
from server.outcomes.pki.kind import Kind
from server.staff.sessions import utc_now
from server.storage.store import open_store
from tests.e2e.until import equals, until
from tests.integration.agreements.signing import PARTS, frozen, read, signs
from tests.integration.cast import Cast
from tests.integration.office import Office
from tests.servers.process import free_port

TOMORROW = datetime.combine(beijing_day(utc_now()) + timedelta(days=1), time(10), BEIJING)
"""At night the service looks through no rooms."""


def seal_key(data: Path) -> Path:
    """The file of the key that the centre's seal is set with."""
    return data / FOLDER / KEYS / Folder(data).read().current(Kind.SEAL).serial


@pytest.mark.timeout(180)
async def test_after_a_restart_the_seal_is_set_without_anybody_opening_the_paper(tmp_path: Path) -> None:
    settings = Settings(port=free_port(), udp_port=0, data=tmp_path)
    async with serving(settings) as url, open_store(settings) as store:
        cast = Cast(await Office(store).open(PARTS), url)
        await cast.together("mediator", "worker", "employer")
        paper = await frozen(cast)
        for name in ("worker", "employer"):
            await read(cast[name], paper)
            assert (await signs(cast, name, paper))[0] == 200
        key = seal_key(tmp_path)
        lost = key.rename(tmp_path / "lost")
        assert (await signs(cast, "mediator", paper))[0] == 200
        room = cast.case.room

        async def sealed() -> list[str]:
            log = await store.journal.load(room)
            return [event.paper for event in log if isinstance(event, PaperSealed)]

        await cast.close()
        assert await sealed() == []
    lost.rename(key)
    async with serving(settings, clock=lambda: TOMORROW), open_store(settings) as store:
        await until(sealed, equals([paper]), "it is sealed", 30)
