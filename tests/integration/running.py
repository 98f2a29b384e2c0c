"""One running service for many tests: a child process, so that its load, memory and log are its own."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.servers.process import ended, free_port, started

YUNTIAO = str(Path(sys.executable).with_name("yuntiao"))
EXPECTED_LINES = frozenset({"ready", "stopping"})


@dataclass(frozen=True, slots=True)
class Running:
    """`yuntiao serve` on loopback, accepting."""

    url: str
    udp: tuple[str, int]
    data: Path
    log: Path
    pid: int

    @property
    def memory(self) -> int:
        """Resident octets."""
        return int(psutil.Process(self.pid).memory_info().rss)

    def lines(self, since: int = 0) -> list[dict[str, str]]:
        """The structured lines that the service has logged from that octet of its log on."""
        with self.log.open("rb") as log:
            log.seek(since)
            return [json.loads(line) for line in log.read().splitlines() if line.startswith(b"{")]

    def complaints(self, since: int = 0) -> list[str]:
        """Whatever the log holds besides starting and stopping: nothing that a client sends is worth a line."""
        with self.log.open("rb") as log:
            log.seek(since)
            text = log.read().decode()
        plain = [
            line
            for line in text.splitlines()
            if line and not line.startswith(("{", "ready ", "administrator "))
        ]
        told = [str(line) for line in self.lines(since) if line["event"] not in EXPECTED_LINES]
        return plain + told


@contextlib.contextmanager
def running(folder: Path, **settings: str) -> Iterator[Running]:
    """`settings`: by the names of their variables, without what these begin with."""
    data, log = folder / "data", folder / "service.log"
    port, udp_port = free_port(), free_port(socket.SOCK_DGRAM)
    url = f"http://127.0.0.1:{port}"
    command = [YUNTIAO, "serve", "--host", "127.0.0.1", "--port", str(port), "--udp-port", str(udp_port),
               "--data", str(data)]  # fmt: skip
    log.touch()
    environment = {f"YUNTIAO_{name.upper()}": value for name, value in settings.items()}
    process = started(
        command, log, lambda: f"ready {url}" in log.read_text(errors="replace"), environment=environment
    )
    try:
        yield Running(url, ("127.0.0.1", udp_port), data, log, process.pid)
    finally:
        ended(process)
