"""A running service that many tests share, the office that makes cases for it, and casts of people."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

import pytest

from server.config import Settings
from server.storage.store import open_store
from tests.integration.cast import Cast
from tests.integration.office import DEMONSTRATION, Office, Part
from tests.integration.running import Running, running

Called = Callable[..., Awaitable[Cast]]


@pytest.fixture(scope="session")
def _service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def service(_service: Running) -> Iterator[Running]:
    """The shared service. Whatever a test does to it, its log must stay silent."""
    since = _service.log.stat().st_size
    yield _service
    assert not _service.complaints(since)


@contextlib.asynccontextmanager
async def office_of(service: Running) -> AsyncIterator[Office]:
    """An office beside a service of one's own."""
    async with open_store(Settings(data=service.data)) as store:
        yield Office(store)


@pytest.fixture(scope="session")
def office(_service: Running) -> Iterator[Office]:
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        store = runner.run(stack.enter_async_context(open_store(Settings(data=_service.data))))
        yield Office(store)
        runner.run(stack.aclose())


@pytest.fixture
async def call(service: Running, office: Office) -> AsyncIterator[Called]:
    """Opens a case and calls its people."""
    casts: list[Cast] = []

    async def of(parts: Sequence[Part] = DEMONSTRATION, **more: object) -> Cast:
        cast = Cast(await office.open(parts, **more), service.url)
        casts.append(cast)
        return cast

    yield of
    for cast in casts:
        await cast.close()
    for cast in casts:
        cast.assert_sound()
