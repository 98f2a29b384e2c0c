"""Who asks by HTTP from inside a room: whose device holds the seat's cookie. And how they are answered, in JSON."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, TypeVar

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms import policy, tenure
from rooms.answer import Refused
from rooms.commands import Command
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, PaperId, SeatId
from rooms.ports import JournalUnavailable
from rooms.settlement import Paper
from server import answers
from server.pages.context import DOOR, OUTCOMES, ROOMS
from signaling.actor import RoomActor
from signaling.gateway import Guest, cookie_name
from signaling.registry import RoomElsewhere

MOST: Final = 1024 * 1024
"""Octets of a request: twenty thousand points of a signature."""
_STATUS: Final = {
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_SIGNED_IN: 403,
    ErrorCode.NOT_HERE: 403,
    ErrorCode.REMOVED: 403,
    ErrorCode.OTHER_DEVICE: 403,
    ErrorCode.ENDED: 403,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.PICTURE_TOO_LARGE: 413,
    ErrorCode.NOT_A_PICTURE: 415,
    ErrorCode.TOO_MANY: 429,
    ErrorCode.BUSY: 503,
    ErrorCode.NOT_SAVED: 503,
    ErrorCode.SIGNING_UNAVAILABLE: 503,
}

Id = Annotated[str, Meta(min_length=1, max_length=64)]
"""As a body names something."""

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Who = Callable[[web.Request], Awaitable[tuple[Guest, RoomActor]]]


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
    still(guest, actor)
    return guest, actor


def still(guest: Guest, actor: RoomActor) -> None:
    """Asked again after whatever took time. Papers are signed after the session too: that it has ended is no reason."""
    if not actor.leads:
        raise no(ErrorCode.BUSY)
    lapsed = tenure.lapsed(actor.state, guest.seat, guest.device)
    if lapsed is not None and lapsed is not ErrorCode.ENDED:
        raise no(lapsed)


async def granted(request: web.Request, guest: Guest, actor: RoomActor, id: PaperId) -> Paper:
    """A paper, if this seat may have it: asked last, after whatever took time, and asked again when something has.

    What is stored only is as unknown as what is another's.
    """
    found = policy.paper_of(actor.state, guest.seat, id)
    if found is None or await request.app[OUTCOMES].withheld(actor.state.room, found):
        raise no(ErrorCode.NOT_FOUND)
    still(guest, actor)
    paper = policy.paper_of(actor.state, guest.seat, id)
    if paper is None:
        raise no(ErrorCode.NOT_FOUND)
    return paper


async def paper_in(request: web.Request, guest: Guest, actor: RoomActor) -> Paper:
    """The one that the address names, as ``granted``."""
    return await granted(request, guest, actor, PaperId(request.match_info["paper"]))


async def done(actor: RoomActor, device: DeviceId | None, command: Command) -> web.StreamResponse:
    """What the room answers to a command that has nothing to tell."""
    outcome = await actor.submit(command, None, device)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return answers.value({})


async def hosting(request: web.Request) -> tuple[Guest, RoomActor]:
    guest, actor = await present(request)
    if not policy.may_lead(actor.state, guest.seat):
        raise no(ErrorCode.FORBIDDEN)
    return guest, actor


async def asked(request: web.Request, kind: type[T], who: Who = present) -> tuple[Guest, RoomActor, T]:
    """Who asks, their room, and what they sent.

    The body comes first: whoever holds it back is asked who they are once it is there.
    """
    octets = await _octets(request)
    guest, actor = await who(request)
    return guest, actor, _decoded(octets, kind)


async def given_by(request: web.Request, kind: type[T]) -> T:
    """The body, of a question whose asker is asked for after it."""
    return _decoded(await _octets(request), kind)


async def _octets(request: web.Request) -> bytes:
    octets = bytearray()
    async for chunk in request.content.iter_any():
        octets += chunk
        if len(octets) > MOST:
            raise no(ErrorCode.TOO_LARGE, limit=MOST)
    return bytes(octets)


def _decoded(octets: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(octets, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise no(ErrorCode.BAD_MESSAGE) from None
