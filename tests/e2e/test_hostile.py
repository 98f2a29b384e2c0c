"""Whatever people write into names, messages and files, or a translator into a text: it is read, never run."""

import json
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, Route

from rooms.participant import Authority, Scope
from rooms.roles import Role
from server.config import settings
from server.storage import open_store
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, ChromiumTab
from tests.e2e.conftest import dismiss
from tests.e2e.person import Person, by
from tests.e2e.service import Case, Invitation, Service
from tests.e2e.until import until
from tests.hostile import ALL, EVERYTHING, OVERRIDE
from tests.integration.office import Office, Part

ARABIC = "أحمد"
MARKUP = "<img src=x onerror=window.hit=1></script>"
PEOPLE = (
    Part("worker", f"{ARABIC}{OVERRIDE}{MARKUP}", Role.PARTY, "worker"),
    Part(
        "employer",
        f"乙\u2069{OVERRIDE}\u202b" + "\u0301" * 50,
        Role.REPRESENTATIVE,
        "employer",
        authority=Authority(EVERYTHING[:200], Scope.SPECIAL),
    ),
    Part("mediator", "</title><script>window.hit=1</script>\u200b", Role.MEDIATOR),
)
NAMES = {"worker": (f"工{OVERRIDE}{MARKUP}",) * 2, "employer": ("\u2067<b>用人单位</b>",) * 2}
WROTE_MARKUP = """() => window.hit === 1 || document.querySelector(
  'img[src="x"], base, main b, svg[onload], [autofocus]:not([data-testid]), [onfocus], style, '
  + 'script:not([src]):not([type])') !== null"""
# Whether of two characters of a text the one that is written first is seen first.
LEFT_TO_RIGHT = """([selector, first, second]) => {
  const element = [...document.querySelectorAll(selector)].find((one) => one.textContent.includes(second));
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const place = (wanted) => {
    texts.currentNode = element;
    let found = null;
    while (texts.nextNode()) {
      const at = texts.currentNode.data.lastIndexOf(wanted);
      if (at < 0) continue;
      found = document.createRange();
      found.setStart(texts.currentNode, at);
      found.setEnd(texts.currentNode, at + wanted.length);
    }
    return found.getBoundingClientRect();
  };
  const [one, other] = [place(first), place(second)];
  return one.bottom <= other.top + 2 || (one.top < other.bottom && one.left < other.left);
}"""


async def hostile_case(service: Service) -> Case:
    """A case beside the running service in which everything that people may choose is chosen by an enemy."""
    async with open_store(settings(data=service.data)) as store:
        made = await Office(store).open(PEOPLE, title=f"{OVERRIDE}{EVERYTHING}"[:200], names=NAMES)
    people = {
        key: Invitation(person.name, service.url + person.path, person.code)
        for key, person in made.people.items()
    }
    return Case(made.number, made.room, people)


@pytest_asyncio.fixture(loop_scope="session")
async def hostile_cast(
    service: Service, browsers: Chromiums, request: pytest.FixtureRequest
) -> AsyncIterator[Cast]:
    people = Cast(await hostile_case(service), browsers)
    yield people
    await dismiss(people, request)


async def in_order(person: Person, selector: str, first: str, second: str) -> bool:
    return bool(await person.tab.evaluate(LEFT_TO_RIGHT, [selector, first, second]))


async def assert_harmless(*people: Person) -> None:
    for person in people:
        assert not await person.tab.evaluate(WROTE_MARKUP), person
        assert person.tab.faults == [], person


