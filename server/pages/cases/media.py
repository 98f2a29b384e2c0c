"""What is heard and seen: parts of a file, opened on their way, each asked of what is granted at that moment."""

from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web

from recordings.playback import ranges
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
from server.staff.sessions import SignedIn

routes = web.RouteTableDef()

TRACK: Final = SESSION + "/tracks/{segment}"
LONGEST: Final = 512 * 1024
"""Octets of an answer. A browser has six connections for all tracks and keeps one busy with each answer that it has not
taken whole; what it lacks it asks for.
"""


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
    return await _answer(request, playable)


def kind_of(playable: Playable) -> str:
    """The media type of the file that plays."""
    return "video/webm" if playable.segment.pictures else "audio/webm"


def _noted(request: web.Request, who: SignedIn, playable: Playable) -> bool:
    segment = playable.segment
    proof = request.app[OPENINGS].proof(who.session.id, segment.room, segment.recording)
    return request.query.get("opening") == proof


async def _answer(request: web.Request, playable: Playable) -> web.StreamResponse:
    size, tag = playable.finished.plain_length, ranges.etag(playable.finished.plain_digest)
    headers = {hdrs.ACCEPT_RANGES: "bytes", hdrs.ETAG: tag}
    wanted = ranges.asked(size, tag, request.headers.get(hdrs.RANGE), request.headers.get(hdrs.IF_RANGE))
    if isinstance(wanted, ranges.Unsatisfiable):
        return web.Response(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers=headers | {hdrs.CONTENT_RANGE: wanted.content_range(size)},
        )
    begin, end, status = 0, size, HTTPStatus.OK
    if isinstance(wanted, ranges.Part):
        begin, end, status = wanted.start, min(wanted.end, wanted.start + LONGEST), HTTPStatus.PARTIAL_CONTENT
        headers[hdrs.CONTENT_RANGE] = ranges.Part(begin, end).content_range(size)
    return await send(request, playable, begin, end, status=status, headers=headers)


async def send(
    request: web.Request, playable: Playable, begin: int, end: int, *, status: int, headers: dict[str, str]
) -> web.StreamResponse:
    """The octets from ``begin`` up to ``end``. Nothing has been sent when the first of them cannot be read; when a
    later one cannot, the answer ends too early.
    """
    pieces = request.app[READERS].of(playable).pieces(begin, end)
    try:
        first = await anext(pieces, b"")
    except (StorageUnavailable, Damaged):
        return told(Refused(ErrorCode.NOT_READ))
    answer = web.StreamResponse(status=status, headers=headers)
    answer.content_type = kind_of(playable)
    answer.content_length = end - begin
    await answer.prepare(request)
    if request.method != hdrs.METH_HEAD:
        await answer.write(first)
        async for piece in pieces:
            await answer.write(piece)
    return answer
