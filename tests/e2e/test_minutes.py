"""The record of the joint talk: the clerk writes it, it is read back, and each says whether it is right."""

import asyncio

import pytest

from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import page_of
from tests.e2e.minutes import holds, response, write
from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import equals, until

SAID = "三个月没有发工资"
SECRET = "两万元也可以"


async def clerk_of(cast: Cast, mediator: Mediator) -> Person:
    """Comes by the staff's link, and is let in."""
    clerk = await cast.staff("clerk")
    await clerk.open_link()
    await clerk.pass_device_check()
    await mediator.admit("clerk")
    await clerk.is_in("joint")
    return clerk


async def all_there(cast: Cast) -> tuple[Person, Person, Mediator, Person]:
    worker, employer, mediator = await cast.in_the_lobby()
    await mediator.admit("worker")
    await mediator.admit("employer")
    await asyncio.gather(worker.is_in("joint"), employer.is_in("joint"))
    return worker, employer, mediator, await clerk_of(cast, mediator)


def line(text: str) -> str:
    return f"{by('minutes-line')}:has-text('{text}')"


async def status(clerk: Person, state: str) -> None:
    await until(
        lambda: clerk.attribute(by("minutes-status"), "data-state"), equals(state), f"the record is {state}"
    )


async def answers(clerk: Person, question: str, person: str, reply: str) -> None:
    row = by("minutes-asked", question=question, person=person)
    button = f"{row} {by('minutes-answer', reply=reply)}"
    await clerk.tab.click(button)
    await until(
        lambda: clerk.attribute(button, "aria-pressed"), equals("true"), f"{person}'s answer is noted"
    )


async def is_read(person: Person, *texts: str) -> None:
    await until(
        lambda: person.text(by("reading-text")),
        lambda shown: all(text in shown for text in texts),
        f"{person} is read {texts}",
    )


@pytest.mark.timeout(240)
async def test_the_record_is_written_read_corrected_and_confirmed(cast: Cast) -> None:
    worker, employer, mediator, clerk = await all_there(cast)
    await clerk.until_shown("minutes")
    assert await clerk.shown("chat-open") or await clerk.shown("tab")

    # the opening script, one press for each answer
    for question in ("identity", "rights", "recusal", "false_mediation", "no_recording"):
        reply = "no" if question == "recusal" else "yes"
        for asked in ("worker", "employer"):
            await answers(clerk, question, asked, reply)
    assert "10/10" in await clerk.text(by("minutes-script"))
    await clerk.tab.click(f"{by('minutes-script')} summary")

    # a line of one's own, one out of the chat, and both hosts and clerk see them
    await worker.say(SAID)
    await clerk.tab.click(by("tab", tab="chat"))
    await clerk.reads("joint", "worker", SAID)
    await clerk.tab.click(f"{by('chat-message')} {by('minutes-take')}")
    assert await clerk.value(by("minutes-text")) == SAID
    await clerk.until_shown("minutes-source")
    await page_of(clerk).locator(by("minutes-section")).select_option("statements")
    await clerk.tab.click(by("minutes-keep"))
    await holds(clerk, SAID)
    await write(clerk, "undisputed", "欠薪两万元", "彭志强（代理人）")
    await write(clerk, "other", "写错的一条")
    await mediator.tab.click(by("tab", tab="minutes"))
    await holds(mediator, "欠薪两万元")
    assert not await worker.shown("reading", "reading-card")

    # corrected and struck, with what it said before and why
    await clerk.tab.click(f"{line('欠薪两万元')} {by('minutes-change')}")
    await clerk.tab.fill(by("minutes-edit"), "欠薪三万元")
    await clerk.tab.click(by("minutes-edit-keep"))
    await holds(clerk, "欠薪三万元")
    await holds(clerk, "原来写的：欠薪两万元")
    await clerk.tab.click(f"{line('写错的一条')} {by('minutes-strike')}")
    await clerk.tab.fill(by("reason-text"), "重复")
    await accessible(clerk)
    await clerk.tab.click(by("reason-yes"))
    await holds(clerk, "理由：重复")
    await accessible(clerk)
    await accessible(mediator)

    # read back to both, at once and in large letters
    await clerk.tab.click(by("minutes-read"))
    for person in (worker, employer):
        await person.until_shown("reading")
        text = await person.text(by("reading-text"))
        assert "欠薪三万元" in text
        assert SAID in text
        assert "写错" not in text
        assert "两万" not in text
        assert await person.shown("mute")
    await accessible(worker)
    await status(clerk, "current")

    # one says that something is not right, and reads it again when it is corrected
    await worker.tab.click(by("minutes-wrong"))
    await worker.tab.fill(by("minutes-words"), "是三万五千元")
    await accessible(worker)
    await worker.tab.click(by("minutes-send"))
    await response(clerk, "worker", "objected")
    assert "是三万五千元" in await clerk.text(by("minutes-responses"))
    await employer.tab.click(by("minutes-confirm"))
    await response(clerk, "employer", "confirmed")
    await status(clerk, "outdated")
    await clerk.tab.click(f"{line('欠薪三万元')} {by('minutes-change')}")
    await clerk.tab.fill(by("minutes-edit"), "欠薪三万五千元")
    await clerk.tab.click(by("minutes-edit-keep"))
    await holds(clerk, "欠薪三万五千元")
    await clerk.tab.click(by("minutes-read"))
    for person in (worker, employer):
        await is_read(person, "欠薪三万五千元", "第1次宣读，龙建军：是三万五千元")
        await person.tab.click(by("minutes-confirm"))
    await response(clerk, "worker", "confirmed")
    await response(clerk, "employer", "confirmed")
    assert not await worker.shown("minutes-confirm")
    await worker.tab.click(by("reading-later"))
    await worker.until_shown("reading-card")
    assert not await worker.shown("reading")


