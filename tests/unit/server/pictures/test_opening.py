"""A page is handed out by what the policy says when it leaves, not when it was asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from rooms.commands import Remove, Say
from rooms.ids import PageId, RoomId, SeatId
from server.api import pages
from server.pages.context import ALBUM, DOOR, ROOMS
from server.pictures.album import Album
from server.pictures.shelf import FolderShelf
from signaling.gateway import Guest, cookie_name
from tests.unit.rooms.scene import Scene, demonstration
from tests.unit.server.pictures.photographs import photograph

ROOM, EMPLOYER = RoomId("room"), SeatId("employer")


class Shelf(FolderShelf):
    """Something happens while it reads."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    def get(self, room: RoomId, page: PageId) -> bytes:
        octets = super().get(room, page)
        self.meanwhile()
        return octets


async def opened(tmp_path: Path, meanwhile: Callable[[Scene, SimpleNamespace], object]) -> web.StreamResponse:
    """What the employer gets who asks for a page of the worker's."""
    scene, shelf = demonstration(), Shelf(tmp_path)
    album = Album(shelf)
    page = await album.hand_in(ROOM, SeatId("worker"), photograph())
    scene.do(Say(SeatId("worker"), scene.stay("worker"), "", (page,)))
    actor = SimpleNamespace(state=scene.state, leads=True)
    shelf.meanwhile = lambda: meanwhile(scene, actor)
    device = scene.person("employer").device
    assert device is not None

    async def identify(*_: object) -> Guest:
        return Guest(ROOM, EMPLOYER, device)

    async def found(_: RoomId) -> SimpleNamespace:
        return actor

    app = web.Application()
    app[DOOR], app[ROOMS] = SimpleNamespace(identify=identify), SimpleNamespace(actor=found)
    app[ALBUM] = album
    request = make_mocked_request(
        "GET",
        "/",
        {"Cookie": f"{cookie_name(EMPLOYER)}=x"},
        app=app,
        match_info={"seat": EMPLOYER, "page": page.id},
    )
    try:
        return await pages.opened(request)
    finally:
        album.close()


def removed(scene: Scene, actor: SimpleNamespace) -> None:
    scene.do(Remove(SeatId("mediator"), EMPLOYER))
    actor.state = scene.state


def taken_over(_: Scene, actor: SimpleNamespace) -> None:
    actor.leads = False


async def test_whoever_may_read_the_message_gets_the_picture(tmp_path: Path) -> None:
    answer = await opened(tmp_path, lambda *_: None)
    assert (answer.status, answer.content_type) == (200, "image/jpeg")


@pytest.mark.parametrize(("meanwhile", "code"), [(removed, "removed"), (taken_over, "busy")])
async def test_what_changes_while_the_disk_is_read_counts(
    tmp_path: Path, meanwhile: Callable[[Scene, SimpleNamespace], None], code: str
) -> None:
    answer = await opened(tmp_path, meanwhile)
    assert answer.status != 200
    assert isinstance(answer, web.Response)
    assert isinstance(answer.body, bytes)
    assert json.loads(answer.body)["code"] == code
