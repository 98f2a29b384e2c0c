"""Everything that is kept, opened together."""

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy import select, update

from server.config import Settings
from server.observe import CheckFailed
from server.storage.database import Database
from server.storage.faults import StorageUnavailable
from server.storage.journal import SqlJournal
from server.storage.keyring import Keyring
from server.storage.keys import FileKeys, Keys
from server.storage.tables import rooms

KEY_FILE: Final = "keys.json"
PASSPHRASE: Final = "YUNTIAO_KEY_PASSPHRASE"  # noqa: S105 - the name, not the thing
"""Names the environment variable with the key file's passphrase."""


class Store:
    """The database, the keys and the log."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self.database = database
        self.keyring = Keyring(keys)
        self.journal = SqlJournal(database, self.keyring)

    @property
    def keys(self) -> Keys:
        return self.keyring.keys

    async def check(self) -> None:
        """Whether the database answers, for reading and for writing; raises CheckFailed."""
        probe = select(rooms.c.id).limit(1)
        # A row is really written: a transaction that writes nothing succeeds on a full disk.
        rewrite = update(rooms).where(rooms.c.id == probe.scalar_subquery()).values(term=rooms.c.term)
        try:
            await self.database.read(lambda connection: connection.execute(probe).first())
            await self.database.write(lambda connection: connection.execute(rewrite))
        except StorageUnavailable as error:
            raise CheckFailed from error


@contextlib.asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name, closed at the end.

    Raises:
        StorageUnavailable, SchemaTooNew, KeysUnavailable.
    """
    keys = FileKeys.open(settings.data / KEY_FILE, os.environ.get(PASSPHRASE))
    database = Database(settings.database_url)
    try:
        await database.start()
        yield Store(database, keys)
    finally:
        await database.close()
