"""The equipment check: what is wrong is said and can be repaired, and nobody is held up by it."""

from pathlib import Path
from typing import Any

from tests.e2e.axe import accessible
from tests.e2e.broken_devices import FAILING, NO_DEVICES, without
from tests.e2e.cast import Cast
from tests.e2e.chromium import ASSENT, DEVICES, ChromiumTab
from tests.e2e.equipment import told
from tests.e2e.firefox import firefox
from tests.e2e.person import Person, by
from tests.e2e.until import equals, until

NAMES = {
    "NotAllowedError": "denied",
    "NotFoundError": "missing",
    "NotReadableError": "busy",
    "AbortError": "busy",
    "OverconstrainedError": "unsuitable",
    "SecurityError": "insecure",
    "TypeError": "failed",
}
MIRRORED = (
    "(selector) => new DOMMatrix(getComputedStyle(document.querySelector(selector)).transform).a === -1"
)
PLAYED = """() => {
    window.played = 0;
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        if (this instanceof HTMLAudioElement) window.played += 1;
        return play.call(this);
    };
}"""


async def before(person: Person, script: str) -> None:
    assert isinstance(person.tab, ChromiumTab)
    await person.tab.before_pages(script)


async def at_the_check(person: Person) -> None:
    """In the lobby, with the check before one's eyes."""
    await person.open_link()
    await person.give(person.invitation.code or "")
    await person.until_shown("devices-ok")
    await person.is_in("lobby")


async def says(person: Person, name: str, words: str, seconds: float = 8) -> None:
    await until(lambda: person.text(by(name)), lambda text: words in text, f"{name} says {words}", seconds)


