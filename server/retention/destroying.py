"""Keys are destroyed: what is done within one transaction, so that an erasure is on record or did not happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from server.dossier import rows as dossier_rows
from server.messages.tables import messages
from server.record.segments import DESTROYED
from server.retention import rows
from server.retention.statement import (
    Certificate,
    Erasure,
    certificate_document,
    erasure_document,
    read_certificate,
    read_erasure,
)
from server.retention.tables import destructions
from server.retention.terms import Kind
from server.storage.keys import Keys
from server.storage.sealing import place
from server.storage.tables import (
    cases,
    chain_keys,
    codes,
    devices,
    links,
    paper_devices,
    rooms,
    seats,
    segments,
    tries,
)

BEGUN = "begun"
DONE = "done"
SCRUBBED = ("chain_keys", "segments", "cases", "seats", "bundles")
"""Tables in which something is deleted or overwritten."""


class Stopped(Exception):
    """A pause was set meanwhile, or somebody else has destroyed it: nothing was done here."""


@dataclass(frozen=True, slots=True)
class Destruction:
    """An erasure, and whether its files are gone too."""

    erasure: Erasure
    document: bytes
    certificate: Certificate | None


def lock(connection: Connection, case: str) -> None:
    """Whoever destroys something of a case does so alone; raises Stopped when it may not go (any more)."""
    connection.execute(select(cases.c.id).where(cases.c.id == case).with_for_update()).one()
    if rows.lasts(connection, case) is not None:
        raise Stopped


def destroy(connection: Connection, erasure: Erasure) -> None:
    """The keys of segments and of the case, those of bundles that may hold what goes, and the ways into rooms whose
    talk is gone. Those of channels are the journal's to destroy, in the same transaction.
    """
    ids = [trace.id for trace in erasure.segments]
    connection.execute(
        update(segments).where(segments.c.id.in_(ids)).values(wrapped_key=None, state=DESTROYED)
    )
    dossier_rows.withdraw(connection, erasure.case, destroyed=erasure.case_key)
    if erasure.kind is Kind.TALK:
        _close_doors(connection, sorted({trace.room for trace in erasure.channels}))
    if erasure.case_key:
        _destroy_case(connection, erasure.case)


def living(connection: Connection, erasure: Erasure) -> bool:
    """Whether a key lives that this erasure tells to be destroyed: an older state of the database was restored."""
    ids = [trace.id for trace in erasure.segments]
    wanted = select(segments.c.id).where(segments.c.id.in_(ids), segments.c.wrapped_key.is_not(None))
    if connection.execute(wanted.limit(1)).first() is not None:
        return True
    if any(living_channels(connection, erasure)):
        return True
    case = select(cases.c.wrapped_key).where(cases.c.id == erasure.case)
    return erasure.case_key and bool(connection.execute(case).scalar())


def living_channels(connection: Connection, erasure: Erasure) -> list[tuple[str, int]]:
    """Rooms and places of chains whose keys should be gone."""
    return [
        (trace.room, trace.ordinal)
        for trace in erasure.channels
        if connection.execute(
            select(chain_keys.c.ordinal).where(
                chain_keys.c.room_id == trace.room, chain_keys.c.ordinal == trace.ordinal
            )
        ).first()
    ]


def record(connection: Connection, keys: Keys, erasure: Erasure) -> None:
    """What is said of it is signed and written; one that is known already is begun again."""
    own = destructions.c.id == erasure.id
    if connection.execute(select(destructions.c.id).where(own)).first() is not None:
        connection.execute(update(destructions).where(own).values(state=BEGUN))
        return
    connection.execute(
        insert(destructions).values(
            id=erasure.id,
            case_id=erasure.case,
            state=BEGUN,
            at=erasure.at,
            erasure=keys.wrap(erasure_document(keys, erasure), _place("erasure", erasure.id)),
        )
    )


def certify(connection: Connection, keys: Keys, erasure: Erasure, at: datetime) -> Certificate:
    """Its files are gone; one that is destroyed again has a later certificate."""
    document = certificate_document(keys, erasure, at)
    connection.execute(
        update(destructions)
        .where(destructions.c.id == erasure.id)
        .values(state=DONE, certificate=keys.wrap(document, _place("certificate", erasure.id)))
    )
    return read_certificate(document)


def find(connection: Connection, keys: Keys, *, begun: bool = False) -> list[Destruction]:
    """All destructions, or only those whose files may still be there, in their order."""
    wanted = select(destructions).order_by(destructions.c.at, destructions.c.id)
    if begun:
        wanted = wanted.where(destructions.c.state == BEGUN)
    return [_read(keys, row.id, row.erasure, row.certificate) for row in connection.execute(wanted)]


def _read(keys: Keys, id_: str, erasure: bytes, certificate: bytes | None) -> Destruction:
    document = keys.unwrap(erasure, _place("erasure", id_))
    certified = None
    if certificate is not None:
        certified = read_certificate(keys.unwrap(certificate, _place("certificate", id_)))
    return Destruction(read_erasure(document), document, certified)


def _close_doors(connection: Connection, gone: Sequence[str]) -> None:
    """Nobody can enter a room of which nothing is left, and who once had a way into it is forgotten."""
    own = select(seats.c.id).where(seats.c.room_id.in_(gone))
    connection.execute(
        delete(tries).where(tries.c.link_id.in_(select(links.c.id).where(links.c.seat_id.in_(own))))
    )
    connection.execute(
        delete(paper_devices).where(
            paper_devices.c.link_id.in_(select(links.c.id).where(links.c.seat_id.in_(own)))
        )
    )
    for table in (links, codes, devices):
        connection.execute(delete(table).where(table.c.seat_id.in_(own)))
    connection.execute(delete(messages).where(messages.c.room_id.in_(gone)))


def _destroy_case(connection: Connection, case: str) -> None:
    """What the case's key opened is emptied too: another process may still hold the key in its memory."""
    own = select(rooms.c.id).where(rooms.c.case_id == case)
    connection.execute(update(cases).where(cases.c.id == case).values(wrapped_key=b"", sealed=b""))
    connection.execute(update(seats).where(seats.c.room_id.in_(own)).values(sealed=b""))
    connection.execute(update(segments).where(segments.c.room_id.in_(own)).values(sealed=b""))


def _place(what: str, id_: str) -> bytes:
    return place("destruction", what, id_)
