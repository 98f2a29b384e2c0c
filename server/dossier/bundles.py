"""Bundles that are asked for on the pages: asked, approved where that is needed, made beside the service, sealed on the
disk until they are fetched, and gone after a time.
"""

import asyncio
import contextlib
import io
import os
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import structlog

from recordings.vault.cipher import Damaged
from recordings.vault.disk import settle
from recordings.vault.sealed import SealedReader, SealedWriter
from rooms.answer import Refused
from rooms.archive.profiles import APPROVED, Artefact, NotOrderable, Profile, contents
from rooms.archive.requests import Stage, Step, after, first, verdict_fault
from rooms.errors import ErrorCode
from rooms.ports import JournalUnavailable
from server.casefile.files import CaseFiles, Found
from server.casefile.films import Films
from server.cases.repository import new_id
from server.dossier import making, packing, rows
from server.dossier.gathering import Gathered, Gathering, NotThere
from server.dossier.letter import kind_of, letter_fault
from server.dossier.order import Asker, Order, Request
from server.dossier.packing import PackingFailed
from server.dossier.rows import Bundle, Colleague, Letter, Packed, Told, Verdict
from server.dossier.source import Places
from server.outcomes.vault import vault_in
from server.staff import rows as staff_rows
from server.staff.account import Account, AccountId
from server.staff.sessions import Clock, utc_now
from server.storage.store import Store

ASKED_LASTS: Final = timedelta(days=30)
"""How long a request waits for its approval."""
READY_LASTS: Final = timedelta(hours=24)
"""How long a bundle may be fetched. Another is made at any time."""
MOST: Final = 20
"""Bundles of one case that are asked for or ready."""
LOOK_EVERY: Final = 300.0
"""Seconds between two looks for what has lapsed."""
UNTOUCHED: Final = 3600.0
"""Seconds after which nobody writes a file any more, in whatever process."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for."""

    profile: Profile
    reason: str
    ordered: frozenset[Artefact] = frozenset()
    party: str = ""
    letter_number: str = ""
    letter_sender: str = ""
    letter: bytes = b""


@dataclass(frozen=True, slots=True)
class Ready:
    """A bundle to be fetched: its sealed file, and what opens it."""

    bundle: Bundle
    path: Path
    key: bytes
    packed: Packed


