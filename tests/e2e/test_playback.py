"""What is kept plays in a real browser: a track from anywhere, and a film of all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import async_playwright

from bench.browser import CHROMIUM, FLAGS
from recordings.film import encoding
from recordings.film.cutting import cut
from recordings.film.encoding import Codecs
from recordings.playback.reading import Reader
from recordings.storage import Folder
from recordings.vault.sealed import SealedReader, SealedWriter
from rooms.participant import MediaKind
from server.record.playing import answer
from tests.integration.film.takes import Take, plain, script, take, tone

_PLAYED = """
([path, kind, target]) => new Promise((done, failed) => {
  const media = document.createElement(kind);
  media.muted = true;
  media.onerror = () => failed(new Error(media.error.message));
  media.onloadedmetadata = () => { media.currentTime = target; };
  media.onseeked = () => { media.onseeked = null; media.play(); };
  media.ontimeupdate = () => {
    if (media.currentTime > target + 0.5)
      done([media.duration, media.videoWidth || 0, media.videoHeight || 0, media.webkitAudioDecodedByteCount]);
  };
  media.src = path;
  document.body.append(media);
})
"""


async def played(app: web.Application, kind: str, target: float) -> list[float]:
    """Length, size and what was decoded of the sound."""
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page()
            await page.goto(f"http://127.0.0.1:{runner.addresses[0][1]}/")
            found: list[float] = await page.evaluate(_PLAYED, ["/media", kind, target])
            await browser.close()
            return found
    finally:
        await runner.cleanup()


def serving(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.Application:
    async def empty(_request: web.Request) -> web.Response:
        return web.Response(text="<body></body>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", empty)
    app.router.add_get("/media", handler)
    return app


@pytest.mark.parametrize("kind", [MediaKind.CAMERA, MediaKind.AUDIO])
async def test_a_track_plays_from_its_middle(tmp_path: Path, kind: MediaKind) -> None:
    kept = tmp_path / "recordings" / "kept"
    storage = Folder(kept)
    frames = plain("red", 20) if kind is MediaKind.CAMERA else tone(440, 20)
    track = take(kept, "track", frames, kind, 0)
    reader = Reader(storage, "track", track.key, track.finished.length)
    tag = "video" if kind is MediaKind.CAMERA else "audio"

    async def media(request: web.Request) -> web.StreamResponse:
        return await answer(request, reader, track.finished, f"{tag}/webm")

    length, width, _, _ = await played(serving(media), tag, 12.0)
    assert length == pytest.approx(20, abs=0.1)
    assert width == (160 if kind is MediaKind.CAMERA else 0)


@pytest.mark.parametrize("codecs", [encoding.H264, encoding.VP9], ids=["h264", "vp9"])
async def test_a_film_plays_from_its_middle(tmp_path: Path, codecs: Codecs) -> None:
    kept = tmp_path / "recordings" / "kept"
    Folder(kept)
    takes = [
        take(kept, "picture", plain("red", 8), MediaKind.CAMERA, 0, "worker"),
        take(kept, "voice", tone(440, 8), MediaKind.AUDIO, 0, "worker"),
    ]
    film = tmp_path / "film.mp4"
    film.write_bytes(made(kept, takes, codecs))

    async def media(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(film)

    length, width, height, heard = await played(serving(media), "video", 5.0)
    assert length == pytest.approx(8, abs=0.15)
    assert (width, height) == (320, 180)
    assert heard > 0


def made(kept: Path, takes: list[Take], codecs: Codecs) -> bytes:
    stored = bytearray()

    def keep(at: int, octets: bytes) -> None:
        stored.extend(bytes(max(0, at - len(stored))))
        stored[at : at + len(octets)] = octets

    files = {one.segment.id: (kept / one.segment.id).read_bytes() for one in takes}
    writer = SealedWriter(b"f" * 32, keep)
    cut(
        script(*takes),
        lambda segment: lambda at, size: files[segment][at : at + size],
        writer,
        lambda _share: None,
        codecs,
    )
    writer.finish()
    sealed = bytes(stored)
    reader = SealedReader(b"f" * 32, lambda at, size: sealed[at : at + size], len(sealed))
    return b"".join(reader.chunks())
