"""A call takes the microphone, a lock the camera, the tab sleeps: what comes back by itself, what stays as it was."""

import asyncio
from typing import Any

import pytest

from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Person, by
from tests.e2e.system import SYSTEM
from tests.e2e.until import equals, until


async def with_system(cast: Cast) -> tuple[Person, Person, Person]:
    """Worker, employer and mediator together; the worker's devices can be taken and given back."""
    worker = await cast.party("worker")
    assert isinstance(worker.tab, ChromiumTab)
    await worker.tab.before_pages(SYSTEM)
    employer, mediator = await asyncio.gather(cast.party("employer"), cast.mediator())
    await asyncio.gather(worker.join(), employer.join(), mediator.sign_in())
    await mediator.admit("worker")
    await mediator.admit("employer")
    await asyncio.gather(*(person.is_in("joint") for person in (worker, employer, mediator)))
    await cast.all_hear_all()
    return worker, employer, mediator


async def says(person: Person, name: str, words: str, seconds: float = 8) -> None:
    await until(lambda: person.text(by(name)), lambda text: words in text, f"{person} reads {words}", seconds)


async def debugger(person: Person, method: str, **parameters: Any) -> None:
    """A word to the browser itself."""
    assert isinstance(person.tab, ChromiumTab)
    session = await person.tab.page.context.new_cdp_session(person.tab.page)
    await session.send(method, parameters)
    await session.detach()


@pytest.mark.timeout(180)
async def test_a_call_takes_the_microphone_and_gives_it_back(cast: Cast) -> None:
    worker, employer, _ = await with_system(cast)
    await worker.tab.evaluate("() => system.take('audio')")
    await says(worker, "taken", "麦克风断开了")
    await employer.hears("mediator")
    assert await worker.attribute(by("mute"), "aria-pressed") == "false"
    await worker.tab.evaluate("() => system.giveBack()")
    await employer.hears("worker", "mediator")
    await says(worker, "notices", "麦克风接上了，别人又能听到您了")
    assert await worker.text(by("taken")) == ""


@pytest.mark.timeout(180)
async def test_who_mutes_during_the_call_stays_muted_after_it(cast: Cast) -> None:
    worker, employer, _ = await with_system(cast)
    await worker.tab.evaluate("() => system.take('audio')")
    await says(worker, "taken", "麦克风断开了")
    await worker.press("mute", True)
    await until(lambda: worker.text(by("taken")), equals(""), "there is nothing to say of a muted microphone")
    await worker.tab.evaluate("() => system.giveBack()")
    await employer.hears("mediator")
    assert await worker.attribute(by("mute"), "aria-pressed") == "true"
    await worker.press("mute", False)
    await employer.hears("worker", "mediator")


@pytest.mark.timeout(180)
async def test_who_was_muted_before_the_call_is_never_unmuted_by_its_end(cast: Cast) -> None:
    worker, employer, mediator = await with_system(cast)
    await worker.press("mute", True)
    await worker.tab.evaluate("() => system.take('audio')")
    await worker.tab.evaluate("() => system.giveBack()")
    await employer.hears("mediator")
    assert await worker.attribute(by("mute"), "aria-pressed") == "true"
    await worker.press("mute", False)
    await mediator.hears("worker", "employer")


@pytest.mark.timeout(180)
async def test_a_microphone_that_the_system_silences_is_told_and_given_back_as_it_was(cast: Cast) -> None:
    worker, _, _ = await with_system(cast)
    await worker.tab.evaluate("() => system.silence('audio', true)")
    await says(worker, "taken", "麦克风断开了")
    opened = await worker.tab.evaluate("() => system.opened")
    await worker.tab.evaluate("() => system.silence('audio', false)")
    await says(worker, "notices", "麦克风接上了")
    assert await worker.tab.evaluate("() => system.opened") == opened


@pytest.mark.timeout(180)
async def test_what_stays_silent_after_a_locked_screen_is_opened_anew(cast: Cast) -> None:
    worker, employer, mediator = await with_system(cast)
    await worker.tab.evaluate("() => { system.silence('audio', true); system.silence('video', true); }")
    await says(worker, "taken", "摄像头断开了")
    await worker.tab.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await until(lambda: worker.text(by("taken")), equals(""), "microphone and camera are back")
    await mediator.hears("worker", "employer")
    await mediator.sees("worker", "employer")
    await employer.sees("worker", "mediator")


