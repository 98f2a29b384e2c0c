"""A party's link on small phones, in both languages, in every state it can be in."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession
from playwright.async_api import Page

from tests.e2e import axe
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums
from tests.e2e.person import by
from tests.e2e.service import Case, Service
from tests.e2e.until import until

IPHONE_SE = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}
SMALL_ANDROID = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10) Chrome/107.0.5304.141 Mobile Safari/537.36 MicroMessenger/8.0.30.2244"
)
NO_CALLS = "delete window.RTCPeerConnection"
NO_COOKIES = "Object.defineProperty(Navigator.prototype, 'cookieEnabled', {get: () => false})"
NO_STORAGE = """for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
  Object.defineProperty(window, name, {get() { throw new DOMException('', 'SecurityError') }})"""
A_DAY_WRONG = "const now = Date.now; Date.now = () => now() - 86_400_000"
BUDGET = 150_000
"""Bytes of a link page's first load."""


@asynccontextmanager
async def phone(browsers: Chromiums, *before: str, **options: Any) -> AsyncIterator[Page]:
    """A small phone on which scripts ran before the page's own; nothing may go wrong unseen."""
    device = await browsers.device("worker", **(IPHONE_SE | options))
    for script in before:
        await device.context.add_init_script(script)
    tab = await device.tab()
    yield tab.page
    await device.close()
    assert not tab.faults


def link(case: Case, lang: str = "zh-CN") -> str:
    return f"{case.people['worker'].url}?lang={lang}"


async def ahead(service: Service) -> Case:
    return await service.demo("--starts-in", "1530")


async def plain(service: Service) -> Case:
    return await service.demo()


State = tuple[Callable[[Service], Awaitable[Case]], tuple[str, ...], dict[str, Any]]
STATES: dict[str, State] = {
    "now": (plain, (), {}),
    "ahead": (ahead, (), {}),
    "inside an app": (plain, (NO_CALLS,), {"user_agent": WECHAT}),
    "inside an app that can": (plain, (), {"user_agent": WECHAT}),
    "without WebRTC": (plain, (NO_CALLS,), {}),
    "without cookies": (plain, (NO_COOKIES,), {}),
}


@pytest.mark.parametrize("state", STATES)
async def test_nobody_is_shut_out_of_the_page(state: str, service: Service, browsers: Chromiums) -> None:
    make, before, options = STATES[state]
    case = await make(service)
    for lang, scheme in (("zh-CN", "light"), ("zh-CN", "dark"), ("en", "light"), ("en", "dark")):
        async with phone(browsers, *before, color_scheme=scheme, **options) as page:
            await page.goto(link(case, lang))
            await page.locator(by("enter")).wait_for()
            assert await axe.faults(page) == [], (lang, scheme)
            await page.click(by("enter"))
            await page.locator(by("problem")).wait_for()
            assert await axe.faults(page) == [], (lang, scheme, "refused")


