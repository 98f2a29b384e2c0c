"""Coming by link: what one sees from the first moment on, and again after the connection broke."""

import asyncio

from tests.integration.conftest import Called


async def test_a_person_who_comes_by_link_waits_alone_and_sees_nobody(call: Called) -> None:
    cast = await call()
    worker = await cast.come("worker")
    assert worker.view["me"]["standing"] == "waiting"
    assert worker.channel == "lobby"
    assert worker.view["people"] == {}
    assert worker.view["messages"] == {}
    assert "roster" not in worker.view


async def test_everybody_admitted_sees_everybody(call: Called) -> None:
    cast = await call()
    people = ("worker", "employer", "mediator", "clerk")
    await cast.together(*people)
    await cast.settled()
    for person in people:
        assert cast[person].near == set(people) - {person}


async def test_what_was_folded_is_what_a_fresh_connection_shows(call: Called) -> None:
    cast = await call()
    worker, employer, mediator, clerk = await cast.together("worker", "employer", "mediator", "clerk")
    await worker.say("大家好")
    await mediator.do("separate")
    await worker.reaches("worker")
    await worker.say("只有我们")
    await mediator.do("visit", side="worker")
    await mediator.reaches("worker")
    await mediator.say("我听着")
    await employer.do("ask_alone")
    await worker.do("media", kind="camera", on=False)
    await mediator.do("mute", who=cast.case.people["employer"].seat)
    await mediator.do("meet", who=cast.case.people["employer"].seat)
    await employer.reaches("private")
    await employer.say("单独说")
    await mediator.do("rejoin")
    await asyncio.gather(*(guest.reaches("joint") for guest in (worker, employer, mediator, clerk)))
    await clerk.say("都在")
    for guest in (worker, employer, mediator, clerk):
        await cast.settled()  # the one before has left and come back
        folded = guest.view
        assert await guest.again() == folded
    assert "单独说" not in worker.texts
    assert "只有我们" not in employer.texts
    assert mediator.texts == ["大家好", "只有我们", "我听着", "单独说", "都在"]
