"""An agreement from its first line to the seal: written, proposed, talked about, settled, read and signed."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.e2e import layout
from tests.e2e.axe import faults
from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.papers import downloaded, holds
from tests.e2e.person import Mediator, Person, by
from tests.e2e.service import Service
from tests.e2e.until import equals, until

AMOUNT = "18600"
NUMBER = "6217000010012345678"


def page_of(person: Person) -> Page:
    assert isinstance(person.tab, ChromiumTab)
    return person.tab.page


def field(where: str) -> str:
    return by("draft-field") + f'[data-where="{where}"]'


async def fill(mediator: Mediator, where: str, text: str) -> None:
    await mediator.tab.fill(field(where), text)


async def add(mediator: Mediator, where: str) -> None:
    await mediator.tab.click(by("draft-add", where=where))


async def state(person: Person, wanted: str, seconds: float = 10) -> None:
    await until(
        lambda: person.attribute(by("agreement"), "data-state"),
        equals(wanted),
        f"the agreement is {wanted} for {person}",
        seconds,
    )


async def accessible(person: Person) -> None:
    for scheme in ("light", "dark"):
        await page_of(person).emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert await faults(page_of(person)) == []


async def findings(mediator: Mediator, severity: str) -> list[str]:
    found = await mediator.attributes(by("draft-finding", severity=severity), "data-code")
    return sorted(str(code) for code in found)


async def all_joint(cast: Cast) -> tuple[Person, Person, Mediator]:
    worker, employer, mediator = await cast.in_the_lobby()
    await mediator.admit("worker")
    await mediator.admit("employer")
    await asyncio.gather(worker.is_in("joint"), employer.is_in("joint"))
    return worker, employer, mediator


async def frozen(mediator: Mediator) -> bool:
    """Presses as soon as the checker lets it."""
    button = page_of(mediator).locator(by("agreement-freeze"))
    if not await button.is_enabled():
        return False
    await button.click()
    return True


async def drafted(mediator: Mediator) -> None:
    """The worker's wages by the day, paid in two parts."""
    await mediator.tab.click(by("tab", tab="agreement"))
    page = page_of(mediator)
    await until(
        lambda: mediator.attributes(f"{by('draft-template')} option", "value"), bool, "there are templates"
    )
    await page.locator(by("draft-template")).select_option("wages-by-day")
    await mediator.tab.click(by("agreement-edit"))
    await mediator.until_shown("draft-form")
    await add(mediator, "wages")
    await fill(mediator, "wages[0].work", "木工")
    await fill(mediator, "wages[0].quantity", "90")
    await fill(mediator, "wages[0].rate", "240")
    await fill(mediator, "wages[0].advances", "3，000")
    for name in ("quantity", "rate", "advances"):
        for side in ("worker", "payer"):
            await page.locator(field(f"wages[0].{name}.{side}")).select_option("agreed")
    await add(mediator, "payments")
    await fill(mediator, "payments[0].amount", AMOUNT)
    await fill(mediator, "payments[0].instalments[0].amount", "10000")
    await add(mediator, "payments[0].instalments")
    await fill(mediator, "payments[0].instalments[1].amount", "8600")
    for number, days in enumerate((10, 40)):
        due = date.today() + timedelta(days=days)
        await fill(mediator, f"payments[0].instalments[{number}].due", due.isoformat())


async def complete(mediator: Mediator) -> None:
    """What the checker asked for."""
    await fill(mediator, "payments[0].account.holder", "龙建军")
    await fill(mediator, "payments[0].account.bank", "中国农业银行")
    await fill(mediator, "payments[0].account.number", NUMBER)
    await mediator.tab.click(by("draft-save"))
    await mediator.until_shown("draft-propose")
    await until(
        lambda: findings(mediator, "refuse"), equals(["account_unverified"]), "the card was not looked at yet"
    )
    await mediator.tab.click(by("draft-act"))
    await until(lambda: findings(mediator, "refuse"), equals([]), "nothing is refused any more")
    await mediator.tab.click(by("agreement-edit"))
    await mediator.tab.click(f"{by('draft-section', section='rest')} summary")
    await page_of(mediator).locator(field("settled")).select_option("true")
    await mediator.tab.click(by("draft-save"))
    await mediator.until_shown("draft-text")


async def reads_all(person: Person) -> None:
    """Each clause by itself; one drops out in the middle and goes on where they were."""
    if not await person.shown("sign-dialog"):
        await person.tab.click(by("sign-open"))
    await person.until_shown("sign-confirm")
    if person.key == "worker":
        await accessible(person)
        assert await layout.faults(page_of(person), by("sign-confirm"), sizes=layout.PHONES) == []
    await confirms_all(person)


async def confirms_all(person: Person) -> None:
    """From the first part on, once it is there: before, a title that changes tells nothing of what was confirmed."""
    await person.until_shown("sign-confirm")
    while not await person.shown("sign-pad"):
        await confirms(person)


