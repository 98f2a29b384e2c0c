"""Killed in the middle, ended on purpose: what was acknowledged is there, and nobody lands where they should not."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.config import Settings
from server.storage.store import open_store
from tests.e2e.service import Service
from tests.integration.cast import Cast
from tests.integration.frames import Frames
from tests.integration.guest import Device, Guest, Refused
from tests.integration.office import DEMONSTRATION, Office
from tests.integration.signaling.photographs import fetch, hand_in, show

PEOPLE = ("worker", "employer", "mediator", "clerk")


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(tmp_path)
    try:
        await service.start()
        yield service
    finally:
        await service.close()


@pytest.fixture
async def cast(own: Service) -> AsyncIterator[Cast]:
    async with open_store(Settings(data=own.data)) as store:
        cast = Cast(await Office(store).open(DEMONSTRATION), own.url)
    yield cast
    await cast.close()
    cast.assert_sound()


async def back(guest: Guest) -> None:
    """As a client comes back: after its connection has ended, with the tab that it was."""
    await guest.parted()
    await guest.again()


async def test_after_kill_9_everything_acknowledged_is_there_and_everybody_where_they_were(
    cast: Cast, own: Service
) -> None:
    worker, employer, mediator, clerk = await cast.apart(*PEOPLE)
    await mediator.do("visit", side="worker")
    acknowledged: list[str] = []

    async def write(guest: Guest, text: str) -> None:
        answer = await guest.raw(
            "do", {"key": secrets.token_hex(8), "type": "say", "stay": guest.stay, "text": text}
        )
        if answer.get("ok"):
            acknowledged.append(text)

    writing = [
        asyncio.create_task(write(guest, f"{guest.seat} {number}"))
        for number in range(40)
        for guest in (worker, employer)
    ]
    async with asyncio.timeout(10):
        while len(acknowledged) < 20:
            await asyncio.wait(writing, return_when=asyncio.FIRST_COMPLETED, timeout=0.01)
            writing = [task for task in writing if not task.done()]
    before = {person: (cast[person].channel, cast[person].stay) for person in PEOPLE}
    await own.kill()
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    await own.start()
    await asyncio.gather(*(back(cast[person]) for person in PEOPLE))
    assert {person: (cast[person].channel, cast[person].stay) for person in PEOPLE} == before
    kept = [*worker.texts, *employer.texts]
    assert set(acknowledged) <= set(kept)
    assert len(set(kept)) == len(kept)
    assert all(text.startswith(worker.seat) for text in worker.texts)
    assert all(text.startswith(employer.seat) for text in employer.texts)
    assert clerk.texts == []
    assert set(mediator.texts) == set(worker.texts)
    await mediator.do("rejoin")
    await asyncio.gather(*(cast[person].reaches("joint") for person in PEOPLE))
    await employer.until(lambda: employer.near == {"worker", "mediator", "clerk"})


async def test_a_photograph_that_was_shown_outlasts_kill_9_and_one_only_handed_in_is_asked_for_again(
    cast: Cast, own: Service
) -> None:
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    shown, handed_in = (await hand_in(worker))["id"], (await hand_in(worker))["id"]
    key, stay = secrets.token_hex(8), worker.stay
    first = await show(worker, shown, key=key)
    await own.kill()
    await own.start()
    await asyncio.gather(back(worker), back(employer), back(mediator))
    assert await show(worker, shown, key=key) == first
    assert (await fetch(employer, shown))[0] == 200
    with pytest.raises(Refused, match="not_found"):
        await show(worker, handed_in)
    await show(worker, (await hand_in(worker))["id"])
    assert worker.stay == stay


async def test_a_command_repeated_across_kill_9_changes_nothing_twice(cast: Cast, own: Service) -> None:
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    key, moved, stay = secrets.token_hex(8), secrets.token_hex(8), worker.stay
    first = await worker.say("只算一次", key=key)
    await mediator.do("separate", moved)
    await cast.settled()
    stays = (worker.stay, employer.stay, mediator.stay)
    await own.kill()
    await own.start()
    await asyncio.gather(back(worker), back(employer), back(mediator))
    assert (worker.stay, employer.stay, mediator.stay) == stays
    assert await mediator.do("separate", moved) == {}
    assert worker.stay == stays[0]
    assert await worker.say("只算一次", stay=stay, key=key) == first
    assert worker.texts == employer.texts == ["只算一次"]


async def test_an_unacknowledged_command_has_happened_wholly_or_not_at_all(cast: Cast, own: Service) -> None:
    """Killed at a random moment of a move: everybody is where one of the two states puts them."""
    guests = await cast.together("worker", "employer", "mediator")
    joint = {guest.seat: guest.stay for guest in guests}
    key = secrets.token_hex(8)
    moving = asyncio.ensure_future(cast["mediator"].do("separate", key))
    await asyncio.wait([moving], timeout=secrets.randbelow(12) / 1000)
    await own.kill()
    moving.cancel()
    await asyncio.gather(moving, return_exceptions=True)
    await own.start()
    await asyncio.gather(*(back(guest) for guest in guests))
    places = [guest.channel for guest in guests]
    assert places in (["joint"] * 3, ["worker", "employer", "neutral"])
    await cast["mediator"].do("separate", key)
    await asyncio.gather(*(guest.until(lambda g=guest: g.channel != "joint") for guest in guests))
    assert all(guest.stay != joint[guest.seat] for guest in guests)


async def test_media_is_back_where_it_was_after_kill_9_and_nowhere_else(cast: Cast, own: Service) -> None:
    worker, employer, mediator = await cast.apart("worker", "employer", "mediator")
    await mediator.do("visit", side="worker")
    await own.kill()
    await own.start()
    await asyncio.gather(back(worker), back(employer), back(mediator))
    worker_voice, mediator_voice, employer_voice = await cast.voices("worker", "mediator", "employer")
    assert {label.seat for label in worker_voice.heard()} == {mediator.seat}
    assert {label.seat for label in mediator_voice.heard()} == {worker.seat}
    assert not employer_voice.heard()


async def test_sigterm_ends_the_service_cleanly_while_everybody_is_connected(
    cast: Cast, own: Service
) -> None:
    worker, _, _ = await cast.together("worker", "employer", "mediator")
    await cast.voices("worker", "employer")
    strangers = [await Frames.open(cast.device()) for _ in range(20)]
    polling = cast.device()
    hanging = asyncio.create_task(_poll(polling))
    await worker.say("最后一句")
    began = time.monotonic()
    assert await own.stop() == 0
    assert time.monotonic() - began < 5
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    for stranger in strangers:
        await stranger.close()
    logged = own.log.read_text()
    assert "Traceback" not in logged
    assert '"level": "error"' not in logged
    await own.start()
    await back(worker)
    assert worker.texts == ["最后一句"]


async def _poll(device: Device) -> None:
    """A client without WebSocket, waiting for its next message."""
    polling = "/socket.io/?EIO=4&transport=polling"
    async with device.http.get(polling) as answer:
        session = (await answer.text()).partition('"sid":"')[2].partition('"')[0]
    async with device.http.get(f"{polling}&sid={session}") as answer:
        await answer.read()
