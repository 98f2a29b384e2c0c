"""One file holds everything, from either database into either, and brings nothing back that was destroyed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from recordings.storage import Folder, at
from rooms.errors import ErrorCode
from rooms.rights import StaffRole
from server.backup import envelope
from server.backup.depositing import deposit
from server.backup.making import Made, Source, make
from server.backup.problem import Problem
from server.backup.restoring import Restored, Target, restore
from server.outcomes.pki import authority
from server.outcomes.pki.authority import Authority
from server.outcomes.pki.kind import Kind as PkiKind
from server.pictures.shelf import FolderShelf
from server.record.segments import DESTROYED, KeyDestroyed
from server.retention.ledger import LEDGER
from server.retention.running import Places
from server.retention.service import Report
from server.retention.terms import Cause, Kind
from server.staff import log
from server.staff.accounts import Accounts
from server.staff.log import Deed
from server.storage.database import Database
from server.storage.engine import sqlite_url
from server.storage.keyring import CaseErased
from server.storage.keys import FileKeys, KeysUnavailable
from server.storage.store import Store
from server.storage.tables import segments
from tests.contract.given import NOW, said
from tests.contract.retention.archive import AFTER_ALL, SUPERVISOR, Archive, Clock
from tests.on_disk import files
from tests.servers.bucket import bucket

PASSPHRASE = "escrow: two people hold it"
LATER = NOW + timedelta(days=40)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(envelope._COST, "n", 2**4)


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest) -> str:
    """Of the database into which is restored; empty: a file in the folder."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("new_postgresql")())


def source(archive: Archive) -> Source:
    return Source(archive.store, archive.places.storage, archive.places.data, None)


async def backed_up(archive: Archive, name: str = "backup", **options: bool) -> Path:
    target = archive.places.data / name
    await made(archive, target, **options)
    return target


async def made(archive: Archive, target: Path, **options: bool) -> Made:
    return await make(source(archive), target, PASSPHRASE, archive.clock.now, **options)


async def brought_back(
    file: Path, data: Path, database: str = "", erasures: Path | None = None, passphrase: str = PASSPHRASE
) -> Restored:
    target = Target(data, database)
    return await asyncio.to_thread(restore, file, target, passphrase, erasures, LATER)


@asynccontextmanager
async def living(data: Path, database: str = "", now: datetime = LATER) -> AsyncIterator[Archive]:
    """What was restored, opened as a service opens it."""
    opened = Database(database or sqlite_url(data / "yuntiao.sqlite3"))
    await opened.start()
    places = Places(Folder(data / "recordings" / "kept"), FolderShelf(data / "pages"), data)
    yield Archive(Store(opened, FileKeys.open(data / "keys.json")), places, Clock(now))
    await opened.close()


async def test_everything_comes_back_from_either_database_into_either(
    archive: Archive, other_url: str, tmp_path: Path
) -> None:
    whole = await archive.whole()
    await archive.retention.pause(whole.case.id, Cause.LITIGATION, SUPERVISOR, "诉讼")
    await Accounts(archive.store).invite("田秀英", StaffRole.MEDIATOR)
    sounds = [await archive.sound(track) for track in whole.tracks]
    file = await backed_up(archive)
    restored = await brought_back(file, tmp_path / "elsewhere", other_url)
    assert (restored.proof.faults, restored.undone, restored.missing, restored.left_out) == ([], 0, (), ())
    assert (restored.proof.logs, restored.proof.recordings, restored.proof.photographs) == (1, 2, 2)
    async with living(tmp_path / "elsewhere", other_url) as there:
        assert await there.texts(whole.room) == ["大家好", "底线是三万二千元", "我怕"]
        assert await there.store.journal.verify_room(whole.room) == []
        assert [await there.sound(track) for track in whole.tracks] == sounds
        assert [account.name for account in await Accounts(there.store).all()] == ["田秀英"]
        (pause,) = await there.retention.pauses(whole.case.id)
        assert pause.word.reason == "诉讼"
        await there.store.journal.append(whole.room, 2, [said("接着说", at=9)])
        entries = await there.store.database.read(lambda found: list(log.read(found, there.store.keys)))
        assert [entry.deed for entry in entries][-2:] == [Deed.BACKED_UP, Deed.RESTORED]
    assert modes(tmp_path / "elsewhere") <= {0o600, 0o700}
    assert not [name for name in names(tmp_path) if name.startswith(".")]


