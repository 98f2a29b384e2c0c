"""What goes into a bundle: asks `rooms.archive` what may, and the case file for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from recordings.segment import SegmentId
from rooms.archive import entitled
from rooms.archive.folding import past as folded
from rooms.archive.past import Past
from rooms.archive.profiles import Artefact, Profile, contents, cut, sealed
from rooms.channel import JOINT
from rooms.events import Event
from rooms.ids import ChannelId, RoomId, SeatId
from rooms.roles import POWERS
from server.casefile.files import CaseFiles, Opened
from server.casefile.films import Films
from server.casefile.stretches import stretches
from server.cases import rows as case_rows
from server.cases.case import Case
from server.dossier import papers, proof, record
from server.dossier.order import Order
from server.dossier.papers import Filed
from server.dossier.signed import documents
from server.dossier.source import Octets, Photograph, Recording, Sealed, Source
from server.outcomes.vault import Vault
from server.record import segments
from server.record.segments import KeyDestroyed, StorageOnly
from server.retention.restricted import restricted_seats
from server.staff.account import Account
from server.storage.anchors import head_message
from server.storage.chains import find_chain
from server.storage.receipts import (
    Confirmation,
    Moment,
    Receipt,
    find_confirmation,
    find_moment,
    find_receipt,
)
from server.storage.store import Store
from server.timestamp.stamping import find_stamp

_LABEL: Final = re.compile(r"[^a-z0-9_-]+")


class NotThere(Exception):
    """There is no such case for whoever asks, or no such party in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the bundle below ``data/``, of what kind it is, and where its octets are."""

    path: str
    kind: Artefact
    source: Source


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as the bundle tells of it."""

    number: int
    opened: datetime
    ended: datetime | None

    @property
    def folder(self) -> str:
        return f"session-{self.number}"


@dataclass(slots=True)
class Gathered:
    """Everything that is in a bundle, in its order."""

    case: Case
    order: Order
    sittings: list[Sitting] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    party_name: str = ""


class Gathering:
    """Gathers for one reader. Every method raises StorageUnavailable, and Tampered for a log that was changed."""

    def __init__(self, store: Store, files: CaseFiles, vault: Vault, films: Films | None = None) -> None:
        """``films`` are made where they are wanted; without it a bundle has none."""
        self._store, self._files, self._vault = store, files, vault
        self._films = films

    async def gather(self, account: Account, number: str, order: Order) -> Gathered:
        """Raises NotThere, NotOrderable."""
        wanted = contents(order.profile, order.ordered)
        found = await self._files.case(account, number)
        if found is None:
            raise NotThere
        gathered = Gathered(found.case, order)
        if order.request is not None and Artefact.REQUEST in wanted:
            letter = Octets(order.request.letter)
            path = f"request/letter.{order.request.suffix}"
            gathered.parts.append(Part(path, Artefact.REQUEST, letter))
        for session in found.sessions:
            await self._store.journal.anchor(session.id)
            moment = await self._moment(session.id)
            if moment is None:
                continue
            opened = await self._files.session(account, session.id, moment.sizes)
            if opened is not None:
                await self._session(gathered, opened, moment, wanted)
        if order.profile is Profile.PARTY and not gathered.party_name:
            raise NotThere
        return gathered

    async def _moment(self, room: RoomId) -> Moment | None:
        return await self._store.database.read(
            lambda connection: find_moment(connection, self._store.keyring, room)
        )

    async def _session(
        self, gathered: Gathered, opened: Opened, moment: Moment, wanted: frozenset[Artefact]
    ) -> None:
        """Everything of a session as it was at one moment: people may go on talking while it is gathered."""
        order, room = gathered.order, opened.session.id
        party = await self._party(room, order) if order.profile is Profile.PARTY else None
        if party is None and order.profile is Profile.PARTY:
            return
        past = cut(opened.past, order.profile, party)
        if party is not None:
            gathered.party_name = past.seats[party].name if party in past.seats else gathered.party_name
        # Only those that are in it are counted: a gap would tell of one in which a party was not.
        sitting = Sitting(len(gathered.sittings) + 1, past.opened, past.ended)
        gathered.sittings.append(sitting)
        minutes = record.parts(sitting.folder, opened.past, order.profile, party, wanted)
        gathered.parts += [Part(path, kind, Octets(octets)) for path, kind, octets in minutes]
        log = await self._store.journal.load_chained(room, moment.sizes)
        kinds = sealed(order.profile, wanted)
        signed = await documents(self._vault, log, room, sitting.folder, party, kinds)
        gathered.parts += [Part(path, kind, Octets(octets)) for path, kind, octets in signed]
        session = _Session(self._store, sitting.folder, past, moment, wanted)
        gathered.parts += [part for part in await session.parts() if part.kind in wanted]
        if self._films is not None and Artefact.FILM in wanted:
            cut_out = Opened(opened.case, opened.session, past, opened.at)
            gathered.parts += await self._filmed(self._films, cut_out, sitting.folder)
        if party is not None:
            gathered.parts += await self._receipts(room, sitting.folder, party, log)

    async def _filmed(self, films: Films, opened: Opened, folder: str) -> list[Part]:
        """A film of each recording. Of one that cannot be made a paper says so: the tracks are there."""
        parts: list[Part] = []
        for stretch in stretches(opened.past, opened.at):
            own = {track.kept.id for track in stretch.tracks}
            playables = [each for each in await self._files.tracks(opened) if each.segment.id in own]
            if not playables:
                continue
            name = f"{folder}/film-{len(parts) + 1}"
            made = await films.finished(playables) if await films.begin(playables) else None
            if made is None:
                parts.append(Part(f"{name}-not-made.txt", Artefact.FILM, Octets(papers.no_film())))
                continue
            film = made.film
            source = Sealed(made.path, made.key, film.length, film.plain_digest.hex())
            parts.append(Part(f"{name}.mp4", Artefact.FILM, source))
        return parts

    async def _party(self, room: RoomId, order: Order) -> SeatId | None:
        """The seat of the person whose copy it is; None also for staff, who have their own ways."""
        seats = await self._store.database.read(
            lambda connection: case_rows.find_seats(connection, self._store.keyring, room)
        )
        for invited in seats:
            if invited.seat.person == order.party and not POWERS[invited.seat.role].staff:
                return invited.seat.id
        return None

    async def _receipts(
        self, room: RoomId, folder: str, party: SeatId, log: Sequence[tuple[ChannelId, Event]]
    ) -> list[Part]:
        found = await receipts_of(self._store, room, party, log)
        return [
            Part(f"{folder}/receipts/{index}.json", Artefact.RECEIPTS, Octets(proof.receipt_text(receipt)))
            for index, receipt in enumerate(found, 1)
        ]


