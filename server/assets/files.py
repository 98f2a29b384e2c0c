"""The browser's files, at addresses that change with their content, so that what was fetched is never asked for again.

A file that changes on the disk is seen after a restart.
"""

import functools
import hashlib
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "static"
PLAIN: Final = "/static/"
"""What templates write; also served, for those who know no other address."""
_MAKERS: Final = Path(__file__).resolve().parent
"""What makes bundles of the files: the same files differently bundled have another address."""
_DIGITS: Final = 12


@functools.cache
def prefix() -> str:
    """Where the files of this version are: ``/static/<digest of them all>/``."""
    digest = hashlib.sha256()
    for folder, pattern in ((FOLDER, "**/*"), (_MAKERS, "*.py")):
        for path in sorted(path for path in folder.glob(pattern) if path.is_file()):
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return f"{PLAIN}{digest.hexdigest()[:_DIGITS]}/"


def versioned(page: str) -> str:
    """A page whose files are asked for at the addresses of this version."""
    return page.replace(f'"{PLAIN}', f'"{prefix()}')
