"""The list of what was erased, beside the database: a backup that is older than an erasure must not undo it.

With it stands what staff said about keeping, so that a restore does not forget a hold and destroy what is held. A line
a signed statement (server.retention.statement, server.retention.standing). It names ids and digests only, and what
else is said is sealed, so that it can be kept apart from the backups, and be read by whoever restores one.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from recordings.vault.disk import settle
from server.retention.standing import STANDING, Key, Standing, read_standing
from server.retention.statement import Erasure, Unproven, read_erasure

LEDGER: Final = "erasures.jsonl"
"""Its name in the data folder."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list names, with the lines that do: erasures by their ids, and what was said about keeping."""

    erasures: dict[str, tuple[Erasure, bytes]] = field(default_factory=dict)
    standing: dict[Key, tuple[Standing, bytes]] = field(default_factory=dict)

    def take(self, other: Self) -> None:
        """Take another list into this one; what either knows to be over is over."""
        self.erasures.update(other.erasures)
        for key, told in other.standing.items():
            own = self.standing.get(key)
            if own is None or not own[0].is_over:
                self.standing[key] = told

    @property
    def lines(self) -> list[bytes]:
        return [line for _, line in (*self.erasures.values(), *self.standing.values())]


def read(path: Path, public_key: bytes) -> Listed:
    """What a list names; nothing when there is no such file. Raises Unproven, OSError."""
    found = Listed()
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return found
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            if _type(line) == STANDING:
                standing = read_standing(line, public_key)
                found.take(Listed(standing={standing.key: (standing, line)}))
            else:
                erasure = read_erasure(line, public_key)
                found.erasures[erasure.id] = (erasure, line)
        except Unproven as error:
            raise Unproven(f"line {number}: {error}") from error
    return found


def _type(line: bytes) -> object:
    """As what a line is to be read."""
    try:
        return json.loads(line)["said"]["type"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def write(path: Path, documents: Iterable[bytes]) -> None:
    """Replace the list, whole or not at all; on the disk when it returns. Erasures come last, the earliest first.

    Raises OSError.
    """
    ordered = sorted(set(documents), key=lambda line: (json.loads(line)["said"].get("at", ""), line))
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
