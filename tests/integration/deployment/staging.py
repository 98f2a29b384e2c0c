"""A service in the test's own process with any settings, and a cast for it."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from server.config import Settings
from server.main import serving
from server.storage.store import open_store
from tests.integration.cast import Cast
from tests.integration.guest import Device, Refused
from tests.integration.office import Office
from tests.servers.process import free_port


@contextlib.asynccontextmanager
async def staged(data: Path, url: str = "", **more: object) -> AsyncIterator[Cast]:
    """`url`: where people call, when that is not the service itself."""
    settings = Settings(**{"port": free_port(), "udp_port": 0, "data": data} | more)
    own_url = f"{'https' if settings.tls_wanted else 'http'}://127.0.0.1:{settings.port}"
    async with serving(settings), open_store(settings) as store:
        cast = Cast(await Office(store).open(reusable=False), url or own_url)
        yield cast
        await cast.close()


async def guesses(cast: Cast, devices: Sequence[Device]) -> set[str]:
    """What is answered to a wrong code from each device in turn."""
    right = cast.case.people["worker"].code
    assert right is not None
    answers = set()
    for device in devices:
        with pytest.raises(Refused) as refused:
            await device.enter(cast.case.people["worker"], code=f"{(int(right) + 1) % 1_000_000:06}")
        answers.add(refused.value.code)
    return answers
