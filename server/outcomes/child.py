"""A process beside the service for work that would hold up everything else, or that may end badly."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar, TypeVarTuple, Unpack

from recordings.beside import let_go, stand_beside

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Full(Exception):
    """As many wait as may; nothing was done."""


class Ended(Exception):
    """The process was killed, ran out of memory or took too long; what it was at is lost."""


class Child:
    """One process, begun when it is first needed, and anew when it has ended. One thing at a time."""

    def __init__(self, nice: int, *, most: int, patience: float, begin: Callable[[], None]) -> None:
        """``most``: how many may wait; ``patience``: seconds that one may take, after which the process is ended, and
        twice as many until it is one's turn.

        ``begin``: what the new process does first; a function of a module.
        """
        self._turn, self._closed = asyncio.Lock(), False
        self._nice, self._most, self._patience, self._begin = nice, most, patience, begin
        self._pool: ProcessPoolExecutor | None = None
        self._process = 0
        self._starting = asyncio.Lock()
        self._waiting = 0

    @property
    def process(self) -> int:
        """Its number; 0 where there is none yet."""
        return self._process

    async def do(self, work: Callable[[Unpack[Ts]], T], *given: *Ts) -> T:
        """``work``, in the process; raises what it raises, Full, Ended."""
        if self._waiting >= self._most:
            raise Full
        self._waiting += 1
        try:
            try:
                async with asyncio.timeout(2 * self._patience):
                    await self._turn.acquire()
            except TimeoutError:
                raise Full from None
            try:
                return await self._done(work, *given)
            finally:
                self._turn.release()
        finally:
            self._waiting -= 1

    async def _done(self, work: Callable[[Unpack[Ts]], T], *given: *Ts) -> T:
        """Alone: whoever's work ends the process ends nobody else's."""
        pool: ProcessPoolExecutor | None = None
        try:
            pool = await self._ready()
            async with asyncio.timeout(self._patience):
                return await asyncio.get_running_loop().run_in_executor(pool, work, *given)
        except (BrokenProcessPool, TimeoutError) as error:
            self._end(pool)
            raise Ended(type(error).__name__) from error
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling() or not self._closed:
                self._end(pool)  # nobody waits for what it is at
                raise
            raise Ended("closed") from None  # not the caller was cancelled, but the work

    def close(self) -> None:
        """For good: whoever waits is told that it has ended."""
        self._closed = True
        self._end(self._pool)

    async def _ready(self) -> ProcessPoolExecutor:
        async with self._starting:
            if self._closed:
                raise Ended("closed")
            if self._pool is None:
                pool = ProcessPoolExecutor(
                    1, get_context("spawn"), initializer=_begun, initargs=(self._nice, self._begin)
                )
                self._pool = pool
                try:
                    self._process = await asyncio.get_running_loop().run_in_executor(pool, os.getpid)
                except BaseException:
                    self._end(pool)
                    raise
            return self._pool

    def _end(self, pool: ProcessPoolExecutor | None) -> None:
        """That one, and not the one that somebody has begun since."""
        if pool is None or pool is not self._pool:
            return
        self._pool = None
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            self._process = 0
        let_go(pool)


def _begun(nice: int, begin: Callable[[], None]) -> None:
    stand_beside(nice)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    begin()
