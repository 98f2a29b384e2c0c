"""What staff look for, found and shown where it was said."""

from aiohttp import web

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.rights import Right
from server.pages.cases.listing import listed
from server.pages.cases.places import case_path, session_path
from server.pages.client import address
from server.pages.context import DESK, FINDER
from server.pages.schedule import clock, day
from server.pages.signed_in import CASES, require, turned_away, ways
from server.pages.templates import render
from server.search.finder import TooBusy
from server.search.question import LONGEST
from server.staff.log import Deed

routes = web.RouteTableDef()


@routes.post(CASES)
async def search(request: web.Request) -> web.StreamResponse:
    """What is looked for is a person's name, telephone or words: it stands in no address, and sealed in the log.

    That somebody asked, and what, is in the log before they see anything; and so is of each session what they are
    shown something of: a search's answer is a look too.
    """
    given = await request.post()
    who = await require(request, Right.LIST_CASES)
    if isinstance(who, Refused):
        return turned_away(request, who)
    question = str(given.get("q", "")).strip()[:LONGEST]
    if not question:
        return await listed(request, who)
    await request.app[DESK].sessions.note(who, Deed.SEARCHED, address(request), {"question": question})
    try:
        answer = await request.app[FINDER].find(who.account, question, _skip(str(given.get("from", ""))))
    except TooBusy:
        return turned_away(request, Refused(ErrorCode.BUSY))
    seen = [(found.case.id, {"room": str(hit.session.id)}) for found in answer.cases for hit in found.hits]
    await request.app[DESK].sessions.note_each(who, Deed.SEARCHED, address(request), seen)
    return render(
        request,
        "cases.html",
        who=who,
        ways=ways(who),
        here=CASES,
        question=question,
        answer=answer,
        path=case_path,
        session_path=session_path,
        day=day,
        clock=clock,
    )


def _skip(given: str) -> int:
    return min(int(given), 1_000_000) if given.isascii() and given.isdecimal() else 0
