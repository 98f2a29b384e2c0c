"""A frightened person asks, in silence, to speak alone."""

from tests.e2e.cast import Cast
from tests.e2e.person import Person, by
from tests.e2e.until import until


async def told(person: Person) -> str:
    """All that the room's page says, but for how good the person's own network is at the moment."""
    return (await person.text(by("room"))).replace(await person.text(by("network")), "")


async def test_only_the_mediator_learns_that_somebody_asks_to_speak_alone(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    before = await told(employer)
    await worker.choose_own("ask-alone")
    await until(
        lambda: mediator.asking(), lambda asking: asking == ["worker"], "the mediator sees the request"
    )
    assert await told(employer) == before
    assert not await employer.shown("asks-alone")

    await mediator.meet("worker")
    await worker.is_in("private")
    await worker.hears("mediator")
    await employer.hears()
    await employer.is_in("joint")
