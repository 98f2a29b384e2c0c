"""Pictures of every page in every state, to be looked at: `make screens` puts them into screens/.

A real session is held once a language; at each of its stations everybody is photographed on every kind of screen,
in light and dark. A telephone is also photographed with its text at twice the size.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Route

from tests.e2e.broken_devices import FAILING, without
from tests.e2e.case_screens import CasePages
from tests.e2e.chromium import PHONE as PHONE_DEVICE
from tests.e2e.chromium import Chromiums, ChromiumTab, chromiums
from tests.e2e.person import Mediator, Person, by
from tests.e2e.service import Case, Invitation, Service
from tests.e2e.staff_screens import StaffPages
from tests.e2e.system import SYSTEM
from tests.e2e.until import equals, until
from tests.e2e.voices import write_all

OUT: Final = Path(__file__).resolve().parents[2] / "screens"


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    width: int
    height: int
    text: int = 100  # percent


SMALL: Final = Screen("small", 360, 640)
PHONE: Final = Screen("phone", 390, 844)
LYING: Final = Screen("lying", 844, 390)
LARGE_TEXT: Final = Screen("large-text", 320, 640, text=200)
LAPTOP: Final = Screen("laptop", 1366, 768)
WIDE: Final = Screen("wide", 1920, 1080)
PHONES: Final = (SMALL, PHONE, LYING, LARGE_TEXT)
DESKS: Final = (PHONE, LAPTOP, WIDE)
BOTH_SCHEMES: Final = (PHONE, LAPTOP)

# What a browser's own setting for larger text does; 18 px are the party's 100 %.
TEXT_SIZE: Final = """(percent) => {
    document.documentElement.style.fontSize = percent === 100 ? "" : `${0.18 * percent}px`;
}"""
WECHAT: Final = "Mozilla/5.0 (Linux; Android 10) Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0.30.2244"
NO_CALLS: Final = "delete window.RTCPeerConnection"
NO_COOKIES: Final = "Object.defineProperty(Navigator.prototype, 'cookieEnabled', {get: () => false})"
TO_THE_END: Final = """() => {
    document.querySelector("main").scrollTo(0, 1e6);
    window.scrollTo(0, 1e6);
}"""


class Camera:
    """Numbers the stations, so that the folder reads as the session went."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    async def take(self, station: str, *people: Person) -> None:
        self._number += 1
        for person in people:
            await self._portrait(f"{self._number:02}-{station}-{person.key}", person)

    async def _portrait(self, name: str, person: Person) -> None:
        assert isinstance(person.tab, ChromiumTab)
        page, screens = person.tab.page, DESKS if isinstance(person, Mediator) else PHONES
        for screen in screens:
            await page.set_viewport_size({"width": screen.width, "height": screen.height})
            await person.tab.evaluate(TEXT_SIZE, screen.text)
            for scheme in ("dark", "light") if screen in BOTH_SCHEMES else ("light",):
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                await page.screenshot(path=self._folder / f"{name}-{screen.name}-{scheme}.png")
            if screen is LARGE_TEXT:
                await person.tab.evaluate(TO_THE_END)
                await page.screenshot(path=self._folder / f"{name}-{screen.name}-end.png")
                await person.tab.evaluate("() => window.scrollTo(0, 0)")


