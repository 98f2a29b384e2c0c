"""One service with one session that was held, for the tests of a module: nothing of what they do spoils it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.casefile.archive import Archive, archive_of


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with archive_of(tmp_path) as made:
        yield made
