"""What a link to one paper opens: its page, the code, and then that paper, on a device that has no seat.

The page itself says nothing: the token stands behind the address's #, which no browser sends; its script asks with it.
Of a paper whoever holds a link is told nothing but that the link leads nowhere, until they have shown who they are.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.answer import Refused
from rooms.commands import ConfirmClause, RefusePaper
from rooms.errors import ErrorCode
from rooms.ids import PaperId, RoomId, SeatId
from rooms.moments import stamp
from rooms.ports import JournalUnavailable
from rooms.settlement import Paper
from rooms.views.papers import offer
from server import answers
from server.auth.links import LinkKind
from server.auth.papers import PaperGuest, PaperLink, cookie_name
from server.outcomes.evidence import Circumstances
from server.outcomes.service import CONSENT, Asking
from server.outcomes.serving import closed, reached
from server.pages.client import address
from server.pages.context import OUTCOMES, ROOMS, SERVING, SETTINGS
from server.pages.presence import Id, Refusal, answering, done, given_by, no
from server.pages.templates import language, render
from signaling.actor import RoomActor
from signaling.registry import RoomElsewhere

routes = web.RouteTableDef()
PATH: Final = "/paper"
"""Below it is all that the cookie of such a link is sent to."""
Token = Annotated[str, Meta(min_length=1, max_length=64)]


class _Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: Token


class _Open(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: Token
    code: Annotated[str, Meta(max_length=64)] = ""


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


class _RefusePaper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(max_length=2_000)] = ""


# -- the page and the code


@routes.get("/sign")
@routes.get("/copy")
async def page(request: web.Request) -> web.Response:
    """The same for everybody: who opens it is told by the token."""
    settings = request.app[SETTINGS]
    path = request.path
    return render(request, "paper.html", centre=settings.centre, telephone=settings.telephone, path=path)


@routes.post(f"{PATH}/look")
@answering
async def look(request: web.Request) -> web.StreamResponse:
    """Where a link leads: whether this device is let in already, and how a code comes."""
    given = await given_by(request, _Look)
    link = await request.app[SERVING].papers.look(given.token)
    if isinstance(link, Refused):
        raise Refusal(link)
    actor = await _leads(request, link)
    known = await _known(request, link.seat, link.paper)
    return answers.value(
        {
            "kind": link.kind.value,
            "seat": link.seat,
            "paper": link.paper,
            "name": actor.state.people[link.seat].seat.name,
            "expires": stamp(link.expires_at),
            "inside": isinstance(known, PaperGuest) and known.link.id == link.id,
            "messages": request.app[SERVING].outbox.sends,
        }
    )


@routes.post(f"{PATH}/code")
@answering
async def code(request: web.Request) -> web.StreamResponse:
    """A code goes to the person's own number."""
    given = await given_by(request, _Look)
    link = await request.app[SERVING].papers.look(given.token)
    if isinstance(link, Refused):
        raise Refusal(link)
    await _leads(request, link)
    ending = await request.app[SERVING].code_by_message(given.token, language(request))
    if isinstance(ending, Refused):
        raise Refusal(ending)
    return answers.value({"ending": ending})


@routes.post(f"{PATH}/open")
@answering
async def enter(request: web.Request) -> web.StreamResponse:
    """A code against one paper."""
    given = await given_by(request, _Open)
    serving = request.app[SERVING]
    link = await serving.papers.look(given.token)
    if isinstance(link, Refused):
        raise Refusal(link)
    actor = await _leads(request, link)
    opened = await serving.open(actor, given.token, given.code, address(request))
    if isinstance(opened, Refused):
        raise Refusal(opened)
    response = answers.value({"seat": link.seat, "paper": link.paper})
    response.set_cookie(
        cookie_name(link.seat, link.paper),
        opened.bound.secret,
        max_age=max(int((link.expires_at - datetime.now(UTC)).total_seconds()), 1),
        path=PATH,
        httponly=True,
        samesite="Strict",
        secure=request.app[SETTINGS].secure or request.secure,
    )
    return response


# -- who asks


async def _room(request: web.Request, room: RoomId) -> RoomActor:
    try:
        actor = await request.app[ROOMS].actor(room)
    except (RoomElsewhere, JournalUnavailable):
        raise no(ErrorCode.BUSY) from None
    if not actor.leads:
        raise no(ErrorCode.BUSY)
    return actor


async def _leads(request: web.Request, link: PaperLink) -> RoomActor:
    """Before anything is told, sent or used up. What is stored only is as unknown as what is another's."""
    actor = await _room(request, link.room)
    named = reached(actor.state, link)
    if named is not None and await request.app[OUTCOMES].withheld(actor.state.room, named):
        raise no(ErrorCode.NOT_FOUND)
    why = closed(actor.state, link)
    if why is not None:
        raise no(why)
    return actor


async def _known(request: web.Request, seat: SeatId, paper: PaperId) -> PaperGuest | Refused:
    secret = request.cookies.get(cookie_name(seat, paper), "")
    return await request.app[SERVING].papers.identify(seat, paper, secret)


