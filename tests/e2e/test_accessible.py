"""Axe finds nothing on any page in any of its states (the link page's are in test_way_in)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page

from server.auth.links import LinkKind
from server.config import settings
from server.storage import open_store
from tests.e2e import layout
from tests.e2e.axe import accessible, faults
from tests.e2e.cast import Cast
from tests.e2e.chromium import PHONE, Chromiums
from tests.e2e.person import by
from tests.e2e.service import Service
from tests.e2e.until import equals, until
from tests.integration.office import Office


@pytest.mark.timeout(240)
async def test_axe_finds_nothing_from_the_lobby_to_the_end(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.open_link()
    await worker.give(worker.invitation.code or "")
    await worker.until_shown("devices-ok")
    await accessible(worker)
    await worker.pass_device_check()
    await accessible(worker)

    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.sees_knock("worker")
    await accessible(mediator)
    await mediator.admit("worker")
    await worker.is_in("joint")
    await worker.say("我来了")
    await mediator.reads("joint", "worker", "我来了")
    await accessible(worker)
    await accessible(mediator)
    await mediator.tab.click(by("help-open"))
    await accessible(mediator)
    await mediator.tab.click(by("help-close"))

    await mediator.separate()
    await worker.is_in("worker")
    await worker.tab.click(by("quiet"))
    await accessible(worker)
    await worker.tab.click(by("quiet"))
    await worker.close_chat()
    await accessible(worker)
    await accessible(mediator)
    await worker.tab.click(by("more"))
    await accessible(worker)
    await worker.tab.click(by("more-close"))
    await mediator.meet("worker")
    await worker.is_in("private")
    await mediator.press("record", True)
    await worker.until_shown("recording-yes")
    await accessible(worker)
    await accessible(mediator)
    await worker.tab.click(by("recording-yes"))
    await until(
        lambda: worker.attribute(by("recording-indicator"), "data-state"), equals("on"), "it is recorded"
    )
    await accessible(worker)
    await accessible(mediator)

    await mediator.tab.click(by("end-session"))
    await asyncio.gather(worker.has_ended(), mediator.has_ended())
    await accessible(worker)


async def problem(page: Page, url: str, status: int, code: str) -> None:
    """A page that cannot be shown says so; in both languages, light and dark."""
    for lang in ("zh-CN", "en"):
        answer = await page.goto(f"{url}?lang={lang}")
        assert answer is not None
        assert answer.status == status
        assert await page.locator(by("problem-page")).get_attribute("data-code") == code
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            assert await faults(page) == [], (code, lang, scheme)
            assert await layout.faults(page, "h1") == [], (code, lang)


async def test_axe_finds_nothing_on_what_cannot_be_opened(service: Service, browsers: Chromiums) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with open_store(settings(data=service.data)) as store:
        office = Office(store)
        made = await office.open()
        expired = await office.access.issue_link(made.people["worker"].seat, LinkKind.PARTY, expires_at=past)
        await office.access.revoke(made.people["employer"].seat)
    device = await browsers.device("worker", **PHONE)
    page = (await device.tab()).page
    await problem(page, f"{service.url}/nowhere", 404, "not_found")
    await problem(page, f"{service.url}/j/forged", 404, "link_invalid")
    await problem(page, f"{service.url}/j/{expired}", 410, "link_expired")
    await problem(page, service.url + made.people["employer"].path, 410, "link_revoked")
    await problem(page, f"{service.url}/room/{made.people['worker'].seat}", 403, "not_signed_in")
    await device.close()


async def test_axe_finds_nothing_on_a_staff_link_that_was_used(cast: Cast) -> None:
    mediator = await cast.mediator()
    await mediator.sign_in()
    again = await cast.on_another_device(mediator)
    await again.open_link()
    await again.until_shown("problem")
    await accessible(again)


async def test_axe_finds_nothing_when_a_code_is_wrong_and_when_there_were_too_many(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.open_link()
    wrong = "999999" if worker.invitation.code != "999999" else "888888"
    said = set()
    for _ in range(12):
        await worker.give(wrong)
        await until(lambda: worker.text(by("enter")), lambda words: "…" not in words, "it was answered")
        await worker.is_refused()
        said.add(await worker.text(by("problem")))
        if len(said) > 1:
            break
    assert len(said) > 1, "the tries are limited"
    await accessible(worker)


@pytest.mark.timeout(240)
async def test_axe_finds_nothing_on_a_hosts_papers_nor_on_what_a_speaker_is_asked(cast: Cast) -> None:
    worker, mediator = await cast.party("worker"), await cast.mediator()
    await mediator.sign_in()
    await worker.join()
    await mediator.admit("worker")
    await mediator.separate()
    await mediator.visit("worker")
    await worker.is_in("worker")
    await mediator.tab.click(by("tab", tab="ledger"))
    await mediator.tab.fill(by("hear-wording"), "可以分三个月付清")
    await mediator.tab.click(by("hear-keep"))
    await mediator.tab.click(by("item-ask", side="employer"))
    await worker.until_shown("asked-yes")
    await accessible(worker)
    await worker.tab.click(by("asked-yes"))
    await mediator.until_shown("item-withdraw")
    await mediator.visit("employer")
    await mediator.until_shown("reminder")
    await accessible(mediator)
    await worker.tab.click(by("more"))
    await worker.until_shown("asked-withdraw")
    await accessible(worker)
    await mediator.tab.click(by("tab", tab="cards"))
    await mediator.tab.click(f"{by('prompt-card', card='apart')} summary")
    await accessible(mediator)
    await mediator.tab.click(by("tab", tab="notes"))
    await mediator.tab.fill(by("note-text"), "底线八万五")
    await mediator.tab.click(by("note-keep"))
    await mediator.tab.click(by("note-delete"))
    await accessible(mediator)
    await mediator.tab.click(by("confirm-yes"))
    await mediator.tab.click(by("call-in-open"))
    await mediator.tab.fill(by("call-in-name"), "彭经理")
    await accessible(mediator)
    await mediator.tab.click(by("call-in-add"))
    await mediator.tab.click(by("tab", tab="chat"))
    await mediator.tab.click(by("broadcast-open"))
    await accessible(mediator)
    await mediator.tab.click(by("broadcast-close"))
    await mediator.choose("worker", "fresh-link")
    await mediator.tab.click(by("confirm-yes"))
    await mediator.until_shown("link-text")
    await accessible(mediator)
