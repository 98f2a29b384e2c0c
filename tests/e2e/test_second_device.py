"""Somebody opens a person's link on another device."""

from tests.e2e.cast import Cast


async def test_a_forwarded_link_without_the_code_leaves_a_live_caucus_alone(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    await mediator.separate()
    await mediator.visit("worker")
    other = await cast.on_another_device(worker)
    await other.open_link()
    await other.give("000000" if worker.invitation.code != "000000" else "111111")
    await other.is_refused()
    await worker.is_in("worker")
    await worker.hears("mediator")


async def test_another_device_enters_with_a_fresh_code_waits_in_the_lobby_and_is_announced(
    cast: Cast,
) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.separate()
    await mediator.visit("worker")
    other = await cast.on_another_device(worker)
    await other.open_link()
    await other.enter(await mediator.fresh_code("worker"))
    await other.is_in("lobby")
    await worker.has_ended()
    await mediator.sees_knock("worker")
    await other.hears()
    await mediator.hears()

    await mediator.admit("worker")
    await other.is_in("worker")
    await other.hears("mediator")
    await mediator.rejoin()
    await other.hears("employer", "mediator")
    await employer.hears("worker", "mediator")
