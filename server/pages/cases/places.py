"""Where the pages of a case are, and how a question finds its case."""

from typing import Final
from urllib.parse import quote

from aiohttp import web

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import RoomId
from rooms.rights import Right
from server.casefile.files import Found, Opened
from server.pages.context import FILES
from server.pages.signed_in import CASES, require
from server.staff.sessions import SignedIn

CASE: Final = CASES + "/{number}"
SESSION: Final = CASE + "/sessions/{room}"


def case_path(number: str) -> str:
    """A case's page."""
    return f"{CASES}/{quote(number, safe='')}"


def session_path(number: str, room: RoomId) -> str:
    """The page of one session of it."""
    return f"{case_path(number)}/sessions/{room}"


async def the_case(request: web.Request, right: Right) -> tuple[SignedIn, Found] | Refused:
    """Who asks, and the case of the address; Refused as by ``require``, or with NOT_FOUND for whatever they may not
    see, whether it exists or not.
    """
    who = await require(request, right)
    if isinstance(who, Refused):
        return who
    found = await request.app[FILES].case(who.account, request.match_info["number"])
    return Refused(ErrorCode.NOT_FOUND) if found is None else (who, found)


async def the_session(
    request: web.Request, right: Right, *, reason: str | None = None
) -> tuple[SignedIn, Opened] | Refused:
    """Who asks, and the session of the address as they may read it now; Refused as by ``the_case``."""
    who = await require(request, right, reason=reason)
    if isinstance(who, Refused):
        return who
    opened = await request.app[FILES].session(who.account, RoomId(request.match_info["room"]))
    if opened is None or opened.case.number != request.match_info["number"]:
        return Refused(ErrorCode.NOT_FOUND)
    return who, opened
