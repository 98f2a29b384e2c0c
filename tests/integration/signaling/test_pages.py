"""A photograph of a document: handed in over HTTP, carried by a message, opened by whoever may read that."""

from __future__ import annotations

import asyncio
import io
import json
import secrets

import aiohttp
import pytest
from PIL import Image

from server.pictures.picture import MOST_OCTETS
from tests.integration.cast import Cast
from tests.integration.conftest import Called
from tests.integration.guest import Refused
from tests.integration.signaling.photographs import fetch, hand_in, photograph, show


async def openers(cast: Cast, page: str) -> set[str]:
    """Who gets the picture; for everybody else it does not exist, like any name."""
    found = set()
    for person, guest in cast.guests.items():
        status, octets = await fetch(guest, page)
        if status == 200:
            assert Image.open(io.BytesIO(octets)).format == "JPEG"
            assert b"PhoneMaker" not in octets
            found.add(person)
        else:
            nowhere = await fetch(guest, "A" * 22)
            assert (status, octets) == nowhere
    return found


PEOPLE = ("worker", "employer", "mediator", "clerk")


async def test_a_photograph_is_opened_by_those_who_may_read_its_message_and_by_nobody_else(
    call: Called,
) -> None:
    cast = await call()
    worker, _, mediator, _ = await cast.together(*PEOPLE)
    shown = await hand_in(worker)
    assert await openers(cast, shown["id"]) == set(), "nobody has been shown it"
    await show(worker, shown["id"], text="工资条")
    await cast.settled()
    assert await openers(cast, shown["id"]) == set(PEOPLE)
    await mediator.do("separate")
    await worker.reaches("worker")
    secret = await hand_in(worker, photograph("red"))
    await show(worker, secret["id"])
    assert await openers(cast, secret["id"]) == {"worker"}
    await mediator.do("visit", side="worker")
    assert await openers(cast, secret["id"]) == {"worker", "mediator"}
    await mediator.do("rejoin")
    assert await openers(cast, secret["id"]) == {"worker", "mediator"}
    await cast.settled()
    (message,) = [m for m in worker.view["messages"].values() if m["text"] == "工资条"]
    assert message["pages"] == [{"id": shown["id"], "width": 60, "height": 60}]
    assert secret["id"] not in json.dumps([cast["employer"].view, cast["clerk"].view])
    await mediator.do("end")
    await asyncio.gather(*(guest.parted("ended") for guest in cast.guests.values()))
    assert await openers(cast, shown["id"]) == set()


async def test_only_who_handed_a_page_in_can_show_it_and_only_once(call: Called) -> None:
    cast = await call()
    worker, employer, _ = await cast.together("worker", "employer", "mediator")
    page = (await hand_in(worker))["id"]
    with pytest.raises(Refused, match="not_found"):
        await show(employer, page)
    key = secrets.token_hex(8)
    first = await show(worker, page, key=key)
    assert await show(worker, page, key=key) == first, "a repetition changes nothing"
    with pytest.raises(Refused, match="not_found"):
        await show(worker, page)
    with pytest.raises(Refused, match="not_found"):
        await show(employer, page)
    await cast.settled()
    assert len(employer.view["messages"]) == 1


async def test_a_page_meant_for_a_former_stay_goes_nowhere_and_is_not_lost(call: Called) -> None:
    cast = await call()
    worker, _, mediator = await cast.together("worker", "employer", "mediator")
    page, stay = (await hand_in(worker))["id"], worker.stay
    await mediator.do("separate")
    await worker.reaches("worker")
    with pytest.raises(Refused, match="stale_stay"):
        await worker.do("say", stay=stay, text="", pages=[page])
    await show(worker, page)
    assert await openers(cast, page) == {"worker"}


REFUSED = {
    "no picture": (b"<svg onload=alert(1)>", "not_a_picture", 415),
    "nothing": (b"", "not_a_picture", 415),
    "too large": (bytes(MOST_OCTETS + 1), "picture_too_large", 413),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_shown_is_refused_with_a_code(call: Called, name: str) -> None:
    octets, code, status = REFUSED[name]
    cast = await call()
    (worker,) = await cast.wait_in_lobby("worker")
    with pytest.raises(Refused) as refusal:
        await hand_in(worker, octets)
    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert (await hand_in(worker))["width"] == 60


async def test_a_stranger_neither_hands_in_nor_opens(call: Called) -> None:
    cast = await call()
    worker, employer, _ = await cast.together("worker", "employer", "mediator")
    page = (await hand_in(worker))["id"]
    await show(worker, page)
    with pytest.raises(Refused, match="not_signed_in"):
        await hand_in(employer, seat=worker.seat)
    assert (await fetch(employer, page, seat=worker.seat))[0] == 403
    async with aiohttp.ClientSession(worker.device.url) as stranger:
        async with stranger.get(f"/room/{worker.seat}/pages/{page}") as answer:
            assert answer.status == 403
        foreign = {"Origin": "https://evil.example"}
        async with worker.device.http.post(
            f"/room/{worker.seat}/pages", data=photograph(), headers=foreign
        ) as answer:
            assert answer.status == 403


async def test_who_is_removed_opens_nothing_any_more(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    page = (await hand_in(worker))["id"]
    await show(worker, page)
    assert (await fetch(employer, page))[0] == 200
    await mediator.do("remove", who=employer.seat)
    assert (await fetch(employer, page))[0] == 403


async def test_one_person_hands_in_so_many_and_others_are_not_limited_by_it(call: Called) -> None:
    cast = await call()
    worker, employer = await cast.wait_in_lobby("worker", "employer")
    codes = []
    for _ in range(50):
        try:
            await hand_in(worker, b"no picture")
        except Refused as refused:
            codes.append(refused.code)
    assert codes.count("too_many") >= 3
    assert await hand_in(employer)
