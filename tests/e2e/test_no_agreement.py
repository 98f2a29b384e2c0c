"""It ends without an agreement, and everybody knows what next; or with one, and both sides ask the court together."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.e2e import layout
from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import page_of
from tests.e2e.drafting import all_joint, complete, drafted, frozen, state
from tests.e2e.minutes import response, write
from tests.e2e.papers import downloaded, holds
from tests.e2e.person import Mediator, Person, by
from tests.e2e.service import Service
from tests.e2e.signing import confirms_all, draw, reads_all, signs
from tests.e2e.until import equals, until

FACT = "欠薪三万五千元"


async def confirmed(cast: Cast) -> tuple[Person, Person, Mediator]:
    """The record has one fact that nobody disputes, is read back and right for both."""
    worker, employer, mediator = await all_joint(cast)
    await mediator.tab.click(by("tab", tab="minutes"))
    await write(mediator, "undisputed", FACT, "龙建军（当事人）")
    await write(mediator, "statements", "谈不拢")
    await mediator.tab.click(by("minutes-read"))
    for person in (worker, employer):
        await person.until_shown("minutes-confirm")
        await person.tab.click(by("minutes-confirm"))
        await response(mediator, person.key, "confirmed")
        await person.tab.click(by("reading-later"))
    return worker, employer, mediator


async def tell(person: Person, **fields: str) -> None:
    for name, text in fields.items():
        await person.tab.fill(by("document-field", field=name), text)


async def document(person: Person, kind: str, wanted: str, seconds: float = 10) -> None:
    """On a party's card, or in the list at the desk."""
    name = "document-paper" if isinstance(person, Mediator) else "document"
    await until(
        lambda: person.attribute(by(name, kind=kind), "data-state"),
        equals(wanted),
        f"the {kind} is {wanted} for {person}",
        seconds,
    )


async def signs_next(mediator: Mediator) -> None:
    """What waits for the mediator's own hand."""
    await mediator.until_shown("sign-open")
    await mediator.tab.click(by("sign-open"))
    await mediator.until_shown("sign-pad")
    await draw(mediator)
    await mediator.tab.click(by("sign-submit"))
    await mediator.until_shown("sign-done", 60)
    await mediator.tab.click(by("sign-done"))


async def rests_until_tomorrow(worker: Person, mediator: Mediator) -> None:
    """The other way not to agree today; both know when it goes on."""
    await mediator.tab.click(by("tab", tab="documents"))
    await mediator.tab.click(by("adjourn-go"))
    await mediator.until_shown("documents-trouble")
    await mediator.tab.fill(by("adjourn-until"), f"{date.today() + timedelta(days=1)}T09:30")
    await mediator.tab.click(by("adjourn-go"))
    await until(
        lambda: worker.attribute(by("waiting"), "data-situation"),
        equals("adjourned_until"),
        "the worker knows when it goes on",
    )
    await until(lambda: mediator.shown("adjourn-form"), equals(False), "it rests")
    await mediator.tab.click(by("adjourn"))
    await mediator.until_shown("adjourn-form")
    for key in ("worker", "employer"):
        await mediator.admit(key)
    await worker.is_in("joint")


async def notice_made(mediator: Mediator) -> None:
    """What it has to be told is asked for, one thing after another; what is in it stands there."""
    await mediator.tab.click(by("tab", tab="documents"))
    await mediator.until_shown("documents")
    await mediator.until_shown("document-begin")
    await accessible(mediator)
    await mediator.tab.click(by("document-begin", kind="failure"))
    await until(lambda: mediator.text(by("document-facts")), lambda text: FACT in text, "the fact is there")
    await mediator.tab.click(by("document-make"))
    await mediator.until_shown("document-trouble")
    assert "仲裁委员会" in await mediator.text(by("document-trouble"))
    await accessible(mediator)
    assert await layout.faults(page_of(mediator), sizes=layout.PHONES) == []
    await tell(mediator, commission="吉首市劳动人事争议仲裁委员会", telephone="0743-8222222")
    await mediator.tab.click(by("document-make"))
    await until(
        lambda: mediator.text(by("document-trouble")),
        lambda text: "从哪天" in text,
        "the day is asked for next",
    )
    await tell(mediator, since=(date.today() - timedelta(days=30)).isoformat())
    await mediator.tab.click(by("document-make"))
    await until(lambda: mediator.shown("document-dialog"), equals(False), "the notice is made", 120)


