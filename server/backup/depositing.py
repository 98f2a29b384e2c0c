"""Restored recordings go where the settings say that they are kept."""

import asyncio
import hashlib
from pathlib import Path

from recordings.storage import Storage, StorageUnavailable
from rooms.errors import ErrorCode
from server.backup.problem import Problem


async def deposit(storage: Storage, folder: Path) -> None:
    """Put what is in ``folder``/recordings/kept into the storage, read it back, and let go of it here.

    What is there already, and is the same, stays as it is. Raises Problem.
    """
    for path in await asyncio.to_thread(_files, folder / "recordings" / "kept"):
        own = await asyncio.to_thread(_measured, path)
        try:
            if await _there(storage, path.name) != own:
                await storage.put(path.name, path)
            if await storage.measure(path.name) != own:
                raise StorageUnavailable("it has kept something else")
        except StorageUnavailable as error:
            raise Problem(ErrorCode.DISK_UNUSABLE, told=str(error)) from error
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _there(storage: Storage, name: str) -> tuple[int, bytes] | None:
    try:
        return await storage.measure(name)
    except StorageUnavailable:
        return None


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def _measured(path: Path) -> tuple[int, bytes]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").digest()