async def test_a_person_sees_hears_and_is_heard_and_the_mediator_knows(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await at_the_check(worker)
    await worker.tab.evaluate(PLAYED)
    await worker.until_shown("devices-video")
    assert await worker.tab.evaluate(MIRRORED, by("devices-video"))
    await until(
        lambda: worker.attribute(by("devices-level"), "aria-valuenow"),
        lambda level: int(level or 0) > 20,
        "the bar moves",
    )
    await says(worker, "devices-voice", "听得到您")
    await worker.tab.click(by("devices-chime"))
    await worker.until_shown("devices-question")
    assert await worker.tab.evaluate("() => window.played") == 1
    await worker.tab.click(by("devices-not-heard"))
    await says(worker, "devices-sound", "音量")
    await worker.tab.click(by("devices-chime"))
    await worker.tab.click(by("devices-heard"))
    await worker.tab.click(by("hearing-headphones"))
    await says(worker, "network-verdict", "直接连接")
    await accessible(worker)

    await mediator.sign_in()
    await mediator.sees_knock("worker")
    await told(mediator, "worker", network="direct", microphone="works", camera="works")
    await says(mediator, "lobby-entry", "戴耳机")
    await says(mediator, "lobby-entry", "毫秒")
    await accessible(mediator)


async def test_nobody_is_held_up_and_who_comes_back_finds_it_behind_more(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await at_the_check(worker)
    await worker.tab.click(by("hearing-headphones"))
    await worker.tab.click(by("devices-ok"))
    assert not await worker.shown("devices")
    await worker.tab.reload()
    await worker.is_in("lobby")
    assert not await worker.shown("devices")

    await mediator.sign_in()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await worker.choose_own("devices-open")
    await worker.until_shown("devices-ok")
    assert await worker.tab.evaluate(
        "(selector) => document.querySelector(selector).checked", by("hearing-headphones")
    )
    await says(worker, "devices-voice", "听得到您")
    await accessible(worker)
    assert isinstance(worker.tab, ChromiumTab)
    await worker.tab.page.keyboard.press("Escape")
    assert not await worker.shown("devices")
    await worker.choose_own("devices-open")
    await worker.tab.click(by("devices-ok"))
    assert not await worker.shown("devices")


async def test_being_let_in_ends_the_check(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await at_the_check(worker)
    await mediator.open_link()
    await mediator.until_shown("devices-ok")
    await mediator.admit("worker")
    await worker.is_in("joint")
    assert not await worker.shown("devices")
    await until(lambda: mediator.shown("devices"), lambda shown: not shown, "the mediator's check goes too")
    await mediator.hears("worker")


async def test_each_fault_of_both_devices_has_its_words_and_its_repair(cast: Cast) -> None:
    worker = await cast.party("worker")
    await before(worker, without(audio="NotAllowedError", video="NotAllowedError"))
    await at_the_check(worker)
    for name, trouble in NAMES.items():
        await worker.tab.evaluate(FAILING, {"audio": [name], "video": [name]})
        await worker.tab.click(by("devices-retry"))
        wrong = f'{by("devices-wrong")} [data-trouble="{trouble}"][data-device="both"]'
        await until(lambda wrong=wrong: worker.attribute(wrong, "data-device"), bool, f"{name} is said")  # type: ignore[misc]
        assert len(await worker.attributes(f"{by('devices-wrong')} p", "class")) == 2
        assert "device." not in await worker.text(by("devices-trouble"))
    await accessible(worker)
    await worker.tab.evaluate(FAILING, {})
    await worker.tab.click(by("devices-retry"))
    await says(worker, "devices-voice", "听得到您")
    assert not await worker.shown("devices-trouble")
    await worker.until_pressed("camera", True)
    await worker.until_pressed("mute", False)


async def test_a_refusal_is_undone_in_the_browser_and_tried_again(cast: Cast) -> None:
    worker = await cast.party("worker", without=ASSENT)
    await at_the_check(worker)
    await until(lambda: worker.attribute("[data-trouble]", "data-trouble"), equals("denied"), "it is said")
    assert isinstance(worker.tab, ChromiumTab)
    await worker.tab.page.context.grant_permissions(["camera", "microphone"])
    await worker.tab.click(by("devices-retry"))
    await says(worker, "devices-voice", "听得到您")
    await worker.until_pressed("camera", True)
    assert not await worker.shown("devices-trouble")


async def test_a_computer_without_devices_is_told_from_a_refusal(cast: Cast) -> None:
    worker = await cast.party("worker", without=DEVICES)
    await at_the_check(worker)
    await until(lambda: worker.attribute("[data-trouble]", "data-trouble"), equals("missing"), "it is said")
    await says(worker, "network-verdict", "直接连接")


async def test_a_system_that_forbids_is_told_from_a_person_who_did(cast: Cast) -> None:
    worker = await cast.party("worker")
    await before(worker, without(audio="NotAllowedError: Permission denied by system"))
    await at_the_check(worker)
    await says(worker, "devices-wrong", "系统设置")
    await worker.until_pressed("camera", True)


async def test_without_a_camera_one_takes_part_by_voice(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await before(worker, without(video="NotReadableError"))
    await at_the_check(worker)
    await says(worker, "devices-wrong", "摄像头")
    assert not await worker.shown("devices-text-only")
    await worker.tab.click(by("devices-voice-only"))
    await says(worker, "devices-without", "只用声音")
    await accessible(worker)
    await mediator.sign_in()
    await told(mediator, "worker", camera="unused", microphone="works")
    await worker.tab.click(by("devices-ok"))
    await mediator.admit("worker")
    await worker.is_in("joint")
    await mediator.hears("worker")
    await mediator.sees_of("worker", None)


async def test_without_any_device_one_listens_and_writes(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await before(worker, NO_DEVICES)
    await at_the_check(worker)
    await says(worker, "devices-wrong", "https")
    await worker.tab.click(by("devices-text-only"))
    await says(worker, "devices-without", "文字")
    await worker.tab.click(by("devices-ok"))
    await mediator.sign_in()
    await told(mediator, "worker", camera="unused", microphone="unused", network="direct")
    await mediator.admit("worker")
    await worker.is_in("joint")
    await worker.hears("mediator")
    await worker.say("我只能写字")
    await mediator.reads("joint", "worker", "我只能写字")


async def another(person: Person, list_name: str) -> str:
    """Chooses the last device of a list and returns its id."""
    assert isinstance(person.tab, ChromiumTab)
    options = person.tab.page.locator(f"{by(list_name)} option")
    wanted = await options.last.get_attribute("value")
    assert wanted
    await person.tab.page.select_option(by(list_name), wanted)
    return wanted


async def test_another_microphone_and_loudspeaker_can_be_chosen_and_are_used(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await at_the_check(worker)
    await worker.until_shown("devices-choices")
    await worker.tab.click(f"{by('devices-choices')} summary")
    microphone = await another(worker, "choose-audio")

    async def used() -> Any:
        return await worker.tab.evaluate("() => probe.microphones()")

    await until(used, lambda seen: seen == [microphone], "the chosen microphone is sent")
    await says(worker, "devices-voice", "听得到您")
    await worker.tab.click(by("hearing-headphones"))
    loudspeaker = await another(worker, "choose-speaker")
    headphones = f"{by('hearing-headphones')}:checked"
    await until(
        lambda: worker.attributes(headphones, "value"), equals([]), "what was said of headphones is forgotten"
    )

    await mediator.sign_in()
    await mediator.admit("worker")
    await worker.sees("mediator")

    async def sounding() -> Any:
        return await worker.tab.evaluate(
            "(selector) => document.querySelector(selector)?.sinkId", f"{by('tile')} video"
        )

    await until(sounding, equals(loudspeaker), "the mediator sounds from the chosen loudspeaker")


async def test_firefox_is_checked_as_well(cast: Cast, tmp_path: Path) -> None:
    async with firefox(tmp_path / "firefox", "worker") as tab:
        worker = Person("worker", cast.case.people["worker"], tab)
        cast.people.append(worker)
        await at_the_check(worker)
        await worker.until_shown("devices-video")
        await says(worker, "network-verdict", "直接连接", 15)
        assert await worker.attribute(by("network-way", way="direct"), "data-outcome") == "open"
        assert not await worker.shown("devices-trouble", "old-browser")
        await worker.tab.click(by("devices-ok"))
        assert not await worker.shown("devices")


async def test_an_old_browser_is_warned_of_once_and_goes_on(cast: Cast) -> None:
    worker = await cast.party("worker")
    await before(worker, "delete window.structuredClone")
    await at_the_check(worker)
    await worker.until_shown("old-browser")
    await accessible(worker)
    await worker.tab.click(by("old-browser-ok"))
    await worker.tab.reload()
    await worker.is_in("lobby")
    await worker.until_shown("devices-ok")
    assert not await worker.shown("old-browser")


async def test_the_check_is_done_by_keyboard_alone(cast: Cast) -> None:
    worker = await cast.party("worker")
    await at_the_check(worker)
    assert isinstance(worker.tab, ChromiumTab)
    keyboard = worker.tab.page.keyboard
    await worker.tab.page.locator(by("devices-chime")).focus()
    await keyboard.press("Enter")
    await worker.until_shown("devices-question")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await keyboard.press("Tab")
    await keyboard.press("Space")
    assert await worker.tab.evaluate(
        "(selector) => document.querySelector(selector).checked", by("hearing-headphones")
    )
    for _ in range(4):
        await keyboard.press("Tab")
        if await worker.tab.evaluate("() => document.activeElement.dataset.testid") == "devices-ok":
            break
    await keyboard.press("Enter")
    await until(lambda: worker.shown("devices"), lambda shown: not shown, "the check is over")
