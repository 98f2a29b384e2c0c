"""A tab that is loaded again."""

import asyncio

from tests.e2e.cast import Cast


async def test_a_reloaded_tab_is_back_in_its_channel_with_its_messages(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.separate()
    await mediator.visit("worker")
    await worker.say("重新载入之前")
    await mediator.reads("worker", "worker", "重新载入之前")

    await asyncio.gather(worker.tab.reload(), mediator.tab.reload(), employer.tab.reload())
    await asyncio.gather(worker.is_in("worker"), mediator.is_in("worker"), employer.is_in("employer"))
    await asyncio.gather(worker.hears("mediator"), mediator.hears("worker"), employer.hears())
    await asyncio.gather(worker.sees("mediator"), mediator.sees("worker"), employer.sees())
    await worker.reads("worker", "worker", "重新载入之前")
    await employer.has_not_read("重新载入之前")


async def test_an_opened_link_leads_the_same_device_straight_back(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    await worker.open_link()
    await worker.enter_or_resume()
    await worker.is_in("joint")
    await worker.hears("employer", "mediator")
    assert await mediator.waiting() == []
