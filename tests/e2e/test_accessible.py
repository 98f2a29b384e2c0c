"""Axe finds nothing on the room's page in any of its states."""

import asyncio

import pytest

from tests.e2e.axe import faults
from tests.e2e.cast import Cast
from tests.e2e.chromium import ChromiumTab
from tests.e2e.person import Person, by


async def assert_accessible(person: Person) -> None:
    """Axe finds nothing, in light and in dark."""
    assert isinstance(person.tab, ChromiumTab)
    for scheme in ("light", "dark"):
        await person.tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = await faults(person.tab.page)
        assert found == [], f"{person}, {scheme}: {found}"


@pytest.mark.timeout(240)
async def test_axe_finds_nothing_from_the_lobby_to_the_end(cast: Cast) -> None:
    worker = await cast.party("worker")
    await worker.open_link()
    await worker.give(worker.invitation.code or "")
    await worker.until_shown("devices-ok")
    await assert_accessible(worker)
    await worker.pass_device_check()
    await assert_accessible(worker)

    mediator = await cast.mediator()
    await mediator.sign_in()
    await mediator.sees_knock("worker")
    await assert_accessible(mediator)
    await mediator.admit("worker")
    await worker.is_in("joint")
    await worker.say("我来了")
    await mediator.reads("joint", "worker", "我来了")
    await assert_accessible(worker)
    await assert_accessible(mediator)
    await mediator.tab.click(by("help-open"))
    await assert_accessible(mediator)
    await mediator.tab.click(by("help-close"))

    await mediator.separate()
    await worker.is_in("worker")
    await worker.tab.click(by("quiet"))
    await assert_accessible(worker)
    await worker.tab.click(by("quiet"))
    await worker.close_chat()
    await assert_accessible(worker)
    await assert_accessible(mediator)
    await worker.tab.click(by("more"))
    await assert_accessible(worker)
    await worker.tab.click(by("more-close"))
    await mediator.meet("worker")
    await worker.is_in("private")
    await assert_accessible(worker)
    await assert_accessible(mediator)

    await mediator.tab.click(by("end-session"))
    await asyncio.gather(worker.has_ended(), mediator.has_ended())
    await assert_accessible(worker)


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
    await assert_accessible(worker)
    await worker.tab.click(by("asked-yes"))
    await mediator.until_shown("item-withdraw")
    await mediator.visit("employer")
    await mediator.until_shown("reminder")
    await assert_accessible(mediator)
    await worker.tab.click(by("more"))
    await worker.until_shown("asked-withdraw")
    await assert_accessible(worker)
    await mediator.tab.click(by("tab", tab="cards"))
    await mediator.tab.click(f"{by('prompt-card', card='apart')} summary")
    await assert_accessible(mediator)
    await mediator.tab.click(by("tab", tab="notes"))
    await mediator.tab.fill(by("note-text"), "底线八万五")
    await mediator.tab.click(by("note-keep"))
    await mediator.tab.click(by("note-delete"))
    await assert_accessible(mediator)
    await mediator.tab.click(by("confirm-yes"))
    await mediator.tab.click(by("call-in-open"))
    await mediator.tab.fill(by("call-in-name"), "彭经理")
    await assert_accessible(mediator)
    await mediator.tab.click(by("call-in-add"))
    await mediator.tab.click(by("tab", tab="chat"))
    await mediator.tab.click(by("broadcast-open"))
    await assert_accessible(mediator)
    await mediator.tab.click(by("broadcast-close"))
    await mediator.choose("worker", "fresh-link")
    await mediator.tab.click(by("confirm-yes"))
    await mediator.until_shown("link-text")
    await assert_accessible(mediator)
