"""One service with one session that was held, for the tests of a module: nothing of what they do spoils it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.casefile.office import Office, office_of


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_of(tmp_path) as made:
        yield made
