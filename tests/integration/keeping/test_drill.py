"""The drill: a living service is backed up, its machine is lost, and what was restored elsewhere serves on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from yarl import URL

from recordings.storage import Folder
from rooms.archive.folding import past
from rooms.archive.past import LineKind
from server.config import Settings
from server.pictures.shelf import FolderShelf
from server.retention.ledger import LEDGER
from server.retention.running import Places
from server.retention.service import Report, Retention
from server.retention.terms import Kind
from server.staff.accounts import CONSOLE
from server.storage.store import open_store
from tests.e2e.service import Service
from tests.integration.cast import Cast
from tests.integration.command import PASSPHRASE, yuntiao
from tests.integration.guest import Device, Refused
from tests.integration.office import DEMONSTRATION, Office
from tests.integration.recording.shelf import Shelf
from tests.integration.recording.talking import PARTIES, consents, records, say_more
from tests.integration.staff.colleague import Colleague

BOTTOM_LINE = "底线是三万二千元"


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Service]:
    async with Service(tmp_path / "here") as service:
        yield service


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()


def carried(old: Device, new: Device) -> Device:
    """The same browser at another address: what it holds are cookies."""
    held = {cookie.key: cookie.value for cookie in old.http.cookie_jar}
    new.http.cookie_jar.update_cookies(held, URL(new.url))
    return new


async def comes_again(cast: Cast, service: Service) -> str:
    """With what answer the mediator's own browser is turned away from a session that has ended."""
    own = Cast(cast.case, service.url)
    try:
        with pytest.raises(Refused) as caught:
            await own.tab("mediator", carried(cast["mediator"].device, own.device()))
        return caught.value.code
    finally:
        await own.close()


async def a_colleague(service: Service) -> Colleague:
    status, link, _ = await yuntiao(
        "staff", "add", "田秀英", "--role", "supervisor", "--data", str(service.data)
    )
    assert status == 0
    colleague = Colleague(Device(service.url), "田秀英", lambda: datetime.now(UTC))
    await colleague.set_up(link.strip())
    return colleague


async def test_a_service_is_restored_elsewhere_and_serves_on(own: Service, tmp_path: Path) -> None:
    colleague = await a_colleague(own)
    async with open_store(Settings(data=own.data)) as store:
        office = Office(store)
        cast = Cast(await office.open(DEMONSTRATION), own.url)
        await cast.together("mediator", *PARTIES)
        voices = await cast.voices("mediator", *PARTIES)
        await consents(cast, *PARTIES)
        await records(cast)
        await say_more(*voices)
        await records(cast, on=False)
        await cast["worker"].say("大家好")
        before = await Shelf(office, own.data, cast).files()
        # People go on talking, and a second recording runs, while the backup is made.
        await records(cast)
        talking = asyncio.create_task(say_more(*voices))
        file, data = tmp_path / "backup", tmp_path / "there" / "data"
        status, told, errors = await yuntiao("backup", "-o", str(file), "--data", str(own.data))
        assert (status, errors) == (0, "")
        assert re.fullmatch(r"files \d+\noctets \d+\n", told)
        await talking
        await cast["worker"].say("备份之后")
        texts = cast["worker"].texts
        await cast.close()
        await own.kill()
        secret = [PASSPHRASE, "大家好", *(person.path for person in cast.case.people.values())]
        assert not any(word.encode() in file.read_bytes() for word in secret)
        restored = await yuntiao("restore", str(file), "--data", str(data), "--nothing-erased")
        assert (restored[0], restored[2]) == (0, "")
    async with Service(tmp_path / "there") as service, open_store(Settings(data=data)) as store:
        there = Office(store)
        again = Cast(cast.case, service.url)
        files = {file.segment.id: file for file in await Shelf(there, data, again).files()}
        assert all(files[file.segment.id].packets == file.packets for file in before)
        assert all(file.tones for file in files.values() if file.segment.kind == "audio")
        assert await store.journal.verify_room(cast.case.room) == []
        # Everybody's own device is known there, and everybody is where they were.
        for person in ("mediator", *PARTIES):
            await again.tab(person, carried(cast[person].device, again.device()))
        assert {again[person].channel for person in PARTIES} == {"joint"}
        assert (texts, again["worker"].texts) == (["大家好", "备份之后"], ["大家好"])
        await again["worker"].say("又见面了")
        await again.close()
        browser = carried(colleague.device, Device(service.url))
        moved = Colleague(browser, colleague.name, colleague.now, colleague.secret)
        assert not await moved.is_signed_in(), "who was signed in signs in again"
        half = await moved.give_password()
        code = colleague.recovery_codes[0]
        await moved.post("/signin/recovery", ceremony=half, code=code)
        assert await moved.is_signed_in()
        await moved.device.close()
        assert service.complaints(0) == []
    await colleague.device.close()


