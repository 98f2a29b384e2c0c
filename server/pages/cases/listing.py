"""The list of cases: searched, sorted, a page at a time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from rooms.answer import Refused
from rooms.rights import Right
from server.casefile.files import Found
from server.pages.cases.places import case_path
from server.pages.context import FILES
from server.pages.schedule import day
from server.pages.signed_in import CASES, require, turned_away, ways
from server.pages.templates import render

routes = web.RouteTableDef()

PAGE: Final = 50
QUESTION: Final = 200
"""Characters of what is searched."""


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
    return await _page(request, "")


@routes.post(CASES)
async def search(request: web.Request) -> web.StreamResponse:
    """What is searched is a person's name or telephone: it stands in no address."""
    given = await request.post()
    return await _page(request, str(given.get("q", "")))


async def _page(request: web.Request, question: str) -> web.StreamResponse:
    who = await require(request, Right.LIST_CASES)
    if isinstance(who, Refused):
        return turned_away(request, who)
    question = question.strip()[:QUESTION]
    every = await request.app[FILES].cases(who.account)
    found = [each for each in every if _matches(each, question)]
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
        question=question,
        any=bool(every),
        cases=[(each, _latest(each)) for each in found[number * PAGE : (number + 1) * PAGE]],
        count=len(found),
        page=number,
        pages=max(1, -(-len(found) // PAGE)),
        orders=list(ORDERS),
        order=order,
        path=case_path,
        day=day,
    )


def _matches(found: Found, question: str) -> bool:
    """By number or title, whatever the case of its letters."""
    wanted = question.casefold()
    return wanted in found.case.number.casefold() or wanted in found.case.title.casefold()


def _number(page: str) -> int:
    return min(int(page) - 1, 10_000) if page.isascii() and page.isdecimal() and page != "0" else 0
