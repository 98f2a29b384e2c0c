"""How soon a recording of three hours is seen and heard after a seek, and what a film of it costs."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from aiohttp import web
from playwright.async_api import Page, async_playwright

from bench.browser import CHROMIUM, FLAGS, installed
from bench.report import Figure, Target, note
from recordings.film.cutting import cut
from recordings.film.script import Script, Shot
from recordings.finishing import Finished, finish
from recordings.frame import Frame, Mark
from recordings.playback.reading import Reader
from recordings.playback.timeline import timeline
from recordings.segment import Segment, SegmentId
from recordings.storage import Folder
from recordings.vault.sealed import SealedWriter
from recordings.vault.spool import SpoolWriter
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK
from rooms.channel import JOINT
from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind
from server.record.playing import answer

HOURS: Final = 3
MINUTES: Final = 5
"""Of the film that is made; the figure is for an hour."""
PEOPLE: Final = 3
PICTURES, PACKETS = 20, 50
"""A second."""
LOOP: Final = 10
"""Seconds that are encoded and repeated; each begins with a key frame, as often as a recorder asks for one."""
SIZE: Final = (640, 360)
KEY: Final = bytes(32)
SEEKS: Final = (0.5, 0.9, 0.1, 0.7, 0.3, 0.99, 0.6, 0.2, 0.8, 0.4)
"""Shares of the whole."""

_SEEK: Final = """
([kind, share]) => new Promise((done, failed) => {
  const media = document.querySelector(kind);
  const target = share * media.duration;
  const began = performance.now();
  const finish = () => done(performance.now() - began);
  media.onerror = () => failed(media.error.message);
  if (kind === "video") {
    const shown = (_, frame) =>
      Math.abs(frame.mediaTime - target) < 0.2 ? finish() : media.requestVideoFrameCallback(shown);
    media.requestVideoFrameCallback(shown);
  } else {
    media.onseeked = finish;
  }
  media.currentTime = target;
})
"""


@dataclass(frozen=True)
class _Track:
    segment: Segment
    finished: Finished


async def playback_figures() -> AsyncIterator[Figure]:
    """Seeks in Chromium, from a local folder through the service's own answer to ranges; a film in this process."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name, "recordings", "kept")
        storage = Folder(folder)
        if installed():
            for kind in (MediaKind.CAMERA, MediaKind.AUDIO):
                note(f"a track of {HOURS} hours")
                track = await asyncio.to_thread(_track, folder, kind, HOURS * 3600, 0)
                yield await _seeks(storage, track)
                (folder / track.segment.id).unlink()
        else:
            note("Chromium is not installed: no seek is measured")
        note(f"a film of {MINUTES} minutes")
        yield await asyncio.to_thread(_film, folder)