@pytest.mark.parametrize("size", [IPHONE_SE, SMALL_ANDROID], ids=["iPhone SE", "small Android"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
async def test_the_page_fits_a_small_phone(
    lang: str, size: dict[str, Any], service: Service, browsers: Chromiums
) -> None:
    async with phone(browsers, NO_CALLS, **size, user_agent=WECHAT) as page:
        await page.goto(link(await ahead(service), lang))
        await page.click(by("copy"))
        width = size["viewport"]["width"]
        assert await page.evaluate("() => document.documentElement.scrollWidth") == width
        small = await page.evaluate(
            """() => [...document.querySelectorAll('a, button, summary, .check, input:not([type=checkbox])')]
              .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
              .map((one) => one.outerHTML)"""
        )
        assert small == []


async def test_a_page_of_text_twice_as_large_still_fits(service: Service, browsers: Chromiums) -> None:
    async with phone(browsers) as page:
        await page.goto(link(await ahead(service)))
        await page.evaluate("() => { document.documentElement.style.fontSize = '36px' }")
        assert await page.evaluate("() => document.documentElement.scrollWidth") == 375


async def test_a_link_page_says_who_what_when_and_with_whom_and_names_nobody_else(
    service: Service, browsers: Chromiums
) -> None:
    case = await ahead(service)
    async with phone(browsers) as page:
        await page.goto(link(case))
        text = await page.inner_text("main")
        for said in ("云调解中心", "龙建军，您好", case.number, "田秀英", "北京时间", "用人单位", "书记员"):
            assert said in text
        for hidden in ("彭志强", "向晓梅"):
            assert hidden not in await page.content()


async def test_a_countdown_is_right_on_a_phone_whose_clock_is_a_day_wrong(
    service: Service, browsers: Chromiums
) -> None:
    async with phone(browsers, A_DAY_WRONG) as page:
        await page.goto(link(await ahead(service)))
        await page.locator(by("countdown")).wait_for()
        assert await page.inner_text(by("countdown")) == "还有1天1小时"


async def test_the_calendar_entry_carries_no_way_in(service: Service) -> None:
    case = await ahead(service)
    url = case.people["worker"].url
    async with ClientSession() as anybody, anybody.get(f"{url}/session.ics") as answer:
        assert answer.content_type == "text/calendar"
        body = (await answer.read()).replace(b"\r\n ", b"").decode()
    for secret in (url.rpartition("/")[2], case.session, "龙建军", case.number, "http"):
        assert secret not in body


async def test_without_a_time_there_is_no_calendar_entry(case: Case) -> None:
    async with ClientSession() as anybody, anybody.get(f"{case.people['worker'].url}/session.ics") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("what", ["session.ics", "qr.svg"])
async def test_nothing_is_made_of_a_forged_link(what: str, case: Case) -> None:
    forged = case.people["worker"].url[:-4] + "AAAA"
    async with ClientSession() as anybody, anybody.get(f"{forged}/{what}") as answer:
        assert answer.status == 404


async def test_an_app_without_webrtc_shows_the_way_out_and_still_lets_write(
    cast: Cast, browsers: Chromiums
) -> None:
    invitation = cast.case.people["worker"]
    async with phone(browsers, NO_CALLS, user_agent=WECHAT) as page:
        await page.goto(invitation.url)
        assert "微信" in await page.inner_text(by("outside-title"))
        await page.click(by("outside") + " details summary")
        picture = page.locator(".qr")
        await until(lambda: picture.evaluate("(one) => one.naturalWidth"), bool, "the QR code is drawn")
        await page.check('[data-kind="online"]')
        await page.check('[data-kind="personal_data"]')
        await page.fill(by("code"), invitation.code or "")
        await page.click(by("enter"))
        await page.locator(by("room")).wait_for()


async def test_where_copying_is_forbidden_the_link_is_there_to_be_held(
    case: Case, browsers: Chromiums
) -> None:
    refuse = "Document.prototype.execCommand = () => false; delete Navigator.prototype.clipboard"
    async with phone(browsers, NO_CALLS, refuse) as page:
        await page.goto(link(case))
        await page.click(by("copy"))
        await page.locator(by("address")).wait_for()
        assert await page.input_value(by("address")) == case.people["worker"].url


async def test_a_browser_that_can_call_is_not_bothered(case: Case, browsers: Chromiums) -> None:
    async with phone(browsers) as page:
        await page.goto(link(case))
        await page.wait_for_load_state("networkidle")
        for name in ("outside", "old-browser", "no-cookies"):
            assert not await page.is_visible(by(name))


async def test_storage_denied_changes_nothing(cast: Cast, browsers: Chromiums) -> None:
    invitation = cast.case.people["worker"]
    async with phone(browsers, NO_STORAGE) as page:
        await page.goto(invitation.url)
        await page.check('[data-kind="online"]')
        await page.check('[data-kind="personal_data"]')
        await page.fill(by("code"), invitation.code or "")
        await page.click(by("enter"))
        await page.locator(by("room") + '[data-state="live"]').wait_for()


async def test_a_browser_without_modules_is_told_so(case: Case, browsers: Chromiums) -> None:
    async with phone(browsers) as page:
        await page.goto(link(case))
        # Chromium knows modules: it is given by hand what a browser that does not would fetch.
        await page.evaluate(
            await page.evaluate("() => fetch('/static/link/old-browser.js').then((r) => r.text())")
        )
        await page.locator(by("old-browser")).wait_for()


async def test_the_first_load_is_small(case: Case, browsers: Chromiums) -> None:
    async with phone(browsers) as page:
        sizes: dict[str, int] = {}

        async def weigh(response: Any) -> None:
            weight = await response.request.sizes()
            sizes[urlsplit(response.url).path] = weight["responseBodySize"] + weight["responseHeadersSize"]

        page.on("response", weigh)
        await page.goto(link(case), wait_until="networkidle")
        assert any(re.fullmatch(r"/j/[\w-]+", path) for path in sizes)
        ahead = await page.evaluate("() => JSON.parse(document.getElementById('ahead').textContent)")
        own = {path: size for path, size in sizes.items() if path not in ahead}
        assert any(path.endswith("/link.js") for path in own)
        assert sum(own.values()) <= BUDGET, own
