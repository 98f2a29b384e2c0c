"""A recording over HTTP: the part that was asked for, and never a part that looks like the whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from recordings.playback.ranges import etag
from recordings.playback.reading import Reader
from recordings.storage import Folder
from recordings.vault.sealed import CHUNK, SealedReader
from rooms.participant import MediaKind
from server.record.playing import answer
from tests.integration.film.takes import take, tone


@dataclass
class Served:
    url: str
    octets: bytes
    path: Path
    tag: str


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    kept = tmp_path / "recordings" / "kept"
    storage = Folder(kept)
    voice = take(kept, "voice", tone(1240, 60), MediaKind.AUDIO, 0)

    async def media(request: web.Request) -> web.StreamResponse:
        reader = Reader(storage, "voice", voice.key, voice.finished.length)
        return await answer(request, reader, voice.finished, "audio/webm")

    app = web.Application()
    app.router.add_get("/", media)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stored = (kept / "voice").read_bytes()
    reader = SealedReader(voice.key, lambda at, size: stored[at : at + size], len(stored))
    octets = b"".join(reader.chunks())
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield Served(url, octets, kept / "voice", etag(voice.finished.plain_digest))
    await runner.cleanup()


@pytest.mark.parametrize(
    ("header", "start", "end"), [("bytes=0-", 0, None), ("bytes=70000-70009", 70_000, 70_010)]
)
async def test_a_part_is_answered_as_one(served: Served, header: str, start: int, end: int | None) -> None:
    async with aiohttp.ClientSession() as browser, browser.get(served.url, headers={"Range": header}) as got:
        assert got.status == 206
        size = len(served.octets)
        assert got.headers["Content-Range"] == f"bytes {start}-{(end or size) - 1}/{size}"
        assert (got.headers["ETag"], got.headers["Cache-Control"]) == (served.tag, "private, no-store")
        assert await got.read() == served.octets[start:end]


async def test_the_whole_is_answered_to_who_asks_for_it_or_means_another_file(served: Served) -> None:
    for headers in ({}, {"Range": "bytes=5-9", "If-Range": '"other"'}):
        async with aiohttp.ClientSession() as browser, browser.get(served.url, headers=headers) as got:
            assert (got.status, got.content_length) == (200, len(served.octets))
            assert await got.read() == served.octets
    headers = {"Range": "bytes=5-9", "If-Range": served.tag}
    async with aiohttp.ClientSession() as browser, browser.get(served.url, headers=headers) as got:
        assert (got.status, await got.read()) == (206, served.octets[5:10])


async def test_what_there_is_nothing_of_is_not_satisfied(served: Served) -> None:
    headers = {"Range": f"bytes={len(served.octets)}-"}
    async with aiohttp.ClientSession() as browser, browser.get(served.url, headers=headers) as got:
        assert (got.status, got.headers["Content-Range"]) == (416, f"bytes */{len(served.octets)}")
        assert await got.read() == b""


async def test_a_head_is_answered_without_a_body(served: Served) -> None:
    async with aiohttp.ClientSession() as browser, browser.head(served.url) as got:
        assert (got.status, got.content_length, await got.read()) == (200, len(served.octets), b"")


@pytest.mark.filterwarnings("ignore")
async def test_what_was_changed_behind_the_beginning_ends_the_connection(served: Served) -> None:
    octets = bytearray(served.path.read_bytes())
    octets[40 + 5 * (CHUNK + 16)] ^= 1
    served.path.write_bytes(octets)
    async with aiohttp.ClientSession() as browser, browser.get(served.url) as got:
        assert got.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await got.read()
    async with aiohttp.ClientSession() as browser:
        headers = {"Range": f"bytes={5 * CHUNK}-"}
        async with browser.get(served.url, headers=headers) as got:
            assert got.status == 500
