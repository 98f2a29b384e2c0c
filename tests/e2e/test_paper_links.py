"""Who was not in the room signs by link on a phone, and fetches a copy by link."""

import asyncio

import pytest
from playwright.async_api import Page

from tests.e2e import layout
from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import PHONE, Chromiums, ChromiumTab, page_of
from tests.e2e.drafting import complete, drafted, frozen, state
from tests.e2e.person import Mediator, Person, by
from tests.e2e.service import Invitation, Service
from tests.e2e.signing import draw, reads_all, signer
from tests.e2e.until import equals, until


async def looked_at(page: Page) -> None:
    await accessible(page)
    assert await layout.faults(page, sizes=layout.PHONES) == []


async def phone(browsers: Chromiums, invitation: Invitation, url: str, key: str = "phone") -> Person:
    device = await browsers.device("worker", **PHONE)
    person = Person(key, Invitation(invitation.name, url, invitation.code), await device.tab())
    await person.open_link()
    return person


async def handed(mediator: Mediator, person: str, where: str) -> str:
    """The link that is shown to the mediator, for this person."""
    await mediator.tab.click(f"{by(where)} {by('hand-open', person=person)}")
    await mediator.until_shown("hand-dialog")
    await mediator.tab.click(by("hand-qr"))
    await mediator.until_shown("hand-picture")
    link = await mediator.text(by("hand-link"))
    await accessible(mediator)
    await mediator.tab.click(by("hand-close"))
    return link.strip()


async def page_state(person: Person, wanted: str, seconds: float = 8) -> None:
    await until(
        lambda: person.attribute(by("paper-page"), "data-state"),
        equals(wanted),
        f"the page is {wanted}",
        seconds,
    )


async def opens(person: Person) -> None:
    """With a wrong code first."""
    await page_state(person, "code")
    await looked_at(page_of(person))
    await person.tab.click(by("paper-open"))
    await person.until_shown("paper-problem")
    await person.tab.fill(by("paper-code"), "000000")
    await person.tab.click(by("paper-open"))
    await until(
        lambda: person.text(by("paper-problem")), lambda text: "验证码不对" in text, "a wrong code is said"
    )
    await looked_at(page_of(person))
    await person.tab.fill(by("paper-code"), person.invitation.code or "")
    await person.tab.click(by("paper-open"))
    await page_state(person, "inside")


async def signs(person: Person) -> None:
    await person.until_shown("sign-pad")
    await draw(person)
    if await person.shown("sign-code"):
        await person.tab.fill(by("sign-code"), person.invitation.code or "")
    await person.tab.click(by("sign-submit"))
    await person.until_shown("sign-done", 20)
    await person.tab.click(by("sign-done"))


async def agreed(cast: Cast) -> tuple[Person, Mediator]:
    """The employer and the mediator are there, the worker is not; a paper waits for all three."""
    employer, mediator = await asyncio.gather(cast.party("employer"), cast.mediator())
    await asyncio.gather(employer.join(), mediator.sign_in())
    await mediator.sees_knock("employer")
    await mediator.admit("employer")
    await employer.is_in("joint")
    await drafted(mediator)
    await complete(mediator)
    await mediator.tab.click(by("draft-propose"))
    await state(employer, "proposed")
    await until(lambda: frozen(mediator), bool, "nothing is in the way any more")
    await state(mediator, "frozen", 60)
    return employer, mediator


async def state_after(mediator: Mediator, wanted: str) -> None:
    """The host's papers, when there is no desk any more."""
    await until(
        lambda: mediator.attribute(by("document-paper"), "data-state"), equals(wanted), "the paper stays"
    )


async def card(person: Person, wanted: str, seconds: float = 20) -> None:
    await until(
        lambda: person.attribute(by("paper-card"), "data-state"),
        equals(wanted),
        f"the paper is {wanted}",
        seconds,
    )


@pytest.mark.timeout(300)
async def test_who_was_not_in_the_room_signs_by_link_on_a_phone(
    cast: Cast, browsers: Chromiums, service: Service
) -> None:
    employer, mediator = await agreed(cast)
    worker = cast.case.people["worker"]
    link = await handed(mediator, "worker", "draft-papers")
    assert link.startswith(f"{service.url}/sign#")
    away = await phone(browsers, worker, link)
    await opens(away)
    assert worker.name in await away.text(by("paper-hello"))
    assert "#" in str(await away.tab.evaluate("() => location.href"))
    await card(away, "frozen")
    await looked_at(page_of(away))
    await reads_all(away)
    # The line breaks in the middle, the page is opened again: no code is asked for, nothing is lost.
    await away.tab.reload()
    await page_state(away, "inside")
    await away.tab.click(by("sign-open"))
    await signs(away)
    await card(away, "signing")
    await looked_at(page_of(away))
    await until(lambda: signer(mediator, "worker"), equals("signed"), "the board knows of it")
    await until(
        lambda: mediator.text(by("paper-served")), lambda text: "已打开" in text, "and when it was opened"
    )

    # another device has to show again who it is, and the first one is told
    second = await phone(browsers, worker, link)
    await opens(second)
    await page_state(away, "code", 25)
    assert await away.shown("paper-problem")
    await looked_at(page_of(away))

    # the others sign in the room, the seal follows; after the session the host hands out a copy
    await reads_all(employer)
    await signs(employer)
    await mediator.until_shown("sign-open")
    await mediator.tab.click(by("sign-open"))
    await signs(mediator)
    await state(mediator, "sealed", 20)
    await card(second, "sealed")
    await looked_at(page_of(second))
    await mediator.tab.click(by("end-session"))
    await employer.has_ended(20)
    await mediator.until_shown("bye", 20)
    await state_after(mediator, "sealed")
    copy = await handed(mediator, "worker", "documents-papers")
    assert copy.startswith(f"{service.url}/copy#")
    third = await phone(browsers, worker, copy)
    await opens(third)
    await card(third, "sealed")
    await looked_at(page_of(third))
    octets = await third.tab.evaluate(
        """async (selector) => (await (await fetch(document.querySelector(selector).href)).text()).slice(0, 8)""",
        by("paper-save"),
    )
    assert str(octets).startswith("%PDF-1.7")

    # the phone was borrowed: it goes back, and neither its history nor its cookies lead to the paper
    await third.tab.click(by("paper-leave"))
    await page_state(third, "closed")
    assert "打不开" in await third.text(by("paper-why"))
    assert "#" not in str(await third.tab.evaluate("() => location.href"))
    await looked_at(page_of(third))
    await third.tab.reload()
    await page_state(third, "closed")
    await page_of(third).goto("about:blank")
    await third.tab.goto(copy)
    await page_state(third, "code")
    for person in (away, second, third):
        assert isinstance(person.tab, ChromiumTab)
        assert person.tab.faults == []
        await page_of(person).context.close()


async def test_a_link_that_leads_nowhere_is_told_in_plain_words(
    browsers: Chromiums, service: Service
) -> None:
    for path, words in (("/sign#forged", "链接"), ("/sign", "不完整"), ("/copy#", "不完整")):
        person = await phone(browsers, Invitation("", "", None), f"{service.url}{path}")
        await page_state(person, "closed")
        assert words in await person.text(by("paper-why"))
        await looked_at(page_of(person))
        await page_of(person).context.close()
