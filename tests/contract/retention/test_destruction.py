"""What is destroyed when its time is over, what stays, and what is left to prove it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from recordings.storage import StorageUnavailable
from recordings.vault.cipher import Damaged
from rooms.answer import Refused
from rooms.channel import JOINT
from rooms.errors import ErrorCode
from server.record.index import Room, SegmentIndex
from server.record.segments import KeyDestroyed, StorageOnly, key_of
from server.retention import ledger
from server.retention.running import Places
from server.retention.service import Report, Retention
from server.retention.statement import Unproven, read_certificate, read_erasure
from server.retention.tables import destructions, pauses
from server.retention.tables import terms as kept_terms
from server.retention.terms import Cause, Kind, Side, Why
from server.staff import log
from server.staff.log import Deed
from server.storage.keyring import CaseErased
from server.storage.tables import cases, seats, segments
from tests.contract.given import EMPLOYER, NOW, WORKER, a_room, ended, said
from tests.contract.retention.archive import AFTER_ALL, MONTH_LATER, SUPERVISOR, Archive, whys
from tests.on_disk import files


async def test_before_its_time_nothing_goes_and_each_thing_says_why(archive: Archive) -> None:
    whole = await archive.whole()
    report = await archive.run()
    assert (report.certificates, report.again, report.waiting) == ((), 0, 0)
    assert whys(report.staying) == {(kind, "term_runs"): 1 for kind in (
        Kind.RECORDINGS_JOINT, Kind.RECORDINGS_PRIVATE, Kind.TALK, Kind.CAUCUS, Kind.FILE)}  # fmt: skip
    assert await archive.texts(whole.room) == ["大家好", "底线是三万二千元", "我怕"]
    assert await archive.sound(whole.tracks[0])


async def test_while_a_session_lasts_nothing_of_its_case_has_a_term(archive: Archive) -> None:
    await archive.whole(ends=False)
    archive.clock.now = AFTER_ALL
    assert {item.verdict.why for item in await archive.retention.plan()} == {Why.NOT_ENDED}


async def test_the_last_day_is_kept_to_its_end_in_beijing(archive: Archive) -> None:
    await archive.whole()
    archive.clock.now = datetime(2031, 3, 2, 15, 59, 59, tzinfo=UTC)
    assert (Kind.TALK, None) not in whys(await archive.retention.plan())
    archive.clock.now += timedelta(seconds=1)
    assert {item.verdict.why for item in await archive.retention.plan()} == {None}


async def test_a_plan_destroys_nothing(archive: Archive) -> None:
    whole = await archive.whole()
    archive.clock.now = AFTER_ALL
    keys = await archive.wrapped_keys()
    assert all(item.due for item in await archive.retention.plan())
    assert await archive.wrapped_keys() == keys
    assert await archive.sound(whole.tracks[0])
    assert not (archive.places.data / ledger.LEDGER).exists()


async def test_when_all_is_over_no_key_no_file_and_no_name_is_left(archive: Archive) -> None:
    whole = await archive.whole()
    archive.clock.now = AFTER_ALL
    report = await archive.run()
    assert [item.holding.kind for item in report.staying] == []
    assert {one.erasure.kind for one in report.certificates} == {
        Kind.RECORDINGS_JOINT, Kind.RECORDINGS_PRIVATE, Kind.TALK, Kind.CAUCUS, Kind.FILE}  # fmt: skip
    assert await archive.wrapped_keys() == set()
    for track in whole.tracks:
        with pytest.raises((KeyDestroyed, CaseErased)):
            await archive.sound(track)
        assert not archive.kept(track).exists()
    for page in whole.pages:
        assert not archive.photograph(whole.room, page).exists()
    with pytest.raises(CaseErased):
        await archive.store.journal.load(whole.room)
    for column in (cases.c.sealed, seats.c.sealed, segments.c.sealed):
        wanted = select(column)
        found = await archive.store.database.read(lambda there, wanted=wanted: there.execute(wanted).all())
        assert {bytes(row[0]) for row in found} == {b""}
    assert (await archive.run()).certificates == ()


async def test_a_month_after_the_session_separate_talks_are_gone_and_the_rest_is_whole(
    archive: Archive,
) -> None:
    whole = await archive.whole()
    archive.clock.now = MONTH_LATER
    report = await archive.run()
    (gone,) = report.certificates
    assert gone.erasure.kind is Kind.CAUCUS
    assert [trace.page for trace in gone.erasure.pages] == [whole.pages[1].id]
    assert len(gone.erasure.channels) == 3  # both groups', and what was noted for conveying
    assert await archive.texts(whole.room) == ["大家好"]
    assert await archive.store.journal.verify_room(whole.room) == []
    assert archive.photograph(whole.room, whole.pages[0]).exists()
    assert not archive.photograph(whole.room, whole.pages[1]).exists()
    assert await archive.sound(whole.tracks[1]), "a recording to which everybody in it agreed is not chat"


async def test_closing_a_case_destroys_its_separate_talks_at_once(archive: Archive) -> None:
    whole = await archive.whole()
    other = await archive.whole()
    report = await archive.retention.close(whole.case.id, SUPERVISOR, "结案")
    assert isinstance(report, Report)
    assert [one.erasure.kind for one in report.certificates] == [Kind.CAUCUS]
    assert await archive.texts(whole.room) == ["大家好"]
    assert len(await archive.texts(other.room)) == 3


async def test_a_case_whose_session_lasts_is_not_closed(archive: Archive) -> None:
    whole = await archive.whole(ends=False)
    assert await archive.retention.close(whole.case.id, SUPERVISOR, "结案") == Refused(ErrorCode.CASE_RUNNING)
    assert len(await archive.texts(whole.room)) == 3


@pytest.mark.parametrize(("archived", "when"), [(False, NOW + timedelta(days=8)), (True, AFTER_ALL)])
async def test_of_a_case_that_is_taken_up_again_nothing_goes_while_its_session_lasts(
    archive: Archive, archived: bool, when: datetime
) -> None:
    """An agreement is not kept, and people meet again."""
    whole = await archive.whole()
    await archive.retention.close(whole.case.id, SUPERVISOR, "结案")
    if archived:
        await archive.retention.archive(whole.case.id, SUPERVISOR, "归档")
    archive.clock.now = when
    room = await a_room(archive.store, case=whole.case, at=when)
    await archive.store.journal.append(room, 1, [said("这次怎么办", JOINT), said("我只能付一半", EMPLOYER)])
    track = await archive.record(room, JOINT)
    assert {item.verdict.why for item in (await archive.run()).staying} == {Why.NOT_ENDED}
    assert await archive.texts(room) == ["这次怎么办", "我只能付一半"]
    assert await archive.sound(track)


async def test_terms_of_a_case_that_was_taken_up_again_begin_with_the_end_of_its_last_session(
    archive: Archive,
) -> None:
    """Closed and archived before that; what was said apart in the last session goes when it is closed anew."""
    whole = await archive.whole()
    await archive.retention.close(whole.case.id, SUPERVISOR, "结案")
    await archive.retention.archive(whole.case.id, SUPERVISOR, "归档")
    archive.clock.now = when = NOW + timedelta(days=8)
    room = await a_room(archive.store, case=whole.case, at=when)
    over = replace(ended(), at=when + timedelta(hours=1))
    await archive.store.journal.append(room, 1, [said("我只能付一半", EMPLOYER), over])
    archive.clock.now = when + timedelta(days=1)
    staying = (await archive.run()).staying
    assert {(item.verdict.why, str(item.since)) for item in staying} == {(Why.TERM_RUNS, "2026-03-10")}
    assert await archive.texts(room) == ["我只能付一半"]
    await archive.retention.close(whole.case.id, SUPERVISOR, "结案")
    assert await archive.texts(room) == []


async def test_a_separate_talk_is_kept_only_when_that_side_and_the_mediator_both_want_it(
    archive: Archive,
) -> None:
    whole = await archive.whole()
    retention = archive.retention
    for channel, side in ((EMPLOYER, Side.SIDE), (EMPLOYER, Side.MEDIATOR), (WORKER, Side.MEDIATOR)):
        for _ in range(2):
            assert await retention.keep(whole.room, channel, side, SUPERVISOR, "双方同意") is None
    for channel in ("joint", "group:nobody", "neutral"):
        refused = await retention.keep(whole.room, channel, Side.SIDE, SUPERVISOR, "x")
        assert refused == Refused(ErrorCode.NOT_FOUND)
    await retention.close(whole.case.id, SUPERVISOR, "结案")
    assert await archive.texts(whole.room) == ["大家好", "底线是三万二千元"]


@pytest.mark.parametrize("cause", Cause)
async def test_what_is_paused_stays_until_it_is_resumed(archive: Archive, cause: Cause) -> None:
    whole = await archive.whole()
    archive.clock.now = datetime(2031, 3, 1, tzinfo=UTC)
    retention = archive.retention
    assert await retention.pause(whole.case.id, cause, SUPERVISOR, "(2031)湘31民初7号") is None
    refused = await retention.pause(whole.case.id, cause, SUPERVISOR, "again")
    assert refused == Refused(ErrorCode.ALREADY_PAUSED)
    archive.clock.now = AFTER_ALL + timedelta(days=400)
    report = await archive.run()
    assert {item.verdict.why for item in report.staying} == {Why(cause.value)}
    closed = await retention.close(whole.case.id, SUPERVISOR, "结案")
    assert isinstance(closed, Report)
    assert closed.certificates == ()
    assert len(await archive.texts(whole.room)) == 3
    assert await retention.resume(whole.case.id, cause, SUPERVISOR, "终审") is None
    assert await retention.resume(whole.case.id, cause, SUPERVISOR, "x") == Refused(ErrorCode.NOT_PAUSED)
    (pause,) = await retention.pauses(whole.case.id)
    assert (pause.word.reason, pause.lifted and pause.lifted.reason) == ("(2031)湘31民初7号", "终审")
    archive.clock.now += timedelta(days=800)
    assert len((await archive.run()).certificates) == 5


async def test_nothing_happens_without_a_reason_or_to_a_case_that_is_not_there(archive: Archive) -> None:
    whole = await archive.whole()
    retention, case = archive.retention, whole.case.id
    for reason in ("", "  \n"):
        blank = Refused(ErrorCode.REASON_NEEDED)
        assert await retention.pause(case, Cause.LEGAL_HOLD, SUPERVISOR, reason) == blank
        assert await retention.run(SUPERVISOR, reason) == blank
        assert await retention.close(case, SUPERVISOR, reason) == blank
        assert await retention.set_term(Kind.TALK, 72, SUPERVISOR, reason) == blank
        assert await retention.restrict(case, None, SUPERVISOR, reason) == blank
    unknown = Refused(ErrorCode.CASE_UNKNOWN)
    assert await retention.pause("nothing", Cause.DEFAULT, SUPERVISOR, "x") == unknown
    assert await retention.resume("nothing", Cause.DEFAULT, SUPERVISOR, "x") == unknown
    assert await retention.restrict("nothing", None, SUPERVISOR, "x") == unknown
    assert await retention.archive("nothing", SUPERVISOR, "x") == unknown
    assert await retention.case("nothing") is None
    assert await retention.pauses(case) == []


async def test_terms_are_set_by_kind_and_those_of_logs_are_never_shorter_than_six_months(
    archive: Archive,
) -> None:
    await archive.whole()
    retention = archive.retention
    assert await retention.set_term(Kind.RECORDINGS_JOINT, 12, SUPERVISOR, "规定") is None
    assert await retention.set_term(Kind.RECORDINGS_JOINT, 6, SUPERVISOR, "新规定") is None
    refused = await retention.set_term(Kind.ACCESS_LOG, 5, SUPERVISOR, "x")
    assert refused == Refused(ErrorCode.TERM_UNFIT, {"months": 6})
    terms = await retention.terms()
    assert (terms[Kind.RECORDINGS_JOINT].months, terms[Kind.ACCESS_LOG].months) == (6, 60)
    archive.clock.now = datetime(2026, 9, 3, tzinfo=UTC)
    gone = {one.erasure.kind for one in (await archive.run()).certificates}
    assert gone == {Kind.RECORDINGS_JOINT, Kind.CAUCUS}


async def test_a_term_begins_when_the_case_is_archived(archive: Archive) -> None:
    whole = await archive.whole()
    archive.clock.now = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # the first of January in Beijing
    assert await archive.retention.archive(whole.case.id, SUPERVISOR, "归档") is None
    archive.clock.now = AFTER_ALL
    ends = {item.holding.kind: item.verdict.last_day for item in await archive.retention.plan()}
    assert str(ends[Kind.TALK]) == "2032-01-01"


async def test_the_certificate_says_everything_and_is_proven_without_us(archive: Archive) -> None:
    whole = await archive.whole()
    digests = {track.id: archive.kept(track).read_bytes() for track in whole.tracks}
    archive.clock.now = AFTER_ALL
    certificates = {one.erasure.kind: one for one in (await archive.run()).certificates}
    ordered = sorted(certificates.values(), key=lambda one: (one.erasure.at, one.erasure.id))
    assert await archive.retention.certificates() == ordered
    certificate = certificates[Kind.RECORDINGS_JOINT]
    read = read_certificate(certificate.document, archive.store.keys.public_key).erasure
    assert (read.number, read.by, read.ground.months, read.ground.reason) == (
        whole.case.number, SUPERVISOR.id, 60, "到期")  # fmt: skip
    assert (str(read.ground.since), str(read.ground.last_day)) == ("2026-03-02", "2031-03-02")
    (trace,) = read.segments
    assert trace.length == len(digests[trace.id])
    for words in ("大家好", "三万", "龙建军", "追索"):
        assert words.encode() not in certificate.document


async def test_the_staffs_log_tells_of_every_step(archive: Archive) -> None:
    whole = await archive.whole()
    retention = archive.retention
    await retention.pause(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "保全")
    await retention.resume(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "解除")
    await retention.close(whole.case.id, SUPERVISOR, "结案")
    await archive.run()
    entries = await archive.store.database.read(lambda there: list(log.read(there, archive.store.keys)))
    assert [(entry.deed, entry.by, entry.detail["reason"]) for entry in entries] == [
        (Deed.PAUSED, SUPERVISOR.id, "保全"),
        (Deed.RESUMED, SUPERVISOR.id, "解除"),
        (Deed.CASE_CLOSED, SUPERVISOR.id, "结案"),
        (Deed.DESTRUCTION_RUN, SUPERVISOR.id, "到期"),
    ]
    about = await archive.store.database.read(
        lambda there: log.about(there, archive.store.keys, whole.case.id)
    )
    assert len(about) == 3


class Failing:
    """A storage that refuses to delete, though it may have done so."""

    def __init__(self, places: Places) -> None:
        self._real = places.storage
        self.refuses = True

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    async def delete(self, name: str) -> None:
        if self.refuses:
            raise StorageUnavailable("refused")
        await self._real.delete(name)


async def test_a_run_that_is_cut_short_between_keys_and_files_is_finished_by_the_next(
    archive: Archive,
) -> None:
    whole = await archive.whole()
    archive.clock.now = AFTER_ALL
    storage = Failing(archive.places)
    places = Places(storage, archive.places.shelf, archive.places.data)  # type: ignore[arg-type]
    cut = Retention(archive.store, places, clock=archive.clock)
    report = await cut.run(SUPERVISOR, "到期")
    assert isinstance(report, Report)
    assert report.waiting == 2
    assert archive.kept(whole.tracks[0]).exists()
    assert await archive.wrapped_keys() == set(), "nothing is readable"
    on_list = ledger.read(archive.places.data / ledger.LEDGER, archive.store.keys.public_key)
    assert len(on_list.erasures) == 5
    archive.clock.now += timedelta(days=1)
    finished = await archive.run()
    assert {one.erasure.kind for one in finished.certificates} == {
        Kind.RECORDINGS_JOINT,
        Kind.RECORDINGS_PRIVATE,
    }
    assert all(one.completed > one.erasure.at for one in finished.certificates)
    assert not archive.kept(whole.tracks[0]).exists()


async def test_storage_only_is_shown_to_nobody_and_goes_when_its_time_is_over(archive: Archive) -> None:
    whole = await archive.whole()
    other = await archive.record(whole.room, WORKER, seat="other")
    retention, case = archive.retention, whole.case.id
    assert await retention.restrict(case, "seat", SUPERVISOR, "本人要求删除") is None
    assert await retention.restrict(case, "seat", SUPERVISOR, "x") == Refused(ErrorCode.ALREADY_PAUSED)
    for track in whole.tracks:
        with pytest.raises(StorageOnly):
            await archive.sound(track)
    assert await archive.sound(other)
    assert (await retention.storage_only(whole.room, "seat"), await retention.storage_only(whole.room)) == (
        True, False)  # fmt: skip
    assert await retention.restrict(case, None, SUPERVISOR, "全案") is None
    assert await retention.storage_only(whole.room)
    with pytest.raises(StorageOnly):
        await archive.sound(other)
    assert await retention.unrestrict(case, None, SUPERVISOR, "撤回") is None
    assert await archive.sound(other)
    assert await retention.unrestrict(case, None, SUPERVISOR, "x") == Refused(ErrorCode.NOT_PAUSED)
    archive.clock.now = AFTER_ALL
    await archive.run()
    assert await archive.wrapped_keys() == set()


async def test_what_the_list_names_and_a_restored_database_brought_back_is_destroyed_again(
    archive: Archive,
) -> None:
    whole = await archive.whole()
    segment = select(segments.c.wrapped_key, segments.c.state).where(segments.c.id == whole.tracks[0].id)
    before = await archive.store.database.read(lambda there: there.execute(segment).one())
    archive.clock.now = AFTER_ALL
    assert await archive.retention.pause(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "x") is None
    await archive.retention.resume(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "x")
    await archive.retention.set_term(Kind.FILE, 1_200, SUPERVISOR, "x")
    await archive.run()
    bring_back = (
        segments.update()
        .where(segments.c.id == whole.tracks[0].id)
        .values(wrapped_key=before.wrapped_key, state=before.state)
    )
    await archive.store.database.write(lambda there: there.execute(bring_back))
    archive.kept(whole.tracks[0]).write_bytes(b"back")
    report = await archive.run()
    assert (report.again, len(report.certificates)) == (1, 1)
    assert not archive.kept(whole.tracks[0]).exists()
    with pytest.raises(KeyDestroyed):
        await archive.sound(whole.tracks[0])


async def test_a_list_that_was_kept_elsewhere_is_heeded_when_everything_here_is_older(
    archive: Archive, tmp_path: Path
) -> None:
    whole = await archive.whole()
    await archive.retention.set_term(Kind.RECORDINGS_JOINT, 0, SUPERVISOR, "规定")
    found = await archive.store.database.read(lambda there: there.execute(segments.select()).all())
    archive.clock.now += timedelta(days=2)
    await archive.run()
    elsewhere = archive.places.data / "elsewhere"
    (archive.places.data / ledger.LEDGER).rename(elsewhere)

    def older(connection: Connection) -> None:
        connection.execute(destructions.delete())
        connection.execute(kept_terms.delete())
        for row in found:
            own = segments.update().where(segments.c.id == row.id)
            connection.execute(own.values(wrapped_key=row.wrapped_key, state=row.state))

    await archive.store.database.write(older)
    assert (await archive.run()).again == 0
    assert await archive.store.database.read(
        lambda there: key_of(there, archive.store.keyring, whole.tracks[0])
    )
    await archive.retention.heed(elsewhere)
    assert (await archive.run()).again == 1
    with pytest.raises(KeyDestroyed):
        await archive.sound(whole.tracks[0])
    elsewhere.write_text("{}")
    with pytest.raises(Unproven):
        await archive.retention.heed(elsewhere)


async def test_a_hold_that_an_older_database_has_forgotten_is_told_it_before_anything_goes(
    archive: Archive,
) -> None:
    whole = await archive.whole()
    await archive.retention.pause(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "法院保全")
    await archive.store.database.write(lambda there: there.execute(pauses.delete()))
    archive.clock.now = AFTER_ALL
    report = await archive.run()
    assert report.certificates == ()
    assert len(await archive.texts(whole.room)) == 3


async def test_closing_a_case_destroys_nothing_that_an_older_database_has_forgotten_to_hold(
    archive: Archive,
) -> None:
    whole = await archive.whole()
    await archive.retention.pause(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "法院保全")
    await archive.store.database.write(lambda there: there.execute(pauses.delete()))
    report = await archive.retention.close(whole.case.id, SUPERVISOR, "结案")
    assert isinstance(report, Report)
    assert report.certificates == ()
    assert len(await archive.texts(whole.room)) == 3


async def test_a_hold_holds_though_the_list_cannot_be_written(archive: Archive) -> None:
    whole = await archive.whole()
    path = archive.places.data / ledger.LEDGER
    path.mkdir()
    assert await archive.retention.pause(whole.case.id, Cause.LEGAL_HOLD, SUPERVISOR, "法院保全") is None
    path.rmdir()
    archive.clock.now = AFTER_ALL
    assert (await archive.run()).certificates == ()
    assert len(ledger.read(path, archive.store.keys.public_key).standing) == 1


async def test_a_list_that_somebody_else_wrote_is_heeded_by_nobody(archive: Archive) -> None:
    await archive.whole()
    archive.clock.now = MONTH_LATER
    await archive.run()
    path = archive.places.data / ledger.LEDGER
    (line,) = path.read_bytes().splitlines()
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_erasure(line, archive.store.keys.public_key).kind is Kind.CAUCUS
    said = json.loads(line)
    said["said"]["case_key"] = True
    path.write_text(json.dumps(said))
    with pytest.raises(ValueError, match="line 1"):
        await archive.run()


async def test_a_spool_that_another_machine_has_left_of_an_erased_case_is_nobodys_to_finish(
    archive: Archive,
) -> None:
    async def room(_room: str) -> Room:
        raise AssertionError

    whole = await archive.whole()
    index, track = SegmentIndex(archive.store, room), whole.tracks[0]
    label = await index.label(track, b"k" * 32)
    assert (await index.read(track.id, label))[1] == b"k" * 32
    archive.clock.now = AFTER_ALL
    await archive.run()
    with pytest.raises(Damaged):
        await index.read(track.id, label)
    assert not await index.begin(track, b"k" * 32)


async def test_a_damaged_log_is_evidence_and_stays(archive: Archive) -> None:
    whole = await archive.whole()
    sound = await archive.whole()

    def damage(connection: object) -> None:
        keys = segments.update().where(segments.c.room_id == whole.room).values(sealed=b"changed" * 9)
        connection.execute(keys)  # type: ignore[attr-defined]

    await archive.store.database.write(damage)
    archive.clock.now = AFTER_ALL
    report = await archive.run()
    assert {(item.case, item.verdict.why) for item in report.staying} == {(whole.case.id, Why.LOG_DAMAGED)}
    assert {one.erasure.case for one in report.certificates} == {sound.case.id}


async def test_after_destruction_no_wrapped_key_is_in_any_file(archive: Archive, tmp_path: Path) -> None:
    """Only for SQLite: the files of PostgreSQL are not ours to overwrite; SECURITY.md says what follows."""
    if archive.store.database.dialect != "sqlite":
        return
    for _ in range(3):
        await archive.whole()
    stays = await archive.whole(ends=False)
    keys = await archive.wrapped_keys()
    archive.clock.now = AFTER_ALL
    await archive.run()
    left = await archive.wrapped_keys()
    assert len(left) == len(keys) // 4
    kept = files(tmp_path)
    for key in keys - left:
        assert [path.name for path, content in kept.items() if key in content] == []
    assert all(any(key in content for content in kept.values()) for key in left)
    assert len(await archive.texts(stays.room)) == 3


async def test_two_runs_at_once_destroy_and_certify_each_thing_once(archive: Archive) -> None:
    await archive.whole()
    archive.clock.now = AFTER_ALL
    await asyncio.gather(archive.run(), archive.run())
    kinds = [one.erasure.kind for one in await archive.retention.certificates()]
    assert sorted(kinds) == sorted(set(kinds))
    assert len(kinds) == 5
