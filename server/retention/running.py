"""Destroys what is due: keys first, in one transaction with the statement of it, then the files, then a certificate.

Whatever interrupts it, nothing is readable whose keys are gone, and the next run goes on where this one stopped.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import structlog
from sqlalchemy import Connection, select

from recordings.storage import Storage
from recordings.storage import StorageUnavailable as FilesUnavailable
from rooms.events import ChatPosted, Event
from rooms.ids import ChannelId, PageId, RoomId
from rooms.moments import whole
from rooms.ports import JournalUnavailable
from server.cases.repository import new_id
from server.pictures.shelf import Shelf, ShelfUnavailable
from server.retention import destroying, ledger, standing
from server.retention.destroying import Stopped
from server.retention.holdings import of_case
from server.retention.planning import Item
from server.retention.standing import standing_document
from server.retention.statement import CONSOLE, Certificate, Erasure, Ground, PageTrace
from server.retention.terms import Kind
from server.storage.entries import ChannelErased, name_place
from server.storage.faults import StorageInUse, StorageUnavailable
from server.storage.keyring import CaseErased
from server.storage.store import Store
from server.storage.tables import chains

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Places:
    """Where files are: recordings that are kept, photographs, and this machine's own folder."""

    storage: Storage
    shelf: Shelf
    data: Path