class Door:
    """What is seen without coming in: a link's page in its states, and what cannot be opened."""

    def __init__(self, service: Service, browsers: Chromiums, language: str) -> None:
        self._service, self._browsers, self._language = service, browsers, language
        self._camera = Camera(OUT / language / "door")

    async def show(self) -> None:
        """Every state of the pages before the room."""
        case = await self._service.demo("--starts-in", "1530")
        worker, mediator = case.people["worker"], case.people["mediator"]
        await self._take("ahead", worker.url)
        await self._take("consent-missing", worker.url, then=self._press_enter)
        await self._take("code-wrong", worker.url, then=self._give_wrong_code)
        await self._take("inside-an-app", worker.url, NO_CALLS, user_agent=WECHAT)
        await self._take("inside-an-app-that-can", worker.url, user_agent=WECHAT)
        await self._take("no-calls", worker.url, NO_CALLS)
        await self._take("no-cookies", worker.url, NO_COOKIES)
        await self._take("no-script", worker.url, java_script_enabled=False)
        await self._take("script-lost", worker.url, lost="**/link.js")
        await self._take("staff-script-lost", mediator.url, lost="**/staff.js")
        await self._take("not-found", f"{self._service.url}/nowhere")
        await self._take("link-forged", f"{self._service.url}/j/forged")
        await self._take("not-signed-in", f"{self._service.url}/room/nobody")
        await self._use(mediator.url)
        await self._take("staff-link-used", mediator.url)

    async def _take(
        self,
        station: str,
        url: str,
        *before: str,
        then: Callable[[Person], Awaitable[None]] | None = None,
        lost: str | None = None,
        **options: Any,
    ) -> None:
        device = await self._browsers.device("worker", locale=self._language, **(PHONE_DEVICE | options))
        for script in before:
            await device.context.add_init_script(script)
        tab = await device.tab()
        if lost is not None:
            await tab.page.route(lost, _lose)
        person = Person("page", Invitation("", url, None), tab)
        await person.open_link()
        await tab.page.wait_for_load_state("networkidle")
        if then is not None:
            await then(person)
        await self._camera.take(station, person)
        await device.close()

    async def _press_enter(self, person: Person) -> None:
        await person.tab.click(by("enter"))
        await person.until_shown("problem")

    async def _give_wrong_code(self, person: Person) -> None:
        await person.give("000000")
        await person.until_shown("problem")

    async def _use(self, url: str) -> None:
        """Somebody else signs in with a staff link, which works once."""
        device = await self._browsers.device("mediator", locale=self._language)
        tab = await device.tab()
        await tab.goto(url)
        await tab.page.wait_for_url("**/room/*")
        await device.close()


async def _lose(route: Route) -> None:
    await route.abort()


