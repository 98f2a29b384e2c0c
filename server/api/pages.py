"""Photographed pages over HTTP: handed in by a seat, opened by whoever the policy lets see them."""

import time

from aiohttp import web

from rooms import policy
from rooms.errors import ErrorCode
from rooms.ids import PageId
from rooms.state import SessionState
from server import answers
from server.pages.context import ALBUM
from server.pages.presence import answering, no, present, still
from server.pictures.album import TooManyAtOnce
from server.pictures.picture import MOST_OCTETS, NotAPicture
from server.pictures.shelf import ShelfUnavailable
from signaling.actor import RoomActor
from signaling.gateway import Guest

routes = web.RouteTableDef()


@routes.post("/room/{seat}/pages")
@answering
async def hand_in(request: web.Request) -> web.Response:
    """A photograph as the body. Answers its id and size; nobody can see it before a message carries it."""
    guest, actor = await _in_session(request)
    if not actor.purse(guest.seat).pictures.take(time.monotonic()):
        raise no(ErrorCode.TOO_MANY)
    album = request.app[ALBUM]
    try:
        with album.receiving(guest.room, guest.seat):
            octets = await _body(request)
            # Asked again: while the body was held back the person may have been removed, or the session have ended.
            await _in_session(request)
            page = await album.hand_in(guest.room, guest.seat, octets)
    except NotAPicture:
        raise no(ErrorCode.NOT_A_PICTURE) from None
    except TooManyAtOnce:
        raise no(ErrorCode.BUSY) from None
    except ShelfUnavailable:
        raise no(ErrorCode.NOT_SAVED) from None
    return answers.value({"id": page.id, "width": page.width, "height": page.height}, 201)


@routes.get("/room/{seat}/pages/{page}")
@answering
async def opened(request: web.Request) -> web.Response:
    """The picture, for as long as the message that carries it may be read; else it does not exist."""
    guest, actor = await _in_session(request)
    page = policy.page(actor.state, guest.seat, PageId(request.match_info["page"]))
    if page is None:
        raise no(ErrorCode.NOT_FOUND)
    try:
        octets = await request.app[ALBUM].open(guest.room, page)
    except ShelfUnavailable:
        raise no(ErrorCode.BUSY) from None
    # Asked again: while the disk was read the person may have been moved, removed, or the room taken over.
    _still_in_session(guest, actor)
    if policy.page(actor.state, guest.seat, page.id) is None:
        raise no(ErrorCode.NOT_FOUND)
    return web.Response(body=octets, content_type="image/jpeg", headers={"Content-Disposition": "inline"})


async def _in_session(request: web.Request) -> tuple[Guest, RoomActor]:
    """Who asks, and their room; photographs are shown in it only while the session lasts."""
    guest, actor = await present(request)
    _still_in_session(guest, actor)
    return guest, actor


def _still_in_session(guest: Guest, actor: RoomActor) -> None:
    still(guest, actor)
    if actor.state.status.session is SessionState.ENDED:
        raise no(ErrorCode.ENDED)


async def _body(request: web.Request) -> bytes:
    """The whole body, as far as a picture may go."""
    if (request.content_length or 0) > MOST_OCTETS:
        raise no(ErrorCode.PICTURE_TOO_LARGE, limit=MOST_OCTETS)
    octets = bytearray()
    async for chunk in request.content.iter_any():
        octets += chunk
        if len(octets) > MOST_OCTETS:
            raise no(ErrorCode.PICTURE_TOO_LARGE, limit=MOST_OCTETS)
    return bytes(octets)
