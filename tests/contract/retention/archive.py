"""Cases with everything that is kept of one: talk, separate talks, photographs, recordings."""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from PIL import Image
from sqlalchemy import Connection, select

from recordings.finishing import Finished
from recordings.segment import Segment, SegmentId
from recordings.vault.sealed import SealedReader, SealedWriter
from rooms.channel import JOINT, ledger_of
from rooms.events import ChatPosted, ItemHeard
from rooms.ids import ChannelId, ItemId, RoomId, SeatId, StayId
from rooms.pages import Page
from rooms.participant import MediaKind
from server.cases.case import Case
from server.pictures.album import Album
from server.pictures.shelf import FolderShelf
from server.record import segments
from server.retention.planning import Item
from server.retention.running import Places
from server.retention.service import Report, Retention
from server.retention.terms import Kind
from server.staff.accounts import Actor
from server.storage.store import Store
from server.storage.tables import cases, chain_keys
from server.storage.tables import segments as segment_rows
from tests.contract.given import EMPLOYER, NOW, WORKER, a_case, a_room, ended, said

SUPERVISOR = Actor("supervisor's account", "203.0.113.9")  # type: ignore[arg-type]
AFTER_ALL = datetime(2031, 3, 3, 0, 0, tzinfo=UTC)
MONTH_LATER = datetime(2026, 4, 3, tzinfo=UTC)
"""Of what ended on 2 March 2026 everything is over."""


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Whole:
    """A case, its room, what was recorded in it, and the photographs of joint talk and separate talk."""

    case: Case
    room: RoomId
    tracks: tuple[Segment, ...]
    pages: tuple[Page, ...]


@dataclass
class Archive:
    store: Store
    places: Places
    clock: Clock = field(default_factory=Clock)

    @property
    def retention(self) -> Retention:
        return Retention(self.store, self.places, clock=self.clock)

    async def whole(self, *, ends: bool = True) -> Whole:
        """Joint talk and a separate talk, each with a photograph and a recording, and something to be conveyed."""
        case = await a_case(self.store)
        room = await a_room(self.store, case=case)
        pages = tuple([await self._photograph(room) for _ in range(2)])
        await self.store.journal.append(
            room,
            1,
            [
                _with(said("大家好", JOINT), pages[0]),
                _with(said("底线是三万二千元", EMPLOYER, at=2), pages[1]),
                said("我怕", WORKER, at=3),
                ItemHeard(
                    at=NOW + timedelta(milliseconds=4),
                    seat=SeatId("host"),
                    item=ItemId("item"),
                    speaker=SeatId("seat"),
                    source=EMPLOYER,
                    wording="可以谈到三万五",
                ),
            ],
        )
        tracks = [await self.record(room, channel) for channel in (JOINT, EMPLOYER)]
        if ends:
            await self.store.journal.append(room, 1, [ended(5)])
        return Whole(case, room, tuple(tracks), pages)

    async def record(self, room: RoomId, channel: ChannelId, seat: str = "seat") -> Segment:
        """A finished recording in the storage."""
        own = SegmentId(secrets.token_urlsafe(16))
        segment = Segment(
            own,
            room,
            SeatId(seat),
            StayId("stay"),
            StayId("recording"),
            channel,
            MediaKind.AUDIO,
            NOW,
            "here",
        )
        key = secrets.token_bytes(32)
        await self.store.database.write(
            lambda connection: segments.begin(connection, self.store.keyring, segment, key)
        )
        file = io.BytesIO()
        writer = SealedWriter(key, lambda at, octets: (file.seek(at), file.write(octets)))
        writer.write(b"sound of " + own.encode())
        writer.finish()
        stored = file.getvalue()
        path = self.places.data / "finished"
        path.write_bytes(stored)
        await self.places.storage.put(own, path)
        finished = Finished(
            len(stored), sha256(stored).digest(), 9, sha256(b"plain").digest(), 1, 20, (), False
        )

        def keep(connection: Connection) -> None:
            segments.keep(connection, self.store.keyring, segment, finished)
            segments.deposited(connection, own)

        await self.store.database.write(keep)
        return segment

    async def sound(self, segment: Segment) -> bytes:
        """What a reader hears; raises KeyDestroyed, StorageOnly."""
        key = await self.store.database.read(
            lambda connection: segments.key_of(connection, self.store.keyring, segment)
        )
        stored = self.kept(segment).read_bytes()
        reader = SealedReader(key, lambda at, size: stored[at : at + size], len(stored))
        return b"".join(reader.chunks())

    def kept(self, segment: Segment) -> Path:
        return self.places.data / "recordings" / "kept" / segment.id

    def photograph(self, room: RoomId, page: Page) -> Path:
        return self.places.data / "pages" / room / page.id

    async def texts(self, room: RoomId) -> list[str]:
        return [event.text for event in await self.store.journal.load(room) if isinstance(event, ChatPosted)]

    async def run(self) -> Report:
        report = await self.retention.run(SUPERVISOR, "到期")
        assert isinstance(report, Report)
        return report

    async def wrapped_keys(self) -> set[bytes]:
        """Every wrapped key of the database that lives."""

        def read(connection: Connection) -> set[bytes]:
            found: set[bytes] = set()
            for column in (chain_keys.c.wrapped_key, segment_rows.c.wrapped_key, cases.c.wrapped_key):
                found |= {bytes(value) for value in connection.execute(select(column)).scalars() if value}
            return found

        return await self.store.database.read(read)

    async def _photograph(self, room: RoomId) -> Page:
        album = Album(FolderShelf(self.places.data / "pages"))
        picture = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(picture, "PNG")
        try:
            return await album.hand_in(room, SeatId("seat"), picture.getvalue())
        finally:
            album.close()


def whys(items: Sequence[Item]) -> dict[tuple[Kind, str | None], int]:
    """How many things of a kind stay for which reason (None: they go)."""
    found: dict[tuple[Kind, str | None], int] = {}
    for item in items:
        why = item.verdict.why
        key = (item.holding.kind, None if why is None else why.value)
        found[key] = found.get(key, 0) + 1
    return found


def _with(message: ChatPosted, page: Page) -> ChatPosted:
    return replace(message, pages=(page,))


LEDGER = ledger_of(EMPLOYER)
