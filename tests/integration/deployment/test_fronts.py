"""The real nginx and the real Caddy, as their shipped files set them up, in front of the service."""

import getpass
import gzip
import io
import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from server.tls_certificate import Pair, kept
from tests.integration.cast import Cast
from tests.integration.deployment.staging import guesses, staged
from tests.integration.frames import SOCKET
from tests.integration.guest import Device
from tests.servers.caddy import caddy
from tests.servers.nginx import nginx
from tests.servers.process import free_port

PROXIES = {"trusted_proxies": ("127.0.0.1",)}
TRIES = 6


@dataclass(frozen=True, slots=True)
class Front:
    cast: Cast
    port: int
    trust: ssl.SSLContext
    folder: Path


def started(kind: str, folder: Path, upstream: int, pair: Pair) -> AbstractContextManager[int]:
    if kind == "caddy":
        return caddy(folder, upstream, pair)
    return nginx(folder, upstream, pair, user=getpass.getuser() if os.geteuid() == 0 else "")


@pytest.fixture(params=["nginx", "caddy"])
async def front(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Front]:
    pair, upstream = kept(tmp_path, {"127.0.0.1"}), free_port()
    with started(request.param, tmp_path, upstream, pair) as port:
        url = f"https://127.0.0.1:{port}"
        async with staged(tmp_path / "data", url, port=upstream, public_url=url, **PROXIES) as cast:
            yield Front(cast, port, ssl.create_default_context(cafile=pair.certificate), tmp_path)


def logs_with(text: str, folder: Path) -> list[Path]:
    return [log for log in folder.glob("*.log") if text in log.read_text()]


async def oversized(device: Device, path: str) -> int | None:
    """The status of a request that is larger than anything we take; None: hung up on while it was sent."""
    try:
        async with device.http.post(path, data=io.BytesIO(bytes(22 << 20))) as answer:
            return answer.status
    except aiohttp.ClientOSError:
        return None


async def test_people_come_in_meet_and_part_through_it(front: Front) -> None:
    cast = front.cast
    for person in ("worker", "employer", "mediator"):
        await cast.come(person, cast.device(trust=front.trust))
    mediator, worker, employer = cast["mediator"], cast["worker"], cast["employer"]
    assert all(cookie["secure"] for guest in cast.everyone for cookie in guest.device.http.cookie_jar)
    await mediator.until(lambda: mediator.entry("worker")["standing"] == "waiting")
    await mediator.do("admit_all")
    for guest in (worker, employer):
        await guest.reaches("joint")
    await worker.say("我们想尽快拿到工资。" * 200)
    await employer.until(lambda: employer.texts == worker.texts != [])
    await mediator.do("separate")
    await worker.reaches("worker")
    await worker.vanish()
    assert (await worker.again())["place"]["channel"] == "worker"
    cast.assert_sound()


async def test_a_network_without_websocket_polls_through_it(front: Front) -> None:
    device = front.cast.device(trust=front.trust)
    async with device.http.get(SOCKET + "polling", headers={"Origin": front.cast.url}) as answer:
        assert (await answer.text()).startswith('0{"sid"')


async def test_each_client_counts_for_itself_and_cannot_name_another_address(front: Front) -> None:
    cast = front.cast
    forged = [
        cast.device(
            "127.0.0.9", front.trust, **{"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": "for=1"}
        )
        for number in range(TRIES)
    ]
    assert await guesses(cast, forged) == {"code_wrong", "too_many_tries"}
    await cast.come("worker", cast.device("127.0.0.8", front.trust))


async def test_figures_stay_inside_and_large_bodies_outside(front: Front) -> None:
    device = front.cast.device(trust=front.trust)
    async with device.http.get("/metrics") as answer:
        assert answer.status == 404
        assert "yuntiao_" not in await answer.text()
    assert await oversized(device, "/j/forged") in {413, None}


async def test_the_services_headers_reach_the_browser_once(front: Front) -> None:
    path = front.cast.case.people["worker"].path
    async with front.cast.device(trust=front.trust).http.get(path) as answer:
        assert answer.status == 200
        for name in ("Content-Security-Policy", "Strict-Transport-Security", "X-Frame-Options"):
            assert len(answer.headers.getall(name)) == 1
        assert not {"/", "Caddy"} & set(answer.headers.get("Server", ""))


async def test_pages_that_are_not_packed_by_the_service_are_not_packed_on_the_way(front: Front) -> None:
    raw = {"Accept-Encoding": "gzip"}
    async with front.cast.device(trust=front.trust).http.get("/nowhere", headers=raw) as answer:
        assert answer.status == 404
        assert "Content-Encoding" not in answer.headers


async def test_fixed_files_travel_compressed(front: Front) -> None:
    device = front.cast.device(trust=front.trust)
    raw = {"Accept-Encoding": "gzip"}
    device.http._auto_decompress = False
    async with device.http.get("/static/words.js", headers=raw) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(gzip.decompress(await answer.read())) > 0


def test_browsers_get_http_2(front: Front) -> None:
    front.trust.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", front.port), timeout=10) as plain,
        front.trust.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
    ):
        assert secured.selected_alpn_protocol() == "h2"


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
async def test_no_log_keeps_the_key_to_a_seat_even_while_the_service_is_away(
    kind: str, tmp_path: Path
) -> None:
    pair = kept(tmp_path, {"127.0.0.1"})
    with started(kind, tmp_path, free_port(), pair) as port:
        device = Device(
            f"https://127.0.0.1:{port}", trust=ssl.create_default_context(cafile=pair.certificate)
        )
        async with device.http.get("/j/the-key-to-a-seat") as answer:
            assert answer.status == 502
        await oversized(device, "/j/the-key-to-a-seat")
        await device.close()
    assert not logs_with("the-key-to-a-seat", tmp_path)
