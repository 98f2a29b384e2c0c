"""A person's receipt after the session: for the device that holds the seat's cookie, and for no other."""

from aiohttp import web

from rooms.errors import ErrorCode
from rooms.ids import SeatId
from rooms.moments import BEIJING, parse
from server.dossier import statement
from server.dossier.keepsake import Keepsake
from server.pages.context import DOOR, KEEPSAKES
from server.pages.templates import problem, render
from signaling.gateway import cookie_name

routes = web.RouteTableDef()


@routes.get("/room/{seat}/receipt")
async def page(request: web.Request) -> web.Response:
    """What it is, in plain words, and the file to download."""
    found = await _found(request)
    if isinstance(found, web.Response):
        return found
    fingerprint = statement.fingerprint(found.public_key)
    seat = request.match_info["seat"]
    local = f"{parse(found.at).astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    return render(request, "receipt.html", receipt=found, local=local, seat=seat, fingerprint=fingerprint)


@routes.get("/room/{seat}/receipt.json")
async def file(request: web.Request) -> web.Response:
    """The receipt itself."""
    found = await _found(request)
    if isinstance(found, web.Response):
        return found
    headers = {
        "Content-Disposition": 'attachment; filename="yuntiao-receipt.json"',
        "Cache-Control": "no-store",
    }
    return web.Response(body=found.octets, content_type="application/json", headers=headers)


async def _found(request: web.Request) -> Keepsake | web.Response:
    seat = SeatId(request.match_info["seat"])
    guest = await request.app[DOOR].identify(seat, request.cookies.get(cookie_name(seat), ""))
    if guest is None:
        return problem(request, ErrorCode.NOT_SIGNED_IN, 403)
    found = await request.app[KEEPSAKES].of(guest.room, guest.seat)
    return found or problem(request, ErrorCode.NOT_FOUND, 404)