@pytest.mark.timeout(180)
async def test_nothing_of_a_talk_apart_is_written_and_the_text_waits(cast: Cast) -> None:
    worker, _, mediator, clerk = await all_there(cast)
    await mediator.separate()
    await mediator.visit("worker")
    await mediator.choose("clerk", "bring")
    await clerk.is_in("worker")
    await worker.say(SECRET)
    await mediator.reads("worker", "worker", SECRET)
    await clerk.reads("worker", "worker", SECRET)
    assert await clerk.attributes(by("minutes-take"), "data-testid") == []
    assert await mediator.attributes(by("minutes-take"), "data-testid") == []
    await clerk.tab.click(by("tab", tab="minutes"))
    await clerk.tab.fill(by("minutes-text"), "还没写完")
    assert await page_of(clerk).locator(by("minutes-keep")).is_disabled()
    assert "单独沟通" in await clerk.text(by("minutes-hint"))
    await accessible(clerk)
    await mediator.rejoin()
    await clerk.is_in("joint")
    assert await clerk.value(by("minutes-text")) == "还没写完"
    await clerk.tab.reload()
    await clerk.is_in("joint")
    await clerk.until_shown("minutes")
    assert await clerk.value(by("minutes-text")) == "还没写完"
    await page_of(clerk).locator(by("minutes-text")).press("Enter")
    await holds(clerk, "还没写完")


@pytest.mark.timeout(180)
async def test_two_who_correct_one_line_do_not_write_over_each_other(cast: Cast) -> None:
    _, _, mediator, clerk = await all_there(cast)
    await write(clerk, "result", "分两期付清")
    await mediator.tab.click(by("tab", tab="minutes"))
    await holds(mediator, "分两期付清")
    await clerk.tab.click(f"{line('分两期付清')} {by('minutes-change')}")
    await clerk.tab.fill(by("minutes-edit"), "分三期付清")
    await mediator.tab.click(f"{line('分两期付清')} {by('minutes-change')}")
    await mediator.tab.fill(by("minutes-edit"), "分四期付清")
    await mediator.tab.click(by("minutes-edit-keep"))
    await holds(mediator, "分四期付清")
    await clerk.until_shown("minutes-stale")
    assert "分四期付清" in await clerk.text(by("minutes-stale"))
    assert await clerk.value(by("minutes-edit")) == "分三期付清"
    await accessible(clerk)
    await clerk.tab.click(by("minutes-edit-keep"))
    await until(
        lambda: mediator.text(by("minutes-lines")),
        lambda text: (
            "分三期付清" in text.partition("原来写的：分四期付清")[0] and "原来写的：分两期付清" in text
        ),
        "the later one holds and both former ones stay",
    )


@pytest.mark.timeout(180)
async def test_the_record_is_written_by_keyboard_alone(cast: Cast) -> None:
    _, _, _, clerk = await all_there(cast)
    page = page_of(clerk)
    await page.evaluate("() => document.activeElement.blur()")
    await page.keyboard.press("j")
    await page.keyboard.press("Alt+ArrowDown")
    await page.keyboard.press("Alt+Shift+ArrowDown")
    await page.keyboard.type("first line")
    await page.keyboard.press("Enter")
    await holds(clerk, "first line")
    assert await clerk.attribute(by("minutes-line"), "data-section") == "statements"
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")
    await holds(clerk, "second line")
    await page.locator(f"{line('first line')} {by('minutes-change')}").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await clerk.until_shown("reason-text")
    await page.keyboard.type("twice")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await until(
        lambda: clerk.attribute(by("minutes-line"), "data-state"),
        equals("struck"),
        "the first line is struck",
    )
