"""A service that has a speech model, and people who speak sentences."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

import pytest

from tests.e2e.until import until
from tests.integration.cast import Cast
from tests.integration.conftest import office_of
from tests.integration.office import DEMONSTRATION, Office, Part
from tests.integration.running import Running, running
from tests.speech import MODEL

Called = Callable[..., Awaitable[Cast]]


@pytest.fixture(scope="package")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("hearing"), speech_model=str(MODEL)) as service:
        yield service


@pytest.fixture
async def beside(hearing: Running) -> AsyncIterator[Office]:
    async with office_of(hearing) as office:
        yield office


@pytest.fixture
async def gather(hearing: Running, beside: Office) -> AsyncIterator[Called]:
    """Opens a case and calls its people, who then have captions. The service's log must stay silent."""
    since = hearing.log.stat().st_size
    async with contextlib.AsyncExitStack() as stack:

        async def of(*people: str, parts: Sequence[Part] = DEMONSTRATION, **more: object) -> Cast:
            cast = Cast(await beside.open(parts, **more), hearing.url)
            stack.push_async_callback(cast.close)
            await cast.together(*people)
            await until(lambda: _captioned(cast), bool, "there are captions", 20)
            return cast

        yield of
    assert not hearing.complaints(since)


async def _captioned(cast: Cast) -> bool:
    """Told in the first view, or later when the model is ready."""
    await asyncio.sleep(0)
    events = cast["mediator"].events
    told = [data["captions"] for name, data in events if name == "view"]
    told += [data["on"] for name, data in events if name == "captions"]
    return bool(told and told[-1])
