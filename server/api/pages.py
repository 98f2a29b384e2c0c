"""Photographed pages over HTTP: handed in by a seat, opened by whoever the policy lets see them."""

import time
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from rooms import policy, tenure
from rooms.errors import ErrorCode
from rooms.ids import PageId, SeatId
from rooms.ports import JournalUnavailable
from server import answers
from server.pages.context import DOOR, ROOMS
from server.pictures.album import Album, TooManyAtOnce
from server.pictures.picture import MOST_OCTETS, NotAPicture
from server.pictures.shelf import ShelfUnavailable
from signaling.actor import RoomActor
from signaling.gateway import Guest, cookie_name
from signaling.registry import RoomElsewhere

ALBUM: Final = web.AppKey("album", Album)
routes = web.RouteTableDef()
_LARGE: Final = 413


class _Refused(Exception):
    """With what code and status the request is refused."""

    def __init__(self, code: ErrorCode, status: int) -> None:
        super().__init__(code)
        self.answer = answers.refuse(
            code, {"limit": MOST_OCTETS} if status == _LARGE else None, status=status
        )


def _answering(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except _Refused as refused:
            return refused.answer

    return answer


@routes.post("/room/{seat}/pages")
@_answering
async def hand_in(request: web.Request) -> web.Response:
    """A photograph as the body. Answers its id and size; nobody can see it before a message carries it."""
    guest, actor = await _present(request)
    if not actor.purse(guest.seat).pictures.take(time.monotonic()):
        raise _Refused(ErrorCode.TOO_MANY, 429)
    album = request.app[ALBUM]
    try:
        with album.receiving(guest.room, guest.seat):
            page = await album.hand_in(guest.room, guest.seat, await _body(request))
    except NotAPicture:
        raise _Refused(ErrorCode.NOT_A_PICTURE, 415) from None
    except TooManyAtOnce:
        raise _Refused(ErrorCode.BUSY, 503) from None
    except ShelfUnavailable:
        raise _Refused(ErrorCode.NOT_SAVED, 503) from None
    return answers.value({"id": page.id, "width": page.width, "height": page.height}, 201)


@routes.get("/room/{seat}/pages/{page}")
@_answering
async def opened(request: web.Request) -> web.Response:
    """The picture, for as long as the message that carries it may be read; else it does not exist."""
    guest, actor = await _present(request)
    page = policy.page(actor.state, guest.seat, PageId(request.match_info["page"]))
    if page is None:
        raise _Refused(ErrorCode.NOT_FOUND, 404)
    try:
        octets = await request.app[ALBUM].open(guest.room, page)
    except ShelfUnavailable:
        raise _Refused(ErrorCode.BUSY, 503) from None
    # Asked again: while the disk was read the person may have been moved, removed, or the room taken over.
    _still_present(guest, actor)
    if policy.page(actor.state, guest.seat, page.id) is None:
        raise _Refused(ErrorCode.NOT_FOUND, 404)
    return web.Response(body=octets, content_type="image/jpeg", headers={"Content-Disposition": "inline"})


async def _present(request: web.Request) -> tuple[Guest, RoomActor]:
    """Who asks, and their room, if their device has the seat now."""
    seat = SeatId(request.match_info["seat"])
    guest = await request.app[DOOR].identify(seat, request.cookies.get(cookie_name(seat), ""))
    if guest is None:
        raise _Refused(ErrorCode.NOT_SIGNED_IN, 403)
    try:
        actor = await request.app[ROOMS].actor(guest.room)
    except (RoomElsewhere, JournalUnavailable):
        raise _Refused(ErrorCode.BUSY, 503) from None
    _still_present(guest, actor)
    return guest, actor


def _still_present(guest: Guest, actor: RoomActor) -> None:
    if actor.fenced.is_set():  # another process leads the room: what is known here may be old
        raise _Refused(ErrorCode.BUSY, 503)
    lapsed = tenure.lapsed(actor.state, guest.seat, guest.device)
    if lapsed is not None:
        raise _Refused(lapsed, 403)


async def _body(request: web.Request) -> bytes:
    """The whole body, as far as a picture may go."""
    if (request.content_length or 0) > MOST_OCTETS:
        raise _Refused(ErrorCode.PICTURE_TOO_LARGE, _LARGE)
    octets = bytearray()
    async for chunk in request.content.iter_any():
        octets += chunk
        if len(octets) > MOST_OCTETS:
            raise _Refused(ErrorCode.PICTURE_TOO_LARGE, _LARGE)
    return bytes(octets)
