"""What stands between us and a bucket, and does not always do what it says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum

from aiohttp import ClientSession, web

from tests.servers.bucket import Served

_KEPT_BACK = {"host", "transfer-encoding", "content-length", "connection", "content-encoding"}


class Mood(StrEnum):
    HONEST = "honest"
    FAILS = "fails"
    SLOW = "slow"
    """It answers when it is told to."""
    FORGETS = "forgets"
    """It says that it has kept what it throws away."""
    CHANGES = "changes"
    """One octet of what it keeps is another."""


class Front:
    """Passes requests on, as its mood is."""

    def __init__(self, served: Served) -> None:
        self.mood = Mood.HONEST
        self.asked = 0
        self.endpoint = ""
        self.patience = asyncio.Event()
        """What a slow answer waits for."""
        self._served = served

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        body = await request.read()
        if self.mood is Mood.FAILS:
            return web.Response(status=403)
        if self.mood is Mood.SLOW:
            await self.patience.wait()
        if request.method in ("PUT", "POST") and body:
            if self.mood is Mood.FORGETS:
                return web.Response(headers={"ETag": '"kept"'})
            if self.mood is Mood.CHANGES:
                body = body[:-1] + bytes([body[-1] ^ 1])
        return await self._passed_on(request, body)

    async def _passed_on(self, request: web.Request, body: bytes) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _KEPT_BACK}
        url = self._served.endpoint + request.raw_path
        async with (
            ClientSession(auto_decompress=False) as session,
            session.request(request.method, url, data=body, headers=headers) as answer,
        ):
            given = {name: value for name, value in answer.headers.items() if name.lower() not in _KEPT_BACK}
            return web.Response(status=answer.status, headers=given, body=await answer.read())


@asynccontextmanager
async def front(served: Served) -> AsyncIterator[Front]:
    made = Front(served)
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.endpoint = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        made.patience.set()
        await runner.cleanup()
