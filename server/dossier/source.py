"""Where the octets of a bundle's files come from, described so that another process can fetch them."""

import asyncio
import hashlib
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, assert_never

from recordings.storage import Folder, Storage, StorageUnavailable, at
from recordings.vault.cipher import Damaged
from recordings.vault.sealed import ReadAt, SealedReader
from rooms.ids import RoomId
from rooms.pages import Page
from server.pictures.shelf import FolderShelf, ShelfUnavailable
from server.storage.sealing import Sealer, Unreadable, place

_PIECE: Final = 16 * 64 * 1024


class SourceUnavailable(Exception):
    """What belongs into the bundle cannot be had now, or is not what the log says it is."""


@dataclass(frozen=True, slots=True)
class Octets:
    """There they are."""

    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished file: sealed under a key, of so many octets, whose plain digest the log holds."""

    segment: str
    key: bytes = field(repr=False)
    length: int
    plain_digest: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file of this machine, of so many octets; ``plain_digest``: of what is in it."""

    path: Path
    key: bytes = field(repr=False)
    length: int
    plain_digest: str


@dataclass(frozen=True, slots=True)
class Photograph:
    room: RoomId
    page: Page = field(repr=False)


Source = Octets | Recording | Sealed | Photograph


@dataclass(frozen=True, slots=True)
class Places:
    """Where the service keeps what it has: folders of this machine, or a bucket."""

    data: Path
    bucket: str = ""

    @property
    def recordings(self) -> Storage:
        """Raises ValueError."""
        return at(self.bucket) if self.bucket else Folder(self.data / "recordings" / "kept")


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a file before it is written."""

    path: str
    size: int
    sha256: str
    crc: int


class Fetching:
    """Fetches octets piece by piece. Blocks: for a worker process or a command."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._storage = places.recordings
        self._loop = asyncio.Runner()

    def close(self) -> None:
        self._loop.close()

    def octets(self, source: Source) -> Iterator[bytes]:
        """In order; raises SourceUnavailable."""
        match source:
            case Octets():
                yield source.octets
            case Recording():
                yield from self._opened(source, lambda at, size: self._stored(source.segment, at, size))
            case Sealed():
                yield from self._opened(source, lambda at, size: _part(source.path, at, size))
            case Photograph():
                yield self._photograph(source)
            case _:
                assert_never(source)

    def measure(self, path: str, source: Source) -> Measured:
        """Raises SourceUnavailable."""
        size, crc, digest = 0, 0, hashlib.sha256()
        for piece in self.octets(source):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            digest.update(piece)
        if isinstance(source, Recording | Sealed) and digest.hexdigest() != source.plain_digest:
            raise SourceUnavailable(path)
        return Measured(path, size, digest.hexdigest(), crc)

    def _opened(self, source: Recording | Sealed, read_at: ReadAt) -> Iterator[bytes]:
        try:
            reader = SealedReader(source.key, read_at, source.length)
            for offset in range(0, reader.size, _PIECE):
                yield reader.read(offset, _PIECE)
        except (Damaged, StorageUnavailable, OSError) as error:
            raise SourceUnavailable(source.plain_digest) from error

    def _stored(self, segment: str, offset: int, size: int) -> bytes:
        """Of a finished file that waits here for its deposit, or from where it was deposited meanwhile."""
        try:
            return _part(self._places.data / "recordings" / "sealed" / segment, offset, size)
        except FileNotFoundError:
            return self._loop.run(self._storage.read(segment, offset, size))

    def _photograph(self, source: Photograph) -> bytes:
        page = source.page
        try:
            sealed = FolderShelf(self._places.data / "pages").get(source.room, page.id)
            key = Sealer(urlsafe_b64decode(page.key))
            octets = key.open(sealed, place("page", source.room, page.id))
        except (ShelfUnavailable, Unreadable, ValueError) as error:
            raise SourceUnavailable(page.id) from error
        if hashlib.sha256(octets).hexdigest() != page.digest:
            raise SourceUnavailable(page.id)
        return octets


def _part(path: Path, offset: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)
