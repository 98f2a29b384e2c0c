"""The papers of a group's settlement together: what they come to, read and signed at once by whoever signs them all."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms import policy
from rooms.answer import Refused
from rooms.canonical import JSON
from rooms.commands import ConfirmClauses, Reading
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId, SettlementId
from rooms.settlement import PAPERS_LIMIT, Settlement
from server import answers
from server.outcomes import together
from server.outcomes.framework import Framework, framework
from server.outcomes.service import CONSENT
from server.pages.context import OUTCOMES
from server.pages.papers import asking
from server.pages.presence import Id, Refusal, answering, asked, no, present, still
from signaling.actor import RoomActor
from signaling.gateway import Guest

routes = web.RouteTableDef()


class _Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    frozen: Id


class _Read(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    frozen: Id
    clauses: Annotated[list[Id], Meta(min_length=1, max_length=100)]


class _Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    papers: Annotated[list[_Read], Meta(min_length=1, max_length=PAPERS_LIMIT)]
    who: Id | None = None


class _Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    papers: Annotated[list[_Named], Meta(min_length=1, max_length=PAPERS_LIMIT)]
    who: Id
    width: float
    height: float
    strokes: list[Any]
    code: Annotated[str, Meta(max_length=64)] = ""


async def _told(request: web.Request, guest: Guest, actor: RoomActor) -> Framework:
    """Asked again, after it was drawn up: what may not be told any more is not."""
    outcomes = request.app[OUTCOMES]
    one = _granted(request, guest, actor)
    hidden = {paper.id for paper in one.papers.values() if await outcomes.withheld(actor.state.room, paper)}
    found = await asyncio.to_thread(framework, outcomes, actor.state, one, hidden)
    still(guest, actor)
    _granted(request, guest, actor)
    return found


def _granted(request: web.Request, guest: Guest, actor: RoomActor) -> Settlement:
    one = policy.framework(actor.state, guest.seat, SettlementId(request.match_info["id"]))
    if one is None:
        raise no(ErrorCode.NOT_FOUND)
    return one


@routes.get("/room/{seat}/agreements/{id}/framework")
@answering
async def whole(request: web.Request) -> web.StreamResponse:
    """For whoever may have every paper of it: what is alike on all of them, and of each what is its own."""
    guest, actor = await present(request)
    told = await _told(request, guest, actor)
    return answers.value({**told.wire, "consent": CONSENT})


@routes.post("/room/{seat}/papers/confirm-many")
@answering
async def confirm(request: web.Request) -> web.StreamResponse:
    """As `confirm`, of many papers; `refused`: of which it could not be, and why."""
    guest, actor, given = await asked(request, _Confirm)
    readings = tuple(Reading(PaperId(one.id), one.frozen, tuple(one.clauses)) for one in given.papers)
    if await _hidden(request, guest, actor, [one.paper for one in readings]):
        raise no(ErrorCode.NOT_FOUND)
    who = SeatId(given.who) if given.who else None
    outcome = await actor.submit(ConfirmClauses(guest.seat, readings, who), None, guest.device)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return answers.value(dict(outcome.value))


@routes.post("/room/{seat}/papers/sign-many")
@answering
async def sign(request: web.Request) -> web.StreamResponse:
    """One hand on many papers: what came of each. Sent again as it was, it goes on with those that are left."""
    guest, actor, given = await asked(request, _Sign)
    named = {PaperId(one.id): one.frozen for one in given.papers}
    if len(named) < len(given.papers):
        raise no(ErrorCode.BAD_MESSAGE)
    hidden = await _hidden(request, guest, actor, named)
    sent = {"width": given.width, "height": given.height, "strokes": given.strokes}
    asks = asking(request, guest, actor, given.who, "", given.code)
    wanted = {id: frozen for id, frozen in named.items() if id not in hidden}
    signed = await together.sign(request.app[OUTCOMES], actor, asks, wanted, sent)
    if isinstance(signed, Refused):
        raise Refusal(signed)
    came = {**signed, **dict.fromkeys(hidden, Refused(ErrorCode.NOT_FOUND))}
    return answers.value({"papers": [_came(id, came[id]) for id in named]})


async def _hidden(
    request: web.Request, guest: Guest, actor: RoomActor, named: Iterable[PaperId]
) -> set[PaperId]:
    """Those that may be stored only: as unknown as another's, to which the room itself says no."""
    own = policy.papers(actor.state, guest.seat)
    outcomes = request.app[OUTCOMES]
    found = {id for id in named if id in own and await outcomes.withheld(actor.state.room, own[id])}
    still(guest, actor)
    return found


def _came(id: PaperId, answer: Mapping[str, JSON] | Refused) -> dict[str, Any]:
    if isinstance(answer, Refused):
        return {"id": id, "code": answer.code.value, "params": dict(answer.params)}
    return {"id": id, **answer}
