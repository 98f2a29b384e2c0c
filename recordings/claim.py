"""Whose a spool is: of the process that holds its lock, for as long as that process lives.

Several processes may share a folder, and one that is killed leaves its spools to the next one that starts. A lock of
the file itself (flock) goes with the process that held it, however that ended.
"""

import contextlib
import fcntl
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

from recordings.vault.disk import settle

_NAME: Final = "id"


def begun(path: Path) -> int:
    """A new spool, ours: its descriptor, which holds the lock until it is closed. Raises OSError."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        settle(path.parent)
    except OSError:
        os.close(file)
        path.unlink()
        raise
    return file


def taken_over(path: Path) -> int | None:
    """A spool that a process which ended has left; None while somebody holds it. Raises FileNotFoundError, OSError."""
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file


def folder_id(folder: Path) -> str:
    """The name by which the index knows this folder, made at the first call. Raises OSError."""
    path = folder / _NAME
    if not path.exists():
        descriptor, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(8))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(name, path)
            settle(folder)
        finally:
            os.unlink(name)
    return path.read_text()