@pytest.mark.timeout(600)
async def test_it_ends_without_an_agreement_and_everybody_has_the_notice(
    cast: Cast, service: Service, tmp_path: Path
) -> None:
    worker, employer, mediator = await confirmed(cast)
    await rests_until_tomorrow(worker, mediator)
    await notice_made(mediator)
    assert not await worker.shown("document")
    for _ in ("worker", "employer"):
        await signs_next(mediator)
    for person in (worker, employer, mediator):
        await document(person, "failure", "sealed", 60)
    await worker.until_shown("failed")
    assert "最晚" in await worker.text(by("failed-last"))
    await accessible(worker)
    octets = await downloaded(worker, by("agreement-download", kind="failure"))
    assert octets != await downloaded(employer, by("agreement-download", kind="failure"))
    signed = await holds(octets, service.data, tmp_path)
    assert [each.kind for each in signed] == ["freezing", "mediator", "seal"]

    # the session is over: who comes back finds it, and the mediator has the record signed then, but for who will not
    await mediator.tab.click(by("end-session"))
    await asyncio.gather(worker.has_ended(20), mediator.has_ended(20))
    await worker.tab.reload()
    await worker.until_shown("failed", 20)
    assert await layout.faults(page_of(worker), sizes=layout.PHONES) == []
    await mediator.tab.reload()
    await mediator.until_shown("documents", 20)
    await mediator.until_shown("document-begin")
    await accessible(mediator)
    await mediator.tab.click(by("document-begin", kind="record"))
    await page_of(mediator).locator(by("document-unsigned")).locator("summary").click()
    await accessible(mediator)
    assert await layout.faults(page_of(mediator), sizes=layout.PHONES) == []
    label = page_of(mediator).locator(by("document-unsigned")).locator("label")
    await label.filter(has_text=cast.case.people["employer"].name).locator("input").fill("已经离开")
    await mediator.tab.click(by("document-make"))
    await document(worker, "record", "frozen", 120)
    await page_of(worker).locator(f"{by('document', kind='record')} {by('sign-open')}").click()
    await confirms_all(worker)
    await signs(worker)
    await worker.tab.click(by("sign-done"))
    await document(mediator, "record", "signing", 60)
    assert await page_of(employer).locator(by("document", kind="record")).count() == 0
    await signs_next(mediator)
    await document(worker, "record", "sealed", 60)
    await employer.tab.reload()
    await document(employer, "record", "sealed", 60)


@pytest.mark.timeout(600)
async def test_both_sides_ask_the_court_to_confirm_what_they_agreed(
    cast: Cast, service: Service, tmp_path: Path
) -> None:
    worker, employer, mediator = await all_joint(cast)
    await drafted(mediator)
    await complete(mediator)
    await mediator.tab.click(by("draft-propose"))
    await state(worker, "proposed")
    await until(lambda: frozen(mediator), bool, "nothing is in the way")
    await state(worker, "frozen", 120)
    for person in (worker, employer):
        await reads_all(person)
        await signs(person)
        await person.tab.click(by("sign-done"))
    await signs_next(mediator)
    for person in (worker, employer):
        await state(person, "sealed", 60)

    # in force from now on; how many days are left stands beside what they can do together
    await worker.until_shown("following")
    last = by("document-offer", kind="judicial_confirmation")
    assert await worker.attribute(f"{last} {by('document-last')}", "data-left") in {"29", "30", "31", "32"}
    await accessible(worker)
    room = page_of(worker).url
    await page_of(worker).goto(f"{room}?lang=en")
    await worker.until_shown("following", 20)
    assert "days left" in await worker.text(last)
    await worker.tab.click(by("document-begin", kind="judicial_confirmation"))
    await worker.tab.click(by("document-make"))
    await worker.until_shown("document-trouble")
    assert await worker.text(by("document-trouble")) == "Still missing: Name of the court"
    await accessible(worker)
    assert await layout.faults(page_of(worker), sizes=layout.PHONES) == []
    await page_of(worker).goto(f"{room}?lang=zh-CN")
    await worker.until_shown("following", 20)
    await worker.tab.click(by("document-begin", kind="judicial_confirmation"))
    await tell(worker, to="吉首市人民法院")
    await worker.tab.click(by("document-make"))
    await until(lambda: worker.shown("document-dialog"), equals(False), "it is made", 120)
    for person in (worker, employer):
        await document(person, "judicial_confirmation", "frozen" if person is worker else "signing")
        await (
            page_of(person)
            .locator(f"{by('document', kind='judicial_confirmation')} {by('sign-open')}")
            .click()
        )
        await confirms_all(person)
        await signs(person)
        await person.tab.click(by("sign-done"))
    await document(worker, "judicial_confirmation", "sealed", 60)
    pack = await downloaded(worker, by("document-pack"))
    assert pack.startswith(b"PK")
    await accessible(worker)
    assert await layout.faults(page_of(worker), sizes=layout.PHONES) == []
    octets = await downloaded(worker, by("agreement-download", kind="judicial_confirmation"))
    signed = await holds(octets, service.data, tmp_path)
    assert [each.kind for each in signed] == ["freezing", "party", "party", "seal"]
