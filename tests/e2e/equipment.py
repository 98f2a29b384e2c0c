"""What a mediator sees of somebody's equipment."""

from tests.e2e.person import Mediator, by
from tests.e2e.until import until


async def told(mediator: Mediator, person: str, **facts: str) -> None:
    """The mediator sees this of the equipment of somebody who waits."""
    selector = f"{by('lobby-entry', person=person)} {by('equipment', **facts)}"
    await until(lambda: mediator.attributes(selector, "class"), bool, f"{facts} of {person} is told", 12)
