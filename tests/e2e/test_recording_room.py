"""Everybody in a talk sees whether it is recorded, and nobody is recorded against their word."""

import asyncio

import pytest

from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Mediator, Person, by
from tests.e2e.recording import indicates, notices, records
from tests.e2e.until import equals, until

READ = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const read = [];
  while (texts.nextNode()) {
    const { parentElement, data } = texts.currentNode;
    if (!parentElement.closest("yt-since, script, [data-testid=network]")) read.push(data);
  }
  return read.join(" ");
}"""
PRESS_BOTH = """(selectors) => {
  for (const selector of selectors) document.querySelector(selector).click();
}"""


async def joins_without_recording(person: Person) -> None:
    """Consents to everything else."""
    await person.open_link()
    await person.until_shown("enter")
    others = f"{by('consent')}:not([data-kind=recording])"
    await person.tab.evaluate("(selector) => probe.check(selector)", others)
    await person.tab.fill(by("code"), person.invitation.code or "")
    await person.tab.click(by("enter"))
    await person.pass_device_check()
    await person.is_in("lobby")


async def apart(mediator: Mediator, worker: Person) -> None:
    await mediator.separate()
    await mediator.meet("worker")
    await worker.is_in("private")


@pytest.mark.timeout(180)
async def test_the_joint_talk_is_recorded_before_everybodys_eyes(cast: Cast) -> None:
    everybody = worker, _, mediator = await cast.together()
    await indicates(worker, None)
    await records(mediator, True)
    for person in everybody:
        await indicates(person, "on")
        assert "正在录音录像" in await person.text(by("band"))
    assert not await worker.shown("recording-card")
    await mediator.separate()
    await indicates(worker, None)
    await indicates(mediator, None)
    assert await mediator.attribute(by("record"), "title") == "这里不能录：只有三方会谈和私下沟通可以录。"
    assert await mediator.attribute(by("record"), "disabled") == ""
    await mediator.rejoin()
    for person in everybody:
        await indicates(person, "on")
    await records(mediator, False)
    for person in everybody:
        await indicates(person, None)
        await notices(person, "录音录像停了")


@pytest.mark.timeout(180)
async def test_who_has_not_consented_is_waited_for_and_asked(cast: Cast) -> None:
    worker, employer, mediator = await asyncio.gather(
        cast.party("worker"), cast.party("employer"), cast.mediator()
    )
    await asyncio.gather(joins_without_recording(worker), employer.join(), mediator.sign_in())
    await mediator.admit("worker")
    await mediator.admit("employer")
    await asyncio.gather(*(person.is_in("joint") for person in (worker, employer)))
    await records(mediator, True)
    for person in (worker, employer, mediator):
        await indicates(person, "waiting")
    assert "龙建军" in await mediator.text(by("recording-indicator"))
    assert "龙建军" not in await employer.text(by("recording-indicator"))
    assert not await employer.shown("recording-card")

    await worker.until_shown("recording-card")
    await worker.tab.click(by("recording-no"))
    await notices(worker, "现在不录")
    await until(lambda: worker.shown("recording-card"), equals(False), "it is put away")
    await worker.tab.reload()
    await worker.is_in("joint")
    await indicates(worker, "waiting")
    assert not await worker.shown("recording-card"), "asked once a recording"

    await records(mediator, False)
    await indicates(worker, None)
    await records(mediator, True)
    await worker.until_shown("recording-card")
    await worker.tab.click(by("recording-yes"))
    for person in (worker, employer, mediator):
        await indicates(person, "on")
    assert not await worker.shown("recording-card")

    await worker.tab.click(by("more"))
    await worker.tab.click(f"{by('my-consents')} [data-kind=recording]")
    for person in (worker, employer, mediator):
        await indicates(person, "waiting")
    assert not await worker.shown("recording-card"), "who takes it back is not asked again"


@pytest.mark.timeout(180)
async def test_a_private_talk_is_recorded_when_asked_there_and_then_until_one_says_no(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await apart(mediator, worker)
    await employer.is_in("employer")
    before = await what_is_read(employer)
    await records(mediator, True)
    await worker.until_shown("recording-card")
    assert "对方看不到也听不到" in await worker.text(by("recording-card"))
    await indicates(worker, "waiting")
    assert "龙建军" in await mediator.text(by("recording-indicator"))
    await worker.tab.click(by("recording-yes"))
    for person in (worker, mediator):
        await indicates(person, "on")
    await indicates(employer, None)
    assert await what_is_read(employer) == before

    await worker.choose_own("recording-stop")
    await notices(worker, "停了，不再录")
    await notices(mediator, "录音录像停了")
    for person in (worker, mediator):
        await indicates(person, None)
    assert "录音录像停了" not in await worker.text(by("notices")), "it is told once"
    await mediator.until_pressed("record", False)
    assert await what_is_read(employer) == before

    await records(mediator, True)
    await worker.until_shown("recording-card")
    await worker.tab.click(by("recording-no"))
    await notices(worker, "不录这次私下沟通")
    for person in (worker, mediator):
        await indicates(person, None)
    assert await what_is_read(employer) == before


async def what_is_read(person: Person) -> str:
    """All text of the page, seen or not, but the minutes that pass and the network's quality."""
    return str(await person.tab.evaluate(READ))


@pytest.mark.timeout(180)
async def test_recording_goes_by_keyboard_and_by_ear(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    assert isinstance(mediator.tab, ChromiumTab)
    assert isinstance(worker.tab, ChromiumTab)
    live = worker.tab.page.get_by_role("status").filter(
        has=worker.tab.page.get_by_test_id("recording-indicator")
    )
    await mediator.tab.page.keyboard.press("r")
    await until(lambda: live.count(), equals(1), "a reader of the screen is told")
    await mediator.until_pressed("record", True)
    await mediator.tab.page.keyboard.press("r")
    await mediator.until_pressed("record", False)
    await indicates(worker, None)

    await apart(mediator, worker)
    await mediator.tab.page.keyboard.press("r")
    await worker.until_shown("recording-card")
    await worker.tab.page.get_by_test_id("recording-yes").focus()
    await worker.tab.page.keyboard.press("Enter")
    await indicates(worker, "on")
    await worker.tab.page.get_by_test_id("more").focus()
    await worker.tab.page.keyboard.press("Enter")
    await worker.tab.page.get_by_test_id("recording-stop").focus()
    await worker.tab.page.keyboard.press("Enter")
    await indicates(mediator, None)


async def test_a_press_that_comes_after_a_move_does_not_record_the_wrong_room(cast: Cast) -> None:
    _, _, mediator = await cast.together()
    await mediator.tab.evaluate(PRESS_BOTH, [by("separate"), by("record")])
    await mediator.is_in("neutral")
    await until(lambda: mediator.text(by("notices")), bool, "it is refused")
    await mediator.until_pressed("record", False)
    await mediator.rejoin()
    await indicates(mediator, None)


async def test_a_caller_by_telephone_is_named_as_who_cannot_agree(cast: Cast) -> None:
    mediator = await cast.mediator()
    await mediator.sign_in()
    await records(mediator, True)
    await indicates(mediator, "on")
    await mediator.choose("employer", "by-telephone")
    await indicates(mediator, "waiting")
    assert "彭志强（在电话上，不能同意）" in await mediator.text(by("recording-indicator"))
    await mediator.choose("employer", "hung-up")
    await indicates(mediator, "on")
