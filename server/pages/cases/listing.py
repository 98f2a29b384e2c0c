"""The list of cases: sorted, a page at a time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from rooms.answer import Refused
from rooms.rights import Right
from server.casefile.files import Found
from server.pages.cases.places import case_path
from server.pages.context import FILES, FINDER
from server.pages.schedule import day
from server.pages.signed_in import CASES, require, turned_away, ways
from server.pages.templates import render
from server.staff.sessions import SignedIn

routes = web.RouteTableDef()

PAGE: Final = 50


def _latest(found: Found) -> datetime:
    return max(session.scheduled_at or session.created_at for session in found.sessions)


ORDERS: Final[Mapping[str, Callable[[Found], Any]]] = {
    "latest": _latest,
    "number": lambda found: found.case.number,
    "title": lambda found: found.case.title,
    "begun": lambda found: found.case.created_at,
}
DOWNWARDS: Final = frozenset({"latest", "begun"})
"""What has the newest first."""


@routes.get(CASES)
async def show(request: web.Request) -> web.StreamResponse:
    """All that one may see."""
    who = await require(request, Right.LIST_CASES)
    if isinstance(who, Refused):
        return turned_away(request, who)
    request.app[FINDER].expect()
    return await listed(request, who)


async def listed(request: web.Request, who: SignedIn) -> web.StreamResponse:
    """The page without a question."""
    found = await request.app[FILES].cases(who.account)
    order = request.query.get("sort", "")
    order = order if order in ORDERS else "latest"
    found.sort(key=ORDERS[order], reverse=order in DOWNWARDS)
    number = _number(request.query.get("page", ""))
    return render(
        request,
        "cases.html",
        who=who,
        ways=ways(who),
        here=CASES,
        question="",
        answer=None,
        cases=[(each, _latest(each)) for each in found[number * PAGE : (number + 1) * PAGE]],
        count=len(found),
        page=number,
        pages=max(1, -(-len(found) // PAGE)),
        orders=list(ORDERS),
        order=order,
        path=case_path,
        day=day,
    )


def _number(page: str) -> int:
    return min(int(page) - 1, 10_000) if page.isascii() and page.isdecimal() and page != "0" else 0
