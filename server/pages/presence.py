"""Who asks by HTTP from inside a room: whose device holds the seat's cookie. And how they are answered, in JSON."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec
from aiohttp import web

from rooms import policy, tenure
from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from rooms.ports import JournalUnavailable
from server import answers
from server.pages.context import DOOR, ROOMS
from signaling.actor import RoomActor
from signaling.gateway import Guest, cookie_name
from signaling.registry import RoomElsewhere

MOST: Final = 1024 * 1024
"""Octets of a request: twenty thousand points of a signature."""
_STATUS: Final = {
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_SIGNED_IN: 403,
    ErrorCode.BUSY: 503,
    ErrorCode.SIGNING_UNAVAILABLE: 503,
    ErrorCode.TOO_LARGE: 413,
}

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refusal(Exception):
    """The request is refused."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.answer = answers.refuse(refused.code, refused.params, _STATUS.get(refused.code, 409))


def no(code: ErrorCode, **params: str | int) -> Refusal:
    return Refusal(Refused(code, params))


def answering(handler: Handler) -> Handler:
    """What is answered is kept by nobody on the way."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except Refusal as refusal:
            response = refusal.answer
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


async def present(request: web.Request) -> tuple[Guest, RoomActor]:
    """Who asks, and their room, if their device has the seat now; also when the session has ended."""
    seat = SeatId(request.match_info["seat"])
    guest = await request.app[DOOR].identify(seat, request.cookies.get(cookie_name(seat), ""))
    if guest is None:
        raise no(ErrorCode.NOT_SIGNED_IN)
    try:
        actor = await request.app[ROOMS].actor(guest.room)
    except (RoomElsewhere, JournalUnavailable):
        raise no(ErrorCode.BUSY) from None
    if actor.fenced.is_set():
        raise no(ErrorCode.BUSY)
    still(guest, actor)
    return guest, actor


def still(guest: Guest, actor: RoomActor) -> None:
    """Papers are signed after the session too: that it has ended is no reason."""
    lapsed = tenure.lapsed(actor.state, guest.seat, guest.device)
    if lapsed is not None and lapsed is not ErrorCode.ENDED:
        raise no(lapsed)


async def hosting(request: web.Request) -> tuple[Guest, RoomActor]:
    guest, actor = await present(request)
    if not policy.may_lead(actor.state, guest.seat):
        raise no(ErrorCode.FORBIDDEN)
    return guest, actor


async def given_by(request: web.Request, kind: type[T]) -> T:
    """The body."""
    octets = bytearray()
    async for chunk in request.content.iter_any():
        octets += chunk
        if len(octets) > MOST:
            raise no(ErrorCode.TOO_LARGE, limit=MOST)
    try:
        return msgspec.json.decode(octets, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise no(ErrorCode.BAD_MESSAGE) from None
