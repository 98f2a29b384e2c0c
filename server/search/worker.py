"""The process in which questions are looked through: it would hold the interpreter for longer than media may wait."""

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

from recordings.beside import let_go, stand_beside
from server.search.memory import Asker, Memory, Placed
from server.search.question import Question

T = TypeVar("T")
_BEHIND: Final = 5
"""Steps of niceness behind the service."""


class Worker:
    """One process and its memory. Its methods raise BrokenProcessPool when it has ended; what it knew is gone then."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def put(self, placed: Sequence[Placed], gone: Sequence[str]) -> None:
        """Remember these sessions, and forget those."""
        await self._call(_put, placed, gone)

    async def look(self, asker: Asker, question: Question, skip: int, count: int) -> Sequence[Sequence[str]]:
        """See Memory.look."""
        return await self._call(_look, asker, question, skip, count)

    def end(self) -> None:
        """The next call begins another, which knows nothing."""
        if self._pool is not None:
            let_go(self._pool)
            self._pool = None

    async def _call(self, function: Callable[..., T], *given: object) -> T:
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, spawn, initializer=_begin)
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *given)


_memory: Final = Memory()


def _put(placed: Sequence[Placed], gone: Sequence[str]) -> None:
    _memory.drop(gone)
    _memory.put(placed)


def _look(asker: Asker, question: Question, skip: int, count: int) -> Sequence[Sequence[str]]:
    return _memory.look(asker, question, skip, count)


def _begin() -> None:
    """Media comes first; the service decides when its worker ends, unless it was itself killed."""
    stand_beside(_BEHIND)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
