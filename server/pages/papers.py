"""Papers over HTTP, in the session and after it: which there are, read back, confirmed, refused, given out and signed.

For the device that holds the seat's cookie; a session that is over has no messages.
"""

from typing import Annotated, Any

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.acts import act
from rooms.answer import Refused
from rooms.commands import ConfirmClause, RefusePaper, TakeUpPaper
from rooms.document import Document
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from rooms.places import mates
from rooms.roles import RECORD_KEEPERS
from rooms.views.papers import offer
from server import answers
from server.outcomes.evidence import Circumstances
from server.outcomes.service import CONSENT, Asking
from server.pages.client import address
from server.pages.context import OUTCOMES
from server.pages.presence import Id, Refusal, answering, asked, done, no, paper_in, present, still
from signaling.actor import RoomActor
from signaling.gateway import Guest

routes = web.RouteTableDef()


class _Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id
    frozen: Id
    width: float
    height: float
    strokes: list[Any]
    code: Annotated[str, Meta(max_length=64)] = ""


class _Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    frozen: Id
    clause: Id
    who: Id | None = None


class _RefusePaper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(max_length=2_000)] = ""
    who: Id | None = None


def asking(request: web.Request, guest: Guest, actor: RoomActor, who: str, frozen: str, code: str) -> Asking:
    """To sign, as it is kept of it who asked, from where and on what."""
    staff = actor.state.people[guest.seat].seat.role in RECORD_KEEPERS
    where = Circumstances(
        guest.device,
        request.app[OUTCOMES].origin(address(request)),
        request.headers.get("User-Agent", ""),
        "account" if staff else "code",
    )
    return Asking(guest.seat, SeatId(who), frozen, code, address(request), where)


@routes.get("/room/{seat}/papers")
@answering
async def papers(request: web.Request) -> web.StreamResponse:
    """What this device signs or has signed, as the view has it, and who is there: for when the session is over."""
    guest, actor = await present(request)
    hidden = await request.app[OUTCOMES].hidden(actor.state, guest.seat)
    still(guest, actor)
    person, here = actor.state.people[guest.seat], mates(actor.state, guest.seat)
    me = {
        "seat": guest.seat,
        "host": person.host,
        "staff": person.seat.role in RECORD_KEEPERS,
        "shares": [mate.seat.name for mate in here if mate.id != guest.seat],
    }
    own = offer(actor.state, guest.seat).get("papers", {})
    assert isinstance(own, dict)
    shown = {id: paper for id, paper in own.items() if id not in hidden}
    return answers.value({"me": me, "papers": shown})


@routes.post("/room/{seat}/papers/{paper}/confirm")
@answering
async def confirm(request: web.Request) -> web.StreamResponse:
    """As the message `confirm_clause`: a session that is over has no messages."""
    guest, actor, given = await asked(request, _Confirm)
    paper, who = await paper_in(request, guest, actor), SeatId(given.who) if given.who else None
    return await done(
        actor, guest.device, ConfirmClause(guest.seat, paper.id, given.frozen, given.clause, who)
    )


@routes.post("/room/{seat}/papers/{paper}/refuse")
@answering
async def refuse(request: web.Request) -> web.StreamResponse:
    """As the message `refuse_paper`."""
    guest, actor, given = await asked(request, _RefusePaper)
    paper, who = await paper_in(request, guest, actor), SeatId(given.who) if given.who else None
    return await done(actor, guest.device, RefusePaper(guest.seat, paper.id, given.reason, who))


@routes.get("/room/{seat}/papers/{paper}/clauses")
@answering
async def clauses(request: web.Request) -> web.StreamResponse:
    """What is read back, one by one; `?who=` by another seat at the device. That a signer has it, the room notes."""
    guest, actor = await present(request)
    paper = await paper_in(request, guest, actor)
    who = SeatId(request.query.get("who", guest.seat))
    read = request.app[OUTCOMES].clauses(actor.state, paper)
    if who in paper.signers and paper.signers[who].opened is None:
        await actor.submit(TakeUpPaper(guest.seat, paper.id, who), None, guest.device)
    return answers.value({"frozen": paper.frozen, "clauses": read, "consent": CONSENT})


@routes.get("/room/{seat}/papers/{paper}.pdf")
@answering
async def document(request: web.Request) -> web.StreamResponse:
    """The document as it is now."""
    guest, actor = await present(request)
    paper = await paper_in(request, guest, actor)
    # Should a restart have come between the last hand and the seal.
    request.app[OUTCOMES].seal_soon(actor.state, paper.id)
    octets = await request.app[OUTCOMES].document(actor.state.room, paper)
    # Asked again: while the disk was read the person may have been removed.
    await paper_in(request, guest, actor)
    if octets is None:
        raise no(ErrorCode.BUSY)
    of = act(actor.state, paper.act)
    kind = of.kind.value if isinstance(of, Document) else "agreement"
    headers = {"Content-Disposition": f'inline; filename="{kind}.pdf"'}
    return web.Response(body=octets, content_type="application/pdf", headers=headers)


@routes.post("/room/{seat}/papers/{paper}/sign")
@answering
async def sign(request: web.Request) -> web.StreamResponse:
    """A hand on the paper."""
    guest, actor, given = await asked(request, _Sign)
    paper = await paper_in(request, guest, actor)
    asks = asking(request, guest, actor, given.who, given.frozen, given.code)
    sent = {"width": given.width, "height": given.height, "strokes": given.strokes}
    signed = await request.app[OUTCOMES].sign(actor, paper.id, asks, sent)
    if isinstance(signed, Refused):
        raise Refusal(signed)
    return answers.value(signed)
