"""What may be asked over HTTP, by whom, and what every answer carries."""

import asyncio
import contextlib
import io
import re
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from rooms.roles import Role
from server.assets import files
from server.auth.links import LinkKind
from server.config import Settings
from server.main import serving
from server.storage.store import open_store
from tests.integration.cast import Cast
from tests.integration.conftest import Called
from tests.integration.frames import SOCKET, Frames
from tests.integration.guest import Device, Guest, Refused
from tests.integration.office import Office, Part
from tests.integration.running import Running
from tests.servers.process import free_port

FOREIGN = "https://evil.example"


async def test_every_answer_forbids_what_no_page_of_ours_needs(call: Called) -> None:
    cast = await call()
    worker = await cast.come("worker")
    http, people = worker.device.http, cast.case.people
    asked = [
        ("GET", people["employer"].path, 200),
        ("GET", people["mediator"].path, 200),
        ("GET", f"/room/{worker.seat}", 200),
        ("GET", f"/room/{cast.seat('employer')}", 403),
        ("GET", "/j/forged", 404),
        ("GET", "/", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/static/words.js", 200),
        ("GET", "/static/nothing.js", 404),
        ("GET", f"{files.prefix()}words.js", 200),
        ("GET", f"{files.prefix()}nothing.js", 404),
        ("GET", f"{files.prefix()}bundle/host.js", 200),
        ("GET", f"{files.prefix()}bundle/nothing.js", 404),
        ("GET", "/static/bundle/host.js", 404),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/socket.io/?EIO=3", 400),
        ("POST", people["employer"].path, 400),
        ("POST", "/j/forged", 400),
        ("DELETE", people["employer"].path, 405),
    ]
    for method, path, status in asked:
        async with http.request(method, path, allow_redirects=False) as answer:
            assert (answer.status, path) == (status, path)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert "*" not in policy
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            kept = "no-cache" if path.startswith("/static/") else "no-store"
            if path.startswith(files.prefix()) and answer.status == 200:
                kept = "public, max-age=31536000, immutable"
            assert answer.headers["Cache-Control"] == kept
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_forged_token_and_an_unknown_one_get_the_same_answer(call: Called) -> None:
    cast = await call()
    device = cast.device()
    staff = cast.case.people["mediator"].path.removeprefix("/s/")
    party = cast.case.people["worker"].path.removeprefix("/j/")
    tokens = [
        secrets.token_urlsafe(18),
        party[:-1],
        party + "A",
        party.swapcase(),
        staff,
        "x" * 3000,
        "%00",
        "汉字",
    ]
    form = {"code": "123456", "consents": ["online", "personal_data"]}
    pages, refusals = set(), set()
    for token in tokens:
        async with device.http.get(f"/j/{token}") as answer:
            pages.add((answer.status, await answer.text()))
        async with device.http.post(f"/j/{token}", json=form) as answer:
            refusals.add((answer.status, await answer.text()))
    async with device.http.post(f"/s/{party}") as answer:
        refusals.add((answer.status, await answer.text()))
    assert len(pages) == 1
    assert {status for status, _ in pages} == {404}
    assert refusals == {(404, '{"code":"link_invalid","params":{}}')}


async def test_a_revoked_link_says_so_and_its_device_is_out(call: Called, office: Office) -> None:
    cast = await call()
    worker = await cast.come("worker")
    await worker.disconnect()
    await office.access.revoke(cast.seat("worker"))
    with pytest.raises(Refused, match="link_revoked") as refused:
        await cast.device().enter(cast.case.people["worker"])
    assert refused.value.status == 410
    with pytest.raises(Refused, match="not_signed_in"):
        await Guest(worker.device, worker.seat).connect()
    async with worker.device.http.get(f"/room/{worker.seat}") as answer:
        assert answer.status == 403


async def test_an_expired_link_says_so(call: Called, office: Office) -> None:
    cast = await call()
    past = datetime.now(UTC) - timedelta(seconds=1)
    token = await office.access.issue_link(cast.seat("worker"), LinkKind.PARTY, expires_at=past)
    device = cast.device()
    with pytest.raises(Refused, match="link_expired") as refused:
        await device.post(f"/j/{token}", {"code": "1", "consents": []})
    assert refused.value.status == 410


async def test_a_robot_that_previews_links_uses_nothing_up(call: Called) -> None:
    cast = await call()
    robot = cast.device()
    for person in ("worker", "mediator"):
        for _ in range(20):
            for method in ("GET", "HEAD"):
                async with robot.http.request(method, cast.case.people[person].path) as answer:
                    assert answer.status == 200
                    assert not answer.cookies
    await cast.together("worker", "mediator")


async def test_a_staff_link_signs_in_once(call: Called) -> None:
    cast = await call()
    mediator = await cast.come("mediator")
    with pytest.raises(Refused, match="link_expired"):
        await cast.device().enter(cast.case.people["mediator"])
    async with mediator.device.http.get(cast.case.people["mediator"].path, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, f"/room/{mediator.seat}")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "PROPFIND", "TRACE"])