class Bundles:
    """Who asks has the right, which the caller has checked; of which case is checked here.

    Every method raises StorageUnavailable when storage fails.
    """

    def __init__(
        self,
        store: Store,
        files: CaseFiles,
        places: Places,
        centre: str,
        films: Films | None = None,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._store, self._files, self._places, self._centre = store, files, places, centre
        self._films, self._clock = films, clock
        self._folder = places.data / "bundles"
        self._tasks: set[asyncio.Task[None]] = set()
        self._one = asyncio.Semaphore(1)
        self._progress: dict[str, float] = {}

    async def start(self) -> None:
        """Goes on with what was being made when the service ended, and looks for what lapses."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyring = self._store.keyring
        left = await self._store.database.read(
            lambda connection: rows.at_stage(connection, keyring, Stage.MAKING)
        )
        for bundle in left:
            self._begin(self._make(bundle))
        self._begin(self._keep())

    async def close(self) -> None:
        """What is being made is made anew after the next start."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def progress(self, bundle: Bundle) -> float:
        """0 to 1."""
        return self._progress.get(bundle.id, 0.0)

    async def of_case(self, account: Account, number: str) -> list[Bundle] | None:
        """Those of a case that this account sees, the latest first; None for any other."""
        found = await self._files.case(account, number)
        if found is None:
            return None
        keyring = self._store.keyring
        return await self._store.database.read(
            lambda connection: rows.of_case(connection, keyring, found.case.id)
        )

    async def ask(self, account: Account, number: str, wanted: Wanted) -> Bundle | Refused:
        """Refused with NOT_FOUND, BAD_MESSAGE, LETTER_NEEDED, LETTER_UNFIT or TOO_MANY."""
        found = await self._files.case(account, number)
        if found is None:
            return Refused(ErrorCode.NOT_FOUND)
        fault = _fault(wanted)
        if fault is not None:
            return Refused(fault)
        bundle, key = self._new(account, found, wanted), rows.new_key()
        earlier = await self.of_case(account, number) or []
        if sum(each.stage in {Stage.ASKED, Stage.MAKING, Stage.READY} for each in earlier) >= MOST:
            return Refused(ErrorCode.TOO_MANY, {"limit": MOST})
        try:
            await self._gathered(bundle, account, number, wanted.letter, None)
        except NotThere:
            return Refused(ErrorCode.NOT_FOUND)
        if bundle.told.letter is not None:
            length = await asyncio.to_thread(_put, self._letter(bundle.id), key, wanted.letter)
            told = msgspec.structs.replace(
                bundle.told, letter=msgspec.structs.replace(bundle.told.letter, length=length)
            )
            bundle = replace(bundle, told=told)
        keyring = self._store.keyring
        await self._store.database.write(lambda connection: rows.add(connection, keyring, bundle, key))
        if bundle.stage is Stage.MAKING:
            self._begin(self._make(bundle))
        return bundle

    async def decide(
        self, account: Account, number: str, id_: str, *, approved: bool, reason: str
    ) -> Bundle | Refused:
        """Refused with NOT_FOUND, FORBIDDEN, REASON_NEEDED, or ALREADY_DECIDED."""
        bundle = await self._find(account, number, id_)
        if bundle is None:
            return Refused(ErrorCode.NOT_FOUND)
        fault = verdict_fault(account.role, account.id, bundle.told.by.account, reason)
        if fault is not None:
            return Refused(fault)
        stage = after(bundle.stage, Step.APPROVE if approved else Step.REFUSE)
        verdict = Verdict(_colleague(account), reason.strip(), self._clock(), approved)
        told = msgspec.structs.replace(bundle.told, verdict=verdict)
        if stage is None or not await self._advance(bundle, stage, told):
            return Refused(ErrorCode.ALREADY_DECIDED)
        decided = replace(bundle, stage=stage, told=told)
        if approved:
            self._begin(self._make(decided))
        return decided

    async def ready(self, account: Account, number: str, id_: str) -> Ready | Refused:
        """A bundle to be fetched; Refused with NOT_FOUND or NOT_READY."""
        bundle = await self._find(account, number, id_)
        if bundle is None:
            return Refused(ErrorCode.NOT_FOUND)
        key = await self._key(bundle)
        packed = bundle.told.packed
        if bundle.stage is not Stage.READY or packed is None or key is None:
            return Refused(ErrorCode.NOT_READY)
        return Ready(bundle, self._folder / packed.file, key, packed)

    async def letter(self, account: Account, number: str, id_: str) -> tuple[Bundle, bytes] | Refused:
        """What whoever decides must have read; Refused with NOT_FOUND, NOT_READ."""
        bundle = await self._find(account, number, id_)
        key = None if bundle is None else await self._key(bundle)
        if bundle is None or key is None or bundle.told.letter is None:
            return Refused(ErrorCode.NOT_FOUND)
        try:
            return bundle, await asyncio.to_thread(self._read_letter, bundle, key)
        except (Damaged, OSError):
            return Refused(ErrorCode.NOT_READ)

    async def lapse(self) -> None:
        """Destroys what has been there for its time, and the files of what was withdrawn."""
        keyring, now = self._store.keyring, self._clock()
        for bundle in await self._store.database.read(
            lambda connection: rows.lapsed(connection, keyring, now)
        ):
            stage = after(bundle.stage, Step.LAPSE)
            if stage is not None and await self._advance(bundle, stage, bundle.told):
                for path in self._files_of(bundle):
                    path.unlink(missing_ok=True)
        await self._sweep()

    async def _sweep(self) -> None:
        """Deletes the files that no bundle has any more: it was withdrawn, or a killed process has left them."""
        keyring, folder = self._store.keyring, self._folder
        found = await asyncio.to_thread(lambda: [path for path in folder.glob("*") if _untouched(path)])
        if not found:
            return
        living = await self._store.database.read(lambda connection: rows.living(connection, keyring))
        named = {path for bundle in living for path in self._files_of(bundle)}
        for path in set(found) - named:
            path.unlink(missing_ok=True)

    # -- one bundle

    async def _find(self, account: Account, number: str, id_: str) -> Bundle | None:
        return next((each for each in await self.of_case(account, number) or [] if each.id == id_), None)

    def _new(self, account: Account, found: Found, wanted: Wanted) -> Bundle:
        now = self._clock()
        court = wanted.profile in APPROVED
        letter = Letter(
            wanted.letter_number.strip(), wanted.letter_sender.strip(), kind_of(wanted.letter) or "", 0
        )
        told = Told(
            wanted.profile.value,
            _colleague(account),
            wanted.reason.strip(),
            tuple(sorted(wanted.ordered)),
            wanted.party,
            letter if court else None,
        )
        return Bundle(new_id(), found.case.id, first(wanted.profile), now, now + ASKED_LASTS, told)

    async def _make(self, bundle: Bundle) -> None:
        """To its end, whatever that is; a fault that passes by itself is the next request's."""
        async with self._one:
            try:
                packed = await self._packed(bundle)
            except (PackingFailed, NotThere, JournalUnavailable, Damaged, OSError) as error:
                log.warning("bundle_failed", error=type(error).__name__)
                told, step, lapses = (
                    msgspec.structs.replace(bundle.told, fault=type(error).__name__),
                    Step.FAIL,
                    None,
                )
            else:
                told, step = msgspec.structs.replace(bundle.told, packed=packed), Step.FINISH
                lapses = self._clock() + READY_LASTS
            finally:
                self._progress.pop(bundle.id, None)
            stage = after(bundle.stage, step)
            if stage is not None and not await self._advance(bundle, stage, told, lapses) and told.packed:
                (self._folder / told.packed.file).unlink(missing_ok=True)  # another process was sooner

    async def _packed(self, bundle: Bundle) -> Packed:
        key, now = await self._key(bundle), self._clock()
        account, number = await self._asker(bundle)
        if key is None:
            raise NotThere
        letter = await asyncio.to_thread(self._read_letter, bundle, key)
        gathered = await self._gathered(bundle, account, number, letter, self._films)
        measured = await packing.measure(gathered.parts, self._places, self._half(bundle, 0.0))
        keys = self._store.keys
        sealed = making.sign(
            gathered,
            measured,
            made=now,
            centre=self._centre,
            public_key=keys.public_key,
            signed=keys.sign,
        )
        file = f"{new_id()}.bundle"
        length = await packing.pack(sealed, self._places, self._folder / file, key, self._half(bundle, 0.5))
        return Packed(file, length, sealed.digest)

    def _half(self, bundle: Bundle, begin: float) -> Callable[[float], None]:
        def tell(share: float) -> None:
            self._progress[bundle.id] = begin + share / 2

        return tell

    async def _gathered(
        self, bundle: Bundle, account: Account, number: str, letter: bytes, films: Films | None
    ) -> Gathered:
        """Raises NotThere."""
        told = bundle.told
        request = None
        if told.letter is not None:
            request = Request(told.letter.number, told.letter.sender, letter, told.letter.suffix)
        order = Order(
            Profile(told.profile),
            Asker(told.by.name, told.by.office),
            told.reason,
            frozenset(Artefact(each) for each in told.ordered),
            told.party,
            request,
            None if told.verdict is None else Asker(told.verdict.by.name, told.verdict.by.office),
        )
        vault = vault_in(self._store, self._places.data)
        return await Gathering(self._store, self._files, vault, films).gather(account, number, order)

    async def _asker(self, bundle: Bundle) -> tuple[Account, str]:
        """Whoever asked, in the office that they have now, and the case's number; raises NotThere."""
        keys = self._store.keys
        kept = await self._store.database.read(
            lambda connection: staff_rows.find(connection, keys, AccountId(bundle.told.by.account))
        )
        number = await self._store.database.read(lambda connection: rows.number_of(connection, bundle.case))
        if kept is None:
            raise NotThere
        return kept.account, number

    async def _key(self, bundle: Bundle) -> bytes | None:
        keyring = self._store.keyring
        return await self._store.database.read(lambda connection: rows.key_of(connection, keyring, bundle))

    async def _advance(
        self, bundle: Bundle, stage: Stage, told: Told, lapses_at: datetime | None = None
    ) -> bool:
        keyring = self._store.keyring
        return await self._store.database.write(
            lambda connection: rows.advance(connection, keyring, bundle, stage, told, lapses_at)
        )

    def _letter(self, id_: str) -> Path:
        return self._folder / f"{id_}.letter"

    def _read_letter(self, bundle: Bundle, key: bytes) -> bytes:
        """Raises Damaged, OSError."""
        if bundle.told.letter is None:
            return b""
        stored = self._letter(bundle.id).read_bytes()
        reader = SealedReader(key, lambda at, size: stored[at : at + size], bundle.told.letter.length)
        return b"".join(reader.chunks())

    def _files_of(self, bundle: Bundle) -> list[Path]:
        packed = bundle.told.packed
        return [self._letter(bundle.id), *([self._folder / packed.file] if packed else [])]

    # -- in the background

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work, name="bundle")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self) -> None:
        while True:
            with contextlib.suppress(JournalUnavailable, OSError):
                await self.lapse()
            await asyncio.sleep(LOOK_EVERY)


def _fault(wanted: Wanted) -> ErrorCode | None:
    """Why nothing of the kind can be asked for."""
    try:
        contents(wanted.profile, wanted.ordered)
    except NotOrderable:
        return ErrorCode.BAD_MESSAGE
    if wanted.profile not in APPROVED:
        return None
    return letter_fault(wanted.letter_number, wanted.letter_sender, wanted.letter)


def _colleague(account: Account) -> Colleague:
    return Colleague(account.id, account.name, account.role.value)


def _untouched(path: Path) -> bool:
    """Whether it was written to the end, or given up."""
    try:
        return time.time() - path.stat().st_mtime > UNTOUCHED
    except FileNotFoundError:
        return False


def _put(path: Path, key: bytes, octets: bytes) -> int:
    """Seals a file, which is on the disk when this returns; its length. Raises OSError."""
    made = io.BytesIO()

    def store_at(offset: int, part: bytes) -> None:
        made.seek(offset)
        made.write(part)

    writer = SealedWriter(key, store_at)
    writer.write(octets)
    writer.finish()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(made.getvalue())
        file.flush()
        os.fsync(file.fileno())
    settle(path.parent)
    return len(made.getvalue())
