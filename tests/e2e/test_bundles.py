"""A clerk takes a bundle out in a browser; a party gets a receipt when the session has ended."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import Route

from rooms.rights import StaffRole
from server.dossier.checking import bundle, receipt
from tests.e2e.casefile import opens
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, ChromiumTab
from tests.e2e.colleague import Colleague, at, flawless
from tests.e2e.person import by
from tests.e2e.service import Service
from tests.held import Held


@pytest.mark.timeout(240)
async def test_one_press_makes_a_bundle_and_fetches_it(
    clerk: Colleague,
    talk: Held,
    tmp_path: Path,
) -> None:
    page = clerk.page
    await opens(page, clerk, talk)
    await flawless(page)
    async with page.expect_download(timeout=120_000) as coming:
        await page.click(by("bundle-download"))
    download = await coming.value
    assert download.suggested_filename == f"{talk.case.number}.zip"
    path = tmp_path / "case.zip"
    await download.save_as(path)
    assert (await asyncio.to_thread(bundle.check, path)).faults == []
    await page.locator(f"{by('bundle')}[data-stage=ready]").wait_for()
    await flawless(page)


@pytest.mark.timeout(240)
async def test_whoever_downloads_what_another_asked_for_is_asked_why(
    clerk: Colleague,
    talk: Held,
    service: Service,
    browsers: Chromiums,
    invite: Any,
) -> None:
    await opens(clerk.page, clerk, talk)
    async with clerk.page.expect_download(timeout=120_000):
        await clerk.page.click(by("bundle-download"))
    name, link = await invite(StaffRole.CLERK)
    async with at(browsers, service, name) as other:
        await other.set_up(link)
        page = other.page
        await opens(page, other, talk)
        await page.locator(by("bundle-fetch")).first.click()
        await page.locator(by("reason-dialog")).wait_for()
        await flawless(page)
        await page.locator(f"{by('reason-dialog')} textarea").fill("上级调阅")
        async with page.expect_download() as coming:
            await page.click(by("reason-go"))
        assert (await coming.value).suggested_filename == f"{talk.case.number}.zip"
        assert not await page.locator(by("reason-dialog")).is_visible()
        await page.goto(f"{other.url}/cases/{quote(talk.case.number, safe='')}/access")
        await page.get_by_text("上级调阅").wait_for()


async def test_what_is_wrong_with_a_court_s_request_is_said_before_it_is_sent_anywhere(
    clerk: Colleague,
    talk: Held,
) -> None:
    page = clerk.page
    await opens(page, clerk, talk)
    await page.locator(by("bundle-profile")).select_option("court")
    await flawless(page)
    await page.fill(by("bundle-reason"), "法院调取")
    await page.click(by("bundle-download"))
    await page.locator(by("bundle-problem")).wait_for()
    assert await page.locator(f"{by('bundle')}[data-stage=asked]").count() == 0


async def test_an_answer_that_fails_is_said_and_the_list_is_asked_for_again(
    clerk: Colleague,
    talk: Held,
) -> None:
    page = clerk.page
    failing = True

    async def answer(route: Route) -> None:
        await (route.fulfill(status=503, json={"code": "not_saved"}) if failing else route.continue_())

    await page.route(re.compile(r"/bundles$"), answer)
    await opens(page, clerk, talk)
    await page.locator(by("bundle-unanswered")).wait_for()
    assert await page.locator(by("bundle")).count() == 0
    failing = False
    await page.locator(f"{by('bundle')}, {by('bundle-none')}").locator("visible=true").first.wait_for()
    assert not await page.locator(by("bundle-unanswered")).is_visible()


async def test_a_party_gets_a_receipt_when_the_session_has_ended(cast: Cast, tmp_path: Path) -> None:
    worker, _, mediator = await cast.together()
    await worker.say("我收到的是三千元")
    assert isinstance(worker.tab, ChromiumTab)
    page = worker.tab.page
    assert not await page.locator(by("receipt")).is_visible()
    await mediator.tab.click(by("end-session"))
    await worker.has_ended()
    await page.locator(by("receipt")).click()
    await page.locator(by("receipt-page")).wait_for()
    await flawless(page)
    async with page.expect_download() as coming:
        await page.click(by("receipt-download"))
    path = tmp_path / "receipt.json"
    await (await coming.value).save_as(path)
    found = receipt.check(await asyncio.to_thread(path.read_bytes))
    assert found.faults == []
    assert found.kept is not None
    assert [head.channel for head in found.kept.heads] == ["joint"]
