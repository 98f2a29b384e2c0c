"""The commands by which the product is run, without a browser."""

import signal
import socket
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.e2e.service import Service
from tests.servers.process import ended, free_port, started

ROOT = Path(__file__).resolve().parents[2]


async def test_the_service_is_alive_ready_and_measured_and_ends_cleanly_on_sigterm(
    own_service: Service,
) -> None:
    async with ClientSession(own_service.url) as http:
        for path in ("/healthz", "/readyz"):
            async with http.get(path) as answer:
                assert answer.status == 200
        async with http.get("/metrics") as answer:
            assert answer.status == 200
            assert "# TYPE " in await answer.text()
    assert await own_service.stop() == 0


async def test_a_demonstration_case_has_a_link_for_everybody_and_a_code_for_each_party(
    service: Service,
) -> None:
    first, second = await service.demo(), await service.demo()
    assert first.number != second.number
    assert set(first.people) == {"worker", "employer", "mediator", "clerk"}
    for key, person in first.people.items():
        assert person.name
        assert (person.code is not None) == (key in {"worker", "employer"})
    async with ClientSession() as http:
        for person in first.people.values():
            async with http.get(person.url) as answer:
                assert answer.status == 200


async def test_a_demonstration_case_made_before_the_service_starts_is_there_afterwards(
    tmp_path: Path,
) -> None:
    service = Service(tmp_path)
    case = await service.demo()
    try:
        await service.start()
        async with ClientSession() as http, http.get(case.people["worker"].url) as answer:
            assert answer.status == 200
    finally:
        await service.close()


def test_make_run_starts_the_service_and_prints_the_links(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "run.log"
    command = ["make", "-C", str(ROOT), "run", f"PORT={port}", f"UDP_PORT={free_port(socket.SOCK_DGRAM)}",
               f"DATA={tmp_path / 'data'}"]  # fmt: skip
    base = f"http://127.0.0.1:{port}"

    def printed() -> bool:
        text = log.read_text("utf-8")
        return f"ready {base}\n" in text and text.count(f"{base}/j/") == 2 and text.count(f"{base}/s/") == 2

    ended(started(command, log, printed), signal.SIGTERM)


async def test_two_services_do_not_share_a_port(service: Service, tmp_path: Path) -> None:
    other = Service(tmp_path / "other")
    other.port, other.url = service.port, service.url
    other.data.parent.mkdir()
    try:
        with pytest.raises(RuntimeError, match=str(service.port)):
            await other.start()
    finally:
        await other.close()