async def test_the_authority_comes_back_with_keys_that_sign(archive: Archive, tmp_path: Path) -> None:
    data, keys = archive.places.data, archive.store.keys
    authority.ensure(data, "中心", keys, NOW)
    file = await backed_up(archive)
    await brought_back(file, tmp_path / "elsewhere")
    there = tmp_path / "elsewhere"
    before = Authority.open(data, keys)
    after = Authority.open(there, FileKeys.open(there / "keys.json"))
    assert after.register == before.register
    assert after.holder(PkiKind.SEAL).certificate == before.holder(PkiKind.SEAL).certificate
    assert authority.root_cover(there, None).key_id == authority.root_cover(data, None).key_id
    assert modes(there) <= {0o600, 0o700}


async def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(
    archive: Archive, tmp_path: Path
) -> None:
    whole = await archive.whole(ends=False)
    stop = asyncio.Event()

    async def talk() -> int:
        number = 10
        while not stop.is_set():
            await archive.store.journal.append(whole.room, 1, [said(f"{number}", at=number)])
            number += 1
        return number

    talking = asyncio.create_task(talk())
    file = await backed_up(archive)
    stop.set()
    assert await talking > 10
    restored = await brought_back(file, tmp_path / "elsewhere")
    assert restored.proof.faults == []
    async with living(tmp_path / "elsewhere") as there:
        assert (await archive.texts(whole.room))[: len(await there.texts(whole.room))] == await there.texts(
            whole.room
        )


async def test_without_recordings_those_in_the_storage_are_listed_by_digest(
    archive: Archive, tmp_path: Path
) -> None:
    whole = await archive.whole()
    told = await made(archive, tmp_path / "small", recordings=False)
    assert {entry["id"]: entry["length"] for entry in told.left_out} == {  # type: ignore[index,call-overload]
        track.id: archive.kept(track).stat().st_size for track in whole.tracks
    }
    restored = await brought_back(tmp_path / "small", tmp_path / "elsewhere")
    assert set(restored.left_out) == {track.id for track in whole.tracks}
    assert restored.proof.faults == []
    assert not (tmp_path / "elsewhere" / "recordings" / "kept").exists()


async def test_a_recording_that_is_not_as_it_was_is_named_and_the_rest_is_backed_up(
    archive: Archive, tmp_path: Path
) -> None:
    whole = await archive.whole()
    lost, changed = whole.tracks
    archive.kept(lost).unlink()
    archive.kept(changed).write_bytes(b"x" * archive.kept(changed).stat().st_size)
    told = await made(archive, tmp_path / "file")
    assert sorted(told.missing) == sorted([lost.id, changed.id])
    restored = await brought_back(tmp_path / "file", tmp_path / "elsewhere")
    assert sorted(restored.missing) == sorted(told.missing)
    assert restored.proof.faults == []


async def test_faults_of_the_log_come_back_with_it_and_are_told(archive: Archive, tmp_path: Path) -> None:
    whole = await archive.whole()
    triggers = {
        "sqlite": ("DROP TRIGGER entries_unchanged",),
        "postgresql": ("ALTER TABLE entries DISABLE TRIGGER USER",),
    }[archive.store.database.dialect]

    def tamper(connection: object) -> None:
        for statement in (*triggers, "UPDATE entries SET seq = seq + 70 WHERE position = 2"):
            connection.execute(text(statement))  # type: ignore[attr-defined]

    await archive.store.database.write(tamper)
    archive.photograph(whole.room, whole.pages[0]).write_bytes(b"another picture")
    restored = await brought_back(await backed_up(archive), tmp_path / "elsewhere")
    assert any("entry_missing" in fault for fault in restored.proof.faults)
    assert any(whole.pages[0].id in fault for fault in restored.proof.faults)


