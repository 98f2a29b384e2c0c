"""A supervisor opens the separate talks of a session, for a reason, for an hour; those who were there are told."""

from typing import Annotated, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.answer import Refused
from rooms.commands import BreakGlass
from rooms.decide.retrieving import REASON_LIMIT
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM
from rooms.ports import JournalUnavailable
from rooms.rights import Right
from server import answers
from server.pages.cases.places import SESSION, the_session
from server.pages.client import address
from server.pages.context import DESK, ROOMS
from server.pages.signed_in import form, told
from server.staff.log import Deed
from signaling.registry import RoomElsewhere

routes = web.RouteTableDef()

GLASS: Final = SESSION + "/glass"


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why."""

    reason: Annotated[str, Meta(max_length=REASON_LIMIT)]


@routes.post(GLASS)
async def break_glass(request: web.Request) -> web.StreamResponse:
    """The room's own log tells of it first, then the staff's; only then is anything to be seen."""
    given = await form(request, Reason)
    if isinstance(given, Refused):
        return told(given)
    asked = await the_session(request, Right.BREAK_GLASS, reason=given.reason)
    if isinstance(asked, Refused):
        return told(asked)
    who, opened = asked
    try:
        actor = await request.app[ROOMS].actor(opened.session.id)
    except (RoomElsewhere, JournalUnavailable):
        return told(Refused(ErrorCode.BUSY))
    outcome = await actor.submit(BreakGlass(SYSTEM, who.account.id, who.account.name, given.reason))
    if isinstance(outcome, Refused):
        return told(outcome)
    detail = {"room": str(opened.session.id), "reason": given.reason.strip()}
    await request.app[DESK].sessions.note(who, Deed.GLASS_BROKEN, address(request), detail, opened.case.id)
    return answers.value({})
