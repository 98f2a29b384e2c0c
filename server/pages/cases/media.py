"""What is heard and seen: parts of a file, opened on their way, each asked of what is granted at that moment."""

import hmac
from typing import Final

from aiohttp import web

from recordings.segment import SegmentId
from recordings.storage import StorageUnavailable
from recordings.vault.cipher import Damaged
from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import RoomId
from rooms.rights import Right
from server.casefile.files import Playable
from server.pages.cases.places import SESSION
from server.pages.context import FILES, OPENINGS, READERS
from server.pages.signed_in import require, told
from server.record import playing
from server.record.playing import LONGEST
from server.staff.sessions import SignedIn

routes = web.RouteTableDef()

TRACK: Final = SESSION + "/tracks/{segment}"


@routes.get(TRACK)
async def part(request: web.Request) -> web.StreamResponse:
    """A part of a file, for whoever may play it now and has had it noted that they play it."""
    who = await require(request, Right.PLAY)
    if isinstance(who, Refused):
        return told(who)
    playable = await request.app[FILES].track(
        who.account, RoomId(request.match_info["room"]), SegmentId(request.match_info["segment"])
    )
    if playable is None or playable.case.number != request.match_info["number"]:
        return told(Refused(ErrorCode.NOT_FOUND))
    if not _noted(request, who, playable):
        return told(Refused(ErrorCode.FORBIDDEN))
    return await given(request, playable, longest=LONGEST)


async def given(
    request: web.Request, playable: Playable, *, longest: int | None = None, name: str = ""
) -> web.StreamResponse:
    """The file or a part of it, to somebody who may have it."""
    reader = request.app[READERS].of(playable)
    kind = "video/webm" if playable.segment.pictures else "audio/webm"
    try:
        return await playing.answer(request, reader, playable.finished, kind, longest=longest, name=name)
    except (StorageUnavailable, Damaged):
        return told(Refused(ErrorCode.NOT_READ))


def _noted(request: web.Request, who: SignedIn, playable: Playable) -> bool:
    segment = playable.segment
    proof = request.app[OPENINGS].proof(who.session.id, segment.room, segment.recording)
    return hmac.compare_digest(request.query.get("opening", "").encode(errors="replace"), proof.encode())