async def test_methods_that_nothing_needs_are_refused(call: Called, method: str) -> None:
    cast = await call()
    device = cast.device()
    for path in (
        cast.case.people["worker"].path,
        cast.case.people["mediator"].path,
        "/",
        "/metrics",
        SOCKET + "polling",
    ):
        async with device.http.request(method, path) as answer:
            assert answer.status == 405


BODIES = {
    "nothing": b"",
    "no JSON": b"hello",
    "a list": b"[]",
    "null": b"null",
    "a deep nest": b"[" * 50_000,
    "a field too many": b'{"consents":[],"code":"1","admin":true}',
    "a code that is none": b'{"consents":[],"code":123456}',
    "a long code": b'{"consents":[],"code":"' + b"1" * 100 + b'"}',
    "an unknown consent": b'{"consents":["everything"],"code":"1"}',
    "consents without end": b'{"consents":[' + b'"online",' * 5000 + b'"online"],"code":"1"}',
    "octets": bytes(range(256)),
    "half a character": b'{"consents":[],"code":"\\ud800"}',
}


async def test_a_form_that_is_none_is_refused(call: Called) -> None:
    cast = await call()
    device = cast.device()
    for name, body in BODIES.items():
        async with device.http.post(cast.case.people["worker"].path, data=body) as answer:
            assert answer.status == 400, name
            assert (await answer.json())["code"] == "bad_message", name


async def test_a_huge_body_is_not_taken(call: Called, service: Running) -> None:
    cast = await call()
    device = cast.device()
    before = service.memory
    for path in (cast.case.people["worker"].path, cast.case.people["mediator"].path):
        try:
            async with device.http.post(path, data=io.BytesIO(bytes(50 << 20))) as answer:
                assert answer.status in {200, 413}
        except aiohttp.ClientError:
            pass  # the connection was closed while we were still sending
    assert service.memory - before < 20 << 20


async def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(call: Called) -> None:
    cast = await call()
    device = cast.device()
    form = {"code": cast.case.people["worker"].code, "consents": ["online", "personal_data"]}
    async with device.http.post(cast.case.people["worker"].path, json=form) as answer:
        (cookie,) = answer.cookies.values()
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
        assert not cookie["secure"]
        assert len(cookie.value) >= 43
        assert cookie.value not in await answer.text()
    async with device.http.get("/?lang=en") as answer:
        (cookie,) = answer.cookies.values()
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


FOREIGN_HEADERS = [
    {"Origin": FOREIGN},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "none"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


async def test_another_sites_page_cannot_make_a_browser_enter(call: Called) -> None:
    cast = await call()
    device = cast.device()
    form = {"code": cast.case.people["worker"].code, "consents": ["online", "personal_data"]}
    for headers in FOREIGN_HEADERS:
        for person, body in (("worker", form), ("mediator", None)):
            async with device.http.post(cast.case.people[person].path, json=body, headers=headers) as answer:
                assert answer.status == 403, headers
                assert not answer.cookies
    await cast.together("worker", "mediator")


async def test_another_sites_page_cannot_open_the_socket(call: Called) -> None:
    cast = await call()
    worker = await cast.come("worker")
    for headers in FOREIGN_HEADERS[:4]:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await Frames.open(worker.device, **headers)
        async with worker.device.http.get(SOCKET + "polling", headers=headers) as answer:
            assert answer.status == 400
            assert "Access-Control-Allow-Origin" not in answer.headers


TRAVERSALS = [
    "/static/../server/main.py",
    "/static/%2e%2e/server/main.py",
    "/static/..%2fserver%2fmain.py",
    "/static/%2e%2e%2fserver%2fmain.py",
    "/static/..%5c..%5cserver%5cmain.py",
    "/static/%252e%252e/server/main.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/room/../../server/main.py",
    "/static/./.././server/main.py",
    "/static/words.js%00.py",
    "/static/",
    "/static/room",
    "/static/vendor/../../data/keys.json",
]


@pytest.mark.parametrize("path", TRAVERSALS)
async def test_nothing_but_the_static_files_is_served(call: Called, path: str) -> None:
    cast = await call()
    device = cast.device()
    async with device.http.get(URL(device.url + path, encoded=True), allow_redirects=False) as answer:
        assert answer.status in {400, 403, 404}
        text = await answer.text()
    assert "import" not in text
    assert "root:" not in text


PROXIES = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"x-forwarded-for": "203.0.113.7"},
    {"X-FORWARDED-FOR": "127.0.0.1"},
    {"Forwarded": "for=203.0.113.7"},
    {"forwarded": "for=203.0.113.7"},
    {"x-real-ip": "203.0.113.7"},
    {"X-Forwarded-Host": "mediation.example"},
    {"x-forwarded-proto": "https"},
    {"Via": "1.1 proxy"},
    {"Host": "mediation.example"},
]


