"""Bundles that were asked for, as rows and back."""

import contextlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from recordings.vault.cipher import KEY
from rooms.archive.requests import Stage
from server.cases.case import CaseId
from server.dossier.tables import bundles
from server.storage.keyring import CaseErased, CaseKey, Keyring
from server.storage.sealing import place
from server.storage.tables import cases


class Colleague(msgspec.Struct, frozen=True):
    """Of the staff, as they were then."""

    account: str
    name: str
    office: str


class Letter(msgspec.Struct, frozen=True):
    """``length``: of its file, sealed."""

    number: str
    sender: str
    suffix: str
    length: int


class Verdict(msgspec.Struct, frozen=True):
    by: Colleague
    reason: str
    at: datetime
    approved: bool


class Packed(msgspec.Struct, frozen=True):
    """The sealed file: where it is, its length, and the digest of the statement in it."""

    file: str
    length: int
    statement: str


class Told(msgspec.Struct, frozen=True):
    """What is asked for, and what has become of it. ``fault``: why it could not be made."""

    profile: str
    by: Colleague
    reason: str
    ordered: tuple[str, ...] = ()
    party: str = ""
    letter: Letter | None = None
    verdict: Verdict | None = None
    packed: Packed | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    id: str
    case: CaseId
    stage: Stage
    asked_at: datetime
    lapses_at: datetime
    told: Told


def new_key() -> bytes:
    return secrets.token_bytes(KEY)


def add(connection: Connection, keyring: Keyring, bundle: Bundle, key: bytes) -> None:
    case = keyring.of(connection, bundle.case)
    connection.execute(
        insert(bundles).values(
            id=bundle.id,
            case_id=bundle.case,
            stage=bundle.stage,
            asked_at=bundle.asked_at,
            lapses_at=bundle.lapses_at,
            wrapped_key=case.columns.seal(key, place("bundle key", bundle.id)),
            sealed=_sealed(case, bundle),
        )
    )


def find(connection: Connection, keyring: Keyring, id_: str) -> Bundle | None:
    row = connection.execute(select(bundles).where(bundles.c.id == id_)).one_or_none()
    return None if row is None else _opened(keyring.of(connection, row.case_id), row)


def of_case(connection: Connection, keyring: Keyring, case: CaseId) -> list[Bundle]:
    """The latest first."""
    found = select(bundles).where(bundles.c.case_id == case).order_by(bundles.c.asked_at.desc(), bundles.c.id)
    key = keyring.of(connection, case)
    return [_opened(key, row) for row in connection.execute(found).all()]


def number_of(connection: Connection, case: CaseId) -> str:
    found: str = connection.execute(select(cases.c.number).where(cases.c.id == case)).scalar_one()
    return found


def at_stage(connection: Connection, keyring: Keyring, stage: Stage) -> list[Bundle]:
    """But those of cases that were destroyed."""
    found = select(bundles).where(bundles.c.stage == stage)
    return list(_readable(connection, keyring, connection.execute(found).all()))


def lapsed(connection: Connection, keyring: Keyring, now: datetime) -> list[Bundle]:
    """Whose time is over, and that are not gone yet; but those of cases that were destroyed."""
    found = select(bundles).where(bundles.c.lapses_at <= now, bundles.c.stage != Stage.GONE)
    return list(_readable(connection, keyring, connection.execute(found).all()))


def living(connection: Connection, keyring: Keyring) -> list[Bundle]:
    """Those that may have files."""
    found = select(bundles).where(bundles.c.stage != Stage.GONE)
    return list(_readable(connection, keyring, connection.execute(found).all()))


def withdraw(connection: Connection, case: str, *, destroyed: bool = False) -> None:
    """What was taken out of a case, or is being taken out, may not go out as it is any more; ``destroyed``: nor is the
    case there any more, and nothing is left of who asked for what of it.

    In the transaction in which that is said. Whoever keeps the files deletes them: without the key they open to nobody.
    """
    gone: dict[str, Any] = {"stage": Stage.GONE, "wrapped_key": None}
    of_it = update(bundles).where(bundles.c.case_id == case)
    if destroyed:
        connection.execute(of_it.values(sealed=b"", **gone))
    else:
        connection.execute(of_it.where(bundles.c.stage.in_((Stage.MAKING, Stage.READY))).values(**gone))


def key_of(connection: Connection, keyring: Keyring, bundle: Bundle) -> bytes | None:
    """None once its files are gone."""
    found = connection.execute(select(bundles.c.wrapped_key).where(bundles.c.id == bundle.id)).scalar_one()
    if found is None:
        return None
    return keyring.of(connection, bundle.case).columns.open(found, place("bundle key", bundle.id))


def advance(
    connection: Connection,
    keyring: Keyring,
    bundle: Bundle,
    stage: Stage,
    told: Told,
    lapses_at: datetime | None = None,
) -> bool:
    """Whether it was still at the stage in which it was found: of two who act at once one is too late."""
    after = replace(bundle, stage=stage, told=told, lapses_at=lapses_at or bundle.lapses_at)
    values: dict[str, Any] = {
        "stage": stage,
        "lapses_at": after.lapses_at,
        "sealed": _sealed(keyring.of(connection, bundle.case), after),
    }
    if stage is Stage.GONE:
        values["wrapped_key"] = None
    done = connection.execute(
        update(bundles).where(bundles.c.id == bundle.id, bundles.c.stage == bundle.stage).values(**values)
    )
    return done.rowcount == 1


def _readable(connection: Connection, keyring: Keyring, found: Sequence[Any]) -> Iterator[Bundle]:
    """A case that was destroyed has no key to open its bundles with, and keeps nobody from those of others."""
    for row in found:
        with contextlib.suppress(CaseErased):
            yield _opened(keyring.of(connection, row.case_id), row)


def _sealed(case: CaseKey, bundle: Bundle) -> bytes:
    return case.columns.seal(msgspec.json.encode(bundle.told), place("bundle", bundle.id))


def _opened(case: CaseKey, row: Any) -> Bundle:
    told = msgspec.json.decode(case.columns.open(row.sealed, place("bundle", row.id)), type=Told)
    return Bundle(row.id, CaseId(row.case_id), Stage(row.stage), row.asked_at, row.lapses_at, told)
