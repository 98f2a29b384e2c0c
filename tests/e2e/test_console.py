"""The mediator's papers beside the stage."""

import pytest

from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import equals, until


def tab(name: str) -> str:
    return by("tab", tab=name)


async def front(mediator: Mediator) -> str | None:
    """Which tab is in front."""
    return await mediator.attribute(f"{by('tab')}[aria-selected=true]", "data-tab")


async def key(person: Person, name: str) -> None:
    assert isinstance(person.tab, ChromiumTab)
    await person.tab.page.keyboard.press(name)


async def test_the_papers_are_tabs_that_arrow_keys_turn_and_what_was_not_read_is_counted(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await mediator.sign_in()
    await worker.join()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await mediator.tab.click(tab("chat"))
    await key(mediator, "ArrowLeft")
    assert await front(mediator) == "cards"
    assert not await mediator.shown("chat-input")
    await worker.say("听得到吗")
    await until(lambda: mediator.text(by("tab-unread")), equals("1"), "the tab counts one message")
    await key(mediator, "Home")
    assert await front(mediator) == "chat"
    assert not await mediator.shown("tab-unread")
    await mediator.reads("joint", "worker", "听得到吗")
    assert not await worker.shown("tabs")
    assert await worker.attribute(by("tabs"), "role") is None


async def test_a_prompt_card_is_put_aside_and_stays_there(cast: Cast) -> None:
    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.tab.click(tab("cards"))
    card = by("prompt-card", card="shoes")
    await mediator.tab.click(f"{card} summary")
    assert "换位思考" in await mediator.text(card)
    await mediator.tab.click(f"{card} {by('card-aside')}")
    await mediator.tab.reload()
    await mediator.is_in("joint")
    await until(
        lambda: mediator.attribute(f"{by('cards-aside')} {by('prompt-card')}", "data-card"),
        equals("shoes"),
        "the card is aside",
    )


async def test_a_note_is_kept_with_every_letter_changed_and_deleted_after_a_question(cast: Cast) -> None:
    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.tab.click(tab("notes"))
    await mediator.tab.fill(by("note-text"), "底线可能是八万")
    await mediator.tab.reload()
    await mediator.is_in("joint")
    await mediator.tab.click(tab("notes"))
    assert await mediator.value(by("note-text")) == "底线可能是八万"
    await mediator.tab.click(by("note-keep"))
    await until(lambda: mediator.text(by("note")), lambda text: "八万" in text, "the note is kept")
    assert await mediator.value(by("note-text")) == ""

    await mediator.tab.click(by("note-change"))
    await mediator.tab.fill(by("note-text"), "底线八万五")
    await mediator.tab.click(by("note-keep"))
    await until(lambda: mediator.text(by("note")), lambda text: "八万五" in text, "the note is changed")
    assert len(await mediator.attributes(by("note"), "class")) == 1

    await mediator.tab.click(by("note-delete"))
    await mediator.tab.click(by("confirm-no"))
    assert await mediator.shown("note")
    await mediator.tab.click(by("note-delete"))
    await mediator.tab.click(by("confirm-yes"))
    await until(lambda: mediator.shown("note"), lambda shown: not shown, "the note is deleted")


async def test_on_a_phone_the_papers_are_a_sheet_that_more_names(cast: Cast) -> None:
    mediator = await cast.mediator()
    assert isinstance(mediator.tab, ChromiumTab)
    await mediator.tab.page.set_viewport_size({"width": 390, "height": 844})
    await mediator.sign_in()
    await until(lambda: mediator.attribute(by("tabs"), "role"), bool, "the papers are there")
    assert not await mediator.shown("tabs")
    await mediator.tab.click(by("more"))
    await mediator.tab.click(by("more-tab", tab="cards"))
    await mediator.until_shown("prompt-card")
    await mediator.tab.click(by("chat-close"))
    assert not await mediator.shown("tabs")
    await mediator.tab.click(by("chat-open"))
    await mediator.until_shown("chat-input")


@pytest.mark.timeout(150)
async def test_each_sides_time_and_its_share_stand_beside_its_name_and_no_party_is_told(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    assert not await mediator.shown("side-time")
    await mediator.separate()
    await mediator.visit("worker")
    await until(
        lambda: mediator.text(by("side-time")), lambda text: "100%" in text, "all time was the worker's"
    )
    await mediator.meet("employer")
    entry = f"{by('roster-entry', person='employer')} {by('alone-time')}"
    await until(lambda: mediator.text(entry), lambda text: "单独" in text, "the time alone is told", 15)
    for person in (worker, employer):
        assert "%" not in await person.text()
    assert not await mediator.shown("balance")


@pytest.mark.timeout(150)
async def test_what_is_told_to_everybody_names_the_rooms_that_will_read_it(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.separate()
    await worker.is_in("worker")
    await key(mediator, "b")
    await mediator.tab.fill(by("broadcast-text"), "十分钟后继续")
    await until(
        lambda: mediator.text(by("broadcast-rooms")), lambda text: "用人单位" in text, "the rooms are named"
    )
    await mediator.tab.click(by("broadcast-send"))
    assert "3个房间" in await mediator.text(by("confirm-title"))
    await mediator.tab.click(by("confirm-no"))
    await worker.has_not_read("十分钟后继续")
    await mediator.tab.click(by("broadcast-send"))
    await mediator.tab.click(by("confirm-yes"))
    await worker.reads("worker", "mediator", "十分钟后继续")
    await employer.reads("employer", "mediator", "十分钟后继续")
    await mediator.reads("neutral", "mediator", "十分钟后继续")
    assert not await mediator.shown("broadcast-text")