@pytest.mark.parametrize("headers", PROXIES, ids=lambda headers: next(iter(headers)))
async def test_figures_are_not_told_through_a_proxy(call: Called, headers: dict[str, str]) -> None:
    cast = await call()
    async with cast.device().http.get("/metrics", headers=headers) as answer:
        assert answer.status == 403
        assert "yuntiao_" not in await answer.text()


async def test_names_and_titles_cannot_become_markup(call: Called) -> None:
    hostile = '"><script>alert(1)</script>'
    parts = (
        Part("worker", hostile, Role.PARTY, "worker"),
        Part("mediator", f"{hostile}'", Role.MEDIATOR),
    )
    cast = await call(parts, title=f"</title>{hostile}")
    worker = await cast.come("worker")
    pages = [cast.case.people["mediator"].path, f"/room/{worker.seat}", f"/j/{hostile}", f"/room/{hostile}"]
    stranger = cast.device()
    async with stranger.http.get(cast.case.people["worker"].path) as answer:
        text = await answer.text()
    assert "&lt;script&gt;" in text
    for path in pages:
        async with worker.device.http.get(path) as answer:
            text += await answer.text()
    assert "<script>alert" not in text


async def test_pages_refer_to_nothing_outside_and_hold_no_inline_script(call: Called) -> None:
    cast = await call()
    worker = await cast.come("worker")
    for path in (
        cast.case.people["employer"].path,
        cast.case.people["mediator"].path,
        f"/room/{worker.seat}",
    ):
        async with worker.device.http.get(path) as answer:
            page = await answer.text()
        addresses = re.findall(r'(?:src|href|action)="([^"]*)"', page)
        assert addresses
        assert all(re.match(r"(/(?!/)|#|\?)", address) for address in addresses)
        assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/json\"))", page)
        assert not re.search(r"\son\w+=|<style|style=", page)


async def test_a_room_page_is_for_the_device_of_its_seat(call: Called) -> None:
    cast = await call()
    worker, employer = await asyncio.gather(cast.come("worker"), cast.come("employer"))
    stranger = cast.device()
    pages = set()
    asked = [
        (stranger, worker.seat),
        (stranger, "A" * 22),
        (employer.device, worker.seat),
        (employer.device, "A" * 22),
    ]
    for device, seat in asked:
        async with device.http.get(f"/room/{seat}") as answer:
            assert answer.status == 403
            pages.add(await answer.text())
    assert len(pages) == 1


async def test_a_room_page_asks_at_once_for_what_its_script_will_import(call: Called) -> None:
    worker = await (await call()).come("worker")
    async with worker.device.http.get(f"/room/{worker.seat}") as page:
        asked = set(re.findall(r'rel="modulepreload" href="([^"]+)"', await page.text()))
    async with worker.device.http.get(f"{files.prefix()}bundle/room.js") as script:
        imported = set(re.findall(r'^import .* from "([^"]+)";$', await script.text(), re.M))
    assert imported
    assert asked == imported


async def test_headers_cannot_be_broken_into(call: Called) -> None:
    cast = await call()
    device = cast.device()
    for path in ("/room/%0d%0aSet-Cookie:%20a=b", "/j/%0d%0aX-Injected:%201", "/?lang=%0d%0aX-Injected:1"):
        async with device.http.get(URL(device.url + path, encoded=True)) as answer:
            assert "X-Injected" not in answer.headers
            assert "a" not in answer.cookies


