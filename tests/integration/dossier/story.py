"""A session with everything in it, in a data folder of its own: joint and separate talks, files, a photograph."""

from __future__ import annotations

import hashlib
import io
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image

from recordings.finishing import Finished
from recordings.frame import Mark
from recordings.segment import Segment, SegmentId
from recordings.vault.cipher import KEY
from recordings.vault.sealed import SealedWriter
from rooms.channel import JOINT, of_group
from rooms.commands import (
    AdmitAll,
    AgreeRecording,
    Broadcast,
    ConfirmClause,
    ConfirmMinutes,
    End,
    IssueDocument,
    KeepSegment,
    ObjectToMinutes,
    ReadBack,
    Record,
    Say,
    SealPaper,
    SetConsent,
    SignPaper,
    WriteLine,
)
from rooms.consent import ConsentKind
from rooms.document import DocumentKind
from rooms.effects import opened
from rooms.events import RoomOpened
from rooms.ids import SYSTEM, ChannelId, PaperId, RoomId, SeatId, StayId
from rooms.minutes import Section
from rooms.participant import MediaKind
from rooms.recording import Kept
from rooms.settlement import Layout, NewPaper, Places
from rooms.settlement import Section as Part
from server.cases.case import Case, Invited
from server.cases.repository import Cases, new_id
from server.outcomes.vault import vault_in
from server.pictures.album import Album
from server.pictures.shelf import FolderShelf
from server.record import segments
from server.storage.store import Store
from tests.unit.rooms.scene import DEMONSTRATION, GROUPS, START, WORKERS, Scene

SECRET = "八千元我也肯收"
OTHER_SECRET = "最多六千，再多就破产"
JOINT_WORDS = "先付五千，月底前结清"
BROADCAST = "今天到这里"
STATEMENT, FACT = "拖欠三个月工资", "欠薪共计三万元"
CONCESSION, OBJECTION = "公司愿意让到两万五", "我只说过两万四"
SECRET_FILE = b"\x1aE\xdf\xa3 separate talk " + b"private " * 400
JOINT_FILE = b"\x1aE\xdf\xa3 joint talk " + b"public " * 20_000
MEDIATOR, WORKER, EMPLOYER = SeatId("mediator"), SeatId("worker"), SeatId("employer")


@dataclass(frozen=True)
class Told:
    """The case, its room, its data folder, and what the mediator's private words are."""

    store: Store
    data: Path
    case: Case
    room: RoomId
    scene: Scene


async def told(
    store: Store, data: Path, number: str = "吉劳调〔2026〕1号", more: int = 0, *, agreed: bool = False
) -> Told:
    """A whole session that has ended, in the log and on the disk; ``more``: messages of a separate talk; ``agreed``:
    after the objection the record is read back again, and both sides say that it is right now.
    """
    cases = Cases(store)
    case = await cases.create(number, "龙建军追索劳动报酬", GROUPS, at=START)
    people = [Invited(seat, "13907430521") for seat in DEMONSTRATION]
    session = await cases.open_session(case, people, at=START)
    scene = Scene(*DEMONSTRATION)
    (founding,) = await store.journal.load(session.id)
    assert isinstance(founding, RoomOpened)
    scene.state, scene.log = opened(founding), [founding]
    await _play(scene, store, data, session.id, more, agreed)
    term = await store.journal.newest_term(session.id) + 1
    await store.journal.claim(session.id, term)
    await store.journal.append(session.id, term, scene.log[1:])
    return Told(store, data, case, session.id, scene)


async def _play(scene: Scene, store: Store, data: Path, room: RoomId, more: int, agreed: bool) -> None:
    scene.enter("mediator", "worker", "employer", "clerk")
    scene.do(AdmitAll(MEDIATOR))
    for name in ("worker", "employer"):
        scene.do(SetConsent(SeatId(name), ConsentKind.RECORDING, True))
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    scene.say("employer", JOINT_WORDS)
    await _show_a_page(scene, data, room)
    _write_the_record(scene, agreed)
    begun = scene.stay("worker"), scene.state.at
    scene.wait(60)
    scene.separate()
    scene.visit("worker")
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    scene.do(AgreeRecording(WORKER, scene.stay("worker"), True))
    scene.say("worker", SECRET)
    for number in range(more):
        scene.say("worker", f"{SECRET} {number}")
    apart = scene.stay("worker"), max(scene.now, scene.state.at)
    scene.wait(60)
    scene.visit("employer")
    scene.say("employer", OTHER_SECRET)
    scene.wait(60)
    scene.rejoin()
    scene.do(Broadcast(MEDIATOR, BROADCAST))
    scene.wait(60)
    scene.do(End(MEDIATOR))
    await keep(scene, store, data, room, JOINT, begun, JOINT_FILE)
    await keep(scene, store, data, room, of_group(WORKERS), apart, SECRET_FILE)


