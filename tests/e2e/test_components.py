"""The parts of a page that live by themselves live as long as they stand on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page

from server.assets import files
from tests.e2e.chromium import Chromiums
from tests.e2e.service import Service
from tests.e2e.until import equals, until

COMPONENTS = """async ([base, component, name]) => {
  const words = await import(`${base}words.js`);
  words.use({ "room.since": "{minutes} min", "room.since_now": "now", "leaving": "in {seconds}", "room.undo": "undo" });
  globalThis.timers = new Set();
  for (const kind of ["Interval", "Timeout"]) {
    const [set, clear] = [window[`set${kind}`], window[`clear${kind}`]];
    window[`set${kind}`] = (act, ms) => {
      const id = set(() => (kind === "Timeout" && timers.delete(id), act()), ms);
      timers.add(id);
      return id;
    };
    window[`clear${kind}`] = (id) => (timers.delete(id), clear(id));
  }
  globalThis.done = 0;
  const [{ define }, module] = await Promise.all(
    ["define", component].map((file) => import(`${base}components/${file}.js`)),
  );
  define({ [`yt-${component}`]: module[name] });
  globalThis.component = module[name];
}"""


@pytest.mark.parametrize(
    ("component", "name", "made"),
    [
        ("since", "Since", "new component(new Date().toISOString())"),
        ("notice", "Notice", "new component('saved', 'plain')"),
        ("undo", "Undo", "new component('leaving', () => done++)"),
        ("countdown", "Countdown", "Object.assign(new component(), { textContent: '' })"),
    ],
)
async def test_a_timer_begins_when_its_element_comes_and_ends_when_it_goes(
    service: Service, browsers: Chromiums, component: str, name: str, made: str
) -> None:
    async with page_with(service, browsers, component, name) as page:
        assert await page.evaluate(f"(globalThis.one = {made}, timers.size)") == 0
        for _ in range(2):
            assert await page.evaluate("(document.body.append(one), timers.size)") == 1
            assert await page.evaluate("(one.remove(), timers.size)") == 0
        assert await page.evaluate("done") == 0


async def test_what_can_be_taken_back_is_done_once_and_not_when_it_was(
    service: Service, browsers: Chromiums
) -> None:
    async with page_with(service, browsers, "undo", "Undo") as page:
        await page.evaluate(
            """() => {
              globalThis.two = [1, 10].map((by) => new component("leaving", () => (done += by)));
              document.body.append(...two);
              two[0].querySelector("button").click();
            }"""
        )
        await until(lambda: page.evaluate("done"), equals(10), "only the other is done")
        assert await page.evaluate("two.map((one) => one.now())") == [False, False]
        assert await page.evaluate("[done, two.some((one) => one.isConnected), timers.size]") == [
            10,
            False,
            0,
        ]


@asynccontextmanager
async def page_with(service: Service, browsers: Chromiums, component: str, name: str) -> AsyncIterator[Page]:
    """A page of ours that is otherwise at rest; it counts the timers that run."""
    device = await browsers.device("worker")
    page = (await device.tab()).page
    await page.goto(f"{service.url}/i/nobody")
    await page.evaluate(COMPONENTS, [files.prefix(), component, name])
    yield page
    await device.close()
