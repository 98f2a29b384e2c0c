"""A clerk finds the case, plays what was recorded of real people, and sees what there is to be seen of them."""

from __future__ import annotations

import asyncio
import statistics
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page

from server.config import settings
from server.storage import open_store
from tests.e2e.casefile import opens
from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.colleague import Colleague, flawless
from tests.e2e.person import by
from tests.e2e.player import MOST_DRIFT, Watching
from tests.e2e.recording import indicates, records
from tests.e2e.service import Service
from tests.e2e.until import equals, until
from tests.e2e.voices import person_of
from tests.held import Held, held

SEEK = """async (place) => {
  const box = document.querySelector("[data-testid=player]");
  const seek = document.querySelector("[data-testid=seek]");
  const since = performance.now();
  seek.value = place;
  seek.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((done) => {
    const look = () => (box.dataset.state === "playing" ? done() : setTimeout(look, 1));
    setTimeout(look);
  });
  return performance.now() - since;
}"""


async def plays(page: Page) -> Watching:
    watching = Watching(page)
    await page.locator(f"{by('recording-row', channel='joint')} {by('play')}").click()
    await watching.is_("playing")
    return watching


@pytest.mark.timeout(240)
async def test_a_demonstrations_clerk_hears_and_sees_afterwards_what_real_browsers_sent(
    cast: Cast, service: Service
) -> None:
    worker, employer, mediator = await cast.together()
    clerk = await cast.staff("clerk")
    await clerk.open_link()
    await worker.sees("employer", "mediator", seconds=20)
    await records(mediator, True)
    await indicates(worker, "on")
    await worker.say("我收到的是三千元")
    await asyncio.gather(worker.hears("employer", "mediator"), employer.hears("worker", "mediator"))
    await mediator.tab.click(by("end-session"))
    await worker.has_ended()
    await clerk.open_link()
    assert isinstance(clerk.tab, ChromiumTab)
    page = clerk.tab.page
    await page.locator(by("case")).wait_for()
    row = page.locator(f"{by('recording-row', channel='joint')} {by('play')}")

    async def is_there() -> int:
        await page.reload()
        return await row.count()

    await until(is_there, bool, "the recording can be played", 60)
    watching = await plays(page)
    await until(watching.elements, lambda all_: all(each_decodes(one) for one in all_), "all is decoded", 10)
    assert len(await watching.elements()) == 6
    names = {invitation.name: key for key, invitation in cast.case.people.items()}

    async def seen() -> dict[str, str | None]:
        return {names[name]: person_of(tuple(colour)) for name, colour in (await watching.colours()).items()}  # type: ignore[arg-type]

    each_is_seen = {person: person for person in ("worker", "employer", "mediator")}
    await until(seen, equals(each_is_seen), "each is seen under their own name", 10)
    await until(watching.apart, lambda apart: apart < MOST_DRIFT, "all are in step", 10)
    assert "我收到的是三千元" in await page.inner_text(by("transcript"))
    await mediator.open_link()
    assert isinstance(mediator.tab, ChromiumTab)
    await mediator.tab.page.locator(by("case")).wait_for()


def each_decodes(one: dict[str, Any]) -> bool:
    return bool(one["sound"] if one["kind"] == "audio" else one["pictures"])


@pytest.mark.timeout(120)
async def test_all_tracks_stay_in_step_at_every_speed_and_after_every_seek(
    clerk: Colleague, talk: Held
) -> None:
    page = clerk.page
    await opens(page, clerk, talk)
    watching = await plays(page)
    for speed in ("1", "2", "0.5"):
        await page.select_option(by("speed"), speed)
        await page.evaluate(SEEK, 12.0)
        apart = []
        for _ in range(6):
            before = await watching.place()
            await until(watching.place, lambda place, before=before: place > before + 0.2, "it goes on")  # type: ignore[misc]
            apart.append(await watching.apart())
        # Heard, not on the timeline.
        assert max(apart) / float(speed) < MOST_DRIFT, (speed, apart)