def _write_the_record(scene: Scene, agreed: bool) -> None:
    for section, text in (
        (Section.STATEMENTS, STATEMENT),
        (Section.PROPOSALS, CONCESSION),
        (Section.UNDISPUTED, FACT),
    ):
        scene.do(WriteLine(SeatId("clerk"), section, text))
    digest = str(scene.do(ReadBack(SeatId("clerk"))).value["digest"])
    scene.do(ConfirmMinutes(WORKER, WORKER, digest))
    scene.do(ObjectToMinutes(EMPLOYER, EMPLOYER, digest, OBJECTION))
    if agreed:
        again = str(scene.do(ReadBack(SeatId("clerk"))).value["digest"])
        for seat in (WORKER, EMPLOYER):
            scene.do(ConfirmMinutes(seat, seat, again))


async def seal_the_record(told: Told) -> None:
    """As it was read back last: drawn, signed and sealed. What is in the vault stands for the PDF."""
    scene, paper, latest = told.scene, PaperId("record"), told.scene.state.minutes.latest
    assert latest is not None
    vault, before = vault_in(told.store, told.data), len(scene.log)
    drawn, signed, sealed_ = [
        await vault.put(told.room, f"%PDF-1.7 {step} {latest.content}".encode())
        for step in ("drawn", "signed", "sealed")
    ]
    layout = Layout((Part("all", "笔录", CONCESSION),), (Places(MEDIATOR, ("hand",)),), "centre")
    new = NewPaper(paper, drawn, ("all",), (MEDIATOR,), layout=layout)
    by = scene.state.at + timedelta(days=14)
    scene.do(IssueDocument(MEDIATOR, DocumentKind.RECORD, (new,), by, latest.digest))
    scene.do(ConfirmClause(MEDIATOR, paper, drawn, "all"))
    scene.do(SignPaper(MEDIATOR, paper, drawn, signed, {"of": MEDIATOR}))
    scene.do(SealPaper(SYSTEM, paper, signed, sealed_))
    term = await told.store.journal.newest_term(told.room)
    await told.store.journal.append(told.room, term, scene.log[before:])


async def _show_a_page(scene: Scene, data: Path, room: RoomId) -> None:
    album = Album(FolderShelf(data / "pages"))
    photograph = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 40, 40)).save(photograph, "JPEG")
    page = await album.hand_in(room, WORKER, photograph.getvalue())
    scene.do(Say(WORKER, scene.stay("worker"), "工资条", pages=(page,)))
    album.close()


async def keep(
    scene: Scene,
    store: Store,
    data: Path,
    room: RoomId,
    channel: ChannelId,
    begun: tuple[StayId, datetime],
    octets: bytes,
) -> str:
    """A finished recording of the worker's voice, on the disk, in the index and in the log."""
    stay, at = begun
    segment = Segment(
        SegmentId(new_id()), room, WORKER, stay, StayId(new_id()), channel, MediaKind.AUDIO, at, "folder"
    )
    key = secrets.token_bytes(KEY)
    await store.database.write(lambda connection: segments.begin(connection, store.keyring, segment, key))
    stored = sealed(key, octets)
    folder = data / "recordings" / "kept"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / segment.id).write_bytes(stored)
    digest, plain = hashlib.sha256(stored).digest(), hashlib.sha256(octets).digest()
    finished = Finished(len(stored), digest, len(octets), plain, 9, 5000, (Mark(0, 0, True),), False)
    await store.database.write(lambda connection: segments.keep(connection, store.keyring, segment, finished))
    kept = Kept(segment.id, WORKER, stay, segment.recording, MediaKind.AUDIO, at, 5000, len(stored),
                digest.hex(), len(octets), plain.hex(), torn=False)  # fmt: skip
    scene.do(KeepSegment(SYSTEM, channel, kept))
    return segment.id


def sealed(key: bytes, octets: bytes) -> bytes:
    """A sealed file as the recorder leaves it."""
    made = io.BytesIO()

    def store_at(offset: int, part: bytes) -> None:
        made.seek(offset)
        made.write(part)

    writer = SealedWriter(key, store_at)
    writer.write(octets)
    writer.finish()
    return made.getvalue()
