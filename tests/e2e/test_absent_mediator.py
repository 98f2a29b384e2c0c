"""The mediator's connection is gone."""

import asyncio

import pytest

from tests.e2e.cast import Cast


@pytest.mark.timeout(180)
async def test_the_parties_do_not_hear_each_other_without_a_mediator_for_ten_seconds(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.tab.goto("about:blank")
    await asyncio.gather(worker.hears(seconds=16), employer.hears(seconds=16))
    await worker.is_in("joint")
    await worker.say("调解员在吗")
    await worker.reads("joint", "worker", "调解员在吗")
    await employer.has_not_read("调解员在吗")

    await mediator.open_link()
    await mediator.pass_device_check()
    await mediator.is_in("joint")
    await mediator.reads("joint", "worker", "调解员在吗")
    await cast.all_hear_all()
    await employer.has_not_read("调解员在吗")


async def test_a_mediator_who_returns_finds_the_caucus_as_it_was(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.separate()
    await mediator.visit("employer")
    await employer.hears("mediator")
    await mediator.tab.goto("about:blank")
    await employer.hears()
    await mediator.open_link()
    await mediator.pass_device_check()
    await mediator.is_in("employer")
    await asyncio.gather(employer.hears("mediator"), mediator.hears("employer"), worker.hears())
    await worker.is_in("worker")
