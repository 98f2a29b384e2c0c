"""Real Chromium on the real pages: how soon people see each other, again and from a link."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from bench.service import Service

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]
_PATIENCE = 20_000  # milliseconds

# Notes of every frame in a tile when its last packet had come and when it was shown (wall clock).
_WATCH_FRAMES = """
(() => {
  const seen = new WeakSet();
  globalThis.benchFrames = [];
  const follow = (tile, video) => {
    const frame = (now, data) => {
      const received = data.receiveTime === undefined ? now : data.receiveTime;
      benchFrames.push({
        person: tile.dataset.person,
        received: performance.timeOrigin + received,
        shown: performance.timeOrigin + now,
      });
      if (benchFrames.length > 2000) benchFrames.splice(0, 1000);
      video.requestVideoFrameCallback(frame);
    };
    video.requestVideoFrameCallback(frame);
  };
  setInterval(() => {
    for (const tile of document.querySelectorAll('[data-testid="tile"]')) {
      for (const video of tile.querySelectorAll("video")) {
        if (!seen.has(video)) { seen.add(video); follow(tile, video); }
      }
    }
  }, 5);
})();
"""
_FIRST_FRAME = """
([person, since]) => {
  const frame = benchFrames.find((f) => (person === null || f.person === person) && f.received >= since);
  return frame ? frame.shown : null;
}
"""
_CLICK = """
(name) => {
  const at = performance.timeOrigin + performance.now();
  document.querySelector(`[data-testid="${name}"]`).click();
  return at;
}
"""


def installed() -> bool:
    return Path(CHROMIUM).exists()


@dataclass(slots=True)
class Room:
    """Three people of one case, each in a browser context of their own."""

    service: Service
    case: dict[str, Any]
    worker: Page
    employer: Page
    mediator: Page


@contextlib.asynccontextmanager
async def opened(service: Service, case: dict[str, Any]) -> AsyncIterator[Room]:
    """Everybody comes in, is admitted, and sees the two others."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            pages = {name: await _page(browser) for name in ("worker", "employer", "mediator")}
            room = Room(service, case, **pages)
            await room.mediator.goto(service.url + case["people"]["mediator"]["link"])
            await _in_channel(room.mediator, "joint")
            for name in ("worker", "employer"):
                await _enter(pages[name], service.url, case["people"][name])
                await (
                    room.mediator.locator(f'[data-testid="lobby-entry"][data-person="{name}"]')
                    .get_by_test_id("admit")
                    .click(timeout=_PATIENCE)
                )
                await _in_channel(pages[name], "joint")
            for name, page in pages.items():
                for other in pages:
                    if other != name:
                        await first_frame(page, other, 0.0)
            yield room
        finally:
            await browser.close()


async def _page(browser: Browser) -> Page:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1000, "height": 700})
    await context.add_init_script(_WATCH_FRAMES)
    return await context.new_page()


async def _enter(page: Page, url: str, invitation: dict[str, Any]) -> None:
    await page.goto(url + invitation["link"])
    for box in await page.get_by_test_id("consent").all():
        await box.check()
    await page.get_by_test_id("code").fill(invitation["code"])
    await page.get_by_test_id("enter").click()
    await _in_channel(page, "lobby")


async def _in_channel(page: Page, channel: str) -> None:
    """Wait for the room in a channel; the check of camera and microphone is confirmed when it is shown."""
    room = page.locator(f'[data-testid="room"][data-channel="{channel}"][data-state="live"]')
    ready = page.get_by_test_id("devices-ok")
    await room.or_(ready).first.wait_for(timeout=_PATIENCE)
    if await ready.is_visible():
        await ready.click()
    await room.wait_for(timeout=_PATIENCE)


async def first_frame(page: Page, person: str | None, since: float) -> float:
    """When (milliseconds since the epoch) the first frame of `person` received after `since` was shown."""
    handle = await page.wait_for_function(_FIRST_FRAME, arg=[person, since], timeout=_PATIENCE, polling=20)
    return float(await handle.json_value())


async def together_again(room: Room, apart: float = 2.0) -> list[float]:
    """Part the groups, bring them together: milliseconds from the click to either's first frame."""
    await room.mediator.evaluate(_CLICK, "separate")
    await _in_channel(room.worker, "worker")
    await _in_channel(room.employer, "employer")
    await asyncio.sleep(apart)
    clicked = float(await room.mediator.evaluate(_CLICK, "rejoin"))
    shown = await asyncio.gather(
        first_frame(room.worker, "employer", clicked), first_frame(room.employer, "worker", clicked)
    )
    await _in_channel(room.worker, "joint")
    await _in_channel(room.employer, "joint")
    await asyncio.sleep(1.0)
    return [at - clicked for at in shown]


async def link_to_frame(room: Room) -> float:
    """The employer, admitted, opens the link again: milliseconds to the first remote frame."""
    context = room.employer.context
    await room.employer.close()
    await asyncio.sleep(1.5)
    room.employer = await context.new_page()
    opened_at = time.time() * 1e3
    await room.employer.goto(room.service.url + room.case["people"]["employer"]["link"], wait_until="commit")
    await _in_channel(room.employer, "joint")
    return await first_frame(room.employer, None, opened_at) - opened_at
