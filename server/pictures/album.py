"""Pages on their way from a phone to a message, and from the shelf to a reader.

A page that is handed in belongs to nobody's eyes yet but its owner's hands: only a message of the same seat can carry
it. Each is sealed under a key of its own, which the message's event holds; the log seals that under the channel's key,
so whoever destroys the channel's key destroys its pictures.
"""

import asyncio
import contextlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Final

from rooms.ids import ID_LENGTH, PageId, RoomId, SeatId
from rooms.pages import Page
from server.pictures.picture import made_anew
from server.pictures.shelf import Shelf, ShelfUnavailable
from server.storage.sealing import KEY_BYTES, Sealer, Unreadable, place

HANDED_IN: Final = 40
"""Pages that a seat may have handed in and not shown; the oldest goes when there are more."""
AT_ONCE: Final = 8
"""Photographs taken in at the same time, of 20 MB at most."""
_SEATS: Final = 2_000


class TooManyAtOnce(Exception):
    """So many photographs are on their way already that another must wait: each is memory until it is kept."""


class Album:
    """Pages handed in are remembered by this process; one that no message has carried is lost with it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        # One at a time: making a picture anew takes memory, and a core for a moment.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._waiting: OrderedDict[tuple[RoomId, SeatId], OrderedDict[PageId, Page]] = OrderedDict()
        self._receiving: set[tuple[RoomId, SeatId]] = set()

    @contextlib.contextmanager
    def receiving(self, room: RoomId, seat: SeatId) -> Iterator[None]:
        """For as long as one photograph is taken in; a seat hands in one after the other. Raises TooManyAtOnce."""
        if (room, seat) in self._receiving or len(self._receiving) >= AT_ONCE:
            raise TooManyAtOnce
        self._receiving.add((room, seat))
        try:
            yield
        finally:
            self._receiving.discard((room, seat))

    async def hand_in(self, room: RoomId, seat: SeatId, octets: bytes) -> Page:
        """Make a photograph anew and keep it; raises NotAPicture, ShelfUnavailable."""
        page = await asyncio.get_running_loop().run_in_executor(self._worker, self._keep, room, octets)
        pages = self._waiting.setdefault((room, seat), OrderedDict())
        self._waiting.move_to_end((room, seat))
        pages[page.id] = page
        if len(pages) > HANDED_IN:
            await self._forget(room, [pages.popitem(last=False)[0]])
        if len(self._waiting) > _SEATS:
            (former, _), forgotten = self._waiting.popitem(last=False)
            await self._forget(former, forgotten)
        return page

    def handed_in(self, room: RoomId, seat: SeatId, page: PageId) -> Page | None:
        """A page that this seat has handed in, and that no message carries yet."""
        waiting = self._waiting.get((room, seat))
        return waiting.get(page) if waiting else None

    def shown(self, room: RoomId, seat: SeatId, pages: Sequence[Page]) -> None:
        """A message carries them now: they are the log's."""
        waiting = self._waiting.get((room, seat))
        if waiting is not None:
            for page in pages:
                waiting.pop(page.id, None)

    async def open(self, room: RoomId, page: Page) -> bytes:
        """The JPEG file; raises ShelfUnavailable, also when it is not as it was handed in."""
        return await asyncio.to_thread(self._opened, room, page)

    def close(self) -> None:
        self._worker.shutdown()

    def _keep(self, room: RoomId, octets: bytes) -> Page:
        picture = made_anew(octets)
        key = secrets.token_bytes(KEY_BYTES)
        page = Page(
            PageId(secrets.token_urlsafe(17)[:ID_LENGTH]),
            sha256(picture.octets).hexdigest(),
            urlsafe_b64encode(key).decode(),
            picture.width,
            picture.height,
        )
        self._shelf.put(room, page.id, Sealer(key).seal(picture.octets, place("page", room, page.id)))
        return page

    def _opened(self, room: RoomId, page: Page) -> bytes:
        sealed = self._shelf.get(room, page.id)
        try:
            octets = Sealer(urlsafe_b64decode(page.key)).open(sealed, place("page", room, page.id))
        except (Unreadable, ValueError) as error:
            raise ShelfUnavailable("not as it was kept") from error
        if sha256(octets).hexdigest() != page.digest:
            raise ShelfUnavailable("not as it was confirmed")
        return octets

    async def _forget(self, room: RoomId, pages: Sequence[PageId] | OrderedDict[PageId, Page]) -> None:
        for page in tuple(pages):
            await asyncio.to_thread(self._shelf.discard, room, page)
