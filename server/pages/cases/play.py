"""A recording is opened to be played: it is noted, and then its tracks are told with their places in time."""

from typing import Annotated, Any, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from recordings.playback.timeline import Lane, timeline
from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import RoomId
from rooms.rights import Right
from server import answers
from server.casefile.files import Opened, Playable
from server.casefile.stretches import Stretch, stretches
from server.pages.cases.places import SESSION, session_path, the_session
from server.pages.client import address
from server.pages.context import DESK, FILES, OPENINGS
from server.pages.signed_in import form, told
from server.staff.log import Deed
from server.staff.sessions import SignedIn

routes = web.RouteTableDef()

PLAY: Final = SESSION + "/play"


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which recording of the session."""

    stretch: Annotated[str, Meta(max_length=64)]


@routes.post(PLAY)
async def play(request: web.Request) -> web.StreamResponse:
    """Where its tracks are, and where each stands on the timeline of all."""
    given = await form(request, Wanted)
    asked = await the_session(request, Right.PLAY)
    if isinstance(asked, Refused):
        return told(asked)
    if isinstance(given, Refused):
        return told(given)
    who, opened = asked
    found = stretch_of(opened, given.stretch)
    tracks = [] if found is None else await files_of(request, opened, found)
    if found is None or not tracks:
        return told(Refused(ErrorCode.NOT_FOUND))
    await note(request, who, Deed.PLAYED, opened, found)
    return answers.value(_told(request, who, opened, found, tracks))


def stretch_of(opened: Opened, id_: str) -> Stretch | None:
    """The one of that id that is granted."""
    every = stretches(opened.past, opened.at)
    return next((each for each in every if each.recorded.id == id_ and each.tracks), None)


async def files_of(request: web.Request, opened: Opened, stretch: Stretch) -> list[Playable]:
    """Its files that can be opened."""
    wanted = {track.kept.id for track in stretch.tracks}
    return [each for each in await request.app[FILES].tracks(opened) if each.segment.id in wanted]


async def note(
    request: web.Request, who: SignedIn, deed: Deed, opened: Opened, stretch: Stretch, **more: str
) -> None:
    """What is done with a recording is in the log, under its case, before anything of it is given."""
    detail = {
        "room": str(opened.session.id),
        "recording": str(stretch.recorded.id),
        "channel": stretch.channel,
    }
    await request.app[DESK].sessions.note(who, deed, address(request), detail | more, opened.case.id)


def _told(
    request: web.Request, who: SignedIn, opened: Opened, stretch: Stretch, tracks: list[Playable]
) -> dict[str, Any]:
    room = RoomId(opened.session.id)
    proof = request.app[OPENINGS].proof(who.session.id, room, stretch.recorded.id)
    base = f"{session_path(opened.case.number, room)}/tracks"
    line = timeline((each.segment, each.finished) for each in tracks)
    return {
        "began": round(line.began.timestamp() * 1000),
        "seconds": line.seconds,
        "tracks": [_lane(lane, opened, f"{base}/{lane.segment.id}?opening={proof}") for lane in line.lanes],
    }


def _lane(lane: Lane, opened: Opened, address: str) -> dict[str, Any]:
    seat = opened.past.seats[lane.segment.seat]
    return {
        "address": address,
        "kind": lane.segment.kind.value,
        # Who it is on the page, never the seat's id: by their place in the session.
        "person": list(opened.past.seats).index(seat.id),
        "name": seat.name,
        "role": seat.role.value,
        "group": seat.group,
        "knots": lane.knots,
    }