@pytest.mark.timeout(240)
async def test_names_and_messages_are_read_and_never_run(hostile_cast: Cast) -> None:
    worker = await hostile_cast.party("worker")
    await worker.open_link()
    await assert_harmless(worker)
    assert await in_order(worker, ".hello", ARABIC[0], "您好")
    assert await in_order(worker, by("with"), "<b>用", "位</b>")
    assert await in_order(worker, by("with"), "调", "员）")
    await worker.tab.close()

    worker, employer, mediator = await hostile_cast.in_the_lobby()
    await assert_harmless(worker, employer, mediator)
    await mediator.tab.click(by("admit-all"))
    await worker.is_in("joint")
    await employer.sees("mediator", "worker", seconds=15)
    caption = f"{by('tile', person='worker')} .caption"
    assert await in_order(employer, caption, "当", "人")
    for text in ALL:
        said = text[:3900]
        if said.strip():
            await worker.say(said)
    await employer.say("最后一句 12345")
    for person in (worker, mediator):
        await person.reads("joint", "employer", "最后一句 12345", seconds=30)
        await person.open_chat()
    await assert_harmless(worker, employer, mediator)
    sender = f"{by('chat-message', person='employer')} .by"
    time = (await worker.text(sender))[-5:]
    assert re.fullmatch(r"\d\d:\d\d", time)
    assert await in_order(worker, sender, time[:2], time[2:])

    await mediator.separate()
    await mediator.visit("worker")
    await worker.is_in("worker")
    await assert_harmless(worker, mediator)
    await fits(worker)
    await mediator.fresh_code("employer")
    await mediator.meet("worker")
    await assert_harmless(worker, mediator)
    await fits(worker)


async def fits(person: Person) -> None:
    """Nothing that anybody wrote pushes the buttons or the chat off the screen."""
    assert isinstance(person.tab, ChromiumTab)
    width, height = await person.tab.evaluate("() => [innerWidth, innerHeight]")
    assert await person.tab.evaluate("() => document.documentElement.scrollWidth") == width
    for name in ("place", "mute", "leave", "more"):
        box = await person.tab.page.locator(by(name)).bounding_box()
        assert box is not None, name
        right, bottom = box["x"] + box["width"], box["y"] + box["height"]
        assert (box["x"] >= 0, box["y"] >= 0, right <= width, bottom <= height) == (True,) * 4, name


async def test_a_translation_is_read_and_never_run(cast: Cast) -> None:
    """Every text of the script's catalogue is markup."""
    worker = await cast.party("worker")
    assert isinstance(worker.tab, ChromiumTab)
    page = worker.tab.page
    await translate(page, EVERYTHING.replace("{", "").replace("}", ""))
    await worker.open_link()
    await worker.tab.click(by("enter"))
    await worker.until_shown("problem")
    await assert_harmless(worker)
    await worker.give(worker.invitation.code or "")
    await worker.is_in("lobby")
    await worker.tab.click(by("more"))
    await worker.until_shown("more-close")
    await assert_harmless(worker)
    await worker.tab.click(by("more-close"))
    await worker.tab.click(by("leave"))
    await worker.has_ended()
    await assert_harmless(worker)


async def translate(page: Page, text: str) -> None:
    """Puts a text in the place of every text that scripts are given."""

    async def serve(route: Route) -> None:
        answer = await route.fetch()
        body = re.sub(
            r'(?s)(<script type="application/json" id="words">)(.*?)(</script>)', written, await answer.text()
        )
        await route.fulfill(response=answer, body=body)

    def written(block: re.Match[str]) -> str:
        words = json.dumps(dict.fromkeys(json.loads(block[2]), text)).replace("<", "\\u003c")
        return f"{block[1]}{words}{block[3]}"

    # A page put together here comes from no address: Chromium would count loopback as a network it must ask for.
    await page.context.grant_permissions(["local-network-access"])
    await page.route(re.compile("/(j|room)/[^/]+$"), serve)


FILES: list[FilePayload] = [
    {
        "name": "<img src=x onerror=window.hit=1>.svg",
        "mimeType": "image/svg+xml",
        "buffer": b"<svg onload='window.hit=1'/>",
    },
    {"name": f"{OVERRIDE}gpj.exe", "mimeType": "image/jpeg", "buffer": b"MZ<script>window.hit=1</script>"},
    {"name": "a" * 250 + ".png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"\xff" * 4000},
]


async def test_a_file_that_is_no_picture_is_told_so_and_never_run(cast: Cast) -> None:
    worker, _, _ = await cast.together()
    assert isinstance(worker.tab, ChromiumTab)
    await worker.open_chat()
    told = worker.tab.page.locator(".notice.wrong:not(.old)", has_text="照片")
    for file in FILES:
        await worker.tab.page.set_input_files(by("photo-input"), files=[file])
        await told.wait_for()
        await told.evaluate("(notice) => notice.classList.add('old')")
        await until(lambda: worker.shown("photo-pending"), lambda shown: not shown, "nothing is being sent")
    await assert_harmless(worker)
