"""The media plane alone in a process, driven by JSON over HTTP: what `bench.plane` measures.

Run as `python -m bench.planehost`; prints its address on one line.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import signal
import time
from typing import Any

import uvloop
from aiohttp import web

from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Route
from signaling.media.config import MediaConfig
from signaling.media.plane import Plane

_PLANE = web.AppKey("plane", Plane)
_KINDS = MediaKind.AUDIO, MediaKind.CAMERA


async def _negotiate(request: web.Request) -> web.Response:
    body: dict[str, Any] = await request.json()
    answer = await request.app[_PLANE].negotiate(
        RoomId(body["room"]), SeatId(body["seat"]), StayId(body["stay"]), body["sdp"], body["senders"]
    )
    return web.json_response({"sdp": answer.sdp})


async def _boundary(request: web.Request) -> web.Response:
    body: dict[str, Any] = await request.json()
    request.app[_PLANE].boundary(
        RoomId(body["room"]), SeatId(body["seat"]), StayId(body["stay"]), MediaKind(body["kind"]), body["ts"]
    )
    return web.json_response({})


async def _routes(request: web.Request) -> web.Response:
    """Everybody named in `stays` hears and sees everybody else."""
    body: dict[str, Any] = await request.json()
    stays = {SeatId(seat): StayId(stay) for seat, stay in body["stays"].items()}
    routes = frozenset(
        Route(source, stays[source], target, stays[target], kind)
        for source, target in itertools.permutations(stays, 2)
        for kind in _KINDS
    )
    plane, room = request.app[_PLANE], RoomId(body["room"])
    plane.assign(room, routes, stays, time.monotonic())
    plane.grant(room)
    gc.collect()
    gc.freeze()
    return web.json_response({})


async def _serve() -> None:
    plane = Plane(MediaConfig(bind=(("127.0.0.1", 0),)))
    await plane.start()
    app = web.Application(client_max_size=1 << 20)
    app[_PLANE] = plane
    app.add_routes(
        [
            web.post("/negotiate", _negotiate),
            web.post("/boundary", _boundary),
            web.post("/routes", _routes),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await plane.close()
    await runner.cleanup()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as _runner:
        _runner.run(_serve())
