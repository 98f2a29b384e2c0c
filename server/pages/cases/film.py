"""A film of a recording: asked for with a reason, made in its time, taken away with a reason."""

from typing import Annotated, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from recordings.storage import StorageUnavailable
from recordings.vault.cipher import Damaged
from rooms.answer import Refused
from rooms.decide.retrieving import REASON_LIMIT
from rooms.errors import ErrorCode
from rooms.rights import Right
from server import answers
from server.casefile.films import Progress
from server.pages.cases.download import file_time
from server.pages.cases.places import SESSION, the_session
from server.pages.cases.play import files_of, note, stretch_of
from server.pages.context import FILMS
from server.pages.signed_in import form, told, turned_away
from server.record import playing
from server.staff.log import Deed

routes = web.RouteTableDef()

FILM: Final = SESSION + "/films/{stretch}"


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why it is made."""

    reason: Annotated[str, Meta(max_length=REASON_LIMIT)]


@routes.get(FILM)
async def look(request: web.Request) -> web.StreamResponse:
    """How far it is."""
    asked = await the_session(request, Right.PLAY)
    if isinstance(asked, Refused):
        return told(asked)
    _, opened = asked
    found = stretch_of(opened, request.match_info["stretch"])
    tracks = [] if found is None else await files_of(request, opened, found)
    if not tracks:
        return told(Refused(ErrorCode.NOT_FOUND))
    return _progress(await request.app[FILMS].of(tracks))


@routes.post(FILM)
async def make(request: web.Request) -> web.StreamResponse:
    """Begin. Who may take it away may have it made."""
    given = await form(request, Wanted)
    if isinstance(given, Refused):
        return told(given)
    asked = await the_session(request, Right.DOWNLOAD, reason=given.reason)
    if isinstance(asked, Refused):
        return told(asked)
    who, opened = asked
    found = stretch_of(opened, request.match_info["stretch"])
    tracks = [] if found is None else await files_of(request, opened, found)
    if found is None or not tracks:
        return told(Refused(ErrorCode.NOT_FOUND))
    await note(request, who, Deed.FILMED, opened, found, reason=given.reason.strip())
    films = request.app[FILMS]
    if not await films.begin(tracks):
        return told(Refused(ErrorCode.BUSY))
    return _progress(await films.of(tracks))


@routes.post(FILM + "/download")
async def download(request: web.Request) -> web.StreamResponse:
    """The film, to who is granted each file of it at this moment."""
    reason = str((await request.post()).get("reason", ""))[:REASON_LIMIT]
    asked = await the_session(request, Right.DOWNLOAD, reason=reason)
    if isinstance(asked, Refused):
        return turned_away(request, asked)
    who, opened = asked
    found = stretch_of(opened, request.match_info["stretch"])
    tracks = [] if found is None else await files_of(request, opened, found)
    made = await request.app[FILMS].made(tracks) if tracks else None
    if found is None or made is None:
        return turned_away(request, Refused(ErrorCode.NOT_FOUND))
    name = f"{file_time(opened, found.began)}.mp4"
    await note(request, who, Deed.DOWNLOADED, opened, found, reason=reason.strip(), file=name)
    try:
        return await playing.answer(request, made.reader, made.film, "video/mp4", name=name)
    except (StorageUnavailable, Damaged):
        return turned_away(request, Refused(ErrorCode.NOT_READ))


def _progress(progress: Progress) -> web.Response:
    return answers.value(
        {
            "stage": progress.stage.value,
            "share": progress.share,
            "missing": progress.missing,
            "wanting": progress.wanting,
        }
    )
