"""Fifty workers of one room sign their papers over HTTP, and the other side all of them with one hand: whether packets
wait for it, and how long it takes.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bench import observed
from bench.report import Figure, Target
from bench.service import Service, running
from server.config import Settings
from server.storage.store import open_store
from tests.integration.agreements.group import MANY, act, frozen, reads_all, signs_own, site
from tests.integration.agreements.signing import done
from tests.integration.cast import Cast
from tests.integration.office import Office

_STALLS = "yuntiao_loop_stall_seconds"
_WITHIN = 300.0


async def group_figures() -> AsyncIterator[Figure]:
    """Frozen; read and signed by all at once; signed by the mediator; sealed."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder)) as service:
            cast = await _cast(service)
            try:
                async for figure in _figures(service, cast):
                    yield figure
            finally:
                await cast.close()


async def _cast(service: Service) -> Cast:
    async with open_store(Settings(data=service.data)) as store:
        cast = Cast(await Office(store).open(site(MANY)), service.url)
    await cast.together("mediator", "agent", *_workers())
    return cast


def _workers() -> list[str]:
    return [f"w{at}" for at in range(1, MANY + 1)]


async def _figures(service: Service, cast: Cast) -> AsyncIterator[Figure]:
    mediator, agent = cast["mediator"], cast["agent"]
    begun, before = time.perf_counter(), await observed.histogram(service.url, _STALLS)
    settlement, whose = await frozen(cast)
    yield await _stall(service, before, "group_freeze", begun)
    begun, before = time.perf_counter(), await observed.histogram(service.url, _STALLS)

    async def agent_signs() -> None:
        papers = await reads_all(agent, settlement)
        await done(agent, "POST", "/papers/sign-many", act(cast, "agent", papers))

    await asyncio.gather(agent_signs(), *(signs_own(cast, name, whose[name]) for name in _workers()))
    yield await _stall(service, before, "group_signing", begun)
    begun, before = time.perf_counter(), await observed.histogram(service.url, _STALLS)
    named = [{"id": id, "frozen": mediator.view["papers"][id]["frozen"]} for id in whose.values()]
    await done(mediator, "POST", "/papers/sign-many", act(cast, "mediator", named))
    await mediator.until(
        lambda: all(mediator.view["papers"][id]["state"] == "sealed" for id in whose.values()), _WITHIN
    )
    yield await _stall(service, before, "group_sealing", begun)


async def _stall(service: Service, before: observed.Histogram, name: str, begun: float) -> Figure:
    found = (await observed.histogram(service.url, _STALLS)).since(before)
    detail = {"seconds": round(time.perf_counter() - begun, 1), "papers": MANY}
    return Figure(f"{name}_stall_p99", "ms", [1e3 * found.quantile(0.99)], Target(20.0), detail)
