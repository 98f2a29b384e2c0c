"""Restores a backup into an empty place: written beside it, proven, and only then given its name."""

import contextlib
import json
import os
import re
import secrets
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Connection, update
from sqlalchemy.exc import SQLAlchemyError

from recordings.vault.cipher import Damaged
from recordings.vault.disk import settle
from rooms.errors import ErrorCode
from rooms.moments import stamp
from server.backup import envelope, tables
from server.backup.making import ABOUT, AUTHORITY, FOLDER_ID, MANIFEST
from server.backup.problem import Problem
from server.backup.proving import Proof, prove
from server.backup.undoing import Erased
from server.messages.message import MessageState
from server.messages.tables import messages
from server.retention import ledger, standing
from server.retention.ledger import LEDGER
from server.retention.statement import Unproven
from server.staff import log
from server.staff.log import Deed, Entry
from server.staff.tables import links, sessions
from server.storage.engine import SchemaTooNew, sqlite_url, writing_engine
from server.storage.keyring import Keyring
from server.storage.keys import FileKeys, rewrapped
from server.storage.migrate import upgrade
from server.storage.store import KEY_FILE

_PIECE: Final = 1024 * 1024
_HELD: Final = 256 * 1024 * 1024
"""Octets of what is taken into memory whole: a piece of a table, the manifest."""
_FILES: Final = re.compile(
    rf"{AUTHORITY}(?:(?:register|root)\.json|keys/[0-9a-f]{{1,40}}|lists/[0-9a-f]{{1,40}}\.crl)\Z|"
    rf"(?:(?:pages|papers)/[A-Za-z0-9_\-]{{1,64}}|recordings/(?:kept|sealed))/[A-Za-z0-9_\-]{{1,64}}\Z|{FOLDER_ID}\Z"
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to. ``database`` empty: a file in the folder; ``key_passphrase``: under which the key file is to be."""

    data: Path
    database: str = ""
    key_passphrase: str | None = None
    deposit: Callable[[Path], None] | None = None
    """Takes the recordings out of a folder to where they are kept, if that is not the folder."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what its proof found. ``left_out`` and ``missing``: ids of recordings that the backup has
    not got; ``undone``: how many erasures it would have undone.
    """

    made: datetime
    proof: Proof
    left_out: tuple[str, ...]
    missing: tuple[str, ...]
    undone: int


def restore(source: Path, target: Target, passphrase: str, erasures: Path | None, now: datetime) -> Restored:
    """Restore everything, or nothing. Blocks.

    What ``erasures`` (a list as server.retention.ledger writes it) or the backup's own list names is not brought back,
    and what it says about keeping holds.

    Raises Problem, KeysUnavailable, StorageUnavailable.
    """
    if target.data.exists() and (not target.data.is_dir() or any(target.data.iterdir())):
        raise Problem(ErrorCode.FOLDER_NOT_EMPTY)
    with envelope.file_of(source) as file:
        head, stream = envelope.opened(file, passphrase)
        try:
            with _folder_beside(target.data) as folder:
                restored = _Restoring(folder, target, passphrase, erasures).run(stream, head.made, now)
                os.rename(folder, target.data)
                settle(target.data.parent)
        except (Damaged, tarfile.TarError, EOFError) as error:
            raise Problem(ErrorCode.BACKUP_DAMAGED) from error
        except OSError as error:
            raise Problem(ErrorCode.DISK_UNUSABLE, told=str(error.strerror)) from error
    return restored


class _Restoring:
    """One restoration, into a folder that has no name yet and a transaction that is not committed yet."""

    def __init__(self, folder: Path, target: Target, passphrase: str, erasures: Path | None) -> None:
        self._folder, self._target, self._passphrase, self._given = folder, target, passphrase, erasures
        self._digests: dict[str, tuple[int, str]] = {}
        self._listed = ledger.Listed()
        self._erased = Erased([])
        self._manifest: dict[str, Any] = {}
        self._keys: FileKeys | None = None
        self._loading: tables.Loading | None = None

    def run(self, stream: IO[bytes], made: datetime, now: datetime) -> Restored:
        engine = writing_engine(self._target.database or sqlite_url(self._folder / "yuntiao.sqlite3"))
        try:
            with engine.begin() as connection:
                with tarfile.open(fileobj=stream, mode="r|") as archive:
                    for entry in archive:
                        file = archive.extractfile(entry)
                        if file is None:
                            raise Problem(ErrorCode.BACKUP_DAMAGED)
                        self._take(connection, entry.name, file, entry.size)
                while stream.read(_PIECE):
                    pass  # whether it was cut short shows at its end
                return self._finished(connection, made, now)
        except SQLAlchemyError as error:
            raise Problem(ErrorCode.BACKUP_DAMAGED, told=type(error).__name__) from error
        finally:
            engine.dispose()

    def _take(self, connection: Connection, name: str, file: IO[bytes], size: int) -> None:
        if _FILES.match(name):
            self._keep(name, file)
            return
        if size > _HELD:
            raise Problem(ErrorCode.BACKUP_DAMAGED)
        octets = file.read(size)
        if name == MANIFEST:
            self._manifest = json.loads(octets)
            return
        self._digests[name] = (len(octets), sha256(octets).hexdigest())
        if name == KEY_FILE:
            self._take_keys(octets)
        elif name == LEDGER:
            (self._folder / LEDGER).write_bytes(octets)
        elif name == ABOUT:
            self._begin(connection, json.loads(octets)["schema"])
        elif name.startswith(tables.PREFIX) and self._loading is not None:
            self._loading.take(name, octets)
        else:
            raise Problem(ErrorCode.BACKUP_DAMAGED)

    def _take_keys(self, octets: bytes) -> None:
        path = self._folder / KEY_FILE
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(rewrapped(octets, self._passphrase, self._target.key_passphrase))
            file.flush()
            os.fsync(file.fileno())
        self._keys = FileKeys.open(path, self._target.key_passphrase)

    def _begin(self, connection: Connection, schema: str) -> None:
        """An empty database becomes one of the backup's schema."""
        if not tables.is_empty(connection):
            raise Problem(ErrorCode.DATABASE_NOT_EMPTY)
        try:
            upgrade(connection, schema)
        except SchemaTooNew as error:
            raise Problem(ErrorCode.BACKUP_TOO_NEW) from error
        self._listed = self._read_lists()
        self._erased = Erased(erasure for erasure, _ in self._listed.erasures.values())
        self._loading = tables.Loading(connection, self._erased.change)

    def _read_lists(self) -> ledger.Listed:
        """The backup's own list with what was given, which is the later one; both are kept beside the database."""
        assert self._keys is not None
        own = self._folder / LEDGER
        found = ledger.Listed()
        try:
            if self._given is not None and not self._given.exists():
                raise Problem(ErrorCode.ERASURES_DAMAGED)
            for path in (own, self._given):
                if path is not None:
                    found.take(ledger.read(path, self._keys.public_key))
        except Unproven as error:
            raise Problem(ErrorCode.ERASURES_DAMAGED, told=str(error)) from error
        if found.lines:
            ledger.write(own, found.lines)
        return found

    def _keep(self, name: str, file: IO[bytes]) -> None:
        """A file goes where it was; what was erased goes nowhere."""
        digest, length = sha256(), 0
        path = self._folder / name
        with contextlib.ExitStack() as stack:
            written = None
            if not self._erased.has_file(name):
                for folder in reversed(path.relative_to(self._folder).parents[:-1]):
                    (self._folder / folder).mkdir(mode=0o700, exist_ok=True)
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                written = stack.enter_context(os.fdopen(descriptor, "wb"))
            while piece := file.read(_PIECE):
                digest.update(piece)
                length += len(piece)
                if written is not None:
                    written.write(piece)
            if written is not None:
                written.flush()
                os.fsync(written.fileno())
        self._digests[name] = (length, digest.hexdigest())

    def _finished(self, connection: Connection, made: datetime, now: datetime) -> Restored:
        if self._keys is None or self._loading is None:
            raise Problem(ErrorCode.BACKUP_DAMAGED)
        expected = {
            name: (told["length"], told["sha256"]) for name, told in self._manifest.get("files", {}).items()
        }
        if not self._manifest or expected != self._digests:
            raise Problem(ErrorCode.BACKUP_DAMAGED)
        upgrade(connection)
        keyring = Keyring(self._keys)
        undone = self._erased.put_on_record(connection, keyring, now)
        standing.put_back(connection, (told for told, _ in self._listed.standing.values()))
        _end_sessions(connection, now)
        _stop_messages(connection, now)
        log.append(connection, self._keys, Entry(now, Deed.RESTORED, detail={"made": stamp(made)}))
        left_out = tuple(told["id"] for told in self._manifest["left_out"])
        missing = tuple(self._manifest["missing"])
        recorded = {
            name.rpartition("/")[2]: digest
            for name, digest in self._digests.items()
            if name.startswith("recordings/")
        }
        proof = prove(connection, keyring, self._folder, recorded, {*left_out, *missing})
        if self._target.deposit is not None:
            self._target.deposit(self._folder)
        return Restored(made, proof, left_out, missing, undone)


def _end_sessions(connection: Connection, now: datetime) -> None:
    """Who was signed in when the backup was made, or had a link then, may have lost it since."""
    for table in (sessions, links):
        connection.execute(update(table).where(table.c.ended_at.is_(None)).values(ended_at=now))


def _stop_messages(connection: Connection, now: datetime) -> None:
    """What waited to be sent then was sent since, or is of no use any more."""
    waiting = update(messages).where(messages.c.due_at.is_not(None))
    connection.execute(waiting.values(state=MessageState.FAILED, due_at=None, ended_at=now))


@contextmanager
def _folder_beside(data: Path) -> Iterator[Path]:
    """A folder on the same disk; it is gone afterwards, unless it was given another name."""
    data.parent.mkdir(parents=True, exist_ok=True)
    folder = data.parent / f".{data.name}.{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)
