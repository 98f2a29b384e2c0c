"""A frightened person asks, in silence, to speak alone."""

from tests.e2e.cast import Cast
from tests.e2e.person import Person, by
from tests.e2e.until import until


async def told(person: Person) -> str:
    """All that the room's page says, but for how good the person's own network is at the moment."""
    text, network = await person.text(by("room")), await person.text(by("network"))
    return "\n".join(line for line in text.splitlines() if line and line != network)


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


async def test_only_the_mediator_learns_that_somebody_may_be_overheard_and_it_ends_with_the_stay(
    cast: Cast,
) -> None:
    worker, employer, mediator = await cast.together()
    before = await told(employer)
    assert not await worker.shown("overheard")
    await worker.tab.click(by("more"))
    await worker.press("overheard-more", True)
    entry = f"{by('roster-entry', person='worker')} {by('may-be-overheard')}"
    await until(lambda: mediator.text(entry), bool, "the list tells the mediator")
    await until(lambda: mediator.shown("overheard-mark"), bool, "the tile tells the mediator")
    assert await told(employer) == before

    await mediator.meet("worker")
    await until(lambda: mediator.text(entry), lambda text: text == "", "it has ended with the stay")
    await worker.press("overheard", True)
    await until(lambda: mediator.text(entry), bool, "the list tells the mediator again")
    await worker.press("overheard", False)
    await until(lambda: mediator.text(entry), lambda text: text == "", "it is taken back")
