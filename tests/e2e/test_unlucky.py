"""Browsers that lack something, clocks that are wrong, windows of no sensible size: a clear page, never a blank one."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Page, Route

from tests.e2e import axe
from tests.e2e.cast import Cast
from tests.e2e.chromium import PHONE, Chromiums, ChromiumTab
from tests.e2e.person import Person, by
from tests.e2e.service import Case
from tests.e2e.until import until

A_DAY = 86_400_000
SKEWED = """{
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) { given.length === 0 ? super(Real.now() + SKEW) : super(...given); }
    static now() { return Real.now() + SKEW; }
  };
}"""
NO_STORAGE = """for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
  Object.defineProperty(window, name, {get() { throw new DOMException('', 'SecurityError') }});
delete Navigator.prototype.serviceWorker;"""
ENOUGH = 15
"""Characters that say something."""


async def page_of(browsers: Chromiums, **options: Any) -> Page:
    device = await browsers.device("worker", **(PHONE | options))
    return (await device.tab()).page


async def close(*pages: Page) -> None:
    for page in pages:
        await page.context.close()


@pytest.mark.parametrize("person", ["worker", "mediator"])
async def test_without_scripts_a_page_says_so_and_sends_nothing(
    person: str, case: Case, browsers: Chromiums
) -> None:
    page = await page_of(browsers, java_script_enabled=False)
    await page.goto(case.people[person].url)
    assert await page.locator("noscript .notice").is_visible()
    assert await page.locator(by("enter")).is_disabled()
    await close(page)


async def fails(page: Page, file: str) -> None:
    async def lost(route: Route) -> None:
        await route.abort("connectionreset")

    await page.route(re.compile(rf"/static/(?:[0-9a-f]+/)?{re.escape(file)}$"), lost)


async def test_a_link_page_whose_script_is_lost_on_the_way_says_so_and_opens_at_the_next_try(
    case: Case, browsers: Chromiums
) -> None:
    page = await page_of(browsers)
    await fails(page, "bundle/link.js")
    await page.goto(case.people["worker"].url)
    await page.locator(by("not-started")).wait_for()
    assert len(await page.inner_text(by("not-started"))) > ENOUGH
    assert await page.locator(by("enter")).is_disabled()
    assert await axe.faults(page) == []
    await page.unroute_all()
    await page.click(f"{by('not-started')} a")
    await page.locator(f"{by('enter')}:enabled").wait_for()
    assert await page.locator(by("not-started")).count() == 0
    await close(page)


@pytest.mark.parametrize("file", ["bundle/room.js", "bundle/socket.io.esm.min.js"])
async def test_a_room_whose_script_is_lost_on_the_way_says_so_and_opens_at_the_next_try(
    file: str, cast: Cast
) -> None:
    worker = await cast.party("worker")
    assert isinstance(worker.tab, ChromiumTab)
    await fails(worker.tab.page, file)
    await worker.open_link()
    await worker.give(worker.invitation.code or "")
    await worker.tab.page.locator(f"{by('not-started')}.now").wait_for()
    await worker.tab.page.unroute_all()
    await worker.tab.click(f"{by('not-started')} a")
    await worker.is_in("lobby")
    assert not await worker.shown("not-started")


async def test_a_script_that_this_browser_cannot_read_is_told_as_well(
    case: Case, browsers: Chromiums
) -> None:
    page = await page_of(browsers)

    async def newer(route: Route) -> None:
        await route.fulfill(content_type="text/javascript", body="export class X { #new syntax }")

    await page.route(re.compile(r"/link\.js$"), newer)
    await page.goto(case.people["worker"].url)
    await page.locator(by("not-started")).wait_for()
    await close(page)


async def test_a_page_whose_scripts_never_come_says_so_by_itself(case: Case, browsers: Chromiums) -> None:
    page = await page_of(browsers)
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.abort()

    await page.route(re.compile(r"/static/.*\.js$"), hold)
    await page.goto(case.people["worker"].url, wait_until="commit")
    # Until its style sheet is there, everything shows.
    await page.wait_for_function(
        """(selector) => {
            const notice = document.querySelector(selector);
            const style = notice && getComputedStyle(notice);
            return style?.animationName === "wait-for-script" && style.visibility === "hidden";
        }""",
        arg=by("not-started"),
    )
    await page.locator(by("not-started")).wait_for(timeout=25_000)
    held.set()
    await close(page)


async def test_a_device_that_keeps_no_cookie_is_told_what_to_change(case: Case, browsers: Chromiums) -> None:
    page = await page_of(browsers)

    async def forget(route: Route) -> None:
        answer = await route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        await page.context.clear_cookies()
        await route.fulfill(response=answer, headers=headers)

    await page.route(re.compile("/j/"), forget)
    worker = Person("worker", case.people["worker"], ChromiumTab(page))
    await worker.open_link()
    await worker.give(worker.invitation.code or "")
    await page.locator(by("problem-page")).wait_for()
    assert "Cookie" in await page.inner_text("main")
    assert await axe.faults(page) == []
    await close(page)


@pytest.mark.parametrize("skew", [-A_DAY, A_DAY], ids=["a day slow", "a day fast"])
async def test_with_a_clock_that_is_a_day_wrong_the_times_in_the_room_are_right(
    skew: int, cast: Cast
) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    for person in (worker, mediator):
        assert isinstance(person.tab, ChromiumTab)
        await person.tab.before_pages(SKEWED.replace("SKEW", str(skew)))
    await asyncio.gather(worker.join(), mediator.sign_in())
    await mediator.admit("worker")
    await worker.is_in("joint")
    since = await worker.text(by("place-since"))
    assert "刚刚" in since, since
    shown = re.search(r"(\d\d):(\d\d)", since)
    assert shown is not None
    hour, minute = await worker.tab.evaluate(
        f"() => {{ const at = new Date(Date.now() - {skew}); return [at.getHours(), at.getMinutes()]; }}"
    )
    assert abs(int(shown[1]) * 60 + int(shown[2]) - hour * 60 - minute) % 1439 <= 1
    await mediator.say("几点了")
    await worker.reads("joint", "mediator", "几点了")
    written = (await worker.text(f"{by('chat-message')} .by"))[-5:]
    assert written == shown[0] or int(written[-2:]) == int(shown[2]) + 1


async def test_storage_that_is_denied_takes_nothing_from_the_room(cast: Cast) -> None:
    worker = await cast.party("worker")
    assert isinstance(worker.tab, ChromiumTab)
    await worker.tab.before_pages(NO_STORAGE)
    await worker.join()
    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await worker.say("听得到吗")
    await mediator.reads("joint", "worker", "听得到吗")


ABSURD = [(1, 1), (200, 10_000), (10_000, 200)]


async def test_a_window_of_absurd_size_loses_nothing(cast: Cast) -> None:
    worker = await cast.party("worker")
    assert isinstance(worker.tab, ChromiumTab)
    page = worker.tab.page
    await worker.open_link()
    for width, height in ABSURD:
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.locator(by("enter")).is_enabled()
    await page.set_viewport_size({"width": 390, "height": 844})
    await worker.enter()
    for width, height in ABSURD:
        await page.set_viewport_size({"width": width, "height": height})
        await until(
            lambda: page.locator(by("mute")).is_enabled(), bool, f"the room is there at {width}x{height}"
        )
        if width > 1:
            assert await page.evaluate("() => document.documentElement.scrollWidth") <= width
            await page.locator(by("mute")).scroll_into_view_if_needed()
            await worker.tab.click(by("mute"))
    await page.set_viewport_size({"width": 390, "height": 844})
    await worker.is_in("lobby")
