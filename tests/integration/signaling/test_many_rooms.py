"""Rooms know nothing of each other."""

import asyncio

from tests.integration.conftest import Called
from tests.integration.running import Running

ROOMS = 20
PEOPLE = ("worker", "employer", "mediator")


async def test_what_happens_in_one_room_reaches_no_other(call: Called, service: Running) -> None:
    casts = [await call() for _ in range(ROOMS)]
    await asyncio.gather(*(cast.together(*PEOPLE) for cast in casts))
    await asyncio.gather(*(cast.settled() for cast in casts))
    quiet = {number: [len(guest.events) for guest in casts[number].everyone] for number in range(1, ROOMS, 2)}
    for number, cast in enumerate(casts):
        if number % 2 == 0:
            await cast["worker"].say(f"第{number}间")
            await cast["mediator"].do("separate")
            await cast["mediator"].do("visit", side="worker")
            await cast["mediator"].do("rejoin")
    await asyncio.gather(*(cast.settled() for cast in casts))
    for number, cast in enumerate(casts):
        expected = [f"第{number}间"] if number % 2 == 0 else []
        assert all(guest.texts == expected for guest in cast.everyone)
        if number in quiet:
            assert [len(guest.events) for guest in cast.everyone] == quiet[number]


async def test_a_seat_of_another_room_is_nobody_here(call: Called) -> None:
    one, other = await call(), await call()
    await one.together(*PEOPLE)
    await other.together(*PEOPLE)
    before = other["worker"].view
    for command in (
        "admit",
        "remove",
        "meet",
        "mute",
        "back_to_lobby",
        "bring",
        "reissue_code",
        "reissue_link",
    ):
        answer = await one["mediator"].raw(
            "do", {"key": f"k-{command}-k", "type": command, "who": other.seat("worker")}
        )
        assert answer["code"] in {"not_found", "forbidden"}
    await other.settled()
    assert other["worker"].view == before
