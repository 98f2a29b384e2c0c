"""Bundles on the case's page: who may ask, who decides, what is on the disk meanwhile, and when it is gone."""

from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import av
import pytest
from sqlalchemy import Connection, select

from rooms.archive.requests import Stage
from rooms.rights import StaffRole
from server.casefile.files import CaseFiles
from server.dossier import rows
from server.dossier.bundles import Bundles
from server.dossier.letter import MOST_OCTETS
from server.dossier.source import Places
from server.dossier.tables import bundles as table
from server.staff import log
from server.staff.log import Deed
from server.staff.sessions import Sessions, SignedIn
from tests.e2e.until import equals, until
from tests.held import SECRET
from tests.integration.casefile.archive import Archive, archive_of
from tests.integration.dossier.taken_apart import check, members
from tests.integration.guest import Device
from tests.integration.staff.colleague import Colleague
from tests.integration.staff.house import house_of

LETTER = b"%PDF-1.7 letter"
COURT = {"profile": "court", "reason": "法院调取", "letter_number": "（2026）湘3101民初7号",
         "letter_sender": "吉首市人民法院"}  # fmt: skip


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Archive]:
    async with archive_of(tmp_path) as made:
        yield made


async def ask(
    colleague: Colleague, office: Archive, letter: bytes | None = None, **order: Any
) -> tuple[int, Any]:
    form = aiohttp.FormData()
    form.add_field(
        "order", json.dumps({"profile": "joint", "reason": "归档", **order}), content_type="application/json"
    )
    if letter is not None:
        form.add_field("letter", io.BytesIO(letter), filename="letter.pdf")
    path = f"{office.case_path}/bundles"
    async with colleague.device.http.post(
        path, data=form, headers={"Origin": colleague.device.url}
    ) as answer:
        return answer.status, await answer.json()


async def bundles(colleague: Colleague, office: Archive) -> list[dict[str, Any]]:
    status, text = await colleague.get(f"{office.case_path}/bundles")
    assert status == 200, text
    found: list[dict[str, Any]] = json.loads(text)["bundles"]
    return found


async def made(colleague: Colleague, office: Archive, id_: str) -> dict[str, Any]:
    async def one() -> dict[str, Any]:
        return next(each for each in await bundles(colleague, office) if each["id"] == id_)

    return await until(one, lambda each: each["stage"] not in {"making"}, "it is made", 60)


async def fetched(device: Device, office: Archive, id_: str, reason: str = "") -> tuple[int, bytes]:
    path = f"{office.case_path}/bundles/{id_}/download"
    async with device.http.post(path, data={"reason": reason}, headers={"Origin": device.url}) as answer:
        return answer.status, await answer.read()


async def decide(colleague: Colleague, office: Archive, id_: str, **given: Any) -> tuple[int, Any]:
    path = f"{office.case_path}/bundles/{id_}/verdict"
    body = {"approved": True, "reason": "来函属实", **given}
    async with colleague.device.http.post(
        path, json=body, headers={"Origin": colleague.device.url}
    ) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("order", "letter", "code"),
    [
        ({"reason": " "}, None, "reason_needed"),
        ({"profile": "all"}, None, "bad_message"),
        ({"more": 1}, None, "bad_message"),
        ({"ordered": ["chat"]}, None, "bad_message"),
        ({**COURT, "ordered": ["receipts"]}, LETTER, "bad_message"),
        ({"profile": "party", "party": "mediator"}, None, "not_found"),
        ({"profile": "party", "party": ""}, None, "not_found"),
        (COURT, None, "letter_needed"),
        ({**COURT, "letter_number": " "}, LETTER, "letter_needed"),
        (COURT, b"MZ\x90 a program", "letter_unfit"),
        (COURT, b"%PDF- too much", "letter_unfit"),
    ],
)
async def test_what_cannot_be_asked_for_leaves_nothing_behind(
    office: Archive, tmp_path: Path, order: dict[str, Any], letter: bytes | None, code: str
) -> None:
    clerk = await office.employed(StaffRole.CLERK)
    letter = letter and letter.replace(b"too much", b"x" * MOST_OCTETS)
    status, told = await ask(clerk, office, letter, **order)
    assert (status >= 400, told["code"]) == (True, code)
    assert await bundles(clerk, office) == []
    assert not list((tmp_path / "bundles").iterdir())


