"""A party's link: who invites, the consents, the code. Opening it, or what hangs on it, changes nothing."""

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

import msgspec
import segno
from aiohttp import web
from msgspec import Meta

from rooms.consent import REQUIRED, ConsentKind
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from server import answers
from server.auth.door import Entered, Invitation
from server.i18n import catalogue
from server.pages import icalendar, inapp, schedule
from server.pages.client import address
from server.pages.context import DOOR, FILES, SETTINGS
from server.pages.cookies import bind, secrets_of
from server.pages.templates import language, problem, render

routes = web.RouteTableDef()

STATUS: Final = {
    ErrorCode.LINK_INVALID: 404,
    ErrorCode.LINK_REVOKED: 410,
    ErrorCode.LINK_EXPIRED: 410,
    ErrorCode.CODE_WRONG: 403,
    ErrorCode.CODE_NEEDED: 403,
    ErrorCode.TOO_MANY_TRIES: 429,
    ErrorCode.LOCKED: 423,
    ErrorCode.REMOVED: 403,
    ErrorCode.BUSY: 503,
    ErrorCode.NOT_SAVED: 503,
}


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the link's form sends."""

    consents: Annotated[list[ConsentKind], Meta(max_length=16)]
    code: Annotated[str, Meta(max_length=64)] = ""
    share_with: Annotated[str, Meta(max_length=64)] | None = None
    lang: Annotated[str, Meta(max_length=16)] | None = None


@routes.get("/j/{token}")
async def show(request: web.Request) -> web.StreamResponse:
    """The link's page; a device that has the seat already goes on to the room."""
    door = request.app[DOOR]
    invitation = await door.invitation(request.match_info["token"], secrets_of(request))
    if isinstance(invitation, ErrorCode):
        return problem(request, invitation, STATUS.get(invitation, 400))
    if invitation.inside:
        raise web.HTTPSeeOther(f"/room/{invitation.seat}")
    settings = request.app[SETTINGS]
    page = render(
        request,
        "link.html",
        welcome=invitation.welcome,
        centre=settings.centre,
        telephone=settings.telephone,
        schedule=_schedule(request, invitation.welcome.scheduled_at),
        app=inapp.inside(request.headers.get("User-Agent", "")),
        consents=[(kind.value, kind in REQUIRED) for kind in ConsentKind],
        share_candidates=invitation.share_candidates,
        code_needed=invitation.code_needed,
        token=request.match_info["token"],
        address=_address(request),
        openings=await _openings(request, invitation),
    )
    # Alone among the pages: what it must not tell is its own address, which who asks knows, and nothing in it is
    # theirs to choose (no BREACH). Unpacked it costs 0.3 s at 400 kbit/s.
    page.enable_compression()
    return page


@routes.get("/j/{token}/session.ics")
async def calendar(request: web.Request) -> web.StreamResponse:
    """The session's time for the phone's own calendar."""
    invitation = await request.app[DOOR].invitation(request.match_info["token"], {})
    if isinstance(invitation, ErrorCode):
        return problem(request, invitation, STATUS.get(invitation, 400))
    if invitation.welcome.scheduled_at is None:
        return problem(request, ErrorCode.NOT_FOUND, 404)
    texts, settings = catalogue(language(request)), request.app[SETTINGS]
    entry = icalendar.Entry(
        # A room's id opens nothing, and is nobody's business all the same.
        uid=hashlib.sha256(invitation.room.encode()).hexdigest()[:32],
        starts=invitation.welcome.scheduled_at,
        made=datetime.now(UTC),
        summary=texts("link.calendar_summary", centre=settings.centre),
        description=texts("link.calendar_text"),
    )
    body = icalendar.document(entry)
    shown = {"Content-Disposition": 'inline; filename="session.ics"'}
    return web.Response(body=body, content_type=icalendar.MEDIA_TYPE, charset="utf-8", headers=shown)


@routes.get("/j/{token}/qr.svg")
async def qr(request: web.Request) -> web.StreamResponse:
    """The link as a picture, for another phone's camera."""
    invitation = await request.app[DOOR].invitation(request.match_info["token"], {})
    if isinstance(invitation, ErrorCode):
        return problem(request, invitation, STATUS.get(invitation, 400))
    picture = io.BytesIO()
    segno.make(_address(request), error="m", micro=False).save(picture, kind="svg", scale=4, light="white")
    return web.Response(body=picture.getvalue(), content_type="image/svg+xml")


@routes.post("/j/{token}")
async def enter(request: web.Request) -> web.StreamResponse:
    """Consents and code against a seat."""
    try:
        entry = msgspec.json.decode(await request.read(), type=Entry)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return answers.refuse(ErrorCode.BAD_MESSAGE)
    outcome = await request.app[DOOR].enter(
        request.match_info["token"],
        code=entry.code,
        consents=frozenset(entry.consents),
        share_with=SeatId(entry.share_with) if entry.share_with else None,
        secrets=secrets_of(request),
        address=address(request),
    )
    if not isinstance(outcome, Entered):
        return answers.refuse(outcome.code, outcome.params, STATUS.get(outcome.code, 400))
    response = answers.value({"room": f"/room/{outcome.shown}"})
    bind(request, response, outcome)
    return response


async def _openings(request: web.Request, invitation: Invitation) -> list[str]:
    """When separate talks of theirs were opened, and by whom: for a device that has the seat, and no other."""
    if invitation.code_needed:
        return []
    texts, lang = catalogue(language(request)), language(request)
    found = await request.app[FILES].openings_for(invitation.room, invitation.seat)
    moments = dict.fromkeys((opening.at, opening.name) for opening in found)
    return [texts("link.opened", name=name, at=schedule.told(at, lang)) for at, name in moments]


@dataclass(frozen=True, slots=True)
class _Schedule:
    told: str
    seconds: int
    """From now: the page counts down by its own clock's pace, however wrong that clock is."""


def _schedule(request: web.Request, at: datetime | None) -> _Schedule | None:
    if at is None:
        return None
    return _Schedule(schedule.told(at, language(request)), round((at - datetime.now(UTC)).total_seconds()))


def _address(request: web.Request) -> str:
    """The link as it was sent, without the language that was chosen on the page."""
    base = request.app[SETTINGS].public_url.rstrip("/") or f"{request.scheme}://{request.host}"
    return f"{base}/j/{request.match_info['token']}"