class Destroyer:
    """One run. Every method may be repeated; raises (the database's) StorageUnavailable."""

    def __init__(self, store: Store, places: Places, by: str | None, clock: Callable[[], datetime]) -> None:
        self._store, self._places, self._clock = store, places, clock
        self._by = by or CONSOLE

    async def destroy(self, item: Item, reason: str) -> Erasure | None:
        """Destroy the keys of something that is due; None when it may not go any more, or cannot now."""
        since, last_day = item.since, item.verdict.last_day
        if not item.due or since is None or last_day is None:
            return None
        held = item.holding
        erasure = Erasure(
            new_id(),
            item.case,
            item.number,
            held.kind,
            whole(self._clock()),
            self._by,
            Ground(item.months, since, last_day, reason),
            segments=held.segments,
            channels=held.channels,
            case_key=held.kind is Kind.FILE,
        )
        try:
            if held.channels:
                erasure = replace(erasure, pages=await self._pages(held.room, held.names, held.kind))
            await self._erase(erasure, held.room, held.names)
        except (Stopped, ChannelErased, CaseErased):  # the last two: by another run beside this one
            return None
        except StorageUnavailable:
            raise
        except JournalUnavailable as error:
            log.warning("not_destroyed", case=item.case, kind=held.kind, error=type(error).__name__)
            return None
        return erasure

    async def remember(self) -> None:
        """Say again what the list says is kept and an older state of the database has forgotten."""
        known = await asyncio.to_thread(ledger.read, self._ledger, self._store.keys.public_key)
        told = [one for one, _ in known.standing.values()]
        await self._store.database.write(lambda connection: standing.put_back(connection, told))

    async def destroy_again(self) -> list[Erasure]:
        """What the lists name and an older state of the database has brought back."""
        known = await asyncio.to_thread(ledger.read, self._ledger, self._store.keys.public_key)
        kept = await self._store.database.read(lambda found: destroying.find(found, self._store.keys))
        erasures = {done.erasure.id: done.erasure for done in kept} | {
            id_: erasure for id_, (erasure, _) in known.erasures.items()
        }
        again = []
        for erasure in sorted(erasures.values(), key=lambda one: (one.at, one.case_key)):
            with contextlib.suppress(Stopped, ChannelErased, CaseErased):
                if await self._lives(erasure):
                    for room, names in (await self._names(erasure)).items():
                        await self._erase(erasure, room, names)
                    again.append(erasure)
        return again

    async def tell(self) -> None:
        """Bring the list beside the database up to date; what only it names stays in it."""
        keys = self._store.keys
        known = await asyncio.to_thread(ledger.read, self._ledger, keys.public_key)

        def read(connection: Connection) -> ledger.Listed:
            done = {one.erasure.id: (one.erasure, one.document) for one in destroying.find(connection, keys)}
            said = {one.key: (one, standing_document(keys, one)) for one in standing.find(connection)}
            return ledger.Listed(done, said)

        known.take(await self._store.database.read(read))
        if known.lines:
            await asyncio.to_thread(ledger.write, self._ledger, known.lines)

    async def finish(self) -> tuple[list[Certificate], int]:
        """Delete the files of everything whose keys are destroyed; the certificates, and how many must wait: all
        while somebody (a backup) reads for long where the keys were.
        """
        keys, database = self._store.keys, self._store.database
        begun = await database.read(lambda found: destroying.find(found, keys, begun=True))
        certificates, waiting = [], 0
        try:
            if begun:
                await database.scrub(*destroying.SCRUBBED)
        except StorageInUse as error:  # where the keys were may still be read: that is not certified yet
            log.warning("not_scrubbed", error=str(error))
            return [], len(begun)
        for destruction in begun:
            erasure = destruction.erasure
            try:
                await self._delete_files(erasure)
            except (FilesUnavailable, ShelfUnavailable, OSError) as error:
                log.warning("files_not_deleted", erasure=erasure.id, error=type(error).__name__)
                waiting += 1
                continue
            at = whole(self._clock())
            certify = partial(destroying.certify, keys=keys, erasure=erasure, at=at)
            certificates.append(await database.write(certify))
        return certificates, waiting

    @property
    def _ledger(self) -> Path:
        return self._places.data / ledger.LEDGER

    async def _erase(self, erasure: Erasure, room: str, names: Sequence[str]) -> None:
        keyring = self._store.keyring

        def rows(connection: Connection) -> None:
            destroying.lock(connection, erasure.case)
            if not destroying.living(connection, erasure):
                raise Stopped
            if erasure.case_key and len(of_case(connection, keyring, erasure.case)) > 1:
                raise Stopped  # something of it stays: so does what opens it
            destroying.destroy(connection, erasure)
            destroying.record(connection, keyring.keys, erasure)

        if names:
            channels = [ChannelId(name) for name in names]
            await self._store.journal.erase_with(RoomId(room), channels, erasure.at, rows)
        else:
            await self._store.database.write(rows)
        if erasure.case_key:
            keyring.forget(erasure.case)

    async def _pages(self, room: str, names: Sequence[str], kind: Kind) -> tuple[PageTrace, ...]:
        """Photographs whose keys are in these channels; with the talk those that no message came to carry too."""
        carried: dict[bool, set[PageId]] = {True: set(), False: set()}
        for event in await self._store.journal.load(RoomId(room)):
            carried[event.channel in names] |= _pages_of(event)
        gone = carried[True]
        if kind is Kind.TALK:
            found = await asyncio.to_thread(self._places.shelf.pages, RoomId(room))
            gone = gone | (set(found) - carried[False])
        return tuple([await asyncio.to_thread(self._trace, room, page) for page in sorted(gone)])

    def _trace(self, room: str, page: PageId) -> PageTrace:
        try:
            sealed = self._places.shelf.get(RoomId(room), page)
        except ShelfUnavailable:
            return PageTrace(room, page, "")
        return PageTrace(room, page, sha256(sealed).hexdigest())

    async def _lives(self, erasure: Erasure) -> bool:
        return await self._store.database.read(lambda found: destroying.living(found, erasure))

    async def _names(self, erasure: Erasure) -> dict[str, list[str]]:
        """The channels of an erasure by room, as the journal knows them; one empty room where it is of none."""

        def read(connection: Connection) -> dict[str, list[str]]:
            found: dict[str, list[str]] = {}
            for room, ordinal in destroying.living_channels(connection, erasure):
                key = self._store.keyring.of(connection, erasure.case)
                wanted = select(chains.c.sealed_name).where(
                    chains.c.room_id == room, chains.c.ordinal == ordinal
                )
                sealed = connection.execute(wanted).scalar_one()
                found.setdefault(room, []).append(key.names.open(sealed, name_place(room, ordinal)).decode())
            return found or {"": []}

        return await self._store.database.read(read)

    async def _delete_files(self, erasure: Erasure) -> None:
        for trace in erasure.segments:
            await self._places.storage.delete(trace.id)
        await asyncio.to_thread(self._delete_here, erasure)

    def _delete_here(self, erasure: Erasure) -> None:
        own = self._places.data / "recordings"
        for trace in erasure.segments:
            (own / "sealed" / trace.id).unlink(missing_ok=True)
            (own / "spool" / f"{trace.id}.spool").unlink(missing_ok=True)
        shelf = self._places.shelf
        for page in erasure.pages:
            shelf.discard(RoomId(page.room), PageId(page.page))
        left = {(page.room, page.page) for page in erasure.pages} & {
            (room, page)
            for room in {page.room for page in erasure.pages}
            for page in shelf.pages(RoomId(room))
        }
        if left:
            raise ShelfUnavailable("a photograph is still there")


def _pages_of(event: Event) -> set[PageId]:
    return {page.id for page in event.pages} if isinstance(event, ChatPosted) else set()
