"""Who looked at a case, when, at what, and why."""

from typing import Final

from aiohttp import web

from rooms.answer import Refused
from rooms.rights import Right
from server.casefile.access import shown
from server.pages.cases.places import CASE, case_path, the_case
from server.pages.context import DESK, FILES
from server.pages.schedule import day, exact
from server.pages.signed_in import CASES, turned_away, ways
from server.pages.templates import render
from server.staff.log import LogBroken

routes = web.RouteTableDef()

ACCESS: Final = CASE + "/access"


@routes.get(ACCESS)
async def show(request: web.Request) -> web.StreamResponse:
    """The page."""
    asked = await the_case(request, Right.SEE_ACCESS)
    if isinstance(asked, Refused):
        return turned_away(request, asked)
    who, found = asked
    files, desk = request.app[FILES], request.app[DESK]
    opened = [await files.session(who.account, session.id) for session in found.sessions]
    pasts = [each.past for each in opened if each is not None]
    try:
        entries = await desk.sessions.about(found.case.id)
    except LogBroken:
        entries = None
    return render(
        request,
        "access.html",
        who=who,
        ways=ways(who),
        here=CASES,
        case=found.case,
        path=case_path(found.case.number),
        entries=None if entries is None else shown(entries, pasts, who.account.id),
        names={account.id: account for account in await desk.accounts.everybody()},
        sessions={past.room: past for past in pasts},
        channels={str(each.id): each.channel for past in pasts for each in past.recorded},
        day=day,
        exact=exact,
    )
