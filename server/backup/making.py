"""Makes a backup beside the running service."""

import asyncio
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Connection

from recordings.storage import Storage, StorageUnavailable
from recordings.vault.disk import settle
from rooms.canonical import JSON, canonical
from rooms.errors import ErrorCode
from rooms.moments import stamp, whole
from server.backup import tables
from server.backup.envelope import sealing
from server.backup.problem import Problem
from server.outcomes.pki.folder import Folder as PkiFolder
from server.outcomes.vault import PAPERS
from server.record import segments
from server.record.segments import Row
from server.retention.ledger import LEDGER
from server.staff import log
from server.staff.log import Deed, Entry
from server.storage.keys import rewrapped
from server.storage.migrate import revision
from server.storage.store import KEY_FILE, Store

ABOUT: Final = "about.json"
"""Which schema the tables have."""
MANIFEST: Final = "manifest.json"
KEPT: Final = "recordings/kept/"
SEALED: Final = "recordings/sealed/"
FOLDER_ID: Final = "recordings/id"
SHELVES: Final = ("pages", PAPERS)
"""Folders of sealed files: photographs; documents and the strokes of their signatures."""
AUTHORITY: Final = "pki/"
_PIECE: Final = 1024 * 1024


@dataclass(slots=True)
class Made:
    """What went into a backup. ``left_out``: recordings, on purpose; ``missing``: those that are not as they were."""

    files: dict[str, JSON] = field(default_factory=dict)
    left_out: list[dict[str, JSON]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    length: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up."""

    store: Store
    storage: Storage
    data: Path
    key_passphrase: str | None
    """Of the key file, if it has one."""


async def make(
    source: Source, target: Path, passphrase: str, now: datetime, *, recordings: bool = True
) -> Made:
    """Write a backup; the file is there whole, or not at all. Raises Problem, (the database's) StorageUnavailable.

    Without ``recordings`` those that are in the storage are listed with their digests, and left there.
    """
    if await asyncio.to_thread(target.exists):
        raise Problem(ErrorCode.FILE_EXISTS)
    entry = Entry(now, Deed.BACKED_UP, detail={"recordings": "yes" if recordings else "no"})
    await source.store.database.write(lambda found: log.append(found, source.store.keys, entry))
    try:
        with _new_file(target) as file:
            made = await _written(source, file, passphrase, whole(now), recordings=recordings)
            made.length = file.seek(0, os.SEEK_END)
    except OSError as error:
        raise Problem(ErrorCode.DISK_UNUSABLE, told=str(error.strerror)) from error
    return made


async def _written(
    source: Source, file: IO[bytes], passphrase: str, made: datetime, *, recordings: bool
) -> Made:
    with sealing(file, passphrase, made) as stream, tarfile.open(fileobj=stream, mode="w|") as archive:
        packing = _Packing(archive)
        key_file = (source.data / KEY_FILE).read_bytes()
        packing.add(KEY_FILE, rewrapped(key_file, source.key_passphrase, passphrase))
        if (source.data / LEDGER).exists():
            packing.add(LEDGER, (source.data / LEDGER).read_bytes())

        def snapshot(connection: Connection) -> list[Row]:
            about = {"v": 1, "schema": revision(connection), "release": version("yuntiao")}
            packing.add(ABOUT, canonical(about))
            for name, piece in tables.dumped(connection):
                packing.add(name, piece)
            return segments.living(connection, source.store.keyring)

        # Files come after the rows that tell of them: what a row names is there, unless it was destroyed since.
        rows = await source.store.database.read(snapshot)
        await asyncio.to_thread(_shelves, source.data, packing)
        await asyncio.to_thread(_authority, source.data, packing)
        for row in rows:
            await _recording(source, packing, row, included=recordings)
        if (source.data / FOLDER_ID).exists():
            packing.add(FOLDER_ID, (source.data / FOLDER_ID).read_bytes())
        packing.finish(made)
    return packing.made


class _Packing:
    """Puts files into the archive and notes their digests."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.made = Made()

    def add(self, name: str, octets: bytes) -> None:
        self.add_file(name, io.BytesIO(octets), len(octets), sha256(octets).hexdigest())

    def add_file(self, name: str, file: IO[bytes], length: int, digest: str) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = length, 0o600
        self._archive.addfile(entry, file)
        self.made.files[name] = {"length": length, "sha256": digest}

    def finish(self, made: datetime) -> None:
        """The manifest comes last: without it the archive is not whole."""
        said: dict[str, JSON] = {
            "v": 1,
            "made": stamp(made),
            "files": self.made.files,
            "left_out": self.made.left_out,
            "missing": self.made.missing,
        }
        octets = canonical(said)
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(octets)
        self._archive.addfile(entry, io.BytesIO(octets))


def _shelves(data: Path, packing: _Packing) -> None:
    """Files as they are sealed on a shelf; one that is just being put there is in no log yet."""
    for shelf in SHELVES:
        for path in sorted((data / shelf).glob("*/*")):
            if path.suffix != ".part":
                try:
                    packing.add(f"{shelf}/{path.parent.name}/{path.name}", path.read_bytes())
                except FileNotFoundError:
                    continue


def _authority(data: Path, packing: _Packing) -> None:
    """The centre's authority: its private keys as they are put away, under the key file or the root's own."""
    folder = PkiFolder(data)
    if not folder.exists:
        return
    with folder.locked():
        for pattern in ("*.json", "keys/*", "lists/*"):
            for path in sorted(folder.path.glob(pattern)):
                if not path.name.startswith("."):
                    packing.add(AUTHORITY + str(path.relative_to(folder.path)), path.read_bytes())


async def _recording(source: Source, packing: _Packing, row: Row, *, included: bool) -> None:
    done, id_ = row.finished, row.segment.id
    if done is None:
        return  # still in its spool
    if row.deposited and not included:
        packing.made.left_out.append({"id": id_, "length": done.length, "sha256": done.digest.hex()})
        return
    with tempfile.TemporaryFile(dir=packing_folder(source)) as copy:
        name = KEPT if row.deposited else SEALED
        try:
            # What waited for the storage may have got there meanwhile.
            if row.deposited or not await asyncio.to_thread(_copied, source.data / SEALED / id_, copy):
                await _fetched(source.storage, id_, done.length, copy)
                name = KEPT
        except StorageUnavailable:
            copy.seek(0)
            copy.truncate()
        length = copy.seek(0, os.SEEK_END)
        copy.seek(0)
        digest = await asyncio.to_thread(_digest, copy)
        copy.seek(0)
        if (length, digest) != (done.length, done.digest.hex()):
            packing.made.missing.append(id_)
            return
        await asyncio.to_thread(packing.add_file, name + id_, copy, length, digest)


def packing_folder(source: Source) -> Path:
    """Where copies lie for a moment: they are sealed, and of the size that the data folder's disk is made for."""
    return source.data


def _copied(path: Path, copy: IO[bytes]) -> bool:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                copy.write(piece)
    except FileNotFoundError:
        return False
    return True


async def _fetched(storage: Storage, id_: str, length: int, copy: IO[bytes]) -> None:
    for at in range(0, length, _PIECE):
        copy.write(await storage.read(id_, at, min(_PIECE, length - at)))


def _digest(file: IO[bytes]) -> str:
    digest = sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _new_file(target: Path) -> Iterator[IO[bytes]]:
    """Under another name until it is whole and on the disk; readable by its owner only."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, target)
        except FileExistsError:
            raise Problem(ErrorCode.FILE_EXISTS) from None
        settle(target.parent)
    finally:
        os.unlink(name)
