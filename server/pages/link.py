"""A party's link: who invites, the consents, the code. Opening it changes nothing."""

from typing import Annotated, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.consent import REQUIRED, ConsentKind
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from server import answers
from server.auth.door import Entered
from server.pages.client import address
from server.pages.context import DOOR, SETTINGS
from server.pages.cookies import bind, secrets_of
from server.pages.templates import problem, render

routes = web.RouteTableDef()

STATUS: Final = {
    ErrorCode.LINK_INVALID: 404,
    ErrorCode.LINK_REVOKED: 410,
    ErrorCode.LINK_EXPIRED: 410,
    ErrorCode.CODE_WRONG: 403,
    ErrorCode.CODE_NEEDED: 403,
    ErrorCode.TOO_MANY_TRIES: 429,
    ErrorCode.LOCKED: 423,
    ErrorCode.REMOVED: 403,
    ErrorCode.BUSY: 503,
    ErrorCode.NOT_SAVED: 503,
}


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the link's form sends."""

    consents: Annotated[list[ConsentKind], Meta(max_length=16)]
    code: Annotated[str, Meta(max_length=64)] = ""
    share_with: Annotated[str, Meta(max_length=64)] | None = None
    lang: Annotated[str, Meta(max_length=16)] | None = None


@routes.get("/j/{token}")
async def show(request: web.Request) -> web.StreamResponse:
    """The link's page; a device that has the seat already goes on to the room."""
    door = request.app[DOOR]
    invitation = await door.invitation(request.match_info["token"], secrets_of(request))
    if isinstance(invitation, ErrorCode):
        return problem(request, invitation, STATUS.get(invitation, 400))
    if invitation.inside:
        raise web.HTTPSeeOther(f"/room/{invitation.seat}")
    return render(
        request,
        "link.html",
        case_title=invitation.case_title,
        case_no=invitation.case_no,
        centre=request.app[SETTINGS].centre,
        mediator_name=invitation.mediator_name,
        person_name=invitation.person_name,
        groups=invitation.groups,
        consents=[(kind.value, kind in REQUIRED) for kind in ConsentKind],
        share_candidates=invitation.share_candidates,
        code_needed=invitation.code_needed,
        token=request.match_info["token"],
    )


@routes.post("/j/{token}")
async def enter(request: web.Request) -> web.StreamResponse:
    """Consents and code against a seat."""
    try:
        entry = msgspec.json.decode(await request.read(), type=Entry)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return answers.refuse(ErrorCode.BAD_MESSAGE)
    outcome = await request.app[DOOR].enter(
        request.match_info["token"],
        code=entry.code,
        consents=frozenset(entry.consents),
        share_with=SeatId(entry.share_with) if entry.share_with else None,
        secrets=secrets_of(request),
        address=address(request),
    )
    if not isinstance(outcome, Entered):
        return answers.refuse(outcome.code, outcome.params, STATUS.get(outcome.code, 400))
    response = answers.value({"room": f"/room/{outcome.shown}"})
    bind(request, response, outcome)
    return response
