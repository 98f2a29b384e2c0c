"""One session: its player, and beside it what was said, written and done."""

from aiohttp import web

from rooms.answer import Refused
from rooms.rights import RIGHTS, Right
from server.casefile.access import openings
from server.casefile.record import sheet
from server.casefile.stretches import stretches
from server.casefile.transcript import transcript
from server.pages.cases.places import SESSION, case_path, session_path, the_session
from server.pages.client import address
from server.pages.context import DESK
from server.pages.schedule import clock, day, exact, lasts
from server.pages.signed_in import CASES, turned_away, ways
from server.pages.templates import render
from server.staff.log import Deed

routes = web.RouteTableDef()


@routes.get(SESSION)
async def show(request: web.Request) -> web.StreamResponse:
    """The page. That somebody looked is in the log before they see anything."""
    asked = await the_session(request, Right.LIST_RECORDINGS)
    if isinstance(asked, Refused):
        return turned_away(request, asked)
    who, opened = asked
    detail = {"room": str(opened.session.id)}
    await request.app[DESK].sessions.note(who, Deed.LOOKED, address(request), detail, opened.case.id)
    found = stretches(opened.past, opened.at)
    playable = [stretch for stretch in found if stretch.tracks]
    wanted = request.query.get("stretch", "")
    return render(
        request,
        "session.html",
        who=who,
        ways=ways(who),
        here=CASES,
        rights=RIGHTS[who.account.role],
        case=opened.case,
        past=opened.past,
        case_path=case_path(opened.case.number),
        path=session_path(opened.case.number, opened.session.id),
        stretches=playable,
        chosen=next((each for each in playable if each.recorded.id == wanted), next(iter(playable), None)),
        openings=openings(opened.past),
        entries=transcript(opened.past, found),
        record=sheet(opened.past, found),
        day=day,
        clock=clock,
        exact=exact,
        lasts=lasts,
    )
