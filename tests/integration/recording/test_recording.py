"""What is recorded of real media: who, where, in which stay, and what the log says of it."""

from __future__ import annotations

import asyncio
import hashlib

from tests.integration.conftest import Called
from tests.integration.office import Office
from tests.integration.recording.shelf import Shelf
from tests.integration.recording.talking import PARTIES, consents, records, say_more
from tests.integration.running import Running


async def test_a_joint_talk_becomes_a_file_for_each_person_and_kind(
    call: Called, office: Office, service: Running
) -> None:
    cast = await call()
    await cast.together("mediator", *PARTIES)
    voices = await cast.voices("mediator", *PARTIES)
    await consents(cast, *PARTIES)
    await records(cast)
    await cast["worker"].until(lambda: cast["worker"].view.get("recording", {}).get("state") == "on")
    shelf = Shelf(office, service.data, cast)
    tracks = {(voice.seat, kind) for voice in voices for kind in ("audio", "camera")}
    await shelf.written(tracks)
    await say_more(*voices)
    await records(cast, on=False)
    files = await shelf.files()
    assert sorted((file.segment.seat, file.segment.kind.value) for file in files) == sorted(tracks)
    for file in files:
        own = next(voice for voice in voices if voice.seat == file.segment.seat)
        assert {(label.seat, label.stay, label.kind) for label in file.labels} == {
            (own.seat, own.guest.stay, file.segment.kind.value)
        }
        assert len(file.labels) == file.finished.frames > 1
        if file.segment.kind == "audio":
            assert file.tones == {own.frequency}
            numbers = [label.number for label in file.labels]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_the_log_proves_each_file_and_nothing_stays_behind_in_the_spool(
    call: Called, office: Office, service: Running
) -> None:
    cast = await call()
    await cast.together("mediator", *PARTIES)
    await consents(cast, *PARTIES)
    await records(cast)
    voices = await cast.voices("mediator", "worker")
    await say_more(*voices)
    await cast["mediator"].do("end")
    shelf = Shelf(office, service.data, cast)
    files = await shelf.files()
    logged = await shelf.logged()
    assert logged.keys() == {file.segment.id for file in files}
    for file in files:
        stored, event = shelf.stored(file.segment), logged[file.segment.id]
        assert event.channel == file.segment.channel == "joint"
        assert (event.kept.length, event.kept.digest) == (len(stored), hashlib.sha256(stored).hexdigest())
        assert event.kept.seat == file.segment.seat
        assert not event.kept.torn
        assert b"webm" not in stored
        for voice in voices:
            assert voice.seat.encode() not in stored
    await shelf.cleared()


async def test_nobody_is_recorded_before_they_consent_and_after_they_take_it_back(
    call: Called, office: Office, service: Running
) -> None:
    cast = await call()
    await cast.together("mediator", *PARTIES)
    voices = await cast.voices("mediator", *PARTIES)
    await records(cast)
    await consents(cast, "worker")
    await say_more(*voices)
    before = [voice.utter() for voice in voices]
    await consents(cast, "employer")
    await say_more(*voices)
    await consents(cast, "worker", given=False)
    after = [voice.utter() for voice in voices]
    await say_more(*voices)
    files = await Shelf(office, service.data, cast).files()
    assert {file.segment.seat for file in files} == {voice.seat for voice in voices}
    recorded = {
        (label.seat, label.number) for file in files for label in file.labels if label.kind == "audio"
    }
    for voice, early, late in zip(voices, before, after, strict=True):
        own = [number for seat, number in recorded if seat == voice.seat]
        assert early.number < min(own)
        assert max(own) < late.number


async def test_a_separate_talk_is_kept_apart_and_only_once_its_people_have_agreed(
    call: Called, office: Office, service: Running
) -> None:
    cast = await call()
    await cast.together("mediator", *PARTIES)
    voices = await cast.voices("mediator", *PARTIES)
    mediator, worker, employer = voices
    await consents(cast, *PARTIES)
    await records(cast)
    await say_more(*voices)
    await cast["mediator"].do("separate")
    await cast["mediator"].do("visit", side="worker")
    await cast["worker"].reaches("worker")
    await mediator.hears(worker)
    await records(cast)
    await say_more(*voices)
    unasked = worker.utter()
    await cast["worker"].do("agree_recording", stay=cast["worker"].stay, agreed=True)
    await say_more(mediator, worker)
    await cast["mediator"].do("rejoin")
    await asyncio.gather(*(voice.guest.reaches("joint") for voice in voices))
    await worker.hears(mediator, employer)
    await say_more(*voices)
    await records(cast, on=False)
    files = await Shelf(office, service.data, cast).files()
    apart = [file for file in files if file.segment.channel != "joint"]
    assert {file.segment.channel for file in apart} == {"group:worker"}
    assert {file.segment.seat for file in apart} == {mediator.seat, worker.seat}
    own = [
        label.number
        for file in apart
        for label in file.labels
        if (label.seat, label.kind) == (worker.seat, "audio")
    ]
    assert unasked.number < min(own)
    for file in files:
        assert {(label.seat, label.stay) for label in file.labels} == {(file.segment.seat, file.segment.stay)}
        if file.segment.kind == "audio":
            assert len(file.tones) == 1
