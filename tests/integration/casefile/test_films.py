"""A film of a recording: made beside the service, sealed, and taken away by who may have all that is in it."""

from __future__ import annotations

import asyncio
import io
import os
from pathlib import Path
from typing import Any

import av
import pytest

from rooms.rights import StaffRole
from server.staff.log import Deed
from tests.e2e.until import until
from tests.integration.casefile.archive import Archive, archive_of
from tests.integration.casefile.reading import JOINT, PRIVATE, page, recordings
from tests.integration.guest import Refused
from tests.integration.staff.colleague import Colleague

REASON = "法院来函调取"


async def told(colleague: Colleague, path: str) -> dict[str, Any]:
    async with colleague.device.http.get(path) as answer:
        found: dict[str, Any] = await answer.json()
        return found


async def stage(colleague: Colleague, path: str) -> str:
    return str((await told(colleague, path))["stage"])


async def taken(colleague: Colleague, path: str, reason: str = REASON) -> tuple[int, bytes]:
    async with colleague.device.http.post(
        f"{path}/download", data={"reason": reason}, headers={"Origin": colleague.device.url}
    ) as answer:
        return answer.status, await answer.read()


async def made(colleague: Colleague, path: str) -> None:
    await colleague.post(path, reason=REASON)
    await until(lambda: stage(colleague, path), lambda now: now != "making", "the film is made", 120)
    assert await stage(colleague, path) == "done"


@pytest.mark.timeout(180)
async def test_a_film_is_made_once_lies_sealed_and_plays(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    recording = recordings(await page(clerk, archive.session_path))[JOINT]
    path = f"{archive.session_path}/films/{recording}"
    assert await stage(clerk, path) == "none"
    assert (await taken(clerk, path))[0] == 404
    with pytest.raises(Refused, match=r"^reason_needed"):
        await clerk.post(path, reason=" ")
    await made(clerk, path)
    status, film = await taken(clerk, path)
    assert status == 200
    file: Any
    with av.open(io.BytesIO(film)) as file:
        assert {stream.type for stream in file.streams} == {"audio", "video"}
        assert abs(float(file.duration or 0) / 1_000_000 - 13.3) < 1
    kept = list((archive.talk.data / "recordings" / "films").iterdir())
    assert len(kept) == 2
    assert not any(mark in one.read_bytes() for one in kept for mark in (b"ftyp", b"moov", b"key"))
    deeds = [
        (entry.deed, entry.detail["reason"]) for entry in await archive.logged() if "reason" in entry.detail
    ]
    assert deeds == [(Deed.FILMED, REASON), (Deed.DOWNLOADED, REASON)]
    assert (await taken(clerk, path, " "))[0] == 400


@pytest.mark.timeout(180)
async def test_a_film_is_for_those_alone_who_may_have_all_that_is_in_it(archive: Archive) -> None:
    mediator = await archive.employed(StaffRole.MEDIATOR, seat="mediator")
    clerk = await archive.employed(StaffRole.CLERK)
    recording = recordings(await page(mediator, archive.session_path))[PRIVATE]
    path = f"{archive.session_path}/films/{recording}"
    assert await stage(mediator, path) == "none"
    with pytest.raises(Refused, match=r"^forbidden"):
        await mediator.post(path, reason=REASON)
    with pytest.raises(Refused, match=r"^not_found"):
        await clerk.post(path, reason=REASON)
    assert (await clerk.get(path))[0] == 404
    assert (await taken(clerk, path))[0] == 404
    kept = archive.talk.data / "recordings"
    assert "films" not in await asyncio.to_thread(os.listdir, kept)


@pytest.mark.timeout(240)
async def test_a_film_that_was_made_while_the_storage_was_away_is_made_again(archive: Archive) -> None:
    clerk = await archive.employed(StaffRole.CLERK)
    recording = recordings(await page(clerk, archive.session_path))[JOINT]
    path = f"{archive.session_path}/films/{recording}"
    kept = archive.talk.data / "recordings" / "kept"
    away = kept.with_name("away")
    await asyncio.to_thread(kept.rename, away)
    await asyncio.to_thread(kept.mkdir)
    await made(clerk, path)
    lacking = await told(clerk, path)
    assert lacking["missing"] > 0
    assert lacking["wanting"]
    await asyncio.to_thread(kept.rmdir)
    await asyncio.to_thread(away.rename, kept)
    await made(clerk, path)
    assert await told(clerk, path) == {"stage": "done", "share": 1, "missing": 0, "wanting": False}
    _, film = await taken(clerk, path)
    await made(clerk, path)
    assert (await taken(clerk, path))[1] == film, "nothing is wanting: it is the same"


@pytest.mark.timeout(180)
async def test_of_a_film_that_was_being_made_when_the_service_ended_nothing_is_left(tmp_path: Path) -> None:
    async with archive_of(tmp_path) as archive:
        clerk = await archive.employed(StaffRole.CLERK)
        recording = recordings(await page(clerk, archive.session_path))[JOINT]
        await clerk.post(f"{archive.session_path}/films/{recording}", reason=REASON)
        kept = archive.talk.data / "recordings" / "films"
    assert await asyncio.to_thread(os.listdir, kept) == []
