"""An agreement from its first line to the seal: written, proposed, talked about, settled, read and signed."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import page_of
from tests.e2e.drafting import NUMBER, add, all_joint, complete, drafted, field, fill, findings, frozen, state
from tests.e2e.papers import downloaded, holds
from tests.e2e.person import Person, by
from tests.e2e.service import Service
from tests.e2e.signing import draw, moved, reads_all, signer, signs
from tests.e2e.until import equals, until


async def refuses_first(person: Person) -> None:
    await person.tab.click(by("sign-refuse"))
    await person.tab.fill(by("sign-reason"), "金额再核一下")
    await person.tab.click(by("sign-refuse-send"))
    await until(lambda: person.shown("sign-dialog"), equals(False), "it is told")


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