async def _inside(request: web.Request, *kinds: LinkKind) -> tuple[PaperGuest, RoomActor, Paper]:
    """Who asks, and the paper that they may have now. What is stored only is as unknown as what is another's."""
    seat, wanted = SeatId(request.match_info["seat"]), PaperId(request.match_info["paper"])
    guest = await _known(request, seat, wanted)
    if isinstance(guest, Refused):
        raise Refusal(guest)
    if kinds and guest.link.kind not in kinds:
        raise no(ErrorCode.FORBIDDEN)
    actor = await _room(request, guest.link.room)
    named = reached(actor.state, guest.link)
    if named is not None and await request.app[OUTCOMES].withheld(actor.state.room, named):
        raise no(ErrorCode.NOT_FOUND)
    return guest, actor, _reached(actor, guest)


def _reached(actor: RoomActor, guest: PaperGuest) -> Paper:
    """Asked after whatever took time."""
    if not actor.leads:
        raise no(ErrorCode.BUSY)
    paper = reached(actor.state, guest.link)
    if paper is None:
        raise no(closed(actor.state, guest.link) or ErrorCode.NOT_FOUND)
    return paper


@routes.post(f"{PATH}/{{seat}}/papers/{{paper}}/leave")
@answering
async def leave(request: web.Request) -> web.StreamResponse:
    """The device is let in no more: a borrowed phone goes back."""
    seat, paper = SeatId(request.match_info["seat"]), PaperId(request.match_info["paper"])
    guest = await _known(request, seat, paper)
    if isinstance(guest, PaperGuest):
        await request.app[SERVING].papers.leave(guest)
    response = answers.value({})
    response.del_cookie(cookie_name(seat, paper), path=PATH)
    return response


# -- the paper


# Before the next one, whose name it would be too.
@routes.get(f"{PATH}/{{seat}}/papers/{{paper}}.pdf", allow_head=False)
@answering
async def document(request: web.Request) -> web.StreamResponse:
    """The document as it is now; of a copy the log says when it was fetched first."""
    guest, actor, paper = await _inside(request)
    request.app[OUTCOMES].seal_soon(actor.state, paper.id)
    octets = await request.app[OUTCOMES].document(actor.state.room, paper)
    if octets is None:
        raise no(ErrorCode.BUSY)
    if guest.link.kind is LinkKind.COPY:
        refused = await request.app[SERVING].first_opened(actor, guest.link)
        if refused is not None:
            raise Refusal(refused)
    # Asked again: while the disk was read the link may have been revoked, or the person removed.
    await _inside(request)
    headers = {"Content-Disposition": 'inline; filename="yuntiao-paper.pdf"'}
    return web.Response(body=octets, content_type="application/pdf", headers=headers)


@routes.get(f"{PATH}/{{seat}}/papers/{{paper}}")
@answering
async def shown(request: web.Request) -> web.StreamResponse:
    """The paper as its signer's view has it, and nothing beside it."""
    guest, actor, paper = await _inside(request)
    mine: Any = offer(actor.state, guest.link.seat)["papers"]
    me = {"seat": guest.link.seat, "host": False, "shares": []}
    return answers.value({"me": me, "kind": guest.link.kind.value, "papers": {paper.id: mine[paper.id]}})


@routes.get(f"{PATH}/{{seat}}/papers/{{paper}}/clauses")
@answering
async def clauses(request: web.Request) -> web.StreamResponse:
    """What is read back, one by one."""
    _, actor, paper = await _inside(request, LinkKind.SIGN)
    read = request.app[OUTCOMES].clauses(actor.state, paper)
    return answers.value({"frozen": paper.frozen, "clauses": read, "consent": CONSENT})


@routes.post(f"{PATH}/{{seat}}/papers/{{paper}}/confirm")
@answering
async def confirm(request: web.Request) -> web.StreamResponse:
    """As in the room."""
    given = await given_by(request, _Confirm)
    guest, actor, paper = await _inside(request, LinkKind.SIGN)
    return await done(actor, None, ConfirmClause(guest.link.seat, paper.id, given.frozen, given.clause))


@routes.post(f"{PATH}/{{seat}}/papers/{{paper}}/refuse")
@answering
async def refuse(request: web.Request) -> web.StreamResponse:
    """As in the room."""
    given = await given_by(request, _RefusePaper)
    guest, actor, paper = await _inside(request, LinkKind.SIGN)
    return await done(actor, None, RefusePaper(guest.link.seat, paper.id, given.reason))


@routes.post(f"{PATH}/{{seat}}/papers/{{paper}}/sign")
@answering
async def sign(request: web.Request) -> web.StreamResponse:
    """A hand on the paper: with a code of its own, as in the room."""
    given = await given_by(request, _Sign)
    guest, actor, paper = await _inside(request, LinkKind.SIGN)
    seat = guest.link.seat
    if given.who != seat:
        raise no(ErrorCode.NOT_FOUND)
    where = Circumstances(
        guest.device,
        request.app[OUTCOMES].origin(address(request)),
        request.headers.get("User-Agent", ""),
        "link and code",
    )
    asking = Asking(seat, seat, given.frozen, given.code, address(request), where)
    sent = {"width": given.width, "height": given.height, "strokes": given.strokes}
    signed = await request.app[OUTCOMES].sign(actor, paper.id, asking, sent)
    if isinstance(signed, Refused):
        raise Refusal(signed)
    return answers.value(signed)