class Session:
    """One session of the demonstration case in one language."""

    def __init__(self, service: Service, case: Case, browsers: Chromiums, language: str) -> None:
        self._service, self._case, self._browsers, self._language = service, case, browsers, language
        self.camera = Camera(OUT / language)

    async def arrive(self) -> None:
        """Everybody has a tab, and nobody has entered."""
        tabs = []
        for key in ("worker", "employer", "mediator"):
            device = await self._browsers.device(
                key, locale=self._language, viewport={"width": PHONE.width, "height": PHONE.height}
            )
            tabs.append(await device.tab())
        await tabs[0].before_pages(SYSTEM)
        # Nobody allowed the employer's browser anything.
        await tabs[1].before_pages(without(audio="NotAllowedError", video="NotAllowedError"))
        people = self._case.people
        self.worker = Person("worker", people["worker"], tabs[0])
        self.employer = Person("employer", people["employer"], tabs[1])
        self.mediator = Mediator("mediator", people["mediator"], tabs[2])

    async def hold(self) -> None:
        """From the link to the end."""
        await self.arrive()
        for act in (self._enter, self._talk, self._record, self._part, self._interrupt, self._end):
            await act()

    async def _enter(self) -> None:
        worker, mediator, take = self.worker, self.mediator, self.camera.take
        await worker.open_link()
        await take("link", worker)
        await worker.give(worker.invitation.code or "")
        await worker.is_in("lobby")
        await take("device-check", worker)
        await worker.pass_device_check()
        await take("lobby", worker)
        await self._repair_devices()
        await mediator.open_link()
        await mediator.until_shown("devices-ok")
        await mediator.sees_knock("employer")
        selector = f"{by('lobby-entry', person='employer')} {by('equipment', microphone='works')}"
        await until(lambda: mediator.attributes(selector, "class"), bool, "the equipment is told", 15)
        await take("own-check", mediator)
        await mediator.pass_device_check()
        await take("knocks", mediator)
        await mediator.tab.click(by("admit-all"))
        await worker.sees("employer", "mediator", seconds=15)
        await mediator.sees("worker", "employer", seconds=15)

    async def _repair_devices(self) -> None:
        employer, take = self.employer, self.camera.take
        await employer.open_link()
        await employer.give(employer.invitation.code or "")
        await employer.until_shown("devices-trouble")
        await employer.is_in("lobby")
        await take("devices-denied", employer)
        await employer.tab.evaluate(FAILING, {})
        await employer.tab.click(by("devices-retry"))
        await until(lambda: employer.shown("devices-trouble"), lambda shown: not shown, "it is repaired")
        await employer.tab.click(by("devices-chime"))
        await employer.tab.click(by("hearing-headphones"))
        await take("devices-answered", employer)
        await employer.pass_device_check()

    async def _talk(self) -> None:
        worker, employer, mediator, take = self.worker, self.employer, self.mediator, self.camera.take
        await take("joint", worker, mediator)
        await employer.say("公司上个月已经付了一部分工资，付款凭证可以给大家看。")
        await mediator.say("好的，请两边都看一看。")
        await worker.reads("joint", "mediator", "请两边都看一看")
        await take("unread", worker)
        await worker.say("我收到的是三千元，还差两万六千四百元。")
        await take("chat", worker, mediator)
        await worker.close_chat()
        await employer.press("camera", False)
        await worker.press("mute", True)
        await worker.sees_of("employer", None)
        await take("muted-and-voice-only", worker, mediator)
        await worker.press("mute", False)
        await worker.tab.evaluate("() => system.take('video')")
        await until(lambda: worker.text(by("taken")), bool, "it is told that the camera is taken")
        await take("camera-taken", worker)
        await worker.tab.evaluate("() => system.giveBack()")
        await worker.tab.click(by("more"))
        await take("more", worker)
        await worker.tab.click(by("devices-open"))
        await take("devices-again", worker)
        await worker.tab.click(by("devices-ok"))

    async def _record(self) -> None:
        """In the joint talk, with one who has yet to consent; then of a private talk."""
        worker, mediator, take = self.worker, self.mediator, self.camera.take
        await self._consent(given=False)
        await mediator.press("record", True)
        await worker.until_shown("recording-card")
        await take("recording-asked", worker, mediator)
        await worker.tab.click(by("recording-yes"))
        await until(lambda: self._indicated(worker), equals("on"), "it is recorded")
        await take("recording", worker, mediator)
        await self._consent(given=False)
        await until(lambda: self._indicated(worker), equals("waiting"), "it waits")
        await take("recording-waits", worker, mediator)
        await self._consent(given=True)
        await mediator.press("record", False)
        await mediator.separate()
        await mediator.meet("worker")
        await worker.sees("mediator")
        await mediator.press("record", True)
        await worker.until_shown("recording-card")
        await take("recording-asked-in-private", worker, mediator)
        await worker.tab.click(by("recording-yes"))
        await until(lambda: self._indicated(worker), equals("on"), "it is recorded")
        await take("recording-in-private", worker, mediator)
        await worker.tab.click(by("more"))
        await take("recording-can-be-stopped", worker)
        await worker.tab.click(by("recording-stop"))
        await take("recording-stopped", worker, mediator)
        await mediator.rejoin()
        await worker.is_in("joint")

    async def _indicated(self, person: Person) -> str | None:
        return await person.attribute(by("recording-indicator"), "data-state")

    async def _consent(self, given: bool) -> None:
        """The worker gives the consent to the recording of the joint talk, or takes it back."""
        worker = self.worker
        await worker.tab.click(by("more"))
        box = f"{by('my-consents')} [data-kind=recording]"
        if await worker.tab.evaluate("(selector) => document.querySelector(selector).checked", box) != given:
            await worker.tab.click(box)
        await worker.tab.click(by("more-close"))

    async def _part(self) -> None:
        worker, mediator, take = self.worker, self.mediator, self.camera.take
        await mediator.separate()
        await worker.is_in("worker")
        await take("alone", worker, mediator)
        await mediator.visit("worker")
        await worker.sees("mediator")
        await worker.say("两万元以下我不接受，请先不要告诉公司。")
        await worker.close_chat()
        await take("group", worker, mediator)
        await self._papers()
        await worker.open_chat()
        await worker.tab.click(by("quiet"))
        await take("quiet", worker)
        await worker.tab.click(by("quiet"))
        await take("folded", worker)
        await worker.close_chat()
        await mediator.meet("worker")
        await worker.press("overheard", True)
        await until(lambda: mediator.shown("overheard-mark"), bool, "the tile says so")
        await take("private", worker, mediator)
        await mediator.rejoin()
        await worker.is_in("joint")

    async def _papers(self) -> None:
        """What a host writes down, and what its speaker is asked."""
        worker, mediator, take = self.worker, self.mediator, self.camera.take
        await self._keep("公司要是先付一万，余款可以分三个月。")
        await self._keep("两万元以下我不接受。")
        await mediator.tab.click(by("item-ask", side="employer"))
        await worker.until_shown("asked-card")
        await take("asked", worker, mediator)
        await mediator.visit("employer")
        await worker.tab.click(by("asked-yes"))
        await mediator.until_shown("item-convey")
        await take("may-be-told", mediator)
        await worker.tab.click(by("more"))
        await take("what-may-be-told", worker)
        await worker.tab.click(by("more-close"))
        await self._bring("k")
        await mediator.tab.click(f"{by('prompt-card', card='shoes')} summary")
        await take("cards", mediator)
        await self._bring("n")
        await mediator.tab.fill(by("note-text"), "底线可能是两万四，先不说。月底前能付第一笔。")
        await mediator.tab.click(by("note-keep"))
        await mediator.until_shown("note")
        await take("notes", mediator)
        await mediator.tab.click(by("note-delete"))
        await take("delete-note", mediator)
        await mediator.tab.click(by("confirm-no"))
        await mediator.close_chat()
        await self._bring("b")
        await mediator.tab.fill(by("broadcast-text"), "休息十分钟，十点二十接着谈。")
        await take("broadcast", mediator)
        await mediator.tab.click(by("broadcast-close"))
        await mediator.tab.click(by("call-in-open"))
        await mediator.tab.fill(by("call-in-name"), "彭经理")
        assert isinstance(mediator.tab, ChromiumTab)
        await mediator.tab.page.locator(by("call-in-side")).select_option("employer")
        await take("call-in", mediator)
        await mediator.tab.click(by("call-in-add"))
        await until(lambda: mediator.shown("person-card"), bool, "the caller has a card")
        await mediator.choose("worker", "fresh-link")
        await mediator.tab.click(by("confirm-yes"))
        await mediator.until_shown("link-text")
        await take("caller-and-link", mediator)
        await mediator.tab.click(by("link-close"))
        await mediator.close_chat()
        await mediator.tab.click(by("tab", tab="chat"))
        await mediator.visit("worker")

    async def _bring(self, key: str) -> None:
        """A paper by its key, which on a phone opens the sheet too."""
        assert isinstance(self.mediator.tab, ChromiumTab)
        await self.mediator.tab.evaluate("() => document.activeElement.blur()")
        await self.mediator.tab.page.keyboard.press(key)

    async def _keep(self, words: str) -> None:
        await self._bring("l")
        await self.mediator.tab.fill(by("hear-wording"), words)
        await self.mediator.tab.click(by("hear-keep"))
        await until(lambda: self.mediator.text(by("ledger-items")), lambda text: words in text, "it is kept")

    async def _interrupt(self) -> None:
        worker, mediator, take = self.worker, self.mediator, self.camera.take
        await self._service.kill()
        await asyncio.gather(worker.is_not_live(), mediator.is_not_live())
        await take("reconnecting", worker, mediator)
        await worker.until_shown("stranded", 25)
        await take("stranded", worker)
        await self._service.start()
        await worker.is_in("joint")
        await mediator.tab.goto("about:blank")
        await until(
            lambda: worker.attribute(by("waiting"), "data-situation"), equals("unhosted"), "it pauses", 20
        )
        await take("unhosted", worker)
        await mediator.open_link()
        await mediator.is_in("joint")

    async def _end(self) -> None:
        await self.mediator.tab.click(by("end-session"))
        await self.worker.has_ended()
        await self.mediator.has_ended()
        await self.camera.take("ended", self.worker, self.mediator)


async def main(languages: tuple[str, ...]) -> None:
    os.environ.setdefault("YUNTIAO_TELEPHONE", "020 1234 5678")
    with tempfile.TemporaryDirectory() as folder:
        captures = Path(folder) / "captures"
        captures.mkdir()
        write_all(captures)
        async with Service(Path(folder)) as service, chromiums(captures) as browsers:
            for language in languages:
                await Door(service, browsers, language).show()
                await StaffPages(service, browsers, language, Camera(OUT / language / "staff").take).show()
                await CasePages(service, browsers, language, Camera(OUT / language / "cases").take).show()
                await Session(service, await service.demo(), browsers, language).hold()
    print(f"{len(list(OUT.rglob('*.png')))} pictures in {OUT}")


if __name__ == "__main__":
    asyncio.run(main(tuple(sys.argv[1:]) or ("zh-CN", "en")))
