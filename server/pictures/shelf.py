"""Where sealed pages are kept."""

import contextlib
import os
import re
from pathlib import Path
from typing import Final, Protocol

from recordings.vault.disk import settle
from rooms.ids import PageId, RoomId

_NAME: Final = re.compile(r"[A-Za-z0-9_\-]{1,64}\Z")


class ShelfUnavailable(Exception):
    """Nothing was kept, or what was kept cannot be read now."""


class Shelf(Protocol):
    """Sealed octets by room and page; what is put stays as it is. Its methods block: not on the event loop."""

    def put(self, room: RoomId, page: PageId, sealed: bytes) -> None:
        """On the disk when it returns; raises ShelfUnavailable."""

    def get(self, room: RoomId, page: PageId) -> bytes:
        """Raises ShelfUnavailable, also for a page that is not there."""

    def discard(self, room: RoomId, page: PageId) -> None:
        """Forget a page; one that is not there is no error."""

    def pages(self, room: RoomId) -> list[PageId]:
        """All that there are of a room; raises ShelfUnavailable."""


class FolderShelf:
    """A file a page, in a folder a room, readable by this service's user only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, room: RoomId, page: PageId, sealed: bytes) -> None:
        """See Shelf."""
        path = self._path(room, page)
        unfinished = path.with_name(f"{path.name}.part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
            for folder in (path.parent, self._folder):
                settle(folder)
        except OSError as error:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise ShelfUnavailable(error.strerror) from error

    def get(self, room: RoomId, page: PageId) -> bytes:
        """See Shelf."""
        try:
            return self._path(room, page).read_bytes()
        except OSError as error:
            raise ShelfUnavailable(error.strerror) from error

    def discard(self, room: RoomId, page: PageId) -> None:
        """See Shelf."""
        with contextlib.suppress(OSError):
            self._path(room, page).unlink(missing_ok=True)

    def pages(self, room: RoomId) -> list[PageId]:
        """See Shelf."""
        try:
            found = self._folder.joinpath(room).iterdir() if _NAME.match(room) else ()
            return sorted(PageId(path.name) for path in found if _NAME.match(path.name))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ShelfUnavailable(error.strerror) from error

    def _path(self, room: RoomId, page: PageId) -> Path:
        if not (_NAME.match(room) and _NAME.match(page)):
            raise ShelfUnavailable("no such name")
        return self._folder / room / page
