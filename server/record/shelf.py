"""Finished files wherever they are: in the storage, or still here because the storage has not taken them yet."""

from pathlib import Path

from recordings.storage import Storage, StorageUnavailable


class Shelf:
    """See recordings.storage.Storage. ``waiting``: the recorder's folder of what is to be deposited."""

    def __init__(self, storage: Storage, waiting: Path) -> None:
        self._storage = storage
        self._waiting = waiting

    async def put(self, name: str, path: Path) -> None:
        """See Storage."""
        await self._storage.put(name, path)

    async def read(self, name: str, offset: int, size: int) -> bytes:
        """See Storage. A file lies here as long as it is not proven to be there."""
        try:
            with (self._waiting / name).open("rb") as file:
                file.seek(offset)
                return file.read(size)
        except FileNotFoundError:
            return await self._storage.read(name, offset, size)
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from error

    async def measure(self, name: str) -> tuple[int, bytes]:
        """See Storage."""
        return await self._storage.measure(name)

    async def delete(self, name: str) -> None:
        """See Storage."""
        await self._storage.delete(name)
