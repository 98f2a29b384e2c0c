"""Who reads with difficulty listens; where somebody is, is said into confirmed headphones and never aloud."""

from typing import Any

import pytest

from tests.e2e import axe
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, ChromiumTab, tab_of
from tests.e2e.person import Person, by
from tests.e2e.service import Case
from tests.e2e.until import equals, until

# What begins to play, by the names of the clips, sixteen times as fast; what the phone's own voice says; what is felt.
EAR = """(() => {
    const [heard, said, felt] = [(window.heard = []), (window.said = []), (window.felt = [])];
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        const clip = /audio\\/([^/]+\\/.+)\\.(?:ogg|m4a)$/.exec(this.src);
        if (clip) { heard.push(clip[1]); this.playbackRate = 16; }
        return play.call(this);
    };
    speechSynthesis.speak = (words) => { said.push(words.text); setTimeout(() => words.onend?.(), 10); };
    navigator.vibrate = (pattern) => { felt.push(String(pattern)); return true; };
})()"""
# The page's own module: what the equipment check calls when somebody says what they hear with.


async def at_the_link(case: Case, browsers: Chromiums, lang: str) -> ChromiumTab:
    device = await browsers.device("worker", viewport={"width": 360, "height": 640}, has_touch=True)
    tab = await device.tab()
    await tab.before_pages(EAR)
    await tab.goto(f"{case.people['worker'].url}?lang={lang}")
    await tab.page.locator(by("enter")).wait_for()
    return tab


async def until_heard(tab: ChromiumTab, *clips: str) -> None:
    wanted = list(clips)
    await until(lambda: tab.evaluate("() => window.heard"), equals(wanted), f"{wanted} is heard", 15)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
async def test_the_link_page_is_read_on_a_press_and_nothing_is_fetched_before(
    lang: str, case: Case, browsers: Chromiums
) -> None:
    tab = await at_the_link(case, browsers, lang)
    fetched: list[str] = []
    tab.page.on("request", lambda request: fetched.append(request.url))
    await tab.page.reload()
    await tab.page.locator(by("read-page")).wait_for()
    assert not [url for url in fetched if "/audio/" in url]
    await tab.click(by("read-page"))
    await until_heard(tab, f"{lang}/spoken.page", f"{lang}/link.fraud_money")
    await until(
        lambda: tab.page.locator(by("read-page")).get_attribute("data-reading"), equals(""), "it has ended"
    )
    assert await axe.faults(tab.page) == []
    await tab.page.context.close()


async def test_a_consent_is_read_with_what_follows_and_a_second_press_is_silence(
    case: Case, browsers: Chromiums
) -> None:
    tab = await at_the_link(case, browsers, "zh-CN")
    recording = tab.page.get_by_role("button", name="听一听 我同意给三方会谈录音录像。")
    await recording.press("Enter")
    await until_heard(tab, "zh-CN/consent.recording", "zh-CN/link.optional", "zh-CN/without.recording")
    await tab.click(by("read-page"))
    await tab.page.get_by_role("button", name="停下").press("Enter")
    quiet = "() => document.querySelector('[data-reading=on]') === null"
    await until(lambda: tab.evaluate(quiet), bool, "it is silent")
    await tab.page.context.close()


async def test_what_has_no_clip_is_read_by_the_phones_own_voice(case: Case, browsers: Chromiums) -> None:
    tab = await at_the_link(case, browsers, "zh-CN")
    await tab.page.route("**/audio/**", lambda route: route.abort())
    await tab.page.get_by_role("button", name="听一听 我同意给三方会谈录音录像。").click()
    said: list[str] = await until(
        lambda: tab.evaluate("() => window.said"), lambda said: len(said) == 3, "the phone reads"
    )
    assert said[0] == "我同意给三方会谈录音录像。"
    await tab.page.context.close()


async def hears_by(person: Person, what: str) -> None:
    await person.choose_own("devices-open")
    await person.until_shown("devices-ok")
    await person.tab.click(by(f"hearing-{what}"))
    await person.tab.click(by("devices-ok"))


@pytest.mark.timeout(180)
async def test_where_i_am_is_said_only_into_confirmed_headphones(cast: Cast) -> None:
    worker = await cast.party("worker")
    tab = tab_of(worker)
    await tab.before_pages(EAR)
    mediator = await cast.mediator()
    await worker.join()
    await mediator.sign_in()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await mediator.meet("worker")
    await worker.is_in("private")
    await mediator.rejoin()
    await worker.is_in("joint")
    assert await tab.evaluate("() => window.heard") == []

    await hears_by(worker, "headphones")
    await mediator.meet("worker")
    await until_heard(tab, "zh-CN/spoken.here_only")
    await mediator.rejoin()
    await until_heard(tab, "zh-CN/spoken.here_only", "zh-CN/spoken.joint")
    await hears_by(worker, "loudspeaker")
    await mediator.meet("worker")
    await worker.is_in("private")
    heard: list[Any] = await tab.evaluate("() => window.heard")
    assert len(heard) == 2
    felt = await tab.evaluate("() => window.felt")
    assert felt[-1] != felt[-2]


@pytest.mark.timeout(180)
async def test_who_waits_alone_can_listen_to_why(cast: Cast) -> None:
    worker = await cast.party("worker")
    tab = tab_of(worker)
    await tab.before_pages(EAR)
    mediator = await cast.mediator()
    await worker.join()
    await worker.tab.click(by("waiting-listen"))
    await until_heard(tab, "zh-CN/waiting.lobby.title", "zh-CN/waiting.lobby.text")
    await mediator.sign_in()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await mediator.separate()
    await until(lambda: worker.attribute(by("waiting"), "data-situation"), equals("alone"), "it waits alone")
    await tab.evaluate("() => { window.heard.length = 0; }")
    await worker.tab.click(by("waiting-listen"))
    await until_heard(tab, "zh-CN/waiting.alone.title", "zh-CN/waiting.alone.text")
    await mediator.visit("worker")
    await until(lambda: worker.shown("waiting"), lambda shown: not shown, "the mediator is here")
    assert await worker.attribute(by("waiting-listen"), "data-reading") == ""
