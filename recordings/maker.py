"""The process that makes finished files: beside the service, of low priority, and gone with it."""

import asyncio
import contextlib
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from recordings.beside import let_go, stand_beside
from recordings.finishing import Finished, finish

NICE: Final = 10


class Maker:
    """One process, begun when it is first needed."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._process = 0

    async def finish(self, spool: Path, sealed: Path, key: bytes, *, pictures: bool) -> Finished:
        """See recordings.finishing. A process that ended is begun anew, and what it did is done again."""
        loop = asyncio.get_running_loop()
        while True:
            pool = self._pool
            try:
                if pool is None:
                    pool = self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin)
                    self._process = await loop.run_in_executor(pool, os.getpid)
                return await loop.run_in_executor(pool, _finish, spool, sealed, key, pictures)
            except BrokenProcessPool:
                if pool is not None and pool is self._pool:
                    let_go(pool)
                    self._pool = None

    def close(self) -> None:
        """Now: what it was at is done again after the next start."""
        if self._pool is None:
            return
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGTERM)
        let_go(self._pool)


def _begin() -> None:
    stand_beside(NICE)


def _finish(spool: Path, sealed: Path, key: bytes, pictures: bool) -> Finished:
    return finish(spool, sealed, key, pictures=pictures)
