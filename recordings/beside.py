"""A process beside the service: of low priority, and gone with it."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any


def stand_beside(nice: int, at_the_end: Callable[[], object] = lambda: None) -> None:
    """In the new process. `at_the_end`: what it still does when the service has gone; the service cannot do it then.

    An interrupt from the terminal is the service's to answer.
    """
    threading.Thread(target=_end_with_the_service, args=[at_the_end], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(nice)


def _end_with_the_service(at_the_end: Callable[[], object]) -> None:
    """One that is killed cannot say so."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        try:
            at_the_end()
        finally:
            os._exit(1)


@contextlib.asynccontextmanager
async def telling(
    name: str,
    work: Callable[..., None],
    *given: Any,
    afterwards: Callable[[], object] = lambda: None,
) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """A process for one piece of work, which gets the connection that it tells things on and what is given.

    Yields what waits for the next thing told: None when the process has ended. Whoever leaves ends it; ``afterwards``:
    what is done in a thread once nothing of it runs any more.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs, *given), name=name, daemon=True)
    try:
        await asyncio.to_thread(process.start)
        theirs.close()
        yield lambda: asyncio.to_thread(_told, ours)
    finally:
        # The thread that listens ends with the process.
        await asyncio.shield(asyncio.to_thread(_ended, process, afterwards))


def _told(ours: Connection) -> object:
    try:
        return ours.recv()
    except (EOFError, OSError):
        return None


def _ended(process: BaseProcess, afterwards: Callable[[], object]) -> None:
    if process.pid is not None:
        process.kill()
        process.join()
    afterwards()


def let_go(pool: ProcessPoolExecutor) -> None:
    """Gives up a pool whose process was killed, or ended by itself; whoever waits for it is told.

    Before CPython 3.11.5 a thread of the pool goes on writing what was under way to a pipe that nobody reads any more,
    and the service could not end: gh-94777. Without the reader the writing fails. Later versions close it by
    themselves, in a thread of theirs: of two who close at once the second may close what has got its number since.
    """
    queue = getattr(pool, "_call_queue", None)
    if queue is not None and sys.version_info < (3, 11, 5):
        queue._reader.close()
    pool.shutdown(wait=False, cancel_futures=True)