async def test_an_older_backup_does_not_bring_back_what_was_destroyed_since(
    archive: Archive, other_url: str, tmp_path: Path
) -> None:
    whole = await archive.whole()
    file = await backed_up(archive)
    keys = await archive.wrapped_keys()
    closed = await archive.retention.close(whole.case.id, SUPERVISOR, "结案")
    assert isinstance(closed, Report)
    await archive.retention.set_term(Kind.RECORDINGS_JOINT, 0, SUPERVISOR, "规定")
    archive.clock.now = LATER
    await archive.run()
    gone = keys - await archive.wrapped_keys()
    assert len(gone) == 4  # three chains and a recording
    elsewhere = tmp_path / "elsewhere"
    restored = await brought_back(file, elsewhere, other_url, archive.places.data / LEDGER)
    assert (restored.undone, restored.proof.faults) == (2, [])
    for content in contents(elsewhere):
        assert not any(key in content for key in gone)
    async with living(elsewhere, other_url) as there:
        assert await there.texts(whole.room) == ["大家好"]
        assert await there.store.journal.verify_room(whole.room) == []
        with pytest.raises(KeyDestroyed):
            await there.sound(whole.tracks[0])
        assert await there.sound(whole.tracks[1])
        assert not there.kept(whole.tracks[0]).exists()
        assert not there.photograph(whole.room, whole.pages[1]).exists()
        report = await there.run()
        assert {one.erasure.kind for one in report.certificates} == {Kind.CAUCUS, Kind.RECORDINGS_JOINT}
        assert {one.erasure.id for one in report.certificates} == {
            one.erasure.id for one in await archive.retention.certificates()
        }


async def test_of_a_case_whose_key_was_destroyed_nothing_comes_back_but_its_signed_chain(
    archive: Archive, tmp_path: Path
) -> None:
    whole = await archive.whole()
    file = await backed_up(archive)
    archive.clock.now = AFTER_ALL
    await archive.run()
    restored = await brought_back(file, tmp_path / "elsewhere", erasures=archive.places.data / LEDGER)
    assert (restored.undone, restored.proof.faults, restored.proof.logs) == (5, [], 1)
    async with living(tmp_path / "elsewhere") as there:
        assert await there.wrapped_keys() == set()
        with pytest.raises(CaseErased):
            await there.store.journal.load(whole.room)


async def test_the_backups_own_list_is_heeded_too(archive: Archive, tmp_path: Path) -> None:
    whole = await archive.whole()
    old = await backed_up(archive, "old")
    await archive.retention.close(whole.case.id, SUPERVISOR, "结案")
    new = await backed_up(archive, "new")
    restored = await brought_back(new, tmp_path / "newer")
    assert (restored.undone, restored.proof.faults) == (0, [])
    again = await brought_back(old, tmp_path / "older", erasures=tmp_path / "newer" / LEDGER)
    assert again.undone == 1
    assert (tmp_path / "older" / LEDGER).read_bytes() == (archive.places.data / LEDGER).read_bytes()


@pytest.mark.parametrize("by_a_run", [True, False], ids=["told by a run", "told at once"])
async def test_what_was_put_on_hold_since_the_backup_outlives_the_restore(
    archive: Archive, tmp_path: Path, by_a_run: bool
) -> None:
    """As docs/operations.md has it: restored with the newest list, then ``yuntiao retention run``, then started."""
    whole, later = await archive.whole(), await archive.whole()
    file = await backed_up(archive)
    await archive.retention.pause(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "法院保全")
    await archive.retention.restrict(whole.case.id, "seat", SUPERVISOR, "本人要求删除")
    await archive.retention.set_term(Kind.TALK, 120, SUPERVISOR, "规定：十年")
    if by_a_run:
        await archive.run()
    newest = archive.places.data / LEDGER
    assert "保全".encode() not in newest.read_bytes(), "who said it, and why, is sealed"
    await brought_back(file, tmp_path / "elsewhere", erasures=newest)
    async with living(tmp_path / "elsewhere", now=AFTER_ALL) as there:
        await there.run()
        assert await there.texts(whole.room) == ["大家好", "底线是三万二千元", "我怕"]
        assert await there.texts(later.room) == ["大家好"], "talk is kept for ten years by now"
        (pause,) = await there.retention.pauses(whole.case.id)
        assert (pause.cause, pause.word.reason, pause.until) == (Cause.LEGAL_HOLD, "法院保全", None)
        assert await there.retention.storage_only(whole.room, "seat")


