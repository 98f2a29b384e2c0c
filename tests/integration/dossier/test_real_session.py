"""A session as it really is, media and all, exported beside the running service, verified, and played."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import av

from tests.integration.command import yuntiao
from tests.integration.conftest import Called
from tests.integration.dossier.taken_apart import everything, members
from tests.integration.office import Office
from tests.integration.recording.shelf import Shelf
from tests.integration.running import Running
from tests.peers import tones

SECRET = "我最低八千也肯"


async def test_what_was_said_is_in_the_bundle_each_on_their_own_file_and_nothing_said_apart(
    call: Called, office: Office, service: Running, tmp_path: Path
) -> None:
    cast = await call()
    people = ("mediator", "worker", "employer")
    await cast.together(*people)
    voices = await cast.voices(*people)
    for person in ("worker", "employer"):
        await cast[person].do("consent", kind="recording", given=True)
    mediator, worker = cast["mediator"], cast["worker"]
    await mediator.do("record", stay=mediator.stay, on=True)
    await worker.until(lambda: worker.view.get("recording", {}).get("state") == "on")
    await asyncio.gather(*(voice.says_more(60) for voice in voices))
    await worker.do("say", stay=worker.stay, text="先付五千")
    await mediator.do("separate")
    await mediator.do("visit", side="worker")
    await worker.until(lambda: worker.channel == "worker" and cast.seat("mediator") in worker.view["people"])
    await worker.do("say", stay=worker.stay, text=SECRET)
    await mediator.do("end")
    files = await Shelf(office, service.data, cast).files()
    path = tmp_path / "case.zip"
    done = await yuntiao(
        "export",
        cast.case.number,
        "--data",
        service.data,
        "-o",
        path,
        "--reason",
        "归档",
        "--no-film",
    )
    assert done.status == 0, done
    verified = await yuntiao("verify", path)
    assert verified.status == 0, verified
    octets = await asyncio.to_thread(path.read_bytes)
    assert SECRET.encode() not in everything(octets)
    assert b"group:" not in everything(octets)
    found = members(octets)
    told = json.loads(found["data/session-1/recordings.json"])
    assert len(told["recordings"]) == len(files)
    names = {person["seat"]: person["person"] for person in told["people"]}
    for recording in told["recordings"]:
        voice = next(voice for voice in voices if voice.seat == recording["seat"])
        assert f"-{names[voice.seat]}-" in recording["file"]
        with av.open(io.BytesIO(found["data/" + recording["file"]])) as file:
            packets = [bytes(packet) for packet in file.demux(file.streams[0]) if packet.size]
        if recording["kind"] == "audio":
            assert tones.heard(packets) == {voice.frequency}
    # The service goes on as before: nothing that the export wrote is in its way.
    async with cast.device().http.get("/readyz") as ready:
        assert ready.status == 200
    assert not await office.store.journal.verify_room(cast.case.room)
