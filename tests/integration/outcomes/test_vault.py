"""Documents are kept before the room is asked to take them: what it refused goes, what nobody is sure of stays."""

from pathlib import Path

import pytest

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import RoomId
from server.cases.demo import make_demo
from server.config import Settings
from server.outcomes.vault import PAPERS, Vault
from server.pictures.shelf import FolderShelf
from server.storage.store import open_store


@pytest.mark.parametrize(
    ("code", "stays"),
    [(ErrorCode.PAPER_CHANGED, False), (ErrorCode.NOT_SAVED, True), (ErrorCode.BUSY, True)],
)
async def test_what_the_log_may_name_is_never_let_go_of(tmp_path: Path, code: ErrorCode, stays: bool) -> None:
    async with open_store(Settings(data=tmp_path)) as store:
        room = RoomId((await make_demo(store))["session"])
        vault = Vault(store, FolderShelf(tmp_path / PAPERS))
        kept = await vault.put(room, b"a document")
        await vault.refused(room, [kept], Refused(code))
        assert await vault.has(room, kept) == stays
