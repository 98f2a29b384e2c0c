"""A demonstration's staff link: signs in once. Opening it changes nothing; its page posts itself by script."""

from aiohttp import web

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import RoomId, SeatId
from server import answers
from server.auth.door import Entered, Invitation, Secrets
from server.pages.cases.places import case_path
from server.pages.client import address
from server.pages.context import DESK, DOOR, SETTINGS
from server.pages.cookies import bind, secrets_of
from server.pages.link import STATUS
from server.pages.signed_in import begin, signed_in, visitor
from server.pages.templates import problem, render

routes = web.RouteTableDef()


@routes.get("/s/{token}")
async def show(request: web.Request) -> web.StreamResponse:
    """The page with its one button; a device that is signed in goes on to the room."""
    if not request.app[SETTINGS].demo_allowed:
        return problem(request, ErrorCode.LINK_INVALID, 404)
    invitation = await request.app[DOOR].staff_invitation(request.match_info["token"], secrets_of(request))
    if isinstance(invitation, ErrorCode):
        return problem(request, invitation, STATUS.get(invitation, 400))
    if invitation.inside:
        raise web.HTTPSeeOther(f"/room/{invitation.seat}")
    return render(request, "staff.html")


@routes.post("/s/{token}")
async def sign_in(request: web.Request) -> web.StreamResponse:
    """Sign in with the link, once, to the room or, when its session has ended, to the case; the device that did it
    does so again.
    """
    if not request.app[SETTINGS].demo_allowed:
        return answers.refuse(ErrorCode.LINK_INVALID, status=404)
    token, secrets = request.match_info["token"], secrets_of(request)
    invitation = await request.app[DOOR].staff_invitation(token, secrets)
    if isinstance(invitation, ErrorCode):
        return answers.refuse(invitation, status=STATUS.get(invitation, 400))
    outcome = await _taken(request, token, invitation, secrets)
    if isinstance(outcome, Refused):
        return answers.refuse(outcome.code, outcome.params, STATUS.get(outcome.code, 400))
    onward = case_path(invitation.welcome.case_no) if invitation.ended else f"/room/{outcome.shown}"
    if "application/json" in request.headers.get("Accept", ""):
        response: web.StreamResponse = answers.value({"room": onward})
    else:
        response = web.Response(status=303, headers={"Location": onward})
    bind(request, response, outcome)
    await _sign_in_to_the_desk(request, response, invitation.room, outcome.seat)
    return response


async def _taken(
    request: web.Request, token: str, invitation: Invitation, secrets: Secrets
) -> Entered | Refused:
    door = request.app[DOOR]
    if not invitation.ended:
        return await door.sign_in(token, secrets=secrets, address=address(request))
    if not invitation.code_needed:
        return Entered(invitation.seat, invitation.seat, None)
    return await door.sign_in_afterwards(token)


async def _sign_in_to_the_desk(
    request: web.Request, response: web.StreamResponse, room: RoomId, seat: SeatId
) -> None:
    """The account of that seat, for the pages of its cases; whoever is signed in as a colleague remains it."""
    before = await signed_in(request)
    if not isinstance(before, Refused) and not before.account.demonstration:
        return
    asking = visitor(request)
    opened = await request.app[DESK].demonstrations.sign_in(room, seat, asking.device, asking.token)
    if opened is not None:
        begin(request, response, opened)
