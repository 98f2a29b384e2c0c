"""Setting an account up by its one-time link. Opening the link uses nothing up."""

from typing import Annotated, Any

import msgspec
import segno
from aiohttp import web
from msgspec import Meta

from rooms.answer import Refused
from server import answers
from server.pages.context import DESK
from server.pages.signed_in import begin, form, site, told, turned_away, visitor
from server.pages.signin import Ceremony
from server.pages.templates import render
from server.staff.commands import SET_UP
from server.staff.password import SHORTEST
from server.staff.setting_up import Chosen, Offer

routes = web.RouteTableDef()

Password = Annotated[str, Meta(max_length=1000)]


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A password to look at; none: with a passkey alone."""

    password: Password | None = None


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that was chosen."""

    ceremony: Ceremony
    password: Password | None = None
    code: Annotated[str, Meta(max_length=64)] | None = None
    credential: dict[str, Any] | None = None


@routes.get(SET_UP + "{token}")
async def show(request: web.Request) -> web.StreamResponse:
    """The page, for whom the link was made."""
    account = await request.app[DESK].setting_up.look(request.match_info["token"])
    if isinstance(account, Refused):
        return turned_away(request, account)
    return render(request, "setup.html", account=account, shortest=SHORTEST)


@routes.post(SET_UP + "{token}/offer")
async def offer(request: web.Request) -> web.StreamResponse:
    """Look at the password, and offer an authenticator's secret and a passkey."""
    given = await form(request, Wanted)
    if isinstance(given, Refused):
        return told(given)
    setting_up = request.app[DESK].setting_up
    offered = await setting_up.offer(request.match_info["token"], given.password, site(request))
    return told(offered) if isinstance(offered, Refused) else answers.value(shown(offered))


@routes.post(SET_UP + "{token}")
async def finish(request: web.Request) -> web.StreamResponse:
    """Everything at once; the recovery codes are in this answer and nowhere else."""
    given = await form(request, Done)
    if isinstance(given, Refused):
        return told(given)
    chosen = Chosen(given.password, given.code, given.credential)
    done = await request.app[DESK].setting_up.finish(
        request.match_info["token"], given.ceremony, chosen, site(request), visitor(request)
    )
    if isinstance(done, Refused):
        return told(done)
    response = answers.value({"recovery_codes": done.recovery_codes})
    begin(request, response, done.opened)
    return response


def shown(offered: Offer) -> dict[str, object]:
    """An offer for a script: the authenticator's address as a picture, black on white in any light."""
    picture = segno.make(offered.address, error="m", micro=False)
    return {
        "ceremony": offered.ceremony,
        "secret": offered.secret,
        "qr": picture.svg_data_uri(scale=4, dark="#000", light="#fff"),
        "options": offered.options,
    }
