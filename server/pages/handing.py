"""Papers are handed out over HTTP: by a host to their people, by a person to another device of their own."""

from typing import Annotated, Literal

import msgspec
import segno
from aiohttp import web
from msgspec import Meta

from rooms import policy
from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from rooms.moments import stamp
from rooms.roles import HOSTS
from rooms.serving import Carrier, Purpose
from server import answers
from server.outcomes.serving import Wanted, WentOut
from server.pages.client import base
from server.pages.context import SERVING
from server.pages.presence import Id, Refusal, answering, given_by, no, paper_in, present
from signaling.actor import RoomActor
from signaling.gateway import Guest

routes = web.RouteTableDef()


class _Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id
    how: Literal["message", "qr"] = "qr"
    number: Annotated[str, Meta(max_length=64)] = ""


class _Copy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id
    how: Literal["message", "qr", "print"]
    number: Annotated[str, Meta(max_length=64)] = ""


class _Who(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id


def _hosts(guest: Guest, actor: RoomActor) -> bool:
    return actor.state.people[guest.seat].seat.role in HOSTS


async def _handed(
    request: web.Request, purpose: Purpose, who: str, how: Carrier, number: str
) -> web.StreamResponse:
    guest, actor = await present(request)
    if not _hosts(guest, actor) and (how is not Carrier.QR or number):
        raise no(ErrorCode.FORBIDDEN)
    serving = request.app[SERVING]
    wanted = Wanted(
        guest.seat, PaperId(request.match_info["paper"]), SeatId(who), how, purpose, base(request)
    )
    await _shown(request, guest, actor, wanted.who)
    if number:
        unfit = await serving.outbox.set_number(wanted.who, number)
        if unfit is not None:
            raise Refusal(unfit)
    went = await serving.go(actor, wanted)
    if isinstance(went, Refused):
        raise Refusal(went)
    return answers.value(_told(went))


async def _shown(request: web.Request, guest: Guest, actor: RoomActor, who: SeatId) -> None:
    """Nothing goes out, nothing is told of a number and none is changed, but for a paper that both may have now."""
    paper = await paper_in(request, guest, actor)
    if not policy.may_be_served(actor.state, who, paper):
        raise no(ErrorCode.NOT_FOUND)


def _told(went: WentOut) -> dict[str, object]:
    told: dict[str, object] = {}
    if went.link is not None and went.expires is not None:
        qr = segno.make(went.link, error="m", micro=False).svg_data_uri(scale=4, light="white")
        told |= {"link": went.link, "expires": stamp(went.expires), "qr": qr}
    return told if went.message is None else {**told, "message": went.message}


@routes.post("/room/{seat}/papers/{paper}/links")
@answering
async def link(request: web.Request) -> web.StreamResponse:
    """A link by which one signer signs this paper on any device."""
    given = await given_by(request, _Link)
    return await _handed(request, Purpose.SIGN, given.who, Carrier(given.how), given.number)


@routes.post("/room/{seat}/papers/{paper}/send")
@answering
async def copy(request: web.Request) -> web.StreamResponse:
    """A sealed paper goes out as a copy."""
    given = await given_by(request, _Copy)
    return await _handed(request, Purpose.COPY, given.who, Carrier(given.how), given.number)


@routes.post("/room/{seat}/papers/{paper}/links/revoke")
@answering
async def revoke(request: web.Request) -> web.StreamResponse:
    """No link of theirs to this paper opens any more."""
    given = await given_by(request, _Who)
    guest, actor = await _hosting(request)
    paper = PaperId(request.match_info["paper"])
    if policy.paper_of(actor.state, guest.seat, paper) is None:
        raise no(ErrorCode.NOT_FOUND)
    await request.app[SERVING].papers.revoke_all(actor.state.room, SeatId(given.who), paper)
    return answers.value({})


@routes.post("/room/{seat}/papers/{paper}/codes")
@answering
async def code(request: web.Request) -> web.StreamResponse:
    """A fresh one-time code for a host to tell; also when the session is over."""
    given = await given_by(request, _Who)
    guest, actor = await _hosting(request)
    paper = PaperId(request.match_info["paper"])
    await _shown(request, guest, actor, SeatId(given.who))
    digits = await request.app[SERVING].code_to_tell(actor, guest.seat, paper, SeatId(given.who))
    if isinstance(digits, Refused):
        raise Refusal(digits)
    return answers.value({"code": digits})


@routes.get("/room/{seat}/papers/{paper}/reach/{who}")
@answering
async def reach(request: web.Request) -> web.StreamResponse:
    """Whether messages are sent here, and the last digits of the number that this person's would go to."""
    guest, actor = await _hosting(request)
    who = SeatId(request.match_info["who"])
    await _shown(request, guest, actor, who)
    outbox = request.app[SERVING].outbox
    return answers.value({"sends": outbox.sends, "ending": await outbox.number_ending(who)})


@routes.get("/room/{seat}/messages/{id}")
@answering
async def progress(request: web.Request) -> web.StreamResponse:
    """How far a message is."""
    _, actor = await _hosting(request)
    found = await request.app[SERVING].outbox.progress(actor.state.room, request.match_info["id"])
    if found is None:
        raise no(ErrorCode.NOT_FOUND)
    times = {"queued": found.queued, "sent": found.sent, "ended": found.ended}
    told = {name: stamp(at) for name, at in times.items() if at is not None}
    return answers.value({"state": found.state.value, **told})


async def _hosting(request: web.Request) -> tuple[Guest, RoomActor]:
    """Also when the session is over."""
    guest, actor = await present(request)
    if not _hosts(guest, actor):
        raise no(ErrorCode.FORBIDDEN)
    return guest, actor
