"""What the mediator decides about people and the session."""

from tests.e2e.cast import Cast
from tests.e2e.person import by
from tests.e2e.until import until


async def test_back_to_the_lobby_and_in_again(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.choose("worker", "back-to-lobby")
    await worker.is_in("lobby")
    await worker.hears()
    await employer.hears("mediator")
    await mediator.admit("worker")
    await worker.is_in("joint")
    await worker.hears("employer", "mediator")


async def test_who_is_removed_is_out_and_the_others_go_on(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.choose("employer", "remove")
    await employer.has_ended()
    await worker.hears("mediator")
    await mediator.sees("worker")


async def test_nobody_new_enters_a_locked_session_and_who_was_in_comes_back(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await mediator.sign_in()
    await worker.join()
    await mediator.admit("worker")
    await worker.is_in("joint")
    await mediator.press("lock", True)
    await worker.tab.reload()
    await worker.is_in("joint")

    employer = await cast.party("employer")
    await employer.open_link()
    await employer.give(employer.invitation.code or "")
    await employer.is_refused()
    assert await mediator.waiting() == []

    await mediator.press("lock", False)
    await employer.enter()
    await mediator.sees_knock("employer")


async def test_an_adjourned_session_is_silent_and_all_are_admitted_anew_when_it_resumes(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await worker.say("今天谈到这里")
    await mediator.tab.click(by("adjourn"))
    for person in (worker, employer, mediator):
        await person.hears()
    await mediator.tab.click(by("adjourn"))
    await worker.is_in("lobby")
    await mediator.admit("worker")
    await mediator.admit("employer")
    await cast.all_hear_all()
    await worker.reads("joint", "worker", "今天谈到这里")


async def test_everybody_who_waits_is_admitted_at_once(cast: Cast) -> None:
    worker, employer, mediator = await cast.in_the_lobby()
    await mediator.tab.click(by("admit-all"))
    await worker.is_in("joint")
    await employer.is_in("joint")
    await cast.all_hear_all()


async def test_a_caller_on_the_telephone_has_a_card_moves_with_their_side_and_hangs_up(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await mediator.sign_in()
    await worker.join()
    await mediator.admit("worker")
    await mediator.tab.click(by("call-in-open"))
    await mediator.tab.fill(by("call-in-name"), "彭经理")
    await mediator.tab.evaluate(
        "(selector) => { document.querySelector(selector).value = 'employer'; }", by("call-in-side")
    )
    await mediator.tab.click(by("call-in-add"))
    card = by("person-card")
    await until(
        lambda: worker.text(card), lambda text: "彭经理" in text and "电话" in text, "a card shows the caller"
    )
    await mediator.separate()
    await until(lambda: worker.text(card), lambda text: text == "", "the caller went to their own side")
    await mediator.visit("employer")
    await until(lambda: mediator.text(card), lambda text: "彭经理" in text, "the mediator is with the caller")
    row = f"{by('roster-entry')}:has([data-icon=telephone])"
    await mediator.tab.click(f"{row} {by('person-more')}")
    await mediator.tab.click(f"{row} {by('hung-up')}")
    await until(lambda: mediator.text(card), lambda text: text == "", "the caller is gone")
    assert not await worker.shown("call-in-open")


async def test_who_is_expected_can_be_on_the_telephone_and_come_by_link_later(cast: Cast) -> None:
    employer, mediator = await cast.party("employer"), await cast.mediator()
    await mediator.sign_in()
    await mediator.choose("employer", "by-telephone")
    await until(
        lambda: mediator.text(by("person-card")), lambda text: "电话" in text, "they are on the telephone"
    )
    await employer.join()
    await mediator.admit("employer")
    await mediator.sees("employer")


async def test_a_new_link_ends_the_former_one_after_a_question(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await mediator.sign_in()
    await mediator.choose("worker", "fresh-link")
    await mediator.tab.click(by("confirm-yes"))
    await mediator.until_shown("link-text")
    link = await mediator.text(by("link-text"))
    await mediator.tab.click(by("link-close"))
    await worker.open_link()
    assert await worker.attribute(by("problem-page"), "data-code") == "link_revoked"
    await worker.tab.goto(link)
    await worker.enter()
    await mediator.sees_knock("worker")
