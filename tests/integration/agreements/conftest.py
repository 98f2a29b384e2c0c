"""Phones that are put away after a test, and a service that sends short messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.integration.agreements.links import Phone
from tests.integration.running import Running, running
from tests.servers import gateway as servers
from tests.servers.gateway import SECRET, Gateway


@pytest.fixture
async def phones() -> AsyncIterator[Any]:
    made: list[Phone] = []

    def of(url: str, link: str = "", address: str = "127.0.0.1") -> Phone:
        made.append(Phone(url, link, address))
        return made[-1]

    yield of
    for phone in made:
        await phone.device.close()


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    with servers.gateway() as found:
        yield found


@pytest.fixture(scope="module")
def messaging(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(
        tmp_path_factory.mktemp("messaging"), message_url=gateway.url, message_secret=SECRET
    ) as service:
        yield service
