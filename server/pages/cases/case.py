"""A case: its sessions, and what was recorded of each."""

from dataclasses import dataclass

from aiohttp import web

from rooms.answer import Refused
from rooms.archive.past import Opening
from rooms.ids import RoomId
from rooms.rights import RIGHTS, Right
from server.casefile.access import openings
from server.casefile.files import Opened
from server.casefile.stretches import Stretch, stretches
from server.pages.cases.bundles import offered
from server.pages.cases.places import CASE, case_path, session_path, the_case
from server.pages.client import address
from server.pages.context import DESK, FILES
from server.pages.schedule import clock, day, lasts
from server.pages.signed_in import CASES, turned_away, ways
from server.pages.templates import render
from server.staff.log import Deed

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as its reader may see it."""

    opened: Opened
    path: str
    stretches: tuple[Stretch, ...]
    openings: tuple[Opening, ...]


@routes.get(CASE)
async def show(request: web.Request) -> web.StreamResponse:
    """The page. That somebody looked is in the log before they see anything."""
    asked = await the_case(request, Right.LIST_CASES)
    if isinstance(asked, Refused):
        return turned_away(request, asked)
    who, found = asked
    await request.app[DESK].sessions.note(who, Deed.LOOKED, address(request), {}, found.case.id)
    files = request.app[FILES]
    opened = [await files.session(who.account, session.id) for session in found.sessions]
    sittings = [
        Sitting(
            each,
            session_path(found.case.number, RoomId(each.session.id)),
            stretches(each.past, each.at),
            openings(each.past),
        )
        for each in opened
        if each is not None
    ]
    return render(
        request,
        "case.html",
        who=who,
        ways=ways(who),
        here=CASES,
        rights=RIGHTS[who.account.role],
        case=found.case,
        path=case_path(found.case.number),
        sittings=sittings[::-1],
        bundles=offered([each for each in opened if each is not None]),
        day=day,
        clock=clock,
        lasts=lasts,
    )