async def test_what_was_released_since_the_backup_stays_released(archive: Archive, tmp_path: Path) -> None:
    whole, hold = await archive.whole(), Cause.LEGAL_HOLD
    await archive.retention.pause(whole.case.id, hold, SUPERVISOR, "法院保全")
    early = archive.places.data / "early"
    early.write_bytes((archive.places.data / LEDGER).read_bytes())
    file = await backed_up(archive)
    await archive.retention.resume(whole.case.id, hold, SUPERVISOR, "保全解除")
    await brought_back(file, tmp_path / "elsewhere", erasures=archive.places.data / LEDGER)
    async with living(tmp_path / "elsewhere", now=AFTER_ALL) as there:
        await there.retention.heed(early)
        await there.run()
        (pause,) = await there.retention.pauses(whole.case.id)
        assert pause.lifted is not None
        assert pause.lifted.reason == "保全解除"
        assert await there.wrapped_keys() == set()


async def test_a_hold_of_a_case_that_is_younger_than_the_backup_waits_in_the_list(
    archive: Archive, tmp_path: Path
) -> None:
    file = await backed_up(archive)
    whole = await archive.whole()
    await archive.retention.pause(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "法院保全")
    await brought_back(file, tmp_path / "elsewhere", erasures=archive.places.data / LEDGER)
    async with living(tmp_path / "elsewhere") as there:
        await there.run()
        assert await there.retention.pauses(whole.case.id) == []
    assert (tmp_path / "elsewhere" / LEDGER).read_bytes() == (archive.places.data / LEDGER).read_bytes()


async def test_a_row_brought_back_by_the_databases_own_tools_is_destroyed_again(archive: Archive) -> None:
    whole = await archive.whole()
    await archive.retention.set_term(Kind.RECORDINGS_JOINT, 0, SUPERVISOR, "规定")
    found = await archive.store.database.read(lambda there: there.execute(segments.select()).all())
    archive.clock.now = LATER
    await archive.run()

    def dump_comes_back(connection: object) -> None:
        for row in found:
            connection.execute(  # type: ignore[attr-defined]
                segments.update()
                .where(segments.c.id == row.id)
                .values(wrapped_key=row.wrapped_key, state=row.state)
            )

    await archive.store.database.write(dump_comes_back)
    assert await archive.sound(whole.tracks[1])
    assert (await archive.run()).again == 1
    states = await archive.store.database.read(
        lambda there: {row.id: row.state for row in there.execute(segments.select())}
    )
    assert states[whole.tracks[0].id] == DESTROYED


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> list[bytes]:
    return [*files(folder).values()]


def modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.rglob("*")}


async def refused(work: object) -> Problem:
    with pytest.raises(Problem) as caught:
        await work  # type: ignore[misc]
    return caught.value


