"""A process that appends to several rooms as fast as it can and prints what was acknowledged, until it is killed.

Arguments: database URL, key file, room ids. Prints `<room> <text>` when an append has returned.
"""

import asyncio
import itertools
import sys
from pathlib import Path

from rooms.ids import RoomId
from server.storage.database import Database
from server.storage.keys import FileKeys
from server.storage.store import Store
from tests.contract.given import said


async def append(store: Store, room: RoomId) -> None:
    term = await store.journal.newest_term(room) + 1
    already = len(await store.journal.claim(room, term))
    for number in itertools.count(already):
        await store.journal.append(room, term, [said(str(number), at=number)])
        sys.stdout.write(f"{room} {number}\n")
        sys.stdout.flush()


async def main(url: str, keys: str, *rooms: str) -> None:
    database = Database(url)
    await database.start()
    store = Store(database, FileKeys.open(Path(keys)))
    await asyncio.gather(*(append(store, RoomId(room)) for room in rooms))


asyncio.run(main(*sys.argv[1:]))
