"""A process beside the service: what it tells, and that nothing of it stays."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.connection import Connection

import psutil
import pytest

from recordings.beside import let_go, stand_beside, telling
from server.search.worker import Worker
from server.staff.hashing import Passwords

NICE = 3


def count(tell: Connection, last: int) -> None:
    stand_beside(NICE)
    for number in range(last):
        tell.send(number)


def stay(tell: Connection) -> None:
    tell.send(os.getpid())
    time.sleep(60)


async def test_what_it_tells_comes_in_order_and_then_that_it_has_ended() -> None:
    async with telling("count", count, 3) as next_told:
        assert [await next_told() for _ in range(5)] == [0, 1, 2, None, None]


async def test_whoever_leaves_ends_it_and_only_then_is_done_what_follows() -> None:
    process = 0
    running: list[bool] = []

    def look() -> None:
        running.append(psutil.pid_exists(process))

    async with telling("stay", stay, afterwards=look) as next_told:
        match await next_told():
            case int(told):
                process = told
        look()
    assert running == [True, False]


async def test_one_that_is_cancelled_while_it_listens_leaves_nothing() -> None:
    begun: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def listen() -> None:
        async with telling("stay", stay) as next_told:
            match await next_told():
                case int(told):
                    begun.set_result(told)
            await next_told()

    listening = asyncio.create_task(listen())
    process = await begun
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert not psutil.pid_exists(process)


async def test_one_that_is_killed_has_ended() -> None:
    async with telling("stay", stay) as next_told:
        match await next_told():
            case int(process):
                os.kill(process, signal.SIGKILL)
        assert await next_told() is None


def standing() -> tuple[int, bool, bool]:
    """In the process: how nice it is, and whether an interrupt and an order to end reach it."""
    reached = [signal.getsignal(each) is not signal.SIG_IGN for each in (signal.SIGINT, signal.SIGTERM)]
    return os.nice(0), reached[0], reached[1]


@pytest.fixture(params=[Passwords, Worker], ids=["passwords", "search"])
def begun(request: pytest.FixtureRequest) -> Callable[[], ProcessPoolExecutor]:
    """A pool as the service has it, begun."""

    async def begin() -> ProcessPoolExecutor:
        match request.param():
            case Passwords() as passwords:
                await passwords.hash("blue kettle under rain")
                pool = passwords._worker
            case Worker() as worker:
                await worker.put([], [])
                pool = worker._pool
        assert pool is not None
        return pool

    return lambda: asyncio.run(begin())


def test_a_worker_is_behind_the_service_and_ends_when_it_is_told_to(
    begun: Callable[[], ProcessPoolExecutor],
) -> None:
    pool = begun()
    assert pool.submit(standing).result() == (os.nice(0) + 5, False, True)
    let_go(pool)


@pytest.mark.parametrize("killed", [False, True], ids=["living", "killed"])
def test_a_pool_that_is_let_go_of_ends_with_its_process(killed: bool) -> None:
    pool = ProcessPoolExecutor(1, get_context("spawn"))
    process = psutil.Process(pool.submit(os.getpid).result())
    if killed:
        lost: Future[None] = pool.submit(time.sleep, 60)
        process.kill()
        with pytest.raises(BrokenProcessPool):
            lost.result(20)
    manager = pool._executor_manager_thread
    let_go(pool)
    process.wait(20)
    assert manager is not None
    manager.join(20)
    assert not manager.is_alive()
