"""A Redis of its own: nothing on disk, gone with the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.process import accepts, ended, free_port, started


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Yields the URL of an empty Redis."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = started(command, folder / "redis.log", lambda: accepts(port))
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        ended(process)
