"""Real browsers in the networks of their people: Chromium, and Firefox for its own column."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shlex
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
from aiohttp import ClientSession, TCPConnector
from playwright.async_api import Browser, async_playwright

from bench.browser import CHROMIUM, FLAGS
from bench.namespaces import SERVICE_ADDRESS, Access
from tests.e2e.chromium import PHONE, ChromiumTab
from tests.e2e.firefox import LISTENING, Bidi, FirefoxTab, preferences
from tests.e2e.tab import PROBE
from tests.servers.process import ended, started

FIREFOX = "/usr/bin/firefox-esr"
_SCRIPTS = PROBE + Path(__file__).with_name("sampler.js").read_text("utf-8")
_WIDTH, _HEIGHT, _RATE = 640, 360, 25
_LOOP = 2 * _RATE  # frames
_HERTZ = 440
_BLOCK = 8  # pixels


def firefox_installed() -> bool:
    return Path(FIREFOX).exists()


def write_captures(folder: Path) -> None:
    """A tone, and a picture with as much in it as a face that moves: a plain one would fit through any line."""
    with wave.open(str(folder / "voice.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        samples = 0.3 * np.sin(2 * np.pi * _HERTZ * np.arange(2 * 48_000) / 48_000)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    chance = np.random.default_rng(1)
    blocks = chance.integers(40, 200, (_HEIGHT // _BLOCK, _WIDTH // _BLOCK), np.uint8)
    scene = np.kron(blocks, np.ones((_BLOCK, _BLOCK), np.uint8))
    grey = bytes([128]) * (_WIDTH * _HEIGHT // 2)
    with (folder / "scene.y4m").open("wb") as file:
        file.write(f"YUV4MPEG2 W{_WIDTH} H{_HEIGHT} F{_RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(_LOOP):
            # Everything sways, and a third of the picture is new with every frame.
            plane = np.roll(scene, round(12 * np.sin(2 * np.pi * number / _LOOP)), axis=1)
            plane[_HEIGHT // 3 : 2 * _HEIGHT // 3] += chance.integers(0, 24, (_HEIGHT // 3, _WIDTH), np.uint8)
            file.write(b"FRAME\n" + plane.tobytes() + grey)


@contextlib.asynccontextmanager
async def chromium(access: Access, folder: Path, origin: str) -> AsyncIterator[Browser]:
    """A Chromium in that network whose microphone and camera give what `write_captures` left in the folder."""
    start = folder / f"chromium-{access.namespace.name}"
    command = shlex.join(access.namespace.command(CHROMIUM))
    start.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    start.chmod(0o700)
    captures = [
        f"--use-file-for-fake-audio-capture={folder / 'voice.wav'}",
        f"--use-file-for-fake-video-capture={folder / 'scene.y4m'}",
        f"--unsafely-treat-insecure-origin-as-secure={origin}",
    ]
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=start, args=[*FLAGS, *captures])
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def chromium_tab(browser: Browser, *, phone: bool = True) -> AsyncIterator[ChromiumTab]:
    """A tab of a device of its own: no cookie, nothing in the cache."""
    context = await browser.new_context(locale="zh-CN", **(PHONE if phone else {}))
    await context.add_init_script(_SCRIPTS)
    try:
        yield ChromiumTab(await context.new_page())
    finally:
        await context.close()


@contextlib.asynccontextmanager
async def firefox_tab(access: Access, folder: Path) -> AsyncIterator[FirefoxTab]:
    """A Firefox in that network with its own test tone and picture, and one tab."""
    profile = folder / f"firefox-{access.namespace.name}"
    profile.mkdir()
    wanted = preferences("worker") | {
        "dom.securecontext.allowlist": SERVICE_ADDRESS,
        "media.devices.insecure.enabled": True,
        "media.getusermedia.insecure.enabled": True,
    }
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()]
    (profile / "user.js").write_text("\n".join(lines))
    log = profile / "firefox.log"
    command = access.namespace.command(
        FIREFOX, "--headless", "--no-remote", "--profile", str(profile),
        "--remote-debugging-port", "0", "about:blank",
    )  # fmt: skip
    process = await asyncio.to_thread(started, command, log, lambda: _listening(log) is not None)
    try:
        found = _listening(log)
        assert found
        connector = TCPConnector(socket_factory=lambda _: access.namespace.socket())
        async with (
            ClientSession(connector=connector) as http,
            http.ws_connect(f"{found[1]}/session", max_msg_size=0) as socket,
        ):
            bidi = Bidi(socket)
            await bidi.send("session.new", capabilities={})
            await bidi.send("session.subscribe", events=["log.entryAdded"])
            await bidi.send("script.addPreloadScript", functionDeclaration=f"() => {{{_SCRIPTS}}}")
            tree = await bidi.send("browsingContext.getTree")
            yield FirefoxTab(bidi, tree["contexts"][0]["context"])
            await bidi.close()
    finally:
        await asyncio.to_thread(ended, process)


def _listening(log: Path) -> re.Match[str] | None:
    return LISTENING.search(log.read_text(errors="replace"))