async def confirms(person: Person) -> None:
    title = await person.text(by("sign-title"))
    await person.tab.click(by("sign-confirm"))
    await until(lambda: moved(person, title), bool, f"{person} comes to the next clause")


async def moved(person: Person, title: str) -> bool:
    return await person.text(by("sign-title")) != title


async def refuses_first(person: Person) -> None:
    await person.tab.click(by("sign-refuse"))
    await person.tab.fill(by("sign-reason"), "金额再核一下")
    await person.tab.click(by("sign-refuse-send"))
    await until(lambda: person.shown("sign-dialog"), equals(False), "it is told")


async def draw(person: Person) -> None:
    """A name, roughly."""
    page = page_of(person)
    pad = page.locator(by("sign-pad"))
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box is not None
    left, top, width, height = box["x"], box["y"], box["width"], box["height"]
    for stroke in (
        ((0.2, 0.3), (0.5, 0.25), (0.7, 0.3)),
        ((0.4, 0.2), (0.42, 0.6), (0.3, 0.85)),
        ((0.5, 0.6), (0.8, 0.8)),
    ):
        await page.mouse.move(left + stroke[0][0] * width, top + stroke[0][1] * height)
        await page.mouse.down()
        for x, y in stroke[1:]:
            await page.mouse.move(left + x * width, top + y * height, steps=6)
        await page.mouse.up()


async def signs(person: Person) -> None:
    await person.until_shown("sign-pad")
    if person.key == "worker":
        await person.tab.click(by("sign-submit"))
        await person.until_shown("sign-trouble")
        await draw(person)
        await person.tab.fill(by("sign-code"), "000000")
        await person.tab.click(by("sign-submit"))
        await until(
            lambda: person.text(by("sign-trouble")), lambda text: "验证码不对" in text, "a wrong code is said"
        )
        await accessible(person)
        assert await layout.faults(page_of(person), sizes=layout.PHONES) == []
    else:
        await draw(person)
    await person.tab.fill(by("sign-code"), person.invitation.code or "")
    await person.tab.click(by("sign-submit"))
    await person.until_shown("sign-done", 60)


async def signer(mediator: Mediator, person: str) -> str | None:
    return await mediator.attribute(by("draft-signer", person=person), "data-state")


@pytest.mark.timeout(300)
async def test_an_agreement_is_written_proposed_settled_and_signed_by_all(
    cast: Cast, service: Service, tmp_path: Path
) -> None:
    worker, employer, mediator = await all_joint(cast)
    await drafted(mediator)
    await until(
        lambda: findings(mediator, "refuse"),
        lambda codes: "account_missing" in codes,
        "no account is refused",
    )
    assert "壹万捌仟陆佰元整" in await mediator.text(by("draft-totals"))
    await complete(mediator)
    assert not await worker.shown("agreement")
    await mediator.tab.click(by("draft-propose"))

    # everybody in the joint talk reads it, and one says something to a part of it
    for person in (worker, employer):
        await state(person, "proposed")
        await person.tab.click(by("agreement-read"))
        await person.until_shown("proposal")
        text = await person.text(by("proposal-text"))
        assert "18600.00" in text
        assert NUMBER in text
        assert await person.shown("mute")
    await worker.tab.click(f"{by('proposal-part', clause='payments')} {by('proposal-comment')}")
    await worker.tab.fill(by("proposal-words"), "第二笔早一点")
    await accessible(worker)
    await worker.tab.click(by("proposal-send"))
    await until(
        lambda: mediator.text(by("draft-comments")), lambda text: "第二笔早一点" in text, "it is read"
    )

    # the mediator changes it before everybody's eyes
    await mediator.tab.click(by("agreement-edit"))
    sooner = date.today() + timedelta(days=30)
    await fill(mediator, "payments[0].instalments[1].due", sooner.isoformat())
    await mediator.tab.click(by("draft-save"))
    await until(
        lambda: worker.attribute(by("proposal-part", clause="payments"), "data-changed"),
        equals("true"),
        "the worker sees what changed",
    )
    await worker.tab.click(by("proposal-later"))
    await employer.tab.click(by("proposal-later"))
    await mediator.tab.click(f"{by('draft-versions-box')} > summary")
    await mediator.tab.click(f"{by('draft-change')} summary")

    # settled: each signs on a device of their own, clause by clause
    await accessible(mediator)
    await until(lambda: frozen(mediator), bool, "nothing is in the way any more")
    await state(mediator, "frozen", 60)
    await state(worker, "frozen")
    assert not await mediator.shown("sign-open")
    await reads_all(worker)
    await signs(worker)
    await state(employer, "signing")
    await until(lambda: signer(mediator, "worker"), equals("signed"), "the board knows of the worker")
    await employer.tab.click(by("sign-open"))
    await refuses_first(employer)
    await until(lambda: signer(mediator, "employer"), equals("refused"), "the board knows of the refusal")
    await reads_all(employer)
    await signs(employer)

    # the mediator last, then the seal by itself
    await mediator.until_shown("sign-open")
    await mediator.tab.click(by("sign-open"))
    await mediator.until_shown("sign-pad")
    assert not await mediator.shown("sign-code")
    await draw(mediator)
    await mediator.tab.click(by("sign-submit"))
    await mediator.until_shown("sign-done", 60)
    for person in (worker, employer, mediator):
        await state(person, "sealed", 60)
    await mediator.tab.click(by("sign-done"))
    await worker.tab.click(by("sign-done"))
    await accessible(worker)
    kept = [await downloaded(person, by("agreement-download")) for person in (worker, mediator)]
    assert kept[0] == kept[1]
    signed = await holds(kept[0], service.data, tmp_path)
    assert [each.kind for each in signed] == ["freezing", "party", "party", "mediator", "seal"]
    assert await worker.attribute(by("agreement-verify"), "href") == "/verify"


