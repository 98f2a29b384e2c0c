"""A frightened person asks, in silence, to speak alone."""

from tests.e2e.cast import Cast
from tests.e2e.person import by
from tests.e2e.until import until


async def test_only_the_mediator_learns_that_somebody_asks_to_speak_alone(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    before = await employer.text(by("room"))
    await worker.choose_own("ask-alone")
    await until(
        lambda: mediator.asking(), lambda asking: asking == ["worker"], "the mediator sees the request"
    )
    assert await employer.text(by("room")) == before
    assert not await employer.shown("asks-alone")

    await mediator.meet("worker")
    await worker.is_in("private")
    await worker.hears("mediator")
    await employer.hears()
    await employer.is_in("joint")
