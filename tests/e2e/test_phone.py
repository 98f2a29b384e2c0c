"""The room on a phone held upright, as somebody sees it who is frightened and not alone."""

from typing import Any

import pytest

from tests.e2e.cast import Cast
from tests.e2e.person import Person, by
from tests.e2e.until import equals, until

BOX = """(selector) => {
    const { top, bottom, height } = document.querySelector(selector).getBoundingClientRect();
    return { top, bottom, height };
}"""


async def box(person: Person, name: str) -> dict[str, Any]:
    found: dict[str, Any] = await person.tab.evaluate(BOX, by(name))
    return found


async def readable(person: Person, text: str) -> bool:
    """Whether a message can be read on the screen now."""
    seen: bool = await person.tab.evaluate(
        """([selector, text]) => [...document.querySelectorAll(selector)]
            .some((row) => row.textContent.includes(text) && row.checkVisibility())""",
        [by("chat-message"), text],
    )
    return seen


@pytest.mark.timeout(180)
async def test_private_words_are_covered_at_once_and_not_shown_again_until_asked_for(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    await mediator.separate()
    await mediator.visit("worker")
    await worker.is_in("worker")
    await worker.say("两万元以下我不接受")
    await worker.reads("worker", "worker", "两万元以下我不接受")
    assert await readable(worker, "两万元以下")

    await worker.press("quiet", True)
    assert not await readable(worker, "两万元以下")
    await worker.press("quiet", False)
    assert not await readable(worker, "两万元以下")
    await worker.tab.click(by("chat-unfold"))
    assert await readable(worker, "两万元以下")

    await worker.tab.reload()
    await worker.is_in("worker")
    await worker.reads("worker", "worker", "两万元以下我不接受")
    await worker.open_chat()
    assert not await readable(worker, "两万元以下")
    await mediator.say("我记下了")
    await worker.reads("worker", "mediator", "我记下了")
    assert await readable(worker, "我记下了")
    assert not await readable(worker, "两万元以下")


async def test_the_chat_covers_half_and_never_the_band_and_counts_what_was_not_read(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    await mediator.say("请看一看")
    await until(lambda: worker.text(by("chat-unread")), equals("1"), "the worker has one unread message")
    await worker.open_chat()
    assert not await worker.shown("chat-unread")
    band, chat, bar = await box(worker, "band"), await box(worker, "chat"), await box(worker, "mute")
    assert band["height"] == pytest.approx(56, abs=4)
    assert chat["top"] >= band["bottom"] + 100
    assert chat["bottom"] <= bar["top"]
    await worker.close_chat()
    assert not await worker.shown("chat-input")


async def test_where_i_am_is_told_to_the_letter_and_each_move_is_felt(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    await worker.tab.evaluate("() => { window.felt = 0; navigator.vibrate = () => { window.felt += 1; }; }")
    assert await worker.text(by("place")) == "三方会谈"
    await mediator.separate()
    await worker.is_in("worker")
    assert await worker.text(by("place")) == "私下沟通：现在只有您"
    assert await worker.attribute(by("waiting"), "data-situation") == "alone"
    await mediator.visit("worker")
    await until(
        lambda: worker.text(by("place")), equals("私下沟通：只有您和调解员"), "the band tells who is here"
    )
    await mediator.meet("worker")
    await worker.is_in("private")
    assert await worker.text(by("place")) == "私下沟通：只有您和调解员"
    assert await worker.tab.evaluate("() => window.felt") == 2


async def test_who_speaks_is_marked_and_the_network_has_a_word(cast: Cast) -> None:
    worker, _, _ = await cast.together()
    speaking = f"{by('tile', person='mediator')}.speaking"
    await until(lambda: worker.attribute(speaking, "class"), bool, "the mediator's tile is marked")
    await until(lambda: worker.attribute(by("network"), "data-quality"), bool, "the network has a word")
    assert "网络" in await worker.text(by("network"))
