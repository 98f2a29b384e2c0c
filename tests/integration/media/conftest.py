"""A running plane on free ports, and people to put into it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from signaling.media.config import MediaConfig
from signaling.media.plane import Plane
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage

Cast = Callable[..., Awaitable[list[MediaPeer]]]


@pytest.fixture
async def plane() -> AsyncIterator[Plane]:
    running = Plane(MediaConfig(bind=(("127.0.0.1", 0), ("::1", 0))))
    await running.start()
    yield running
    await running.close()


@pytest.fixture
def stage(plane: Plane) -> Stage:
    return Stage(plane)


@pytest.fixture
async def cast(stage: Stage) -> AsyncIterator[Cast]:
    """`await cast("worker", "employer")`: peers by these names, connected and in the joint channel."""
    made: list[MediaPeer] = []

    async def enter(*names: str, **options: int | str) -> list[MediaPeer]:
        peers = [MediaPeer(name, **options) for name in names]  # type: ignore[arg-type]
        made.extend(peers)
        await stage.enter(*peers)
        return peers

    yield enter
    for peer in made:
        await peer.close()
