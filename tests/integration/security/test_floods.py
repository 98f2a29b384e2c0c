"""One person sends as much as the network takes: it is their own connection that ends, and nobody else notices."""

import asyncio
import contextlib
import json
import secrets
import socket
import time

import aiohttp
import pytest
from aiohttp import web

from bench.observed import Histogram, histogram
from signaling import frames
from signaling.transport import Transport
from tests.e2e.until import until
from tests.integration.conftest import Called
from tests.integration.frames import CONNECTED, EVENT, Frames
from tests.integration.guest import Guest, Refused
from tests.integration.running import Running

STALL = "yuntiao_loop_stall_seconds"
UNNOTICED = 0.1
"""Seconds that nobody takes for a fault; the machine under test may be busy with other things besides."""

FLOODS = {
    "pongs": "3",
    "no-ops": "6",
    "unknown events": EVENT + '["x"]',
    "heartbeats": EVENT + '0["ping",{}]',
    "empty commands": EVENT + '0["do",{}]',
    "large texts": EVENT + json.dumps(["do", {"type": "say", "text": "x" * 60_000}]),
    "offers": EVENT + '0["offer",{"sdp":"v=0"}]',
    "connections": CONNECTED + "{}",
    "broken JSON": EVENT + '["do",',
}


@pytest.mark.parametrize("name", FLOODS)
async def test_a_flood_ends_its_own_connection_and_nobody_waits_for_it(
    call: Called, service: Running, name: str
) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    await worker.disconnect()
    before = await histogram(service.url, STALL)
    hostile = await Frames.open(worker.device)
    await hostile.enter(worker.seat)
    waited = []
    with contextlib.suppress(aiohttp.ClientError, ConnectionError):
        for number in range(5_000):
            await hostile.send(FLOODS[name])
            if number % 250 == 0:
                began = time.perf_counter()
                await employer.ask("ping", {})
                waited.append(time.perf_counter() - began)
    await hostile.ended()
    await employer.say("有人听见吗")
    await mediator.until(lambda: mediator.texts == ["有人听见吗"])

    async def stalls_since() -> Histogram:
        return (await histogram(service.url, STALL)).since(before)

    stalls = await until(stalls_since, lambda seen: any(seen.counts.values()), "the loop has been measured")
    assert sorted(waited)[len(waited) // 2] < UNNOTICED
    assert stalls.quantile(0.9) < UNNOTICED
    await hostile.close()


async def test_one_person_may_say_so_much_and_another_is_not_limited_by_it(call: Called) -> None:
    cast = await call()
    worker, employer, _ = await cast.together("worker", "employer", "mediator")

    async def say(guest: Guest, text: str) -> bool:
        answer = await guest.raw(
            "do", {"key": secrets.token_hex(8), "type": "say", "stay": guest.stay, "text": text}
        )
        assert answer.get("ok") or answer["code"] == "too_many"
        return bool(answer.get("ok"))

    posted = await asyncio.gather(*(say(worker, f"{number}") for number in range(200)))
    assert 50 < posted.count(True) < 120
    assert await say(employer, "我也说一句")
    await worker.again()
    again = await asyncio.gather(*(say(worker, f"又{number}") for number in range(60)))
    assert again.count(True) < 50, "a new connection filled the purse"
    async with asyncio.timeout(5):
        while not await say(worker, "慢慢说"):
            await employer.raw("ping", {})


async def test_one_person_may_connect_so_often_and_others_do_not_notice(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    refused = 0
    for _ in range(60):
        guest = Guest(worker.device, worker.seat)
        with contextlib.suppress(Refused):
            await guest.connect()
        refused += not guest.view
        await guest.disconnect()
    assert refused > 10
    await employer.say("没事吧")
    await mediator.until(lambda: mediator.texts == ["没事吧"])
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(Refused):
                await worker.again()
                break
    assert worker.channel == "joint"


async def test_offers_are_limited_more_tightly_because_each_is_work(call: Called) -> None:
    cast = await call()
    worker, employer = await cast.together("worker", "mediator")
    sdp = "v=0\r\n" + "a=ssrc:1 cname:x\r\n" * 14_000
    senders = {"audio": "0", "camera": "1", "screen": "2"}
    began = time.monotonic()
    answers = await asyncio.gather(
        *(worker.raw("offer", {"sdp": sdp, "senders": senders, "stay": worker.stay}) for _ in range(40))
    )
    codes = [answer["code"] for answer in answers]
    assert codes.count("too_many") >= 20
    assert set(codes) <= {"too_many", "sdp_invalid", "sdp_unsupported", "sdp_too_large"}
    assert await employer.ask("ping", {}) == {}
    assert time.monotonic() - began < 5


async def test_whoever_answers_no_heartbeat_is_let_go_and_nobody_else_waits_for_that(call: Called) -> None:
    """It may be found out in the middle of telling them something."""
    cast = await call()
    worker, employer, _ = await cast.together("worker", "employer", "mediator")
    await worker.disconnect()
    mute = await Frames.open(worker.device)
    await mute.enter(worker.seat)
    gone = asyncio.create_task(_let_go(mute))
    waited = []
    while not gone.done():
        began = time.perf_counter()
        await employer.say("听得见吗")
        waited.append(time.perf_counter() - began)
        # It may be let go at this very moment, which is what is waited for.
        with contextlib.suppress(aiohttp.ClientConnectionResetError):
            await mute.send(EVENT + '["x"]')
        await asyncio.sleep(0.2)
    assert max(waited) < 1, "the room stood still"


async def _let_go(frames: Frames) -> None:
    """Reads whatever comes, and answers nothing."""
    async with asyncio.timeout(20):
        while (await frames.socket.receive()).type is aiohttp.WSMsgType.TEXT:
            pass


async def test_whoever_takes_nothing_from_the_network_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for such a client is memory, and its pongs alone would keep it connected."""
    monkeypatch.setattr(frames, "UNREAD_AFTER", 0.3)
    transport = Transport(lambda _origin, _host: True)
    gone = asyncio.Event()

    async def connect(sid: str, _environ: object, _auth: object) -> None:
        for _ in range(64):
            await transport.emit(sid, "view", {"text": "x" * (1 << 20)})

    async def disconnect(_sid: str, _reason: object) -> None:
        gone.set()

    transport.sio.on("connect", connect)
    transport.sio.on("disconnect", disconnect)
    app = web.Application()
    transport.sio.attach(app)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(client, runner.addresses[0])
        await loop.sock_sendall(client, HANDSHAKE + _masked(CONNECTED + "{}"))
        async with asyncio.timeout(4):  # the ping's time-out would come after more
            await gone.wait()
    await transport.close()
    await runner.cleanup()


HANDSHAKE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def _masked(text: str) -> bytes:
    """A client's short text frame (RFC 6455 §5.2), masked with nothing."""
    payload = text.encode()
    return b"\x81" + bytes((0x80 | len(payload),)) + bytes(4) + payload
