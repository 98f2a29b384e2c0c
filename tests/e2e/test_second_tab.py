"""The same person opens a second tab."""

from tests.e2e.cast import Cast


async def test_a_second_tab_takes_the_seat_over_without_echo_or_ghost(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    second = await cast.in_another_tab(worker)
    await second.open_link()
    await second.enter_or_resume()
    await second.is_in("joint")
    await worker.has_ended()
    await second.hears("employer", "mediator")
    await employer.hears("worker", "mediator")
    await mediator.hears("worker", "employer")
    await mediator.sees("worker", "employer")
    assert await mediator.waiting() == []
