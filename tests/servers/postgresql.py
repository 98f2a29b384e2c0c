"""A PostgreSQL of its own. It refuses to run as root, so root runs it as Debian's `postgres` user."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.process import ended, free_port, started


def newest_programs() -> Path:
    """Debian keeps each version's programs out of the PATH."""
    versions = Path("/usr/lib/postgresql").iterdir()
    return max(versions, key=lambda path: int(path.name)) / "bin"


def _answers(programs: Path, port: int) -> bool:
    """It accepts connections a moment before it takes anybody in."""
    asked = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(asked, check=False).returncode == 0


@contextmanager
def postgresql() -> Iterator[str]:
    """Yields the URL (without a driver) of an empty database whose user may create others."""
    programs, port = newest_programs(), free_port()
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    # Not under pytest's folders: those are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="yuntiao-postgresql-"))
    try:
        if become:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        subprocess.run(
            [*become, str(programs / "initdb"), "-D", str(data), "-U", "yuntiao", "-A", "trust", "-E", "UTF8",
             "--no-locale", "--no-sync"],
            check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        # Durability of the disk is not what these tests ask; losing the machine loses the test anyway.
        command = [*become, str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder),
                   "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]  # fmt: skip
        process = started(command, folder / "server.log", lambda: _answers(programs, port))
        try:
            yield f"postgresql://yuntiao@127.0.0.1:{port}/postgres"
        finally:
            ended(process, signal.SIGINT)  # fast: clients that are still there are sent away
    finally:
        shutil.rmtree(folder, ignore_errors=True)
