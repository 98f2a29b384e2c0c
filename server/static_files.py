"""The browser's files, at addresses that change with their content, so that what was fetched is never asked for again.

With 200 ms a round trip and 10 % loss, the forty files of the room cost 3 s and more when each is asked for; a page
before the room fetches them while somebody reads, and the room then begins with none.
A file that changes on the disk is seen after a restart.
"""

import functools
import hashlib
import re
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "static"
PLAIN: Final = "/static/"
"""What templates write; also served, for those who know no other address."""
ROOM_TEMPLATE: Final = Path(__file__).resolve().parent / "templates" / "room.html"
_DIGITS: Final = 12
_SHEET: Final = re.compile(r'rel="stylesheet" href="([^"{]+)"')
_MODULE: Final = re.compile(r'(?:\bfrom |\bimport |\bnew URL\()"(\.[^"]+\.js)"')


@functools.cache
def prefix() -> str:
    """Where the files of this version are: ``/static/<digest of them all>/``."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(FOLDER)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return f"{PLAIN}{digest.hexdigest()[:_DIGITS]}/"


def versioned(page: str) -> str:
    """A page whose files are asked for at the addresses of this version."""
    return page.replace(f'"{PLAIN}', f'"{prefix()}')


@functools.cache
def room_files() -> tuple[str, ...]:
    """What the room's page will ask for, as templates write it: its style sheets and all modules it imports."""
    sheets = _SHEET.findall(ROOM_TEMPLATE.read_text("utf-8"))
    found: dict[Path, None] = {}
    waiting = [FOLDER / "room" / "main.js"]
    while waiting:
        module = waiting.pop().resolve()
        if module not in found:
            found[module] = None
            waiting += [module.parent / target for target in _MODULE.findall(module.read_text("utf-8"))]
    return (*sheets, *(PLAIN + module.relative_to(FOLDER).as_posix() for module in found))
