"""A gateway that is really asked, and a clock that tests set."""

from collections.abc import Iterator

import aiohttp
import pytest

from server.messages.gateway import HttpGateway
from server.messages.outbox import Outbox
from server.storage.store import Store
from tests.contract.messages.writing import Clock
from tests.servers import gateway as servers
from tests.servers.gateway import SECRET, Gateway


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with servers.gateway() as found:
        yield found


@pytest.fixture
def outbox(store: Store, gateway: Gateway, clock: Clock) -> Outbox:
    patience = aiohttp.ClientTimeout(total=1)
    return Outbox(
        store, HttpGateway(gateway.url, SECRET, clock=clock, patience=patience), "中心", clock=clock
    )