@pytest.mark.timeout(300)
async def test_a_break_loses_nothing_and_what_waits_is_signed_after_the_session(cast: Cast) -> None:
    worker, employer, mediator = await all_joint(cast)
    await drafted(mediator)
    await complete(mediator)
    await mediator.tab.click(by("draft-propose"))
    await state(worker, "proposed")
    await until(lambda: frozen(mediator), bool, "nothing is in the way any more")
    await state(mediator, "frozen", 60)

    # a reload in the middle: the server knows what was confirmed
    await worker.tab.click(by("sign-open"))
    await worker.until_shown("sign-confirm")
    first = await worker.text(by("sign-title"))
    await worker.tab.click(by("sign-confirm"))
    await until(lambda: moved(worker, first), bool, "the second clause is there")
    second = await worker.text(by("sign-text"))
    await worker.tab.reload()
    await worker.is_in("joint")
    await worker.tab.click(by("sign-open"))
    await until(lambda: worker.text(by("sign-text")), equals(second), "the worker goes on where they were")

    # the session is over, the paper still waits
    await mediator.tab.click(by("end-session"))
    await worker.has_ended(20)
    await reads_all(worker)
    await signs(worker)
    await worker.tab.click(by("sign-done"))
    await worker.until_shown("bye")
    await state(worker, "signing")
    await accessible(worker)
    await employer.until_shown("sign-open")

    # and a page that is opened again finds it too
    await worker.tab.reload()
    await state(worker, "signing", 20)
    assert not await worker.shown("sign-open")


@pytest.mark.timeout(200)
async def test_every_part_of_the_terms_is_written_at_the_desk_and_what_changed_is_told(cast: Cast) -> None:
    _, _, mediator = await all_joint(cast)
    await drafted(mediator)
    await complete(mediator)
    page = page_of(mediator)
    await mediator.tab.click(by("agreement-edit"))
    for section, where in (
        ("requests", "requests"),
        ("undisputed", "undisputed"),
        ("differences", "differences"),
        ("duties", "duties"),
    ):
        await mediator.tab.click(f"{by('draft-section', section=section)} summary")
        await add(mediator, where)
    await fill(mediator, "requests[0].text", "支付拖欠的工资")
    await fill(mediator, "requests[0].amount", "18600")
    await fill(mediator, "undisputed[0].text", "双方对出工90天没有争议")
    await fill(mediator, "differences[0].amount", "-100.00")
    await fill(mediator, "differences[0].reason", "工具押金")
    await fill(mediator, "duties[0].text", "交还工具")
    await mediator.tab.click(f"{by('draft-section', section='parties')} summary")
    await fill(mediator, "parties[0].telephone", "13900000000")
    await fill(mediator, "breach.text", "另付催告的费用")
    await page.locator(field("labour.status")).select_option("ended")
    await fill(mediator, "labour.handover", "交还门卡")
    await page.locator(field("insurance.statement")).select_option("elsewhere")
    await fill(mediator, "insurance.text", "由社保经办机构处理")
    await accessible(mediator)
    await mediator.tab.click(by("draft-save"))
    await mediator.until_shown("draft-text")
    text = await mediator.text(by("draft-text"))
    for said in (
        "支付拖欠的工资",
        "出工90天",
        "工具押金",
        "交还工具",
        "13900000000",
        "催告",
        "门卡",
        "经办机构",
    ):
        assert said in text

    # on a page that was opened since, what former versions said is asked for
    await mediator.tab.reload()
    await mediator.is_in("joint")
    await mediator.tab.click(by("tab", tab="agreement"))
    await mediator.tab.click(f"{by('draft-versions-box')} > summary")
    await mediator.tab.click(by("draft-change-read"))
    await mediator.until_shown("draft-change")
    await mediator.tab.click(f"{by('draft-change')} summary")
    assert "交还工具" in await mediator.text(by("draft-change"))
