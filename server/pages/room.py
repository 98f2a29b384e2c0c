"""The room's page, for the device that holds the seat's cookie."""

from aiohttp import web

from rooms.errors import ErrorCode
from rooms.ids import SeatId
from rooms.roles import HOSTS, Role
from server.pages.context import DOOR, SETTINGS
from server.pages.templates import language, problem, render
from signaling.gateway import cookie_name

routes = web.RouteTableDef()

AUDIO_SLOTS = 12
VIDEO_SLOTS = 6


@routes.get("/room/{seat}")
async def room(request: web.Request) -> web.Response:
    """The page; what is in the room arrives over the socket, by the policy."""
    seat = SeatId(request.match_info["seat"])
    secret = request.cookies.get(cookie_name(seat), "")
    role = await request.app[DOOR].role(seat, secret)
    if role is None:
        return problem(request, ErrorCode.NOT_SIGNED_IN, status=403)
    config = {
        "seat": seat,
        "lang": language(request),
        "audio_slots": AUDIO_SLOTS,
        "video_slots": VIDEO_SLOTS,
        "simulcast": request.app[SETTINGS].simulcast,
    }
    # Who may host or write the record is asked of the policy at every step; this only spares others the desk.
    desk = {"host": role in HOSTS, "clerk": role is Role.CLERK}
    return render(request, "room.html", config=config, **desk, telephone=request.app[SETTINGS].telephone)


@routes.get("/")
async def nothing(request: web.Request) -> web.Response:
    """There is no front page: people come by link."""
    return problem(request, ErrorCode.NOT_FOUND, status=404)
