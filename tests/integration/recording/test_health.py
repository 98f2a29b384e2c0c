"""How the recording does reaches the hosts who are in the talk that is recorded, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from rooms.roles import Role
from tests.integration.cast import Cast
from tests.integration.conftest import Called, office_of
from tests.integration.guest import Guest, Refused
from tests.integration.office import DEMONSTRATION, Office, Part
from tests.integration.recording.shelf import Shelf
from tests.integration.recording.talking import PARTIES, consents, records, say_more
from tests.integration.running import Running, running
from tests.integration.signaling.full_disk import full_disk

TWO_HOSTS = (*DEMONSTRATION, Part("comediator", "张调解", Role.CO_MEDIATOR))
SOON = 30.0
"""Seconds: somebody's silence is told after ten."""


async def told(guest: Guest, state: str, within: float = SOON) -> dict[str, Any]:
    """The first report from now on with this state."""
    since = len(guest.reports)
    await guest.until(lambda: any(one["state"] == state for one in guest.reports[since:]), within)
    return next(one for one in guest.reports[since:] if one["state"] == state)


def tracks(report: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(track["seat"], track["kind"]): track for track in report["tracks"]}


async def test_a_host_is_told_of_each_track_and_parties_are_told_nothing(call: Called) -> None:
    cast = await call()
    await cast.together("mediator", *PARTIES)
    mediator = cast["mediator"]
    voices = await cast.voices("mediator", *PARTIES)
    await consents(cast, *PARTIES)
    await records(cast)
    await mediator.until(
        lambda: bool(mediator.reports) and all(t["octets"] for t in mediator.reports[-1]["tracks"]), SOON
    )
    first = await told(mediator, "ok")
    later = await told(mediator, "ok")
    assert first["stay"] == mediator.stay
    assert tracks(later).keys() == {(voice.seat, kind) for voice in voices for kind in ("audio", "camera")}
    for voice in voices:
        key = voice.seat, "audio"
        assert tracks(later)[key]["level"] == 30
        assert tracks(later)[key]["octets"] > tracks(first)[key]["octets"]
    assert not any(cast[party].reports for party in PARTIES)
    await records(cast, on=False)


async def test_a_microphone_that_is_on_and_gives_nothing_is_told(call: Called) -> None:
    cast = await call()
    await cast.together("mediator", *PARTIES)
    await cast.voice("worker", kinds=("camera",))
    await cast.voice("employer")
    await cast.voice("mediator")
    await consents(cast, *PARTIES)
    await records(cast)
    report = await told(cast["mediator"], "silent")
    missing = {key for key, track in tracks(report).items() if track["state"] == "missing"}
    assert missing == {(cast.seat("worker"), "audio")}
    await cast["worker"].do("media", kind="audio", on=False)
    await told(cast["mediator"], "ok")


async def test_a_host_in_the_joint_talk_learns_nothing_of_a_talk_in_private(call: Called) -> None:
    cast = await call(TWO_HOSTS)
    await cast.together("mediator", "comediator", *PARTIES)
    await cast.voices("mediator", "comediator", *PARTIES)
    await consents(cast, *PARTIES)
    await records(cast, host="comediator")
    await cast["mediator"].do("meet", who=cast.seat("worker"))
    await asyncio.gather(*(cast[person].reaches("private") for person in ("mediator", "worker")))
    await records(cast)
    await cast["worker"].do("agree_recording", stay=cast["worker"].stay, agreed=True)
    alone, among = cast["mediator"], cast["comediator"]
    both = {cast.seat("mediator"), cast.seat("worker")}
    await alone.until(
        lambda: {track["seat"] for track in alone.reports[-1]["tracks"]} == both if alone.reports else False,
        SOON,
    )
    await told(among, "ok")
    since = len(among.reports)
    await alone.do("restart_recording", stay=alone.stay)
    await told(alone, "ok")
    await told(among, "ok")
    for report in among.reports[since:]:
        assert report["stay"] == among.stay
        assert {track["seat"] for track in report["tracks"]} == {
            cast.seat("comediator"),
            cast.seat("employer"),
        }
        assert "waiting" not in report


async def test_begun_anew_it_goes_on_in_other_files_and_all_of_them_play(
    call: Called, office: Office, service: Running
) -> None:
    cast = await call()
    await cast.together("mediator", *PARTIES)
    voices = await cast.voices("mediator", *PARTIES)
    await consents(cast, *PARTIES)
    await records(cast)
    await say_more(*voices)
    views = {party: cast[party].view for party in PARTIES}
    await cast["mediator"].do("restart_recording", stay=cast["mediator"].stay)
    await say_more(*voices)
    assert {party: cast[party].view for party in PARTIES} == views
    with pytest.raises(Refused, match="forbidden"):
        await cast["worker"].do("restart_recording", stay=cast["worker"].stay)
    await records(cast, on=False)
    files = await Shelf(office, service.data, cast).files()
    assert len({file.segment.recording for file in files}) == 2
    for voice in voices:
        spoken = [file for file in files if (file.segment.seat, file.segment.kind) == (voice.seat, "audio")]
        assert len(spoken) == 2
        numbers = sorted(label.number for file in spoken for label in file.labels)
        assert len(numbers) == len(set(numbers))
        assert numbers[-1] - numbers[0] - len(numbers) < 5, "next to nothing is missing in between"


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as service:
        yield service


@pytest.fixture
async def own_office(own_service: Running) -> AsyncIterator[Office]:
    async with office_of(own_service) as office:
        yield office


async def test_a_disk_that_refuses_is_an_alarm_in_that_talk_and_nothing_is_lost(
    own_service: Running, own_office: Office
) -> None:
    cast = Cast(await own_office.open(TWO_HOSTS), own_service.url)
    try:
        await cast.together("mediator", "comediator", *PARTIES)
        voices = await cast.voices("mediator", "comediator", *PARTIES)
        await cast["mediator"].do("meet", who=cast.seat("worker"))
        await asyncio.gather(*(cast[person].reaches("private") for person in ("mediator", "worker")))
        await records(cast)
        await cast["worker"].do("agree_recording", stay=cast["worker"].stay, agreed=True)
        await told(cast["mediator"], "ok")
        with full_disk(own_service):
            report = await told(cast["mediator"], "storage")
            assert report["why"] == "disk"
            await say_more(*voices)
        await told(cast["mediator"], "ok")
        assert not cast["comediator"].reports
        await records(cast, on=False)
        files = await Shelf(own_office, own_service.data, cast).files()
        for file in files:
            if file.segment.kind == "audio":
                numbers = [label.number for label in file.labels]
                assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    finally:
        await cast.close()
