"""A running service, a fresh case, and people who come with devices of their own."""

from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest

from tests.e2e.cast import Cast
from tests.e2e.chromium import chromiums
from tests.e2e.service import Case, Service
from tests.e2e.voices import write_all

ROOT = Path(__file__).resolve().parents[2]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the browsers take for microphones and cameras."""
    folder = tmp_path_factory.mktemp("captures")
    write_all(folder)
    return folder


@pytest.fixture
async def service(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    running = Service(tmp_path)
    try:
        await running.start()
        yield running
    finally:
        await running.close()
        if request.node.stash.get(FAILED, True):
            print(running.tail())


@pytest.fixture
async def case(service: Service) -> Case:
    return await service.demo()


@pytest.fixture
async def cast(case: Case, captures: Path, request: pytest.FixtureRequest) -> AsyncIterator[Cast]:
    """Calls people to the case. When a test fails, what each had on the screen is in build/e2e."""
    async with chromiums(captures) as browsers:
        people = Cast(case, browsers)
        yield people
        if request.node.stash.get(FAILED, True):
            await people.picture(ROOT / "build" / "e2e" / request.node.name)
        else:
            people.assert_no_faults()
