"""Child processes under measurement: pinned to a core, their CPU time and memory read from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

SERVER_CORE, GENERATOR_CORE = 0, 1
_STOP_WITHIN = 8.0
_YARDSTICK = 1_000_000


class Server:
    """A running child. CPU time includes its threads, also those that have ended."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log
        self.pid = process.pid

    def cpu_seconds(self) -> float:
        """User and system time, with the scheduler's nanosecond count (clock_getcpuclockid(3))."""
        return time.clock_gettime(~self.pid << 3 | 2)

    def resident_bytes(self) -> int:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise ProcessLookupError(self.pid)

    async def line(self) -> str:
        """The next line on its standard output. Raises RuntimeError when it has ended."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            status = await self._process.wait()
            raise RuntimeError(f"the server ended with {status}: {self._log.read_text()[-2000:]}")
        return line.decode().rstrip()

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), _STOP_WITHIN)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


def machine_seconds() -> float:
    """What all processes together have used of all cores since the machine started (proc(5), /proc/stat)."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _waiting, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def yardstick() -> float:
    """CPU seconds of a fixed piece of work: other guests of the same host can make a core half as fast for minutes."""
    begun = time.process_time()
    total = 0
    for number in range(_YARDSTICK):
        total += number * 3 % 7
    return time.process_time() - begun


@contextlib.asynccontextmanager
async def serving(
    command: Sequence[str], *, log: Path, pinned: bool = True, environment: dict[str, str] | None = None
) -> AsyncIterator[Server]:
    """Run `command` within the block, on the server's core when `pinned`; standard error goes to `log`."""
    core = ["taskset", "-c", str(SERVER_CORE)] if pinned and (os.cpu_count() or 1) > 1 else []
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *core,
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env=os.environ | (environment or {}),
        )
    server = Server(process, log)
    try:
        yield server
    finally:
        await server.stop()


def take_the_generators_core() -> None:
    """Keep this process off the server's core."""
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {GENERATOR_CORE})


def take_every_core() -> None:
    """Undo `take_the_generators_core`."""
    os.sched_setaffinity(0, range(os.cpu_count() or 1))


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