def _track(folder: Path, kind: MediaKind, seconds: int, person: int) -> _Track:
    ids = RoomId("r"), SeatId(f"s{person}"), StayId("s"), StayId("r")
    segment = Segment(SegmentId(f"{kind.value}{person}"), *ids, JOINT, kind, datetime.now(UTC), "")
    spool = folder / "spool"
    with spool.open("wb") as file:
        writer = SpoolWriter(KEY, file.write)
        writer.mark(Mark(0, round(segment.began.timestamp() * 1_000_000), told=False))
        loop = _camera(person) if segment.pictures else _voice(person)
        length = LOOP * (PICTURE_CLOCK if segment.pictures else SPEECH_CLOCK)
        for number in range(seconds // LOOP):
            for frame in loop:
                writer.add(Frame(number * length + frame.at, frame.key, frame.data))
            writer.seal()
    finished = finish(spool, folder / segment.id, KEY, pictures=segment.pictures)
    spool.unlink()
    return _Track(segment, finished)


def _camera(person: int) -> list[Frame]:
    """Somebody who moves a little before a wall that a camera sees with noise."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = *SIZE, "yuv420p"
    encoder.time_base, encoder.gop_size, encoder.bit_rate = Fraction(1, PICTURES), 10_000, 450_000
    encoder.thread_count = 1
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    rng = np.random.default_rng(person)
    wall = rng.integers(60, 160, (SIZE[1] // 20, SIZE[0] // 20), np.uint8).repeat(20, 0).repeat(20, 1)
    packets = []
    for number in range(LOOP * PICTURES):
        picture = np.full((SIZE[1] * 3 // 2, SIZE[0]), 128, np.uint8)
        picture[: SIZE[1]] = wall + rng.integers(0, 6, (SIZE[1], SIZE[0]), np.uint8)
        left = 200 + round(30 * np.sin(number / 7))
        picture[90:330, left : left + 180] = 40 + 40 * person + np.roll(wall[90:330, :180], number, 0) // 3
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    step = PICTURE_CLOCK // PICTURES
    return [Frame(number * step, packet.is_keyframe, bytes(packet)) for number, packet in enumerate(packets)]


def _voice(person: int) -> list[Frame]:
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SPEECH_CLOCK, "mono", "s16"
    encoder.time_base, encoder.bit_rate = Fraction(1, SPEECH_CLOCK), 32_000
    rng = np.random.default_rng(person)
    samples = (rng.standard_normal(LOOP * SPEECH_CLOCK) * 2000).astype(np.int16)
    step, packets = SPEECH_CLOCK // PACKETS, list[av.Packet]()
    for number in range(LOOP * PACKETS):
        piece = samples[number * step : (number + 1) * step].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
        frame.sample_rate, frame.pts = SPEECH_CLOCK, number * step
        packets += encoder.encode(frame)
    return [Frame(number * step, True, bytes(packet)) for number, packet in enumerate(packets)]


# -- seeking


async def _seeks(storage: Folder, track: _Track) -> Figure:
    segment, finished = track.segment, track.finished
    tag, kind = ("video", "video/webm") if segment.pictures else ("audio", "audio/webm")
    reader = Reader(storage, segment.id, KEY, finished.length)
    requests: list[str] = []

    async def media(request: web.Request) -> web.StreamResponse:
        requests.append(request.headers.get("Range", ""))
        return await answer(request, reader, finished, kind)

    async def page(_request: web.Request) -> web.Response:
        return web.Response(
            text=f"<{tag} src=/media preload=metadata muted></{tag}>", content_type="text/html"
        )

    async with _served({"/": page, "/media": media}) as url, _paged() as tab:
        began = time.monotonic()
        await tab.goto(url)
        await tab.wait_for_function(f"document.querySelector('{tag}').readyState >= 1")
        opened = (time.monotonic() - began) * 1000
        before = len(requests)
        runs = [float(await tab.evaluate(_SEEK, [tag, share])) for share in SEEKS]
    name = "pictures" if segment.pictures else "speech"
    return Figure(
        f"seek_{name}",
        "ms",
        runs,
        Target(300),
        {
            "of": f"{HOURS} hours, {finished.plain_length // 1_000_000} MB",
            "first_seek": round(runs[0], 1),
            "slowest": round(max(runs), 1),
            "page_to_metadata_ms": round(opened, 1),
            "requests_to_metadata": before,
            "requests_a_seek": (len(requests) - before) / len(runs),
        },
    )


@asynccontextmanager
async def _served(routes: dict[str, object]) -> AsyncIterator[str]:
    app = web.Application()
    for path, handler in routes.items():
        app.router.add_get(path, handler)  # type: ignore[arg-type]
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _paged() -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield await browser.new_page()
        finally:
            await browser.close()


# -- a film


def _film(folder: Path) -> Figure:
    tracks = list(_people(folder))
    line = timeline((track.segment, track.finished) for track in tracks)
    shots = tuple(Shot(line.lane(track.segment.id), KEY, track.finished.length) for track in tracks)
    files = {track.segment.id: os.open(folder / track.segment.id, os.O_RDONLY) for track in tracks}
    target, octets = os.open(folder / "film", os.O_RDWR | os.O_CREAT), 0
    began, clock = time.process_time(), time.monotonic()
    writer = SealedWriter(KEY, lambda offset, piece: os.pwrite(target, piece, offset))
    cut(
        Script(shots, line.seconds),
        lambda segment: lambda offset, size: os.pread(files[segment], size, offset),
        writer,
        lambda _share: None,
    )
    writer.finish()
    spent, passed = time.process_time() - began, time.monotonic() - clock
    octets = os.fstat(target).st_size
    for file in (*files.values(), target):
        os.close(file)
    hour = 60 / MINUTES
    return Figure(
        "film_of_an_hour",
        "CPU seconds",
        [spent * hour],
        None,
        {"people": PEOPLE, "seconds_passed": round(passed * hour), "megabytes": round(octets * hour / 1e6)},
    )


def _people(folder: Path) -> Iterator[_Track]:
    for person in range(PEOPLE):
        for kind in (MediaKind.CAMERA, MediaKind.AUDIO):
            yield _track(folder, kind, MINUTES * 60, person)
