"""What has to be done for a file to outlive a loss of power."""

import os
from pathlib import Path


def settle(folder: Path) -> None:
    """A new name lasts when its folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
