"""The list of what was erased, beside the database: a backup that is older than an erasure must not undo it.

A line a signed statement (server.retention.statement), the earliest first. It names ids and digests only, so that it
can be kept apart from the backups, and be read by whoever restores one.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from recordings.vault.disk import settle
from server.retention.statement import Erasure, Unproven, read_erasure

LEDGER: Final = "erasures.jsonl"
"""Its name in the data folder."""


def read(path: Path, public_key: bytes) -> dict[str, tuple[Erasure, bytes]]:
    """What a list names, by the erasures' ids; none when there is no such file. Raises Unproven, OSError."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return {}
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            erasure = read_erasure(line, public_key)
        except Unproven as error:
            raise Unproven(f"line {number}: {error}") from error
        found[erasure.id] = (erasure, line)
    return found


def write(path: Path, documents: Iterable[bytes]) -> None:
    """Replace the list, whole or not at all; on the disk when it returns. Raises OSError."""
    ordered = sorted(set(documents), key=lambda line: (json.loads(line)["said"]["at"], line))
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(line + b"\n" for line in ordered)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        os.unlink(name)
        raise
    settle(path.parent)