async def receipts_of(
    store: Store, room: RoomId, seat: SeatId, log: Sequence[tuple[ChannelId, Event]]
) -> list[Receipt]:
    """The heads to which this person is entitled, each as far as they received everything before it in the ``log``."""
    try:
        sizes = entitled.heads(folded(event for _, event in log), log, seat)
    except ValueError:
        return []  # its time was over: nobody knows any more who was there

    def read(connection: Connection) -> list[Receipt]:
        found = [
            find_receipt(connection, store.keyring, room, channel, size)
            for channel, size in sorted(sizes.items())
        ]
        return [receipt for receipt in found if receipt is not None]

    return await store.database.read(read)


async def confirmation_of(store: Store, room: RoomId, seq: int | None = None) -> Confirmation | None:
    """What proves the session as a whole; ``seq``: which entry of the case's chain, else the newest about it."""
    return await store.database.read(
        lambda connection: find_confirmation(connection, store.keyring, room, seq)
    )


@dataclass(slots=True)
class _Session:
    """The files of one session. Each kind is made only where it is wanted."""

    store: Store
    folder: str
    past: Past
    moment: Moment
    wanted: frozenset[Artefact]

    async def parts(self) -> list[Part]:
        recordings, files = await self._recordings()
        pictures = self._pictures()
        parts = [*self._talk(files, {page: path for page, (path, _) in pictures.items()}), *recordings]
        parts += [Part(path, Artefact.PHOTOGRAPHS, source) for path, source in pictures.values()]
        return [*parts, *await self._proofs()]

    def _talk(self, files: list[Filed], pictures: dict[str, str]) -> Iterator[Part]:
        past = self.past
        if Artefact.RECORDINGS in self.wanted:
            yield self._paper("recordings.json", Artefact.RECORDINGS, papers.session_json(past, files))
        if Artefact.TRANSCRIPT in self.wanted:
            yield self._paper("transcript.txt", Artefact.TRANSCRIPT, papers.transcript_text(past))
            yield self._paper("transcript.json", Artefact.TRANSCRIPT, papers.transcript_json(past, files))
            for filed in files:
                captions = papers.captions(past, filed)
                if captions is not None and filed.path:
                    name = filed.path.rpartition("/")[2].removesuffix(".webm")
                    yield self._paper(f"transcript/{name}.vtt", Artefact.TRANSCRIPT, captions)
        if Artefact.CHAT in self.wanted:
            yield self._paper("chat.txt", Artefact.CHAT, papers.chat_text(past, pictures))
            yield self._paper("chat.json", Artefact.CHAT, papers.chat_json(past, pictures))

    def _paper(self, name: str, kind: Artefact, octets: bytes) -> Part:
        return Part(f"{self.folder}/{name}", kind, Octets(octets))

    async def _recordings(self) -> tuple[list[Part], list[Filed]]:
        """The files, and which track each is; one whose key was destroyed is told of without a file."""
        if Artefact.RECORDINGS not in self.wanted:
            return [], []
        parts, files = [], []
        for place, track in enumerate(sorted(self.past.tracks, key=lambda each: each.kept.began), 1):
            kept = track.kept
            key = await _key(self.store, SegmentId(kept.id))
            if key is None:
                files.append(Filed(track, ""))
                continue
            seat = self.past.seats[kept.seat]
            label = _LABEL.sub("", seat.person.lower())[:32] or seat.role.value
            name = f"{self.folder}/recordings/{place:03}-{label}-{kept.media.value}.webm"
            parts.append(
                Part(name, Artefact.RECORDINGS, Recording(kept.id, key, kept.length, kept.plain_digest))
            )
            files.append(Filed(track, name))
        return parts, files

    def _pictures(self) -> dict[str, tuple[str, Source]]:
        if Artefact.PHOTOGRAPHS not in self.wanted:
            return {}
        pages = [page for line in self.past.lines for page in line.pages]
        return {
            page.id: (f"{self.folder}/photographs/{place:03}.jpg", Photograph(self.past.room, page))
            for place, page in enumerate(pages, 1)
        }

    async def _proofs(self) -> list[Part]:
        parts = []
        confirmed = await confirmation_of(self.store, self.past.room, self.moment.seq)
        if confirmed is not None and Artefact.HEADS in self.wanted:
            text = proof.confirmation_text(confirmed)
            parts.append(self._paper("heads/session.json", Artefact.HEADS, text))
            parts += await self._stamp()
        if Artefact.LOG in self.wanted:
            parts += await self._log()
        return parts

    async def _stamp(self) -> list[Part]:
        """The timestamp of the session's end, what was stamped, and whom it was checked against, if there is one."""
        room, store = self.past.room, self.store
        stamped = await store.database.read(lambda connection: find_stamp(connection, room))
        if stamped is None or stamped.seq > self.moment.seq:
            return []
        confirmed = await store.database.read(
            lambda connection: find_confirmation(connection, store.keyring, room, stamped.seq)
        )
        if confirmed is None:
            return []
        message = head_message(confirmed.case, confirmed.seq, confirmed.hash)
        return [
            self._paper("heads/ended.json", Artefact.HEADS, proof.confirmation_text(confirmed)),
            self._paper("heads/ended.head", Artefact.HEADS, message),
            self._paper("heads/ended.tsr", Artefact.HEADS, stamped.response),
            self._paper("heads/authority.pem", Artefact.HEADS, stamped.roots),
        ]

    async def _log(self) -> list[Part]:
        """The joint talk's chain as far as it was confirmed, and the confirmation; nothing without its key.

        Nor where somebody's things are only stored: a chain is shown whole or not at all.
        """
        room = self.past.room
        if await self.store.database.read(lambda connection: restricted_seats(connection, room)):
            return []
        receipt = await self.store.database.read(
            lambda connection: find_receipt(connection, self.store.keyring, room, JOINT, seq=self.moment.seq)
        )
        if receipt is None:
            return []
        log = await self.store.database.read(
            lambda connection: find_chain(connection, self.store.keyring, room, JOINT, receipt.size)
        )
        if log is None:
            return []
        return [
            self._paper("log/joint.json", Artefact.LOG, proof.log_text(log)),
            self._paper("log/joint.receipt.json", Artefact.LOG, proof.receipt_text(receipt)),
            *await self._stamped(),
        ]

    async def _stamped(self) -> list[Part]:
        """What the joint talk's chain was in the very entry that is stamped: the stamp vouches for no later one."""
        room, store = self.past.room, self.store

        def read(connection: Connection) -> Receipt | None:
            stamped = find_stamp(connection, room)
            if stamped is None or stamped.seq > self.moment.seq:
                return None
            return find_receipt(connection, store.keyring, room, JOINT, seq=stamped.seq)

        receipt = await store.database.read(read)
        if receipt is None:
            return []
        return [self._paper("log/joint.stamped.receipt.json", Artefact.LOG, proof.receipt_text(receipt))]


async def _key(store: Store, segment: SegmentId) -> bytes | None:
    """A segment's key; None when it was destroyed."""

    def read(connection: Connection) -> bytes | None:
        row = segments.find(connection, store.keyring, segment)
        try:
            return None if row is None else segments.key_of(connection, store.keyring, row.segment)
        except (KeyDestroyed, StorageOnly):
            return None

    return await store.database.read(read)