@pytest.mark.timeout(120)
async def test_a_line_is_a_place_to_go_to_and_keys_do_the_rest(clerk: Colleague, talk: Held) -> None:
    page = clerk.page
    await opens(page, clerk, talk)
    watching = await plays(page)
    line = page.locator(by("transcript-line", channel="joint")).filter(has_text="我等着交学费")
    await line.click()
    await watching.goes_to(6)
    await page.locator(f"{by('transcript-line')}[aria-current]").filter(has_text="我等着交学费").wait_for()
    await page.evaluate("() => document.activeElement.blur()")
    for key, place in (("l", 16), ("ArrowRight", 21), ("j", 11), ("ArrowLeft", 6), ("Home", 0)):
        await page.keyboard.press(key)
        await watching.goes_to(place, 2.5)
    await page.keyboard.press(" ")
    await watching.is_("paused")
    await page.keyboard.press("k")
    await watching.is_("playing")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press(">")
    assert await page.input_value(by("speed")) == "1.25"
    await page.keyboard.press("m")
    assert await page.evaluate("() => [...document.querySelectorAll('audio')].every((one) => one.muted)")
    await page.keyboard.press("End")
    await watching.is_("ended")


@pytest.mark.timeout(120)
async def test_who_looked_played_and_took_away_stands_on_the_access_page(
    clerk: Colleague, talk: Held
) -> None:
    page = clerk.page
    await opens(page, clerk, talk)
    await plays(page)
    await page.locator(f"{by('files')} summary").click()
    await page.locator(by("download")).first.click()
    await page.fill(by("reason"), "当事人申请复制")
    async with page.expect_download() as coming:
        await page.click(by("reason-go"))
    download = await coming.value
    assert download.suggested_filename.endswith("-audio.webm")
    await page.click(by("to-case"))
    await page.click(by("to-access"))
    own = page.locator(by("deed")).filter(has_text=clerk.name)
    deeds = await own.evaluate_all("(all) => all.map((one) => one.dataset.deed)")
    assert set(deeds) >= {"looked", "played", "downloaded"}
    assert "当事人申请复制" in await page.locator(by("deed", deed="downloaded")).first.inner_text()


@pytest.mark.timeout(400)
async def test_in_a_recording_of_three_hours_any_place_is_a_third_of_a_second_away(
    service: Service, clerk: Colleague
) -> None:
    async with open_store(settings(data=service.data)) as store:
        talk = await held(store, service.data, datetime.now(UTC) - timedelta(hours=4))
        talk.record()
        talk.wait(2)
        await talk.keep("worker", "mediator", seconds=3 * 3600)
        talk.wait(3 * 3600)
        talk.record(False)
        await talk.end()
    page = clerk.page
    await opens(page, clerk, talk)
    watching = await plays(page)
    took = []
    for place in (5000.0, 10700.0, 60.0, 7321.5, 3003.3, 9120.8, 1500.2, 10000.9, 4242.4, 8.5):
        took.append(await page.evaluate(SEEK, place))
        await watching.goes_to(place)
    # The first one fetches the files' indices. Whatever else the machine does shows in single ones.
    assert statistics.median(took[1:]) < 300, took


async def test_a_clerk_finds_cases_from_the_room(cast: Cast) -> None:
    clerk = await cast.staff("clerk")
    await clerk.open_link()
    await clerk.until_shown("case-search")
    assert isinstance(clerk.tab, ChromiumTab)
    page = clerk.tab.page
    await page.fill(by("case-search"), cast.case.number)
    await page.keyboard.press("Enter")
    await page.locator(by("case-row", case=cast.case.number)).click()
    await page.locator(by("case")).wait_for()


@pytest.mark.timeout(180)
async def test_nobody_is_shut_out_of_the_case_files(clerk: Colleague, talk: Held) -> None:
    page = clerk.page
    await page.goto(f"{clerk.url}/cases")
    await flawless(page, by("case-search"))
    await opens(page, clerk, talk)
    await flawless(page)
    await page.goto(f"{page.url}/access")
    await flawless(page)
    await page.go_back()
    await page.locator(by("open-session")).click()
    await page.locator(by("begin")).wait_for()
    await flawless(page)
