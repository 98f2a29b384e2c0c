"""The real service as a child process: started, killed and started again on the same ports and data."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.servers.process import free_port

YUNTIAO = str(Path(sys.executable).with_name("yuntiao"))
COMPLAINT = re.compile(r'"level": "(?:warning|error|critical)"|Traceback')


@dataclass(frozen=True, slots=True)
class Invitation:
    """What one person of the demonstration case was sent."""

    name: str
    url: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Case:
    number: str
    session: str
    people: dict[str, Invitation]


class Service:
    """`yuntiao serve` on free ports of loopback, with a data folder that outlives the process."""

    def __init__(self, folder: Path, *options: str, ahead: bool = False, **settings: str) -> None:
        """`ahead`: cases are made one ahead of being asked for; `settings`: by the names of their variables, without
        what these begin with.
        """
        self._environment = {f"YUNTIAO_{name.upper()}": value for name, value in settings.items()}
        self.data = folder / "data"
        self.log = folder / "service.log"
        self.port = free_port()
        self.udp_port = free_port(socket.SOCK_DGRAM)
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = options
        self._process: asyncio.subprocess.Process | None = None
        self._ahead = ahead
        self._next: asyncio.Task[Case] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self, seconds: float = 30) -> None:
        """Returns when the service has printed its `ready URL`."""
        command = [YUNTIAO, "serve", "--host", "127.0.0.1", "--port", str(self.port),
                   "--udp-port", str(self.udp_port), "--data", str(self.data), *self.options]  # fmt: skip
        with self.log.open("ab") as log:
            printed = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *command,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **self._environment},
            )
        async with asyncio.timeout(seconds):
            while f"ready {self.url}" not in self.log.read_text(errors="replace")[printed:]:
                if self._process.returncode is not None:
                    raise RuntimeError(f"the service ended before it was ready:\n{self.tail()}")
                await asyncio.sleep(0.02)

    def mark(self) -> int:
        """How much has been logged."""
        return self.log.stat().st_size

    def complaints(self, since: int) -> list[str]:
        """What was logged from a mark on that somebody should look at."""
        lines = self.log.read_bytes()[since:].decode(errors="replace").splitlines()
        return [line for line in lines if COMPLAINT.search(line)]

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-6000:] if self.log.exists() else ""

    async def kill(self) -> None:
        """kill -9: nothing is flushed, nobody is told."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM; the exit code. Raises TimeoutError when it does not end within 5 seconds."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        async with asyncio.timeout(5):
            return await self._process.wait()

    async def close(self) -> None:
        """Leaves nothing running, whatever the test did."""
        if self._next is not None:
            await self._next
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def demo(self, *options: str) -> Case:
        """A fresh demonstration case, made beside the running service."""
        if options or not self._ahead:
            return await self._made(*options)
        ready = await (self._next or self._made())
        self._next = asyncio.create_task(self._made())
        return ready

    async def _made(self, *options: str) -> Case:
        made = await run(YUNTIAO, "demo", "--data", str(self.data), "--json", *options)
        return Case(
            made["case_no"],
            made["session"],
            {
                key: Invitation(person["name"], self.url + person["link"], person.get("code"))
                for key, person in made["people"].items()
            },
        )


async def run(*command: str) -> Any:
    """The JSON that a command prints."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return json.loads(output)
