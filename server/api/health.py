"""Alive, ready, and the figures."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from rooms.errors import ErrorCode
from server import answers
from server.config import is_loopback
from server.observe import CheckFailed
from signaling.metrics import Metrics

Check = Callable[[], Awaitable[None]]
_PROXY_HEADER: Final = re.compile(r"(forwarded|via|x-real-ip|x-forwarded-.*)\Z", re.IGNORECASE)
READY = web.AppKey("ready", dict[str, Check])


async def healthz(_request: web.Request) -> web.Response:
    """The process answers."""
    return answers.value({"status": "alive"})


async def readyz(request: web.Request) -> web.Response:
    """The process can serve: every part that it stands on says so."""
    failed = []
    for name, check in request.app[READY].items():
        try:
            await check()
        except CheckFailed:
            failed.append(name)
    return answers.value(
        {"status": "not ready" if failed else "ready", "failed": failed}, 503 if failed else 200
    )


def metrics_handler(metrics: Metrics, media: Collector) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of ``/metrics``; the media plane's own counters are read at that moment."""
    metrics.registry.register(media)

    async def handler(request: web.Request) -> web.Response:
        if not _asked_from_here(request):
            return answers.refuse(ErrorCode.FORBIDDEN, status=403)
        response = web.Response(body=generate_latest(metrics.registry))
        response.headers["Content-Type"] = CONTENT_TYPE_LATEST
        return response

    return handler


def _asked_from_here(request: web.Request) -> bool:
    """Counters move when people do: a party who could watch them would learn of caucuses. Only this machine may, by
    its own loopback name, and not through a proxy, which stands on this machine for everybody.
    """
    told_by_a_proxy = any(_PROXY_HEADER.match(name) for name in request.headers)
    here = request.remote is not None and is_loopback(request.remote) and is_loopback(_name(request.host))
    return here and not told_by_a_proxy


def _name(host: str) -> str:
    """A Host header without its port; empty when it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def routes(metrics: Metrics, media: Any) -> list[web.RouteDef]:
    """The operations endpoints."""
    return [
        web.get("/healthz", healthz),
        web.get("/readyz", readyz),
        web.get("/metrics", metrics_handler(metrics, media)),
    ]
