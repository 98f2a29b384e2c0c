"""Debian's Chromium, one a person: a microphone and a camera are given to a browser as it starts."""

import shutil
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    async_playwright,
)

from tests.e2e.person import Person
from tests.e2e.tab import PROBE

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "device_scale_factor": 1}
DEVICES = "--use-fake-device-for-media-stream"
ASSENT = "--use-fake-ui-for-media-stream"
DESK = {"viewport": {"width": 1280, "height": 800}}


class ChromiumTab:
    """A tab driven by Playwright."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._said)
        page.set_default_timeout(10_000)

    def _said(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    async def goto(self, url: str) -> None:
        await self.page.goto(url, wait_until="domcontentloaded")

    async def before_pages(self, script: str) -> None:
        """Runs a script in each page before its own."""
        await self.page.add_init_script(script)

    async def reload(self) -> None:
        await self.page.reload(wait_until="domcontentloaded")

    async def evaluate(self, function: str, argument: Any = None) -> Any:
        while True:
            try:
                return await self.page.evaluate(function, argument)
            except Error as error:
                # A page that is left in the middle of a question: the next one answers it.
                if "Execution context was destroyed" not in error.message:
                    raise

    async def click(self, selector: str) -> None:
        await self.page.locator(selector).first.click()

    async def fill(self, selector: str, text: str) -> None:
        await self.page.locator(selector).first.fill(text)

    async def close(self) -> None:
        await self.page.close()


def tab_of(person: Person) -> ChromiumTab:
    """Who is in front of it asked for a Chromium."""
    assert isinstance(person.tab, ChromiumTab)
    return person.tab


def page_of(person: Person) -> Page:
    return tab_of(person).page


class Device:
    """A browser's profile: its tabs share cookies, another device's do not."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context

    async def tab(self) -> ChromiumTab:
        return ChromiumTab(await self.context.new_page())

    async def close(self) -> None:
        await self.context.close()


class Chromiums:
    """A browser a voice, started when first needed; a device is a profile in it."""

    def __init__(self, playwright: Playwright, captures: Path) -> None:
        self._playwright = playwright
        self._captures = captures
        self._browsers: dict[str, Browser] = {}

    async def device(self, voice: str, without: str = "", trusted: str = "", /, **options: Any) -> Device:
        """A new device whose microphone and camera give that person's tone and colour.

        `without` one of the browser's flags: ASSENT, so that nobody allows anything, or DEVICES, so that
        there are none. `trusted`: the certificate whose public key has this digest (SHA-256, base64) is believed.
        """
        kind = f"{voice} {without} {trusted}"
        if kind not in self._browsers:
            self._browsers[kind] = await self._browser(voice, without, trusted)
        context = await self._browsers[kind].new_context(**{"locale": "zh-CN", **(options or DESK)})
        await context.add_init_script(PROBE)
        return Device(context)

    def dub(self, name: str, person: str, sound: bytes) -> str:
        """A voice for `device`: that person's picture, with a sound of its own (16 kHz, mono, 16 bit), repeated."""
        with wave.open(str(self._captures / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, 16_000, len(sound) // 2, "NONE", ""))
            file.writeframes(sound)
        shutil.copy(self._captures / f"{person}.y4m", self._captures / f"{name}.y4m")
        return name

    async def _browser(self, voice: str, without: str, trusted: str) -> Browser:
        flags = [
            "--no-sandbox",
            DEVICES,
            ASSENT,
            f"--use-file-for-fake-audio-capture={self._captures / voice}.wav",
            f"--use-file-for-fake-video-capture={self._captures / voice}.y4m",
            "--autoplay-policy=no-user-gesture-required",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            *([f"--ignore-certificate-errors-spki-list={trusted}"] if trusted else []),
        ]
        return await self._playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[flag for flag in flags if flag != without]
        )

    async def close(self) -> None:
        for browser in self._browsers.values():
            await browser.close()


@asynccontextmanager
async def chromiums(captures: Path) -> AsyncIterator[Chromiums]:
    async with async_playwright() as playwright:
        started = Chromiums(playwright, captures)
        try:
            yield started
        finally:
            await started.close()
