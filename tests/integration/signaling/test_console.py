"""What the mediator's desk and the frightened party need, over the wire, with real people."""

from tests.integration.conftest import Called


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
