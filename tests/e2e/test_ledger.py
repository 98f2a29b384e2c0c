"""What was heard in private goes as far as its speaker lets it."""

import pytest

from tests.e2e.cast import Cast
from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import equals, until

WORDS = "可以分三个月付清"


async def keeps(mediator: Mediator, words: str) -> None:
    """Writes down what was heard, of the person whom the page offers."""
    await mediator.tab.click(by("tab", tab="ledger"))
    await mediator.tab.fill(by("hear-wording"), words)
    await mediator.tab.click(by("hear-keep"))
    await until(lambda: mediator.text(by("ledger-items")), lambda text: words in text, "it is in the ledger")


async def state_is(mediator: Mediator, state: str) -> None:
    await until(
        lambda: mediator.attribute(by("ledger-item"), "data-state"), equals(state), f"the item is {state}"
    )


async def reminds(mediator: Mediator, words: str) -> None:
    await until(lambda: mediator.text(by("reminder")), lambda text: words in text, f"reminded of {words}")


async def asked(worker: Person) -> str:
    await worker.until_shown("asked-wording")
    return await worker.text(by("asked-card"))


@pytest.mark.timeout(180)
async def test_an_item_is_told_word_for_word_after_its_speaker_agreed(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.separate()
    await mediator.visit("worker")
    await keeps(mediator, WORDS)
    await state_is(mediator, "secret")
    await mediator.visit("employer")
    await reminds(mediator, "1条要保密")
    await mediator.tab.click(by("item-ask", side="employer"))
    card = await asked(worker)
    assert WORDS in card
    assert "用人单位" in card
    assert await worker.shown("chat-open")  # the talk goes on beside it
    await worker.tab.click(by("asked-yes"))
    await state_is(mediator, "may_be_conveyed")
    await reminds(mediator, "1条可以转告")
    await until(lambda: worker.shown("asked-card"), lambda shown: not shown, "nothing is asked any more")
    await employer.has_not_read(WORDS)
    await mediator.tab.click(by("item-convey"))
    await employer.reads("employer", "mediator", WORDS)
    await state_is(mediator, "conveyed")
    await until(lambda: mediator.shown("reminder"), lambda shown: not shown, "nothing is left to remind of")
    await worker.has_not_read(WORDS)
    await worker.tab.click(by("more"))
    await until(
        lambda: worker.attribute(by("asked-answered"), "data-state"), equals("conveyed"), "what became of it"
    )
    assert not await worker.shown("asked-withdraw")
    assert not await employer.shown("asked-card")


@pytest.mark.timeout(180)
async def test_what_was_not_agreed_or_taken_back_cannot_be_told(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    await mediator.separate()
    await mediator.meet("worker")
    await keeps(mediator, "家里有病人")
    await mediator.tab.click(by("item-ask", side="employer"))
    await asked(worker)
    await worker.tab.click(by("asked-no"))
    await state_is(mediator, "refused")
    assert not await mediator.shown("item-withdraw")

    await mediator.tab.click(by("item-reword"))
    assert await mediator.value(by("hear-wording")) == "家里有病人"
    await keeps(mediator, "家里有急事")
    await state_is(mediator, "secret")
    await mediator.tab.click(by("item-ask", side="employer"))
    await asked(worker)
    await worker.tab.click(by("asked-yes"))
    await state_is(mediator, "may_be_conveyed")
    await worker.tab.click(by("more"))
    await worker.tab.click(by("asked-withdraw"))
    await state_is(mediator, "withdrawn")
    await worker.tab.click(by("more-close"))
    await mediator.visit("employer")
    await reminds(mediator, "2条要保密")
    assert not await mediator.shown("item-convey")


@pytest.mark.timeout(120)
async def test_a_question_is_covered_with_the_chat_and_waits_for_a_tap_after_a_reload(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await mediator.sign_in()
    await worker.join()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await mediator.separate()
    await mediator.visit("worker")
    await keeps(mediator, WORDS)
    await mediator.tab.click(by("item-ask", side="employer"))
    await asked(worker)
    await worker.press("quiet", True)
    assert not await worker.shown("asked-card")
    await worker.press("quiet", False)
    assert not await worker.shown("asked-wording")
    await worker.tab.click(by("asked-look"))
    assert WORDS in await asked(worker)
    await worker.tab.reload()
    await worker.is_in("worker")
    await worker.until_shown("asked-look")
    assert WORDS not in await worker.text(by("asked-card"))
