"""The page behind a party's link."""

from typing import Any

from aiohttp import ClientSession

from tests.e2e.cast import Cast
from tests.e2e.person import by
from tests.e2e.until import equals, until


async def test_a_preview_robot_that_opens_the_link_consumes_nothing(cast: Cast) -> None:
    worker = await cast.party("worker")
    async with ClientSession() as robot:
        for _ in range(3):
            async with robot.get(worker.invitation.url) as answer:
                assert answer.status == 200
                assert "no-store" in answer.headers["Cache-Control"]
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert not answer.cookies
    await worker.join()


async def test_a_wrong_code_is_refused_with_words_and_the_right_one_still_enters(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.open_link()
    await worker.give("999999" if worker.invitation.code != "999999" else "888888")
    await worker.is_refused()
    await worker.enter()
    await worker.is_in("lobby")
    assert (worker.invitation.code or "") not in await worker.tab.evaluate("() => location.href")


KEPT = r"""() => performance.getEntriesByType("resource").map(({ name, transferSize }) => [name, transferSize])
    .filter(([name]) => /\/(room\.(css|js)|socket\.io[^/]*|stay-(worker|gate)\.js)$/.test(name))"""
ROOM_FILES = 5


async def test_who_has_read_the_page_asks_for_no_file_of_the_room_again(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.open_link()

    async def fetched() -> int:
        return len(await worker.tab.evaluate(KEPT))

    await until(fetched, equals(ROOM_FILES), "the room's files are fetched while the worker reads")
    await worker.enter()
    again: list[list[Any]] = await worker.tab.evaluate(KEPT)
    assert len(again) >= ROOM_FILES - 1  # what a worker imports is not listed
    assert [name for name, size in again if size > 0] == []


async def test_a_forged_link_says_so_and_shows_no_way_in(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.tab.goto(worker.invitation.url[:-4] + "AAAA")
    assert not await worker.shown("enter", "code", "room")
    assert len(await worker.text()) > 10


async def test_what_is_missing_is_told_where_it_is_missing(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.open_link()
    await worker.until_shown("enter")
    await worker.tab.click(by("enter"))
    await worker.until_shown("problem")
    assert await worker.tab.evaluate(BESIDE, by("problem")) == "online"
    await worker.tab.evaluate("(selector) => probe.check(selector)", by("consent"))
    await worker.tab.click(by("enter"))
    await until(lambda: worker.tab.evaluate(BESIDE, by("problem")), equals("code"), "the code is asked for")


# The name or kind of what has the focus, if the words of the problem are on the screen right above it.
BESIDE = """(selector) => {
  const [at, words] = [document.activeElement, document.querySelector(selector)];
  const { top, bottom } = words.getBoundingClientRect();
  const near = at.getBoundingClientRect().top - bottom;
  return top >= 0 && near >= 0 && near < 80 ? (at.dataset.kind ?? at.name) : null;
}"""