async def test_only_those_with_the_right_ask_and_of_another_s_case_nothing_shows(office: Archive) -> None:
    for role, seat in ((StaffRole.MEDIATOR, "mediator"), (StaffRole.SUPERVISOR, ""), (StaffRole.AUDITOR, "")):
        colleague = await office.employed(role, seat=seat)
        assert (await ask(colleague, office))[1]["code"] == "forbidden"
    clerk = await office.employed(StaffRole.CLERK)
    async with clerk.device.http.get("/cases/nothing/bundles") as answer:
        assert answer.status == 404
    path = f"{office.case_path}/bundles"
    async with office.house.browser().http.get(path) as answer:
        assert answer.status == 401
    outsider = await office.employed(StaffRole.MEDIATOR)
    async with outsider.device.http.get(path) as answer:
        assert answer.status == 403


async def test_a_bundle_is_made_fetched_and_logged(office: Archive, tmp_path: Path) -> None:
    clerk = await office.employed(StaffRole.CLERK)
    status, asked = await ask(clerk, office)
    assert (status, asked["stage"]) == (201, "making")
    ready = await made(clerk, office, asked["id"])
    assert ready["stage"] == "ready", ready
    assert not [entry for entry in await office.logged() if entry.deed is Deed.EXPORTED]
    status, octets = await fetched(clerk.device, office, asked["id"])
    assert status == 200
    assert check(tmp_path / "fetched.zip", octets) == []
    found = members(octets)
    assert any(path.endswith("-worker-audio.webm") for path in found)
    with av.open(io.BytesIO(found["data/session-1/film-1.mp4"])) as film:
        assert {stream.type for stream in film.streams} == {"audio", "video"}
    assert SECRET not in b"\n".join(found.values()).decode(errors="replace")
    (entry,) = [entry for entry in await office.logged() if entry.deed is Deed.EXPORTED]
    assert entry.detail["reason"] == "归档"
    assert json.loads(found["statement.json"])["by"] == {"name": clerk.name, "office": "clerk"}


async def test_whoever_takes_out_what_another_asked_for_says_why(office: Archive) -> None:
    asker, other = [await office.employed(StaffRole.CLERK) for _ in range(2)]
    _, asked = await ask(asker, office)
    await made(asker, office, asked["id"])
    assert [(await bundles(each, office))[0]["own"] for each in (asker, other)] == [True, False]
    assert [(await fetched(other.device, office, asked["id"], reason))[0] for reason in ("", " ")] == [
        400,
        400,
    ]
    assert (await fetched(other.device, office, asked["id"], " 上级调阅 "))[0] == 200
    assert (await fetched(asker.device, office, asked["id"]))[0] == 200
    accounts = {each.id: each.name for each in await office.house.accounts.all()}
    taken = [entry for entry in await office.logged() if entry.deed is Deed.EXPORTED]
    assert [(accounts[entry.by], entry.detail["reason"]) for entry in taken if entry.by] == [
        (other.name, "上级调阅"),
        (asker.name, "归档"),
    ]


