"""What the mediator's desk and the frightened party need, over the wire, with real people."""

import pytest

from tests.integration.conftest import Called
from tests.integration.guest import Guest, Refused


async def test_that_one_may_be_overheard_reaches_the_mediator_only_and_ends_with_the_stay(
    call: Called,
) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    await worker.do("overheard", on=True)
    await mediator.until(lambda: "overheard" in mediator.entry("worker"))
    before = len(employer.events)
    await worker.do("overheard", on=False)
    await worker.do("overheard", on=True)
    await cast.settled()
    assert len(employer.events) == before
    await mediator.do("separate")
    await mediator.until(lambda: "overheard" not in mediator.entry("worker"))
    await worker.until(lambda: "overheard" not in worker.view["me"])


async def test_what_a_device_can_reaches_the_mediator_only(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    before = len(employer.events)
    told = {"microphone": "works", "camera": "denied", "hearing": "headphones", "network": "relay"}
    await worker.do("equipment", **told, round_trip=120)
    shown = told | {"round_trip": 120, "old_browser": False}
    await mediator.until(lambda: mediator.entry("worker").get("equipment") == shown)
    await worker.until(lambda: worker.view["me"].get("equipment") == shown)
    await cast.settled()
    assert len(employer.events) == before


async def test_a_word_to_all_reaches_each_in_their_own_channel_once(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.apart("worker", "employer", "mediator")
    await mediator.do("visit", side="worker")
    await mediator.reaches("worker")
    await mediator.do("broadcast", text="十分钟后继续")
    everybody = (worker, employer, mediator)
    for guest in everybody:
        await guest.until(lambda g=guest: g.texts == ["十分钟后继续"])
    shown = [next(iter(guest.view["messages"].values())) for guest in everybody]
    assert [message["channel"] for message in shown] == ["worker", "employer", "worker"]
    assert all(message["to_all"] and message["person"] == "mediator" for message in shown)
    assert next(iter(worker.view["messages"])) != next(iter(employer.view["messages"]))
    with pytest.raises(Refused, match="forbidden"):
        await worker.do("broadcast", text="大家好")
    await mediator.do("visit", side="employer")
    await mediator.reaches("employer")
    assert mediator.texts == ["十分钟后继续"]


async def test_the_mediator_sees_how_long_each_side_has_had_and_the_sides_do_not(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.apart("worker", "employer", "mediator")
    await mediator.do("visit", side="worker")
    await mediator.until(lambda: "since" in mediator.view["attention"]["groups"]["worker"])
    assert mediator.view["attention"]["groups"]["worker"]["since"] == mediator.view["place"]["since"]
    await mediator.do("meet", who=employer.seat)
    await mediator.until(lambda: "since" in mediator.view["attention"]["people"][employer.seat])
    assert mediator.view["attention"]["groups"]["worker"]["ms"] > 0
    assert "since" not in mediator.view["attention"]["groups"]["worker"]
    assert "attention" not in worker.view.keys() | employer.view.keys()


async def test_a_caller_by_telephone_is_seen_moved_along_and_replaced_by_the_link(call: Called) -> None:
    cast = await call()
    worker, mediator = await cast.together("worker", "mediator")
    seat = cast.seat("employer")
    await mediator.do("telephone", who=seat, on=True)
    await worker.until(lambda: worker.view["people"].get(seat, {}).get("telephone"))
    assert mediator.entry("employer")["channel"] == "joint"
    await worker.say("当着电话里的人说")
    await mediator.do("separate")
    await worker.until(lambda: seat not in worker.view["people"])
    await mediator.until(lambda: mediator.entry("employer")["channel"] == "employer")
    employer = await cast.come("employer")
    assert (employer.channel, employer.view["me"]["standing"]) == ("lobby", "waiting")
    await mediator.until(lambda: "telephone" not in mediator.entry("employer"))
    await mediator.do("admit", who=seat)
    await employer.reaches("employer")
    assert employer.texts == []


async def test_a_page_left_open_is_not_let_in_by_a_telephone_call(call: Called) -> None:
    cast = await call()
    worker, mediator = await cast.together("worker", "mediator")
    await worker.do("leave")
    await worker.parted()
    await mediator.do("telephone", who=worker.seat, on=True)
    await mediator.until(lambda: mediator.entry("worker").get("telephone"))
    with pytest.raises(Refused, match="not_here"):
        await Guest(worker.device, worker.seat).connect()
    assert mediator.entry("worker")["telephone"]
    again = await cast.come("worker", worker.device)
    assert again.view["me"]["standing"] == "waiting"


async def test_a_private_note_is_its_authors_alone_and_there_after_a_reload(call: Called) -> None:
    cast = await call()
    worker, mediator = await cast.together("worker", "mediator")
    before = len(worker.events)
    note = (await mediator.do("note", text="底线可能是八万"))["id"]
    await mediator.do("note", text="底线八万五", note=note)
    gone = (await mediator.do("note", text="写错了"))["id"]
    await mediator.do("delete_note", note=gone)
    await cast.settled()
    assert len(worker.events) == before
    assert {id: shown["text"] for id, shown in mediator.view["notes"].items()} == {note: "底线八万五"}
    assert (await mediator.again())["notes"][note]["text"] == "底线八万五"
    with pytest.raises(Refused, match="not_found"):
        await mediator.do("delete_note", note=gone)


async def test_what_was_heard_in_private_is_conveyed_only_as_agreed(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.apart("worker", "employer", "mediator")
    await mediator.do("visit", side="worker")
    await mediator.reaches("worker")
    await cast.settled()
    before = len(employer.events)
    words = "可以分期付款，分三个月"
    item = (await mediator.do("hear", who=worker.seat, source="worker", wording=words))["id"]
    await mediator.do("ask_consent", item=item, side="employer")
    await worker.until(lambda: worker.view.get("asked", {}).get(item, {}).get("state") == "asked")
    assert worker.view["asked"][item]["wording"] == words
    with pytest.raises(Refused, match="not_found"):
        await employer.do("answer_consent", item=item, given=True)
    with pytest.raises(Refused, match="not_consented"):
        await mediator.do("convey", item=item)
    await worker.do("answer_consent", item=item, given=True)
    await mediator.until(lambda: mediator.view["ledger"][item]["state"] == "may_be_conveyed")
    await cast.settled()
    assert len(employer.events) == before
    await mediator.do("visit", side="employer")
    await mediator.reaches("employer")
    await mediator.do("convey", item=item)
    await employer.until(lambda: employer.texts == [words])
    await worker.until(lambda: worker.view["asked"][item]["state"] == "conveyed")
    assert worker.texts == []
    assert not employer.view.keys() & {"asked", "ledger"}
    with pytest.raises(Refused, match="already_conveyed"):
        await worker.do("withdraw", item=item)


async def test_consent_that_is_withdrawn_is_none_and_a_reload_shows_the_same(call: Called) -> None:
    cast = await call()
    worker, _, mediator = await cast.apart("worker", "employer", "mediator")
    item = (await mediator.do("hear", who=worker.seat, source="private", wording="家里有病人"))["id"]
    await mediator.do("ask_consent", item=item, side="employer")
    await worker.until(lambda: item in worker.view.get("asked", {}))
    await worker.do("answer_consent", item=item, given=True)
    assert (await worker.again())["asked"][item]["state"] == "may_be_conveyed"
    await worker.do("withdraw", item=item)
    await worker.until(lambda: not worker.view.get("asked"))
    await mediator.do("visit", side="employer")
    with pytest.raises(Refused, match="not_consented"):
        await mediator.do("convey", item=item)