async def test_what_was_said_apart_is_gone_when_the_case_is_closed_and_no_backup_brings_it_back(
    own: Service, tmp_path: Path
) -> None:
    async with open_store(Settings(data=own.data)) as store:
        office = Office(store)
        cast = Cast(await office.open(DEMONSTRATION), own.url)
        await cast.together("mediator", *PARTIES)
        await cast["worker"].say("大家好")
        await cast["mediator"].do("separate")
        await cast["employer"].until(lambda: cast["employer"].channel != "joint")
        await cast["employer"].say(BOTTOM_LINE)
        running = await yuntiao(
            "retention", "close", cast.case.number, "--reason", "结案", "--data", str(own.data)
        )
        assert (running[0], running[2].partition(":")[0]) == (1, "case_running")
        await cast["mediator"].do("end")
        await cast.close()
        file, data = tmp_path / "backup", tmp_path / "there" / "data"
        assert (await yuntiao("backup", "-o", str(file), "--data", str(own.data)))[0] == 0
        closed = await yuntiao(
            "retention", "close", cast.case.number, "--reason", "结案", "--data", str(own.data)
        )
        assert (closed[0], closed[1].split("\t")[:3]) == (0, ["destroyed", cast.case.number, "caucus"])
        texts = [getattr(event, "text", "") for event in await store.journal.load(cast.case.room)]
        assert BOTTOM_LINE not in texts
        assert "大家好" in texts
        read = past(await store.journal.load(cast.case.room))
        assert [line.text for line in read.lines if line.kind is LineKind.WRITTEN] == ["大家好"]
        assert await comes_again(cast, own) == "ended", "the room is replayed without what is gone"
        device = Device(own.url)
        for person in cast.case.people.values():
            async with device.http.get(person.path) as answer:
                assert answer.status < 500
        await device.close()
        assert own.complaints(0) == []
        asked = await yuntiao("restore", str(file), "--data", str(data))
        assert (asked[0], asked[2].partition(":")[0]) == (1, "erasures_needed")
        ledger = str(own.data / LEDGER)
        told = await yuntiao("restore", str(file), "--data", str(data), "--erasures", ledger)
        assert (told[0], told[2]) == (0, "")
        assert "not brought back 1\n" in told[1]
        finished = await yuntiao("retention", "run", "--data", str(data))
        assert (finished[0], finished[1].split("\t")[:3]) == (0, ["destroyed", cast.case.number, "caucus"])
    async with open_store(Settings(data=data)) as store:
        texts = [getattr(event, "text", "") for event in await store.journal.load(cast.case.room)]
        assert BOTTOM_LINE not in texts
        assert "大家好" in texts
        assert await store.journal.verify_room(cast.case.room) == []


async def test_beside_the_running_service_what_is_over_goes_and_the_rest_is_served(own: Service) -> None:
    async with open_store(Settings(data=own.data)) as store:
        office = Office(store)
        old = Cast(await office.open(DEMONSTRATION), own.url)
        await old.together("mediator", *PARTIES)
        voices = await old.voices("mediator", *PARTIES)
        await consents(old, *PARTIES)
        await records(old)
        await say_more(*voices)
        await old["mediator"].do("end")
        files = await Shelf(office, own.data, old).files()
        await old.close()
        young = Cast(await office.open(DEMONSTRATION), own.url)
        await young.together("mediator", *PARTIES)
        places = Places(Folder(own.data / "recordings" / "kept"), FolderShelf(own.data / "pages"), own.data)
        later = datetime.now(UTC) + timedelta(days=6 * 366)
        report = await Retention(store, places, clock=lambda: later).run(CONSOLE, "到期")
        assert isinstance(report, Report)
        kinds = {one.erasure.kind for one in report.certificates if one.erasure.number == old.case.number}
        assert kinds >= {Kind.RECORDINGS_JOINT, Kind.TALK, Kind.FILE}
        assert not [one for one in report.certificates if one.erasure.number == young.case.number]
        kept = own.data / "recordings" / "kept"
        assert not [file for file in files if (kept / file.segment.id).exists()]
        await young["worker"].say("我们还在")
        await young["employer"].until(lambda: young["employer"].texts == ["我们还在"])
        device = Device(own.url)
        for person in old.case.people.values():
            async with device.http.get(person.path) as answer:
                assert answer.status == 404, "there is no way into a room that is gone"
        await device.close()
        assert young["worker"].connected
        await young.close()
        assert own.complaints(0) == []
        await own.stop()
        await own.start()
        assert own.complaints(0) == []


@pytest.mark.parametrize(
    ("words", "passphrase", "code"),
    [
        (("backup", "-o", "new", "--data", "data"), "short", "passphrase_short"),
        (("backup", "-o", "new", "--data", "data"), "", "passphrase_needed"),
        (("backup", "-o", "new", "--data", "data", "--passphrase-file", "none"), "", "passphrase_needed"),
        (("restore", "none", "--data", "there", "--nothing-erased"), PASSPHRASE, "disk_unusable"),
        (("restore", "letter", "--data", "there", "--nothing-erased"), PASSPHRASE, "not_a_backup"),
        (("restore", "letter", "--data", "data", "--nothing-erased"), PASSPHRASE, "folder_not_empty"),
        (("retention", "hold", "nothing", "--reason", "x", "--data", "data"), "", "case_unknown"),
        (("retention", "release", "nothing", "--reason", "x", "--data", "data"), "", "case_unknown"),
        (("retention", "hold", "nothing", "--reason", " ", "--data", "data"), "", "case_unknown"),
        (("retention", "run", "--reason", " ", "--data", "data"), "", "reason_needed"),
        (("retention", "set", "access_log", "5", "--reason", "x", "--data", "data"), "", "term_unfit"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_code(
    tmp_path: Path, words: tuple[str, ...], passphrase: str, code: str
) -> None:
    (tmp_path / "letter").write_text("dear")
    await yuntiao("staff", "list", "--data", str(tmp_path / "data"))
    places = {"data", "new", "none", "letter", "there"}
    given = [str(tmp_path / "x" / word) if word == "there" else str(tmp_path / word) if word in places else word
             for word in words]  # fmt: skip
    status, _, errors = await yuntiao(*given, passphrase=passphrase)
    assert (status, errors.partition(":")[0]) == (1, code)
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "new").exists()
    assert "{" not in errors
