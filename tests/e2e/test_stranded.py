"""When the connection does not come back: what is safe, whom to call, and the chat as long as there is a way for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e import axe
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums
from tests.e2e.conftest import dismiss
from tests.e2e.person import Person, by
from tests.e2e.service import Service
from tests.e2e.until import until

TELEPHONE = "020 1234 5678"


@pytest.fixture(autouse=True)
def number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUNTIAO_TELEPHONE", TELEPHONE)


@pytest_asyncio.fixture(loop_scope="session")
async def deaf(
    tmp_path: Path, browsers: Chromiums, number: None, request: pytest.FixtureRequest
) -> AsyncIterator[Cast]:
    """A service whose media nobody can reach: browsers are told a port behind which there is nothing."""
    async with Service(tmp_path, "--advertise", "127.0.0.1:9") as service:
        cast = Cast(await service.demo(), browsers)
        yield cast
        await dismiss(cast, request)


async def stands(person: Person, kind: str) -> None:
    await until(
        lambda: person.attribute(f"{by('stranded')}:not([hidden])", "data-kind"),
        lambda seen: seen == kind,
        f"{person} is told what to do",
        25,
    )
    assert await person.attribute(f"{by('stranded')} {by('telephone')}", "href") == "tel:02012345678"
    await axe.accessible(person)


@pytest.mark.timeout(180)
async def test_without_any_sound_or_picture_the_chat_goes_on(deaf: Cast) -> None:
    worker, mediator = await deaf.party("worker"), await deaf.mediator()
    await worker.open_link()
    await worker.give(worker.invitation.code or "")
    await mediator.open_link()
    await mediator.sees_knock("worker")
    await mediator.admit("worker")
    await worker.is_in("joint", "connecting")
    await stands(worker, "media")
    assert "文字还能用" in await worker.text(by("stranded"))
    await worker.tab.click(by("stranded-write"))
    await worker.say("我听不到声音")
    await mediator.reads("joint", "worker", "我听不到声音")
    await mediator.say("先用文字谈")
    await worker.reads("joint", "mediator", "先用文字谈")


@pytest.mark.timeout(180)
async def test_without_a_server_there_is_a_number_to_call_and_what_is_written_is_sent_later(
    number: None, own_cast: Cast, own_service: Service
) -> None:
    worker, _, mediator = await own_cast.together()
    await own_service.kill()
    await stands(worker, "offline")
    await worker.tab.click(by("stranded-write"))
    await worker.say("断线时写的")
    await worker.tab.click(by("stranded-again"))
    await own_service.start()
    await worker.is_in("joint")
    await mediator.reads("joint", "worker", "断线时写的")
    assert not await worker.shown("stranded")


@pytest.mark.timeout(120)
async def test_whose_session_is_over_still_has_the_number(number: None, own_cast: Cast) -> None:
    worker, _, mediator = await own_cast.in_the_lobby()
    await mediator.choose("worker", "remove")
    await worker.has_ended()
    assert await worker.attribute(f"{by('bye')} {by('telephone')}", "href") == "tel:02012345678"
