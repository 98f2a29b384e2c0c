"""A data folder with one session in it, and the bundles of it, made once for all tests that only read them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rooms.archive.profiles import Profile
from server.config import Settings
from server.dossier import console
from server.dossier.order import Asker, Order
from server.storage.store import Store, open_store
from tests.integration.dossier.story import Told, seal_the_record, told

AT = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
NUMBER = "吉劳调〔2026〕1号"
BY = Asker("向晓梅", "operator")


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the session in it."""
    folder = tmp_path_factory.mktemp("dossier")

    async def make() -> None:
        async with open_store(Settings(data=folder)) as store:
            await told(store, folder, NUMBER)

    asyncio.run(make())
    return folder


@pytest.fixture(scope="session")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a session in it whose record both sides confirmed in the end, and that is sealed."""
    folder = tmp_path_factory.mktemp("agreed")

    async def make() -> None:
        async with open_store(Settings(data=folder)) as store:
            await seal_the_record(await told(store, folder, NUMBER, agreed=True))

    asyncio.run(make())
    return folder


def bundle(data: Path, order: Order, at: datetime = AT) -> bytes:
    """As the command writes it."""
    written = bytearray()
    console.exported(Settings(data=data), NUMBER, order, at, written.extend, filmed=False)
    return bytes(written)


@pytest.fixture(scope="session")
def joint(data: Path) -> bytes:
    return bundle(data, Order(Profile.JOINT, BY, "归档"))


@pytest.fixture(scope="session")
def mine(data: Path) -> bytes:
    return bundle(data, Order(Profile.PARTY, BY, "本人申请", party="key-worker"))


@pytest.fixture
async def store(data: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=data)) as opened:
        yield opened


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Told]:
    """A session of one's own, to be damaged."""
    async with open_store(Settings(data=tmp_path)) as opened:
        yield await told(opened, tmp_path, NUMBER)