async def test_nothing_is_written_where_something_is(archive: Archive, tmp_path: Path) -> None:
    file = await backed_up(archive)
    assert (await refused(made(archive, file))).code is ErrorCode.FILE_EXISTS
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter").write_text("mine")
    assert (await refused(brought_back(file, full))).code is ErrorCode.FOLDER_NOT_EMPTY
    assert (await refused(brought_back(file, full / "letter"))).code is ErrorCode.FOLDER_NOT_EMPTY
    assert names(full) == ["letter"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert (await brought_back(file, empty)).proof.faults == []


async def test_a_database_that_holds_something_is_left_alone(
    archive: Archive, own_database_url: str, tmp_path: Path
) -> None:
    whole = await archive.whole()
    file = await backed_up(archive)
    problem = await refused(brought_back(file, tmp_path / "elsewhere", own_database_url))
    assert problem.code is ErrorCode.DATABASE_NOT_EMPTY
    assert len(await archive.texts(whole.room)) == 3
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "harm",
    [
        lambda octets: octets[:-1],
        lambda octets: octets[: len(octets) // 2],
        lambda octets: octets[:400],
        lambda octets: octets[:-100] + bytes([octets[-100] ^ 1]) + octets[-99:],
        lambda octets: octets + b"more",
    ],
)
async def test_a_damaged_backup_leaves_nothing_behind(
    archive: Archive, tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    await archive.whole()
    file = await backed_up(archive)
    before = names(tmp_path)
    file.write_bytes(harm(file.read_bytes()))
    assert (await refused(brought_back(file, tmp_path / "elsewhere"))).code is ErrorCode.BACKUP_DAMAGED
    wrong = await refused(brought_back(file, tmp_path / "elsewhere", passphrase="x" * 20))
    assert wrong.code is ErrorCode.PASSPHRASE_WRONG
    assert names(tmp_path) == before


async def test_a_list_of_erasures_that_is_not_ours_restores_nothing(archive: Archive, tmp_path: Path) -> None:
    whole = await archive.whole()
    file = await backed_up(archive)
    await archive.retention.close(whole.case.id, SUPERVISOR, "结案")
    line = (archive.places.data / LEDGER).read_bytes()
    said_ = json.loads(line)
    said_["said"]["channels"] = []
    for name, content in (
        ("cut", line[: len(line) // 2]),
        ("changed", json.dumps(said_).encode()),
        ("none", None),
    ):
        given = tmp_path / name
        if content is not None:
            given.write_bytes(content)
        problem = await refused(brought_back(file, tmp_path / "elsewhere", erasures=given))
        assert problem.code is ErrorCode.ERASURES_DAMAGED
        assert not (tmp_path / "elsewhere").exists()


async def test_a_backup_of_a_later_release_is_refused(archive: Archive, tmp_path: Path) -> None:
    later = text("UPDATE alembic_version SET version_num = '9999'")
    await archive.store.database.write(lambda there: there.execute(later))
    file = await backed_up(archive)
    assert (await refused(brought_back(file, tmp_path / "elsewhere"))).code is ErrorCode.BACKUP_TOO_NEW
    assert not (tmp_path / "elsewhere").exists()


async def test_under_a_passphrase_of_its_own_the_key_file_comes_back_under_that_of_the_new_place(
    archive: Archive, tmp_path: Path
) -> None:
    whole = await archive.whole()
    file = await backed_up(archive)
    target = Target(tmp_path / "elsewhere", key_passphrase="ein neues")
    await asyncio.to_thread(restore, file, target, PASSPHRASE, None, LATER)
    with pytest.raises(KeysUnavailable):
        FileKeys.open(tmp_path / "elsewhere" / "keys.json")
    again = FileKeys.open(tmp_path / "elsewhere" / "keys.json", "ein neues")
    assert again.public_key == archive.store.keys.public_key
    assert len(await archive.texts(whole.room)) == 3


async def test_recordings_of_a_bucket_are_in_the_backup_and_go_into_the_bucket_of_the_new_place(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bucket() as served:
        for name, value in served.environment().items():
            monkeypatch.setenv(name, value)
        old, new = at(served.url()), at(served.url())
        in_bucket = Archive(archive.store, replace(archive.places, storage=old), archive.clock)
        whole = await in_bucket.whole()
        file = await backed_up(in_bucket)
        data = tmp_path / "elsewhere"
        target = Target(data, deposit=lambda folder: asyncio.run(deposit(new, folder)))
        restored = await asyncio.to_thread(restore, file, target, PASSPHRASE, None, LATER)
        assert (restored.proof.recordings, restored.proof.faults) == (2, [])
        assert names(data / "recordings" / "kept") == []
        for track in whole.tracks:
            assert await new.measure(track.id) == await old.measure(track.id)
            await new.delete(track.id)
            await old.delete(track.id)
        assert len((await made(in_bucket, tmp_path / "later")).missing) == 2
