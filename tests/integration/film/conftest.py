from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from recordings.film.script import Film, Script
from recordings.film.studio import make
from recordings.storage import Folder
from tests.integration.film.watched import Watched, watched

FILM_KEY = b"f" * 32


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the tracks are kept."""
    return tmp_path / "recordings" / "kept"


@pytest.fixture
def storage(kept: Path) -> Folder:
    return Folder(kept)


@pytest.fixture
def shoot(storage: Folder, tmp_path: Path) -> Callable[[Script], Awaitable[tuple[Film, Watched]]]:
    async def shot(script: Script) -> tuple[Film, Watched]:
        film = await make(script, storage, tmp_path / "film", FILM_KEY, lambda _share: None)
        return film, watched(tmp_path / "film", FILM_KEY, film)

    return shot
