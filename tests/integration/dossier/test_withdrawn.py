"""What was taken out of a case and not fetched yet, when less of the case may be seen or it is there no more."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from recordings.storage import Folder
from rooms.answer import Refused
from rooms.archive.requests import Stage
from rooms.errors import ErrorCode
from server.casefile.files import CaseFiles
from server.cases.case import Case
from server.cases.repository import Cases, new_id
from server.config import Settings
from server.dossier import console, rows
from server.dossier.bundles import UNTOUCHED, Bundles
from server.dossier.rows import Bundle, Colleague, Letter, Packed
from server.dossier.rows import Told as Asked
from server.dossier.source import Places
from server.dossier.tables import bundles as table
from server.pictures.shelf import FolderShelf
from server.retention import running
from server.retention.service import Retention
from server.retention.terms import Cause, Kind
from server.staff.account import AccountId
from server.staff.accounts import Actor
from server.storage.store import Store, open_store
from tests.integration.dossier.conftest import AT, NUMBER
from tests.integration.dossier.story import WORKER, Told
from tests.unit.rooms.scene import GROUPS

SUPERVISOR = Actor(AccountId("s"), "")


@dataclass
class Later:
    """A clock that tests set."""

    now: datetime = AT + timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.now


def kept(fresh: Told, clock: Later) -> Retention:
    folder = Folder(fresh.data / "recordings" / "kept")
    places = running.Places(folder, FolderShelf(fresh.data / "pages"), fresh.data)
    return Retention(fresh.store, places, clock=clock)


def desk(fresh: Told, store: Store, now: datetime = AT) -> Bundles:
    return Bundles(store, CaseFiles(store), Places(fresh.data), "", clock=lambda: now)


async def asked(fresh: Told, stage: Stage, case: Case | None = None) -> Bundle:
    """A bundle that a clerk asked for, with its files as they lie there since long."""
    case = case or fresh.case
    packed = Packed(f"{new_id()}.bundle", 1, "0" * 64) if stage is Stage.READY else None
    clerk = Colleague("a clerk's account", "向晓梅", "clerk")
    told = Asked("court", clerk, "法院调取", letter=Letter("1", "法院", "pdf", 1), packed=packed)
    bundle = Bundle(new_id(), case.id, stage, AT, AT + timedelta(hours=24), told)
    await fresh.store.database.write(
        lambda connection: rows.add(connection, fresh.store.keyring, bundle, rows.new_key())
    )
    for name in (f"{bundle.id}.letter", *([packed.file] if packed else [])):
        left(folder_of(fresh) / name)
    return bundle


def left(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (path.stat().st_mtime - UNTOUCHED - 1,) * 2)


def folder_of(fresh: Told) -> Path:
    return fresh.data / "bundles"


def files(fresh: Told) -> set[str]:
    return {path.name for path in folder_of(fresh).iterdir()}


async def stored(fresh: Told) -> dict[str, tuple[str, bytes | None, bytes]]:
    found = await fresh.store.database.read(lambda connection: connection.execute(select(table)).all())
    return {row.id: (row.stage, row.wrapped_key, row.sealed) for row in found}


async def lapses_after_a_start(fresh: Told, bundle: Bundle) -> None:
    """The next start, with no key in memory any more, and days later: nothing of it is left."""
    async with open_store(Settings(data=fresh.data)) as store:
        bundles = desk(fresh, store, AT + timedelta(days=2))
        await bundles.start()
        await bundles.lapse()
        await bundles.close()
    assert (await stored(fresh))[bundle.id][0] == Stage.GONE
    assert files(fresh) == set()


@pytest.mark.parametrize("stage", [Stage.READY, Stage.MAKING])
@pytest.mark.parametrize("seat", [WORKER, None])
async def test_what_is_only_stored_from_now_on_is_fetched_in_no_bundle_that_was_asked_for_before(
    fresh: Told, stage: Stage, seat: str | None
) -> None:
    bundle = await asked(fresh, stage)
    await kept(fresh, Later()).restrict(fresh.case.id, seat, SUPERVISOR, "本人要求删除")
    bundles = desk(fresh, fresh.store)
    assert (await stored(fresh))[bundle.id][:2] == (Stage.GONE, None)
    if seat is not None:
        got = await bundles.ready(console.OPERATOR, NUMBER, bundle.id)
        assert got == Refused(ErrorCode.NOT_READY)
    await bundles.lapse()
    assert files(fresh) == set()


async def test_what_waits_for_approval_waits_on_and_is_made_of_what_may_be_seen_then(fresh: Told) -> None:
    bundle = await asked(fresh, Stage.ASKED)
    await kept(fresh, Later()).restrict(fresh.case.id, WORKER, SUPERVISOR, "本人要求删除")
    await desk(fresh, fresh.store).lapse()
    stage, key, _ = (await stored(fresh))[bundle.id]
    assert stage == Stage.ASKED
    assert key is not None
    assert files(fresh) == {f"{bundle.id}.letter"}


async def test_what_was_destroyed_is_fetched_in_no_bundle_that_was_made_before(fresh: Told) -> None:
    bundle = await asked(fresh, Stage.READY)
    retention = kept(fresh, Later())
    await retention.set_term(Kind.RECORDINGS_JOINT, 0, SUPERVISOR, "规定")
    await retention.run(SUPERVISOR, "到期")
    assert [one.erasure.kind for one in await retention.certificates()] == [Kind.RECORDINGS_JOINT]
    bundles = desk(fresh, fresh.store)
    assert await bundles.ready(console.OPERATOR, NUMBER, bundle.id) == Refused(ErrorCode.NOT_READY)
    await bundles.lapse()
    assert files(fresh) == set()


@pytest.mark.parametrize("stage", list(Stage))
async def test_of_a_destroyed_case_nothing_is_left_of_who_asked_for_what_and_others_bundles_lapse(
    fresh: Told, stage: Stage
) -> None:
    bundle = await asked(fresh, stage)
    clock = Later()
    retention = kept(fresh, clock)
    other = await Cases(fresh.store).create("吉劳调〔2026〕2号", "另一案", GROUPS, at=AT)
    its = await asked(fresh, Stage.READY, other)
    await retention.pause(other.id, Cause.LEGAL_HOLD, SUPERVISOR, "保全")
    clock.now = AT + timedelta(days=2000)
    await retention.run(SUPERVISOR, "到期")
    assert (await stored(fresh))[bundle.id] == (Stage.GONE, None, b"")
    await lapses_after_a_start(fresh, its)


@pytest.mark.parametrize("stage", [Stage.READY, Stage.MAKING])
async def test_a_case_that_an_older_release_destroyed_stops_neither_the_start_nor_what_lapses(
    fresh: Told, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(fresh, stage)
    clock = Later(AT + timedelta(days=2000))
    with monkeypatch.context() as older:
        older.setattr("server.dossier.rows.withdraw", lambda *_, **__: None)
        await kept(fresh, clock).run(SUPERVISOR, "到期")
    other = await Cases(fresh.store).create("吉劳调〔2026〕2号", "另一案", GROUPS, at=AT)
    its = await asked(fresh, Stage.READY, other)
    await lapses_after_a_start(fresh, its)


async def test_a_file_that_nobody_names_is_swept_once_nobody_writes_it_any_more(fresh: Told) -> None:
    bundle = await asked(fresh, Stage.READY)
    left(folder_of(fresh) / "of-a-killed-process.bundle")
    (folder_of(fresh) / "being-written.bundle").write_bytes(b"x")
    await desk(fresh, fresh.store).lapse()
    assert bundle.told.packed is not None
    assert files(fresh) == {f"{bundle.id}.letter", bundle.told.packed.file, "being-written.bundle"}


async def test_what_was_being_made_meanwhile_is_thrown_away(fresh: Told) -> None:
    bundle = await asked(fresh, Stage.MAKING)
    await kept(fresh, Later()).restrict(fresh.case.id, WORKER, SUPERVISOR, "本人要求删除")
    keyring = fresh.store.keyring
    done = await fresh.store.database.write(
        lambda connection: rows.advance(connection, keyring, bundle, Stage.READY, bundle.told)
    )
    assert not done
    assert (await stored(fresh))[bundle.id][:2] == (Stage.GONE, None)
