"""Hashing of passwords in a process of its own: argon2id takes longer than media may wait."""

import asyncio
import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from recordings.beside import let_go, stand_beside
from server.staff.password import normal

HASHER: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1, type=Type.ID)
"""RFC 9106 section 4, the second choice (64 MiB, three passes), with one lane: the process has one core."""

WAITING: Final = 8
"""How many may wait for the worker, a second's work or two; who comes then is told to come again."""


_BEHIND: Final = 5
"""Steps of niceness behind the service."""


class TooBusy(Exception):
    """Too many wait already; nothing was looked at."""


class Passwords:
    """Hashes and compares; the worker is started when it is first needed, and again when it was killed."""

    def __init__(self) -> None:
        self._worker: ProcessPoolExecutor | None = None
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The hash with its parameters (PHC string format); raises TooBusy."""
        made = await self._ask("", password)
        assert made is not None
        return made

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether this is the password; without one that is kept it takes as long, and is not. Raises TooBusy."""
        return await self._ask(kept or NOBODYS, password) is not None

    def close(self) -> None:
        if self._worker is not None:
            let_go(self._worker)
            self._worker = None

    async def _ask(self, kept: str, password: str) -> str | None:
        if self._waiting >= WAITING:
            raise TooBusy
        self._waiting += 1
        try:
            return await self._work(kept, _octets(password))
        except BrokenProcessPool:
            self.close()
            return await self._work(kept, _octets(password))
        finally:
            self._waiting -= 1

    async def _work(self, kept: str, password: bytes) -> str | None:
        if self._worker is None:
            spawn = multiprocessing.get_context("spawn")
            self._worker = ProcessPoolExecutor(1, spawn, initializer=_begin)
        return await asyncio.get_running_loop().run_in_executor(self._worker, work, kept, password)


NOBODYS: Final = (
    "$argon2id$v=19$m=65536,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""Costs what a true one costs, and no password has it: what a name is compared with that nobody has."""


def work(kept: str, password: bytes) -> str | None:
    """In the worker: a new hash when nothing is kept; else the kept one if the password is right, and None if not."""
    if not kept:
        return HASHER.hash(password)
    try:
        HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return None
    return kept


def _octets(password: str) -> bytes:
    """What is hashed; half a character, which no keyboard gives, is no reason to fail."""
    return normal(password).encode(errors="surrogatepass")


def _begin() -> None:
    """Media comes first; the service decides when its worker ends, unless it was itself killed."""
    stand_beside(_BEHIND)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
