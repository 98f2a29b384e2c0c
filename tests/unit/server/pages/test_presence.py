"""A paper is handed out by what is so when it leaves, not when it was asked for."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from rooms.commands import Remove
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from server.pages.context import OUTCOMES
from server.pages.presence import Refusal, granted
from signaling.actor import RoomActor
from signaling.gateway import Guest
from tests.unit.rooms.papers import PAPER, signing
from tests.unit.rooms.scene import Scene

WORKER = SeatId("worker")


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