RAW = {
    "no request": b"hello\r\n\r\n",
    "octets": bytes(range(256)) * 20,
    "a broken host": b"GET /metrics HTTP/1.1\r\nHost: [\r\n\r\n",
    "a broken host on a form": b"POST /j/x HTTP/1.1\r\nHost: [\r\nOrigin: http://[\r\nContent-Length: 0\r\n\r\n",
    "a broken host on the socket": b"GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: [\r\nOrigin: http://[\r\n\r\n",
    "no host": b"GET /metrics HTTP/1.1\r\n\r\n",
    "an old protocol": b"GET / HTTP/1.0\r\n\r\n",
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "endless headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Header: y\r\n" * 20_000 + b"\r\n",
    "a huge header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
    "a huge path": b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a huge cookie": b"GET /room/x HTTP/1.1\r\nHost: x\r\nCookie: " + b"yt_seat_x=a;" * 500 + b"\r\n\r\n",
    "a broken cookie": b'GET /room/x HTTP/1.1\r\nHost: x\r\nCookie: \xff\xfe=;;;=,"\\\r\n\r\n',
    "two lengths": b"POST /j/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": b"POST /j/x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "broken chunks": b"POST /j/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a negative length": b"POST /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nHost: x\r\n"
    b"Content-Length: -1\r\n\r\n",
    "a handshake without a key": b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n"
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
}


@pytest.mark.parametrize("name", RAW)
async def test_broken_http_is_refused_and_hurts_nobody(call: Called, service: Running, name: str) -> None:
    cast = await call()
    worker = await cast.come("worker")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(service.url.rpartition(":")[2]))
    writer.write(RAW[name])
    writer.write_eof()
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionError):
            answer = await reader.read()
            assert b"yuntiao_" not in answer
            assert b"Traceback" not in answer
            assert not answer.startswith(b"HTTP/1.1 5")
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    assert await worker.ask("ping", {}) == {}


# -- behind a proxy that ends TLS


@pytest.fixture
async def behind_proxy(tmp_path: Path) -> AsyncIterator[Cast]:
    """The service as it stands behind a proxy on the same machine, which people know as https://mediation.example."""
    port = free_port()
    settings = Settings(
        port=port,
        udp_port=0,
        data=tmp_path,
        public_url="https://mediation.example",
        trusted_proxies=("127.0.0.1",),
    )
    async with serving(settings), open_store(settings) as store:
        cast = Cast(await Office(store).open(), f"http://127.0.0.1:{port}")
        yield cast
        await cast.close()


OUTSIDE = {"Host": "mediation.example", "Origin": "https://mediation.example"}


async def test_behind_tls_cookies_travel_only_by_tls(behind_proxy: Cast) -> None:
    device = behind_proxy.device()
    form = {"code": behind_proxy.case.people["worker"].code, "consents": ["online", "personal_data"]}
    async with device.http.post(
        behind_proxy.case.people["worker"].path, json=form, headers=OUTSIDE
    ) as answer:
        assert answer.status == 200
        (cookie,) = answer.cookies.values()
        assert cookie["secure"]
        assert "max-age" in answer.headers["Strict-Transport-Security"]
    async with device.http.get("/?lang=en", headers=OUTSIDE) as answer:
        assert all(cookie["secure"] for cookie in answer.cookies.values())


@pytest.mark.parametrize("told", [{}, {"X-Forwarded-Proto": "https"}], ids=["silent proxy", "telling proxy"])
async def test_behind_tls_the_public_origin_may_open_the_socket(
    behind_proxy: Cast, told: dict[str, str]
) -> None:
    device = behind_proxy.device()
    frames = await Frames.open(device, **OUTSIDE, **told)
    await frames.close()
    for origin in (FOREIGN, "http://mediation.example.evil.example", "null"):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await Frames.open(device, **OUTSIDE | told | {"Origin": origin})


async def test_behind_tls_figures_are_not_told_even_by_a_silent_proxy(behind_proxy: Cast) -> None:
    async with behind_proxy.device().http.get("/metrics", headers={"Host": "mediation.example"}) as answer:
        assert answer.status == 403


async def test_staff_links_of_demonstrations_are_dead_in_production(tmp_path: Path) -> None:
    settings = Settings(port=0, udp_port=0, data=tmp_path, production=True)
    async with serving(settings) as url, open_store(settings) as store:
        case = await Office(store).open()
        device = Device(url)
        async with device.http.get(case.people["mediator"].path) as answer:
            assert answer.status == 404
        with pytest.raises(Refused, match="link_invalid"):
            await device.enter(case.people["mediator"])
        assert await device.enter(case.people["worker"]) == case.people["worker"].seat
        await device.close()


async def test_who_mistypes_an_address_is_told_in_words_and_a_script_in_a_code(call: Called) -> None:
    cast = await call()
    http = (await cast.come("worker")).device.http
    for path in ("/nowhere", "/room/", "/j/", "/admin/%3Cscript%3E"):
        async with http.get(path, headers={"Accept-Language": "en"}) as answer:
            assert (answer.status, answer.content_type) == (404, "text/html")
            page = await answer.text()
            assert 'data-code="not_found"' in page
            assert "script>" not in page
        async with http.post(path) as answer:
            assert (answer.status, await answer.json()) == (404, {"code": "not_found", "params": {}})
