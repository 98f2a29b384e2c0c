"""Chat over the wire: once, in order, in the channel in which it was typed, whatever the connection does."""

import asyncio
import secrets

import pytest

from tests.integration.conftest import Called
from tests.integration.guest import Guest, Refused


async def test_a_command_repeated_under_its_key_answers_alike_and_changes_nothing_twice(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    key = secrets.token_hex(8)
    first = await worker.say("就说一遍", key=key)
    assert await worker.say("就说一遍", key=key) == first
    with pytest.raises(Refused, match="key_reused"):
        await worker.say("另外一句", key=key)
    await cast.settled()
    for guest in (worker, employer, mediator):
        assert guest.texts == ["就说一遍"]


async def test_what_is_repeated_after_the_connection_broke_arrives_once(call: Called) -> None:
    """The client does not know whether it arrived: the connection broke before an answer came."""
    cast = await call()
    worker, employer, _ = await cast.together("worker", "employer", "mediator")
    for number in range(10):
        key, stay, text = secrets.token_hex(8), worker.stay, f"第{number}句"
        lost = asyncio.ensure_future(worker.say(text, key=key))
        await asyncio.wait([lost], timeout=secrets.randbelow(8) / 1000)
        await worker.vanish()
        await worker.connect()
        assert worker.stay == stay
        await worker.say(text, key=key)
        lost.cancel()
        await asyncio.gather(lost, return_exceptions=True)
    await cast.settled()
    assert employer.texts == [f"第{number}句" for number in range(10)]
    assert worker.texts == employer.texts


async def test_another_person_may_use_the_same_key(call: Called) -> None:
    cast = await call()
    worker, employer, _ = await cast.together("worker", "employer", "mediator")
    key = secrets.token_hex(8)
    await worker.say("我的", key=key)
    await employer.say("也是我的", key=key)
    await cast.settled()
    assert worker.texts == ["我的", "也是我的"]


async def test_what_was_typed_before_a_move_is_refused_and_lands_nowhere(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    stay = worker.stay
    await mediator.do("separate")
    await worker.reaches("worker")
    with pytest.raises(Refused, match="stale_stay"):
        await worker.say("给大家的话", stay=stay)
    with pytest.raises(Refused, match="stale_stay"):
        await employer.say("学来的场次", stay=worker.stay)
    await mediator.do("visit", side="worker")
    await mediator.do("rejoin")
    with pytest.raises(Refused, match="stale_stay"):
        await worker.say("给大家的话", stay=stay)
    for guest in (worker, employer, mediator):
        await guest.again()
        assert guest.texts == []


async def test_a_message_that_races_a_move_is_read_by_its_channel_or_by_nobody(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    accepted: set[str] = set()
    for number in range(20):
        text, stay = f"{number}", worker.stay
        answer, _ = await asyncio.gather(
            worker.raw("do", {"key": secrets.token_hex(8), "type": "say", "stay": stay, "text": text}),
            mediator.do("separate"),
        )
        assert answer.get("ok") or answer["code"] == "stale_stay"
        accepted |= {text} if answer.get("ok") else set()
        await worker.reaches("worker")
        await mediator.do("rejoin")
        await asyncio.gather(*(guest.reaches("joint") for guest in (worker, employer, mediator)))
    await cast.settled()
    for guest in (worker, employer, mediator):
        assert set(guest.texts) == accepted
        assert {message["channel"] for message in guest.view["messages"].values()} <= {"joint"}


async def test_everybody_reads_what_many_write_at_once_in_the_same_order(call: Called) -> None:
    cast = await call()
    guests = await cast.together("worker", "employer", "mediator", "clerk")

    async def write(guest: Guest) -> list[str]:
        return [(await guest.say(f"{guest.seat} {number}"))["id"] for number in range(12)]

    posted = await asyncio.gather(*(write(guest) for guest in guests))
    await cast.settled()
    orders = [list(guest.view["messages"]) for guest in guests]
    assert all(order == orders[0] for order in orders)
    assert sorted(orders[0]) == sorted(id_ for ids in posted for id_ in ids)
    times = [message["at"] for message in guests[0].view["messages"].values()]
    assert times == sorted(set(times))
    for guest, ids in zip(guests, posted, strict=True):
        assert [id_ for id_ in orders[0] if guest.view["messages"][id_]["seat"] == guest.seat] == ids


async def test_each_side_keeps_its_talk_and_the_mediator_reads_what_was_written_before(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.apart("worker", "employer", "mediator")
    await worker.say("我们商量一下")
    await employer.say("我们也商量一下")
    await cast.settled()
    assert mediator.texts == []
    assert {group["id"]: group["unread"] for group in mediator.view["groups"]} == {"worker": 1, "employer": 1}
    await mediator.do("visit", side="worker")
    await mediator.until(lambda: mediator.texts == ["我们商量一下"])
    await mediator.do("rejoin")
    await asyncio.gather(*(guest.reaches("joint") for guest in (worker, employer, mediator)))
    for guest in (worker, employer, mediator):
        await guest.again()
    assert worker.texts == ["我们商量一下"]
    assert employer.texts == ["我们也商量一下"]
