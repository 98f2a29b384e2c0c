"""Recording as people in a talk see it, and as a host begins and ends it."""

from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import equals, until


async def indicates(person: Person, state: str | None) -> None:
    await until(
        lambda: person.attribute(by("recording-indicator"), "data-state"),
        equals(state),
        f"{person}'s indicator is {state}",
    )


async def records(mediator: Mediator, on: bool) -> None:
    await mediator.press("record", on)


async def notices(person: Person, words: str) -> None:
    await until(lambda: person.text(by("notices")), lambda text: words in text, f"{person} is told {words!r}")
