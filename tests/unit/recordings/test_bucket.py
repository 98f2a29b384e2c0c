"""A bucket on a slow line: what goes on is waited for, what stands still is not."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from recordings import storage
from recordings.storage import StorageUnavailable

PATIENCE = 1.0
"""Seconds without progress, here."""
PART = 5 * 1024 * 1024
STARTED = (
    "<InitiateMultipartUploadResult><Bucket>records</Bucket><Key>one</Key><UploadId>u</UploadId>"
    "</InitiateMultipartUploadResult>"
)
COMPLETED = (
    "<CompleteMultipartUploadResult><Location>l</Location><Bucket>records</Bucket><Key>one</Key>"
    '<ETag>"e"</ETag></CompleteMultipartUploadResult>'
)


@dataclass
class Line:
    """To a bucket that keeps nothing."""

    rate: float
    """Octets a second, of all requests together."""
    octets: bytes = b""
    """What is read from it."""
    still: bool = False
    """In the middle of what is read nothing comes any more."""
    got: int = 0
    _free: float = field(default=0.0)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        match request.method:
            case "POST":
                await request.read()
                text = STARTED if "uploads" in request.query else COMPLETED
                return web.Response(text=text, content_type="application/xml")
            case "PUT":
                async for piece in request.content.iter_chunked(64 * 1024):
                    self.got += len(piece)
                    await self._carried(piece)
                return web.Response(headers={"ETag": '"e"'})
            case "GET":
                return await self._told(request)
        return web.Response(status=204)

    async def _told(self, request: web.Request) -> web.StreamResponse:
        head = {"ETag": '"e"', "Last-Modified": "Mon, 02 Mar 2026 00:00:00 GMT"}
        answer = web.StreamResponse(headers=head)
        answer.content_length = len(self.octets)
        await answer.prepare(request)
        for at in range(0, len(self.octets), 16 * 1024):
            if self.still and at > len(self.octets) // 2:
                await asyncio.sleep(60)
            piece = self.octets[at : at + 16 * 1024]
            await answer.write(piece)
            await self._carried(piece)
        return answer

    async def _carried(self, piece: bytes) -> None:
        now = time.monotonic()
        self._free = max(now, self._free) + len(piece) / self.rate
        await asyncio.sleep(self._free - now)


@pytest.fixture
async def line(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    made = Line(rate=1024 * 1024)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    monkeypatch.setenv("AWS_ENDPOINT", f"http://127.0.0.1:{runner.addresses[0][1]}")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setattr(storage, "_PATIENCE", timedelta(seconds=PATIENCE))
    yield made
    await runner.cleanup()


async def test_what_is_read_may_take_long_as_long_as_it_goes_on(line: Line) -> None:
    line.octets = os.urandom(1024 * 1024)
    line.rate = len(line.octets) / (2.5 * PATIENCE)
    measured = await storage.at("s3://records").measure("one")
    assert measured == (len(line.octets), hashlib.sha256(line.octets).digest())


async def test_what_stands_still_is_given_up(line: Line) -> None:
    line.octets, line.still = os.urandom(256 * 1024), True
    began = time.monotonic()
    with pytest.raises(StorageUnavailable):
        await storage.at("s3://records").measure("one")
    assert time.monotonic() - began < 20


async def test_of_a_large_file_no_more_is_sent_at_once_than_a_line_carries_in_the_time_of_a_part(
    line: Line, tmp_path: Path
) -> None:
    size = 8 * PART
    line.rate = 3 * PART / PATIENCE
    (tmp_path / "file").write_bytes(bytes(size))
    await storage.at("s3://records").put("one", tmp_path / "file")
    assert line.got >= size
