"""The logs: auditors read all that was done, administrators what was done with accounts."""

from datetime import date
from typing import Final, TypeVar

from aiohttp import web

from rooms.answer import Refused
from rooms.rights import RIGHTS, Right
from server.pages.context import DESK
from server.pages.schedule import day, exact
from server.pages.signed_in import LOGS, require, turned_away, ways
from server.pages.templates import render
from server.staff.account import AccountId
from server.staff.log import TECHNICAL, Deed
from server.staff.reading import PAGE, Choice

routes = web.RouteTableDef()

Kind = TypeVar("Kind", date, Deed)
_MOST: Final = 100_000


@routes.get(LOGS)
async def show(request: web.Request) -> web.StreamResponse:
    """The page."""
    who = await require(request, Right.READ_TECHNICAL_LOG)
    if isinstance(who, Refused):
        return turned_away(request, who)
    desk = request.app[DESK]
    every = Right.READ_ACCESS_LOG in RIGHTS[who.account.role]
    deeds = frozenset(Deed) if every else TECHNICAL
    query = request.query
    choice = Choice(
        deeds,
        _day(query.get("day", "")),
        AccountId(query.get("person", "")) or None,
        _deed(query.get("deed", "")),
    )
    number = _page(query.get("page", ""))
    found = await desk.log.read(choice, number)
    accounts = await desk.accounts.everybody()
    return render(
        request,
        "logs.html",
        who=who,
        ways=ways(who),
        here=LOGS,
        every=every,
        choice=choice,
        found=found,
        entries=found.entries,
        page=number,
        pages=max(1, -(-found.count // PAGE)),
        names={account.id: account for account in accounts},
        deeds=[deed for deed in Deed if deed in deeds],
        numbers=await desk.log.numbers(found.entries) if every else {},
        sessions={},
        day=day,
        exact=exact,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _deed(text: str) -> Deed | None:
    return Deed(text) if text in set(Deed) else None


def _page(text: str) -> int:
    return min(int(text), _MOST) - 1 if text.isascii() and text.isdecimal() and int(text) > 0 else 0
