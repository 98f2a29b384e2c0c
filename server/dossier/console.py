"""An export by the operator of the machine: reads what the centre's office reads, no separate talk."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from rooms.rights import StaffRole
from server.casefile.files import CaseFiles
from server.casefile.films import Films
from server.cases.repository import new_id
from server.config import Settings
from server.dossier import making
from server.dossier.gathering import Gathered, Gathering
from server.dossier.making import Sealed
from server.dossier.order import Order
from server.dossier.source import Places
from server.outcomes.vault import vault_in
from server.record.shelf import Shelf
from server.staff import log
from server.staff.account import Account, AccountId, Standing
from server.staff.log import Deed, Entry
from server.storage.store import Store, open_store
from server.storage.tables import EPOCH

OPERATOR: Final = Account(AccountId("console"), "console", StaffRole.CLERK, Standing.ACTIVE, EPOCH)


def exported(
    settings: Settings,
    case_no: str,
    order: Order,
    at: datetime,
    out: Callable[[bytes], object],
    *,
    filmed: bool = True,
) -> Sealed:
    """Writes the bundle; it is in the staff's log before its first octet goes. ``filmed``: with films, which take
    their time.

    Raises NotThere, NotOrderable, SourceUnavailable, SourceChanged, JournalUnavailable, and what ``out`` raises.
    """
    places = Places(settings.data, settings.recordings)
    films = settings.data / "recordings" / f"films-{new_id()}"
    try:
        with asyncio.Runner() as runner:
            sealed = runner.run(_sealed(settings, case_no, order, at, places, films if filmed else None))
        making.write(sealed, places, out)
    finally:
        shutil.rmtree(films, ignore_errors=True)
    return sealed


async def _sealed(
    settings: Settings, case_no: str, order: Order, at: datetime, places: Places, folder: Path | None
) -> Sealed:
    """``folder``: for films, each sealed under a key of its own."""
    async with open_store(settings) as store:
        recordings = Shelf(places.recordings, settings.data / "recordings" / "sealed")
        films = None if folder is None else Films(Shelf(recordings, folder), folder)
        gathering = Gathering(store, CaseFiles(store), vault_in(store, settings.data), films)
        gathered = await gathering.gather(OPERATOR, case_no, order)
        measured = await asyncio.to_thread(making.measure, gathered.parts, places)
        sealed = making.sign(
            gathered,
            measured,
            made=at,
            centre=settings.centre,
            public_key=store.keys.public_key,
            signed=store.keys.sign,
        )
        await _note(store, gathered, sealed, at)
    return sealed


async def _note(store: Store, gathered: Gathered, sealed: Sealed, at: datetime) -> None:
    order = gathered.order
    detail = {
        "profile": order.profile.value,
        "reason": order.reason,
        "operator": order.by.name,
        "statement": sealed.digest,
        **({"ordered": " ".join(sorted(order.ordered))} if order.ordered else {}),
        **({"letter": order.request.number} if order.request else {}),
    }
    entry = Entry(at, Deed.EXPORTED, detail=detail, case=gathered.case.id)
    await store.database.write(lambda connection: log.append(connection, store.keys, entry))
