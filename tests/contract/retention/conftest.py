"""An archive with a database, storage and photographs of its own, and a clock that tests set."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from recordings.storage import Folder
from server.pictures.shelf import FolderShelf
from server.retention.running import Places
from server.storage.database import Database
from server.storage.keys import FileKeys
from server.storage.store import Store
from tests.contract.retention.archive import Archive


@pytest.fixture
async def archive(own_database_url: str, keys: FileKeys, tmp_path: Path) -> AsyncIterator[Archive]:
    database = Database(own_database_url)
    await database.start()
    shelf = FolderShelf(tmp_path / "pages")
    places = Places(Folder(tmp_path / "recordings" / "kept"), shelf, tmp_path)
    yield Archive(Store(database, keys), places)
    await database.close()
