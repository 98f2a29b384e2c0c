"""How much room recordings may take on this machine until their storage has them."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

MEBIBYTE: Final = 1024 * 1024
NEARLY: Final = 0.8
"""The share of the room from which on people are warned."""
RESERVE: Final = 256 * MEBIBYTE
"""Octets of the disk that are left to the log: without it nobody could even say that the recording is to end."""
SCARCE: Final = 2048 * MEBIBYTE
"""Octets left on the disk below which people are warned: more than an hour of four cameras."""


class Space:
    """Spools and finished files that wait, together. What is there stays: of a full one the newest is lost, with an
    alarm.
    """

    def __init__(self, folders: Sequence[Path], limit: int) -> None:
        """`limit`: octets."""
        self._folders, self._limit = folders, limit
        self.full = self.nearly_full = False

    def measure(self) -> None:
        """For a thread: it asks the disk. Raises OSError."""
        used = sum(_octets(folder) for folder in self._folders)
        free = shutil.disk_usage(self._folders[0]).free
        self.full = used >= self._limit or free < RESERVE
        self.nearly_full = used >= NEARLY * self._limit or free < SCARCE


def _octets(folder: Path) -> int:
    total = 0
    with os.scandir(folder) as found:
        for entry in found:
            try:
                total += entry.stat(follow_symlinks=False).st_size
            except FileNotFoundError:
                continue  # it went while we looked
    return total
