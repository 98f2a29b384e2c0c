"""A clerk corrects or strikes a line of a record afterwards, for a reason; what it said before stays beside it."""

from typing import Annotated, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.answer import Refused
from rooms.commands import AmendLine
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, LineId
from rooms.minutes import LINE_LIMIT, Colleague
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

AMEND: Final = SESSION + "/record/{line}"


class Amendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the line says from now on, or nothing: it is struck. ``version``: that of the line which one saw."""

    version: int
    text: Annotated[str, Meta(max_length=LINE_LIMIT)] | None
    reason: Annotated[str, Meta(max_length=LINE_LIMIT)]


@routes.post(AMEND)
async def amend(request: web.Request) -> web.StreamResponse:
    """The room's own log tells of it, and the staff's."""
    given = await form(request, Amendment)
    if isinstance(given, Refused):
        return told(given)
    asked = await the_session(request, Right.CORRECT_RECORD, reason=given.reason)
    if isinstance(asked, Refused):
        return told(asked)
    who, opened = asked
    line = opened.past.minutes.lines.get(LineId(request.match_info["line"]))
    if line is None:
        return told(Refused(ErrorCode.NOT_FOUND))
    colleague = Colleague(who.account.id, who.account.name)
    command = AmendLine(
        SYSTEM, line.id, given.version, given.text, given.reason, colleague, line.wording.speaker
    )
    try:
        actor = await request.app[ROOMS].actor(opened.session.id)
    except (RoomElsewhere, JournalUnavailable):
        return told(Refused(ErrorCode.BUSY))
    outcome = await actor.submit(command)
    if isinstance(outcome, Refused):
        return told(outcome)
    detail = {"room": str(opened.session.id), "reason": given.reason.strip()}
    await request.app[DESK].sessions.note(
        who, Deed.RECORD_CORRECTED, address(request), detail, opened.case.id
    )
    return answers.value({})
