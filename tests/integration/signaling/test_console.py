"""What the mediator's desk and the frightened party need, over the wire, with real people."""

import pytest

from tests.integration.conftest import Called
from tests.integration.guest import Refused


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
