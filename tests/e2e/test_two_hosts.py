"""A mediator and a co-mediator: who leads is always one of them."""

import pytest

from server.config import settings
from server.storage import open_store
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums
from tests.e2e.person import Mediator, by
from tests.e2e.service import Case, Invitation, Service
from tests.e2e.until import until
from tests.integration.office import BUILDING_SITE, Office


async def hosts_of_a_large_case(service: Service, browsers: Chromiums) -> tuple[Cast, Mediator, Mediator]:
    """The demonstration has no co-mediator: a case is opened beside the running service."""
    async with open_store(settings(data=service.data)) as store:
        made = await Office(store).open(BUILDING_SITE)
    people = {
        key: Invitation(person.name, service.url + person.path, person.code)
        for key, person in made.people.items()
    }
    cast = Cast(Case(made.number, str(made.room), people), browsers)
    mediator, other = await cast.mediator(), await cast.host("comediator")
    await mediator.sign_in()
    await other.sign_in()
    return cast, mediator, other


@pytest.mark.timeout(150)
async def test_the_lead_is_handed_over_and_taken_while_its_host_is_away(
    service: Service, browsers: Chromiums
) -> None:
    cast, mediator, other = await hosts_of_a_large_case(service, browsers)
    await until(lambda: mediator.shown("lead-mine"), bool, "the mediator leads")
    assert not await other.shown("lead-mine")
    assert not await other.shown("take-over")
    await mediator.tab.click(by("hand-over"))
    await until(lambda: other.shown("lead-mine"), bool, "the co-mediator leads")
    assert await mediator.shown("leads")
    await other.tab.close()
    await until(lambda: mediator.shown("take-over"), bool, "the lead can be taken", 20)
    await mediator.tab.click(by("take-over"))
    await until(lambda: mediator.shown("lead-mine"), bool, "the mediator leads again")
    await cast.close()
    cast.assert_no_faults()