async def test_what_is_withdrawn_while_its_download_is_noted_goes_out_no_more(
    office: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = await office.employed(StaffRole.CLERK)
    _, own = await ask(clerk, office)
    assert (await made(clerk, office, own["id"]))["stage"] == "ready"
    noted = Sessions.note

    async def then_withdrawn(sessions: Sessions, who: SignedIn, deed: Deed, *given: Any) -> None:
        await noted(sessions, who, deed, *given)
        await office.store.database.write(partial(rows.withdraw, case=office.talk.case.id))

    monkeypatch.setattr(Sessions, "note", then_withdrawn)
    status, octets = await fetched(clerk.device, office, own["id"])
    assert status == 409
    assert b"PK" not in octets[:2]


async def test_nothing_of_it_is_on_the_disk_in_the_clear(office: Archive, tmp_path: Path) -> None:
    clerk = await office.employed(StaffRole.CLERK)
    supervisor = await office.employed(StaffRole.SUPERVISOR)
    _, joint = await ask(clerk, office)
    _, court = await ask(clerk, office, LETTER + b" with a name in it", **COURT)
    await decide(supervisor, office, court["id"])
    for each in (joint, court):
        assert (await made(clerk, office, each["id"]))["stage"] == "ready"
    stored = {path: path.read_bytes() for path in await asyncio.to_thread(files_in, tmp_path)}
    assert [path for path in stored if path.parent.name == "bundles"]
    beginning = (await fetched(clerk.device, office, joint["id"]))[1][:10]
    assert beginning.startswith(
        b"PK\x03\x04"
    )  # four octets alone are found in megabytes of anything now and then
    for path, octets in stored.items():
        for plain in (
            b"BagIt-Version",
            beginning,
            "归档".encode(),
            "湘3101".encode(),
            b"with a name in it",
        ):
            assert plain not in octets, path.name


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_court_s_bundle_waits_for_somebody_else(office: Archive, tmp_path: Path) -> None:
    clerk = await office.employed(StaffRole.CLERK)
    supervisor = await office.employed(StaffRole.SUPERVISOR)
    _, asked = await ask(clerk, office, LETTER, **COURT, ordered=["chat"])
    assert asked["stage"] == "asked"
    assert (await fetched(clerk.device, office, asked["id"]))[0] == 409
    assert (await decide(clerk, office, asked["id"]))[1]["code"] == "forbidden"
    assert (await decide(supervisor, office, asked["id"], reason=" "))[1]["code"] == "reason_needed"
    assert (await decide(supervisor, office, "nothing"))[1]["code"] == "not_found"
    assert (await bundles(supervisor, office))[0]["may_decide"] is True
    path = f"{office.case_path}/bundles/{asked['id']}/letter"
    async with supervisor.device.http.get(path) as answer:
        assert await answer.read() == LETTER
        assert answer.headers["Content-Disposition"].startswith("attachment")
    mediator = await office.employed(StaffRole.MEDIATOR, seat="mediator")
    async with mediator.device.http.get(path) as answer:
        assert answer.status == 403
    assert (await bundles(clerk, office))[0]["may_decide"] is False
    assert (await decide(supervisor, office, asked["id"]))[0] == 200
    assert (await decide(supervisor, office, asked["id"], approved=False))[1]["code"] == "already_decided"
    assert (await made(clerk, office, asked["id"]))["stage"] == "ready"
    assert (await fetched(supervisor.device, office, asked["id"]))[0] == 403
    status, octets = await fetched(clerk.device, office, asked["id"])
    assert status == 200
    assert check(tmp_path / "fetched.zip", octets) == []
    found = members(octets)
    assert found["data/request/letter.pdf"] == LETTER
    stated = json.loads(found["statement.json"])
    assert (stated["approved_by"]["name"], stated["ordered"]) == (supervisor.name, ["chat"])
    used = [entry.detail.get("right") for entry in await everything(office)]
    assert {"export", "approve_export"} <= set(used)


async def test_the_court_s_letter_is_on_the_disk_before_it_is_told_to_be_there(
    office: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a loss of power takes away, nobody who decides can read."""
    settled: list[int] = []
    before: list[set[int]] = []
    sync, add = os.fsync, rows.add

    def synced(handle: int) -> None:
        sync(handle)
        settled.append(os.fstat(handle).st_ino)

    def added(*given: Any) -> None:
        before.append(set(settled))
        add(*given)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(rows, "add", added)
    clerk = await office.employed(StaffRole.CLERK)
    _, asked = await ask(clerk, office, LETTER, **COURT)
    letter = tmp_path / "bundles" / f"{asked['id']}.letter"
    assert before[0] >= {path.stat().st_ino for path in (letter, letter.parent)}
    assert letter.stat().st_mode & 0o777 == 0o600


async def everything(office: Archive) -> list[Any]:
    return await office.store.database.read(lambda connection: list(log.read(connection, office.store.keys)))


async def test_what_was_not_approved_is_never_made(office: Archive) -> None:
    clerk = await office.employed(StaffRole.CLERK)
    supervisor = await office.employed(StaffRole.SUPERVISOR)
    _, asked = await ask(clerk, office, LETTER, **COURT)
    assert (await decide(supervisor, office, asked["id"], approved=False, reason="函号有误"))[1][
        "stage"
    ] == "refused"
    assert (await decide(supervisor, office, asked["id"]))[1]["code"] == "already_decided"
    assert (await fetched(clerk.device, office, asked["id"]))[0] == 409


async def test_after_a_day_it_is_gone_with_its_key(office: Archive, tmp_path: Path) -> None:
    clerk = await office.employed(StaffRole.CLERK)
    _, asked = await ask(clerk, office)
    assert (await made(clerk, office, asked["id"]))["stage"] == "ready"
    later = office.house.clock.now + timedelta(hours=25)
    keeper = Bundles(office.store, CaseFiles(office.store), Places(tmp_path), "", clock=lambda: later)
    await keeper.lapse()
    assert (await bundles(clerk, office))[0]["stage"] == "gone"
    assert (await fetched(clerk.device, office, asked["id"]))[0] == 409
    assert not list((tmp_path / "bundles").iterdir())
    keys = await office.store.database.read(
        lambda connection: connection.execute(select(table.c.wrapped_key)).scalars().all()
    )
    assert keys == [None]


async def test_what_cannot_be_made_is_told_and_leaves_nothing(office: Archive, tmp_path: Path) -> None:
    clerk = await office.employed(StaffRole.CLERK)
    for path in (tmp_path / "recordings").rglob("*"):
        if path.is_file() and path.parent.name in {"kept", "sealed"}:
            path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    _, asked = await ask(clerk, office)
    failed = await made(clerk, office, asked["id"])
    assert failed["stage"] == "failed"
    assert not list((tmp_path / "bundles").iterdir())


async def test_what_was_being_made_when_the_service_ended_is_made_after_the_next_start(
    tmp_path: Path,
) -> None:
    async with archive_of(tmp_path) as office:
        clerk = await office.employed(StaffRole.CLERK)
        _, asked = await ask(clerk, office)
        await made(clerk, office, asked["id"])
        keyring = office.store.keyring

        def unmake(connection: Connection) -> None:
            found = rows.find(connection, keyring, asked["id"])
            assert found is not None
            rows.advance(connection, keyring, found, Stage.MAKING, found.told)

        await office.store.database.write(unmake)
        case_path, secret, now = office.case_path, clerk.secret, office.house.clock.now
    async with house_of(tmp_path) as house:
        again = Colleague(house.browser(), clerk.name, house.clock, secret)
        house.clock.now = now + timedelta(minutes=5)
        await again.sign_in()

        async def stage() -> str:
            _, text = await again.get(f"{case_path}/bundles")
            return str(json.loads(text)["bundles"][0]["stage"])

        await until(stage, equals("ready"), "it is made", 60)


async def test_of_a_film_that_could_not_be_made_the_bundle_says_so(office: Archive, tmp_path: Path) -> None:
    films = tmp_path / "recordings" / "films"
    films.symlink_to(tmp_path / "nowhere")
    clerk = await office.employed(StaffRole.CLERK)
    _, asked = await ask(clerk, office)
    assert (await made(clerk, office, asked["id"]))["stage"] == "ready"
    found = members((await fetched(clerk.device, office, asked["id"]))[1])
    assert not [path for path in found if path.endswith(".mp4")]
    assert "没有做成" in found["data/session-1/film-1-not-made.txt"].decode()
    assert [path for path in found if path.endswith("-worker-audio.webm")]