@pytest.mark.timeout(180)
async def test_a_camera_that_is_taken_while_the_room_changes_is_told_as_taken(cast: Cast) -> None:
    worker, employer, mediator = await with_system(cast)
    await worker.tab.evaluate(
        """() => {
            const { prototype } = RTCRtpSender;
            const replace = prototype.replaceTrack;
            const held = new Promise((resolve) => (window.letGo = resolve));
            prototype.replaceTrack = async function (track) { await held; return replace.call(this, track); };
            system.take("video");
        }"""
    )
    await employer.press("mute", True)
    await mediator.say("好的")
    await worker.reads("joint", "mediator", "好的")
    await worker.tab.evaluate("() => letGo()")
    await says(worker, "taken", "摄像头断开了")
    await worker.tab.evaluate("() => system.giveBack()")
    await until(lambda: worker.text(by("taken")), equals(""), "the camera is back")
    await mediator.sees("worker", "employer")


@pytest.mark.timeout(180)
async def test_a_permission_taken_back_is_told_and_not_asked_for_again_and_again(cast: Cast) -> None:
    worker, employer, _ = await with_system(cast)
    await worker.tab.evaluate(
        """() => {
            navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotAllowedError"); };
            system.take("audio");
        }"""
    )
    await worker.until_pressed("mute", True)
    await employer.hears("mediator")
    assert await worker.text(by("taken")) == ""


@pytest.mark.timeout(180)
async def test_a_tab_that_slept_is_back_at_once(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await worker.press("mute", True)
    await debugger(worker, "Page.setWebLifecycleState", state="frozen")
    await employer.say("您听得到吗？")
    await mediator.separate()
    await debugger(worker, "Page.setWebLifecycleState", state="active")
    await worker.is_in("worker", seconds=4)
    assert await worker.attribute(by("mute"), "aria-pressed") == "true"
    await mediator.rejoin()
    await worker.hears("employer", "mediator")
    await employer.hears("mediator")


@pytest.mark.timeout(180)
async def test_who_goes_elsewhere_with_the_browser_and_back_is_where_they_were(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    assert isinstance(worker.tab, ChromiumTab)
    await worker.tab.page.goto("about:blank")
    await employer.hears("mediator")
    await worker.tab.page.go_back(wait_until="domcontentloaded")
    await worker.is_in("joint")
    await employer.hears("worker", "mediator")
    await worker.hears("employer", "mediator")
    assert await mediator.waiting() == []


@pytest.mark.timeout(120)
async def test_a_phone_without_a_network_knows_it_and_is_back_with_it(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    assert isinstance(worker.tab, ChromiumTab)
    await worker.tab.page.context.set_offline(True)
    await worker.is_not_live()
    await worker.tab.page.context.set_offline(False)
    await worker.is_in("joint", seconds=4)
    await worker.hears("employer", "mediator")
    assert await mediator.waiting() == []


@pytest.mark.timeout(120)
async def test_the_screen_stays_on_from_the_lobby_to_the_end(cast: Cast) -> None:
    worker = await cast.party("worker")
    assert isinstance(worker.tab, ChromiumTab)
    await worker.tab.before_pages(
        """
        window.locks = [];
        const request = navigator.wakeLock.request.bind(navigator.wakeLock);
        navigator.wakeLock.request = async (kind) => {
          const lock = await request(kind);
          window.locks.push(lock);
          return lock;
        };"""
    )
    await worker.join()
    held = "() => window.locks.map(({ released }) => !released)"
    await until(lambda: worker.tab.evaluate(held), equals([True]), "the screen is kept on")
    await worker.tab.evaluate("() => window.locks[0].release()")
    await worker.tab.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await until(lambda: worker.tab.evaluate(held), equals([False, True]), "it is kept on again")
    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.tab.click(by("end-session"))
    await worker.has_ended()
    assert await worker.tab.evaluate(held) == [False, False]
