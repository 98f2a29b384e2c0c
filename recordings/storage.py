"""Where finished files are kept for years: a folder of this machine, or a bucket that speaks S3."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from recordings.vault.disk import settle

_PIECE: Final = 1024 * 1024
_PATIENCE: Final = timedelta(seconds=60)
"""For a storage that stands still: for the next octets of what is read, and for the answer to what was sent, a part of
a file at the most. What does not answer is asked again later, by whoever wanted it."""
_LONGEST: Final = timedelta(hours=12)
"""For one request as long as it goes on."""
_PARTS: Final = 2
"""Of a file (5 MiB each) that are sent at once: they share the line, and 1.5 Mbit/s carries them in their time."""


class StorageUnavailable(Exception):
    """It does not answer, refuses, or has not got the file."""


class Storage(Protocol):
    """Sealed files by name; what is put stays as it is. One contract suite runs against every adapter."""

    async def put(self, name: str, path: Path) -> None:
        """Keeps the file, which may be gone from its path when this returns; raises StorageUnavailable."""

    async def read(self, name: str, offset: int, size: int) -> bytes:
        """The octets from an offset on, as many as asked for; raises StorageUnavailable."""

    async def measure(self, name: str) -> tuple[int, bytes]:
        """How many octets there are, and their SHA-256, read back whole; raises StorageUnavailable."""

    async def delete(self, name: str) -> None:
        """What is not there is deleted already; raises StorageUnavailable."""


class Bucket:
    """What obstore speaks to."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, name: str, path: Path) -> None:
        """See Storage."""
        try:
            await obstore.put_async(self._store, name, path, max_concurrency=_PARTS)
        except (BaseError, OSError) as error:
            raise StorageUnavailable(_reason(error)) from error

    async def read(self, name: str, offset: int, size: int) -> bytes:
        """See Storage."""
        try:
            return bytes(await obstore.get_range_async(self._store, name, start=offset, length=size))
        except (BaseError, OSError) as error:
            raise StorageUnavailable(_reason(error)) from error

    async def measure(self, name: str) -> tuple[int, bytes]:
        """See Storage."""
        size, digest = 0, hashlib.sha256()
        async for piece in self._pieces(name):
            size += len(piece)
            digest.update(piece)
        return size, digest.digest()

    async def delete(self, name: str) -> None:
        """See Storage."""
        try:
            await obstore.delete_async(self._store, name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise StorageUnavailable(_reason(error)) from error

    async def _pieces(self, name: str) -> AsyncIterator[bytes]:
        try:
            found = await obstore.get_async(self._store, name)
            async for piece in found.stream(min_chunk_size=_PIECE):
                yield bytes(piece)
        except (BaseError, OSError) as error:
            raise StorageUnavailable(_reason(error)) from error


class Folder(Bucket):
    """On the same disk as the file to be kept: it is moved, and has outlived a loss of power when it was."""

    def __init__(self, folder: Path) -> None:
        for path in (folder.parent, folder):
            path.mkdir(mode=0o700, exist_ok=True)
        super().__init__(LocalStore(folder))
        self._folder = folder

    async def put(self, name: str, path: Path) -> None:
        """See Storage."""
        try:
            await asyncio.to_thread(self._move, name, path)
        except OSError as error:
            raise StorageUnavailable(_reason(error)) from error

    def _move(self, name: str, path: Path) -> None:
        path.replace(self._folder / name)
        settle(self._folder)


def at(url: str) -> Storage:
    """A bucket by its address (``s3://bucket/prefix``); what else it needs is in the environment as AWS's own tools
    have it (AWS_ENDPOINT, AWS_ACCESS_KEY_ID, …). Raises ValueError.
    """
    plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() in {"1", "true"}
    options = {"timeout": _LONGEST, "read_timeout": _PATIENCE, "allow_http": plain}
    try:
        return Bucket(from_url(url, client_options=options, retry_config={"max_retries": 2}))  # type: ignore[call-overload]
    except (BaseError, OSError) as error:
        raise ValueError(_reason(error)) from error


def _reason(error: Exception) -> str:
    """Without the address, which may bear credentials."""
    return type(error).__name__
