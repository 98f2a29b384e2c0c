"""A paper is handed out by what is so when it leaves, not when it was asked for; what is sent is taken from who may."""

from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from rooms.commands import Command, End, Remove
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from server.api import pages
from server.pages import agreements, documents, group, papers, payments, scans
from server.pages.context import ALBUM, DOOR, OUTCOMES, ROOMS
from server.pages.presence import Handler, Refusal, granted
from signaling.actor import RoomActor
from signaling.gateway import Guest
from tests.held_back import HeldBack
from tests.unit.rooms.papers import MEDIATOR, PAPER, WORKER, signing
from tests.unit.rooms.scene import Scene


async def asked(meanwhile: Callable[[Scene, SimpleNamespace], bool], paper: PaperId = PAPER) -> PaperId:
    """The worker asks for a paper; something happens while it is looked up whether it may be shown."""
    scene, _ = signing()
    actor = SimpleNamespace(state=scene.state, leads=True)
    device = scene.person("worker").device
    assert device is not None

    async def withheld(*_: object) -> bool:
        return meanwhile(scene, actor)

    app = web.Application()
    cast(Any, app)[OUTCOMES] = SimpleNamespace(withheld=withheld)
    request = make_mocked_request("GET", "/", app=app)
    guest = Guest(scene.state.room, WORKER, device)
    return (await granted(request, guest, cast(RoomActor, actor), paper)).id


def nothing(_: Scene, __: SimpleNamespace) -> bool:
    return False


def stored_only(_: Scene, __: SimpleNamespace) -> bool:
    return True


def removed(scene: Scene, actor: SimpleNamespace) -> bool:
    scene.do(Remove(SeatId("mediator"), WORKER))
    actor.state = scene.state
    return False


def taken_over(_: Scene, actor: SimpleNamespace) -> bool:
    actor.leads = False
    return False


async def test_whoever_may_have_a_paper_is_given_it() -> None:
    assert await asked(nothing) == PAPER


@pytest.mark.parametrize(
    ("meanwhile", "code", "status"),
    [
        (removed, ErrorCode.REMOVED, 403),
        (taken_over, ErrorCode.BUSY, 503),
        (stored_only, ErrorCode.NOT_FOUND, 404),
    ],
)
async def test_what_changes_while_it_is_looked_up_counts(
    meanwhile: Callable[[Scene, SimpleNamespace], bool], code: ErrorCode, status: int
) -> None:
    with pytest.raises(Refusal) as refused:
        await asked(meanwhile)
    assert (str(refused.value), refused.value.answer.status) == (code, status)


async def test_a_paper_that_is_none_is_unknown() -> None:
    with pytest.raises(Refusal, match=ErrorCode.NOT_FOUND):
        await asked(nothing, PaperId("another"))


_OF_A_PERSON = (
    documents.issue,
    documents.void,
    group.confirm,
    group.sign,
    pages.hand_in,
    papers.confirm,
    papers.refuse,
    papers.sign,
    payments.said,
    scans.compared,
    scans.declined,
)
_OF_A_HOST = (agreements.begin, agreements.checked, agreements.account, agreements.consent, agreements.freeze)


async def held_back(page: Handler, seat: SeatId, meanwhile: Command) -> int:
    """Somebody calls a page; before what they send is there something happens. The answer's status."""
    scene, _ = signing()
    device = scene.person(seat).device
    assert device is not None
    purse = SimpleNamespace(pictures=SimpleNamespace(take=lambda _: True))
    actor = SimpleNamespace(state=scene.state, leads=True, purse=lambda _: purse)
    guest = Guest(scene.state.room, seat, device)

    async def happens() -> None:
        scene.do(meanwhile)
        actor.state = scene.state

    async def identify(*_: object) -> Guest:
        return guest

    async def live(*_: object) -> SimpleNamespace:
        return actor

    async def taken(*_: object) -> SimpleNamespace:
        return SimpleNamespace(id="page", width=1, height=1)

    app = cast(Any, web.Application())
    app[ALBUM] = SimpleNamespace(receiving=lambda *_: nullcontext(), hand_in=taken)
    app[DOOR], app[ROOMS] = SimpleNamespace(identify=identify), SimpleNamespace(actor=live)
    payload = cast(Any, HeldBack(b"{}", happens))
    request = make_mocked_request("POST", "/", app=app, payload=payload, match_info={"seat": seat})
    return (await page(request)).status


@pytest.mark.parametrize("page", _OF_A_PERSON)
async def test_who_is_removed_while_they_hold_their_words_back_is_not_heard(page: Handler) -> None:
    assert await held_back(page, WORKER, Remove(MEDIATOR, WORKER)) == 403


@pytest.mark.parametrize("page", _OF_A_HOST)
async def test_nor_is_a_host_whose_session_ends_meanwhile(page: Handler) -> None:
    assert await held_back(page, MEDIATOR, End(MEDIATOR)) == 403
