"""A file to take away, for a reason."""

import re
from datetime import datetime
from typing import Final

from aiohttp import web

from rooms.answer import Refused
from rooms.decide.retrieving import REASON_LIMIT
from rooms.errors import ErrorCode
from rooms.rights import Right
from server.casefile.files import Opened, Playable
from server.casefile.stretches import stretches
from server.pages.cases.media import TRACK, given
from server.pages.cases.places import the_session
from server.pages.cases.play import files_of, note
from server.pages.schedule import CHINA
from server.pages.signed_in import turned_away
from server.staff.log import Deed

routes = web.RouteTableDef()

DOWNLOAD: Final = TRACK + "/download"
_UNFIT: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\s]+')
"""What no system has in the name of a file."""


@routes.post(DOWNLOAD)
async def download(request: web.Request) -> web.StreamResponse:
    """The whole file. A form sends for it: the reason stands in no address, and the address alone opens nothing."""
    reason = str((await request.post()).get("reason", ""))[:REASON_LIMIT]
    asked = await the_session(request, Right.DOWNLOAD, reason=reason)
    if isinstance(asked, Refused):
        return turned_away(request, asked)
    who, opened = asked
    wanted = request.match_info["segment"]
    for stretch in stretches(opened.past, opened.at):
        found = [each for each in await files_of(request, opened, stretch) if each.segment.id == wanted]
        if found:
            name = file_name(opened, found[0])
            more = {"reason": reason.strip(), "file": name}
            await note(request, who, Deed.DOWNLOADED, opened, stretch, **more)
            return await given(request, found[0], name=name)
    return turned_away(request, Refused(ErrorCode.NOT_FOUND))


def file_name(opened: Opened, playable: Playable) -> str:
    """Number, time, role and kind: whose name somebody sees in a folder is nobody's business there."""
    segment = playable.segment
    role = opened.past.seats[segment.seat].role
    return f"{file_time(opened, segment.began)}-{role}-{segment.kind}.webm"


def file_time(opened: Opened, began: datetime) -> str:
    """The number of the case and a time, as a file's name has them."""
    return f"{_UNFIT.sub('-', opened.case.number)}-{began.astimezone(CHINA):%Y%m%d-%H%M%S}"
