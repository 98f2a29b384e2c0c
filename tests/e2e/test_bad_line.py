"""The worker's line fails for a while, or the telephone moves to another network."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums
from tests.e2e.conftest import dismiss
from tests.e2e.line import Line, line
from tests.e2e.person import Mediator, Person
from tests.e2e.service import Service


@dataclass(frozen=True, slots=True)
class Caucus:
    """The worker, behind a line of their own, in the back-to-back; the mediator is with the worker."""

    cast: Cast
    worker: Person
    employer: Person
    mediator: Mediator
    line: Line


@pytest_asyncio.fixture(loop_scope="session")
async def caucus(
    tmp_path: Path, browsers: Chromiums, request: pytest.FixtureRequest
) -> AsyncIterator[Caucus]:
    service = Service(tmp_path)
    async with line(service.port, service.udp_port) as wire:
        service.options = ("--advertise", f"127.0.0.1:{wire.udp_port}", "--advertise", "127.0.0.1")
        async with service:
            case = await service.demo()
            invited = case.people["worker"]
            url = invited.url.replace(str(service.port), str(wire.port))
            case.people["worker"] = dataclasses.replace(invited, url=url)
            cast = Cast(case, browsers)
            worker, employer, mediator = await cast.together()
            await mediator.separate()
            await mediator.visit("worker")
            await asyncio.gather(worker.hears("mediator"), mediator.hears("worker"), employer.hears())
            yield Caucus(cast, worker, employer, mediator, wire)
            await dismiss(cast, request)


async def back_as_before(scene: Caucus) -> None:
    await asyncio.gather(
        scene.worker.hears("mediator", seconds=10), scene.mediator.hears("worker", seconds=10)
    )
    await scene.worker.is_in("worker")
    await scene.employer.hears()
    assert await scene.mediator.waiting() == []


async def test_after_a_black_out_the_worker_is_back_in_the_same_caucus(caucus: Caucus) -> None:
    caucus.line.cut()
    await caucus.worker.is_not_live()
    await caucus.worker.say("没有网络时写的")
    await caucus.line.mend()
    await back_as_before(caucus)
    await caucus.mediator.reads("worker", "worker", "没有网络时写的")


async def test_a_telephone_that_moves_to_another_network_goes_on_without_negotiating_anew(
    caucus: Caucus,
) -> None:
    caucus.line.cut()
    await caucus.line.move()
    await back_as_before(caucus)
    await caucus.mediator.say("听得见吗")
    await caucus.worker.reads("worker", "mediator", "听得见吗")
    assert await caucus.worker.connections_made() == 1
