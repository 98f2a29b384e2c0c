"""Proves what was restored: every log, the staff's log, every recording and every photograph."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from rooms.events import (
    ChatPosted,
    Event,
    PaperSealed,
    PaperSigned,
    SettlementFrozen,
    UnknownEvent,
    decode,
)
from rooms.ids import PaperId, RoomId
from rooms.pages import Page
from server.outcomes.vault import PAPERS
from server.record import segments
from server.staff import log as staff_log
from server.storage import chain
from server.storage.anchors import head_message
from server.storage.keyring import CaseErased, Keyring
from server.storage.keys import signed_by
from server.storage.reading import examine
from server.storage.sealing import Sealer, Unreadable, place
from server.storage.tables import case_entries, rooms


@dataclass(slots=True)
class Proof:
    """How much was looked at, and every fault, a line each. An installation's faults are restored with the rest: they
    are evidence.
    """

    logs: int = 0
    recordings: int = 0
    photographs: int = 0
    documents: int = 0
    faults: list[str] = field(default_factory=list)


def prove(
    connection: Connection,
    keyring: Keyring,
    folder: Path,
    digests: Mapping[str, tuple[int, str]],
    absent: set[str],
) -> Proof:
    """``digests``: of the recordings that are there, by id; ``absent``: those that are known not to be."""
    proof = Proof()
    for room, case in connection.execute(select(rooms.c.id, rooms.c.case_id).order_by(rooms.c.id)).all():
        try:
            examined = examine(connection, keyring, room)
        except CaseErased:
            _remains(connection, keyring, case, proof)
            continue
        proof.logs += 1
        proof.faults += [
            f"log {fault.room} {fault.kind} channel={fault.channel} position={fault.position}"
            for fault in examined.faults
        ]
        events = _decoded(RoomId(room), examined.contents, proof)
        _photographs(folder / "pages" / room, RoomId(room), events, proof)
        sealer = keyring.of_room(connection, room, case).papers
        _documents(folder / PAPERS / room, room, events, sealer, proof)
    try:
        for _ in staff_log.read(connection, keyring.keys):
            pass
    except staff_log.LogBroken as error:
        proof.faults.append(f"staff log: {error}")
    for row in segments.living(connection, keyring):
        done = row.finished
        if done is None or row.segment.id in absent:
            continue
        proof.recordings += 1
        if digests.get(row.segment.id) != (done.length, done.digest.hex()):
            proof.faults.append(f"recording {row.segment.id} differs or is missing")
    return proof


def _remains(connection: Connection, keyring: Keyring, case: str, proof: Proof) -> None:
    """Of a case whose key was destroyed the chain of signed heads is left."""
    proof.logs += 1
    previous = chain.case_genesis(case)
    found = select(case_entries).where(case_entries.c.case_id == case).order_by(case_entries.c.seq)
    for seq, row in enumerate(connection.execute(found)):
        linked = row.seq == seq and chain.link(previous, row.commitment) == row.hash
        previous = row.hash
        own = row.signed_by == keyring.keys.public_key
        if not (
            linked and own and signed_by(row.signed_by, row.signature, head_message(case, seq, row.hash))
        ):
            proof.faults.append(f"case {case} case_chain_broken position={seq}")


def _decoded(room: RoomId, contents: list[bytes], proof: Proof) -> list[Event]:
    try:
        return [decode(json.loads(content)) for content in contents]
    except UnknownEvent:
        proof.faults.append(f"log {room} was written by another release")
        return []


def _documents(folder: Path, room: str, events: list[Event], sealer: Sealer, proof: Proof) -> None:
    """Each paper as the log has it last, and the strokes of its signatures."""
    papers: dict[PaperId, str] = {}
    drawn: list[str] = []
    for event in events:
        match event:
            case SettlementFrozen():
                papers |= {new.id: new.digest for new in event.papers}
            case PaperSigned():
                papers[event.paper] = event.digest
                strokes = event.evidence.get("strokes")
                drawn += [str(strokes["digest"])] if isinstance(strokes, dict) else []
            case PaperSealed():
                papers[event.paper] = event.digest
            case _:
                pass
    for digest in (*papers.values(), *drawn):
        proof.documents += 1
        try:
            octets = sealer.open((folder / digest).read_bytes(), place(PAPERS, room, digest))
        except (OSError, Unreadable):
            octets = b""
        if sha256(octets).hexdigest() != digest:
            proof.faults.append(f"document {digest[:16]} differs or is missing")


def _photographs(folder: Path, room: RoomId, events: list[Event], proof: Proof) -> None:
    for event in events:
        for page in event.pages if isinstance(event, ChatPosted) else ():
            proof.photographs += 1
            if not _holds(folder, room, page):
                proof.faults.append(f"photograph {page.id} differs or is missing")


def _holds(folder: Path, room: RoomId, page: Page) -> bool:
    try:
        sealed = (folder / page.id).read_bytes()
        octets = Sealer(urlsafe_b64decode(page.key)).open(sealed, place("page", room, page.id))
    except (OSError, Unreadable, ValueError):
        return False
    return sha256(octets).hexdigest() == page.digest
