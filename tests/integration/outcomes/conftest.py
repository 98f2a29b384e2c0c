"""One authority and one signed document for all: they are read, not changed."""

import asyncio
from pathlib import Path

import pytest

from server.outcomes.signing.press import Press
from tests.integration.outcomes.papers import Office, Steps, drawn, opened, went


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return opened(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def paper() -> bytes:
    return drawn("= 调解协议书\n被申请人于十日内支付工资人民币叁万贰仟元整（32,000.00 元）。")


@pytest.fixture(scope="session")
def stamp() -> bytes:
    return drawn("龙建军", "width: 120pt, height: 50pt, margin: 4pt")


@pytest.fixture(scope="session")
def press(office: Office) -> Press:
    return office.press()


@pytest.fixture(scope="session")
def steps(press: Press, paper: bytes, stamp: bytes) -> Steps:
    return asyncio.run(went(press, paper, stamp))


@pytest.fixture
def own_office(tmp_path: Path) -> Office:
    """An authority for one test alone, which may be changed."""
    return opened(tmp_path / "data")
