"""A running service, a fresh case for each test, and people who come with devices of their own; staff afterwards."""

from collections.abc import AsyncIterator, Generator, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from rooms.rights import StaffRole
from server.config import settings
from server.staff.accounts import Accounts
from server.storage import open_store
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, chromiums
from tests.e2e.colleague import Colleague, at
from tests.e2e.service import Case, Service
from tests.e2e.voices import write_all
from tests.held import Held, story

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "build" / "e2e"
FAILED = pytest.StashKey[bool]()
SECONDS = 40
"""Of the session that was held for who looks at it afterwards."""


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """One event loop for all journeys: browsers and the service stay up between them."""
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chromiums]:
    captures = tmp_path_factory.mktemp("captures")
    write_all(captures)
    async with chromiums(captures) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with Service(tmp_path_factory.mktemp("service"), ahead=True) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def service(shared_service: Service, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """The service that journeys share; none may make it complain."""
    said = shared_service.mark()
    yield shared_service
    if request.node.stash.get(FAILED, True):
        print(shared_service.tail())
    else:
        assert not shared_service.complaints(said)


@pytest_asyncio.fixture(loop_scope="session")
async def own_service(tmp_path: Path) -> AsyncIterator[Service]:
    """A service that a test may kill."""
    async with Service(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def case(service: Service) -> Case:
    return await service.demo()


@pytest_asyncio.fixture(loop_scope="session")
async def cast(case: Case, browsers: Chromiums, request: pytest.FixtureRequest) -> AsyncIterator[Cast]:
    """Calls people to the case. When a test fails, what each had on the screen is in build/e2e."""
    people = Cast(case, browsers)
    yield people
    await dismiss(people, request)


@pytest_asyncio.fixture(loop_scope="session")
async def own_cast(
    own_service: Service, browsers: Chromiums, request: pytest.FixtureRequest
) -> AsyncIterator[Cast]:
    """Calls people to a case of the test's own service."""
    people = Cast(await own_service.demo(), browsers)
    yield people
    await dismiss(people, request)


async def dismiss(people: Cast, request: pytest.FixtureRequest) -> None:
    failed = request.node.stash.get(FAILED, True)
    if failed:
        await people.picture(PICTURES / request.node.name)
    await people.close()
    if not failed:
        people.assert_no_faults()


@pytest_asyncio.fixture(loop_scope="session")
async def invite(service: Service) -> AsyncIterator[Any]:
    """Makes an account at the console; the name and the path of its link."""
    made = 0

    async def one(role: StaffRole = StaffRole.MEDIATOR) -> tuple[str, str]:
        nonlocal made
        made += 1
        name = f"田秀英{datetime.now(UTC).timestamp():.6f}"
        async with open_store(settings(data=service.data)) as store:
            token = await Accounts(store).invite(name, role)
        assert isinstance(token, str)
        return name, f"/setup/{token}"

    yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def talk(shared_service: Service) -> Held:
    async with open_store(settings(data=shared_service.data)) as store:
        at_ = datetime.now(UTC) - timedelta(hours=2)
        return await story(store, shared_service.data, at_, seconds=SECONDS)


@pytest_asyncio.fixture(loop_scope="session")
async def clerk(
    service: Service,
    browsers: Chromiums,
    talk: Held,
    invite: Any,
) -> AsyncIterator[Colleague]:
    """Signed in, at a desk."""
    name, link = await invite(StaffRole.CLERK)
    async with at(browsers, service, name) as colleague:
        await colleague.set_up(link)
        yield colleague
