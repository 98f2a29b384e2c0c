"""One's own account: sessions, factors, recovery codes."""

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.answer import Refused
from rooms.errors import ErrorCode
from server import answers
from server.pages.client import address
from server.pages.context import DESK
from server.pages.schedule import CHINA
from server.pages.setup import shown
from server.pages.signed_in import ACCOUNT, asked, site, themselves, told, turned_away, visitor, ways
from server.pages.signin import Code, Passkey
from server.pages.templates import render
from server.staff.password import SHORTEST

routes = web.RouteTableDef()


class Session(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which session is to end; none: all but this one."""

    session: Annotated[str, Meta(max_length=64)] | None = None


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A password to take the place of the one before."""

    password: Annotated[str, Meta(max_length=1000)]


class Removed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passkey by the hash of its id."""

    passkey: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


@routes.get(ACCOUNT)
async def show(request: web.Request) -> web.StreamResponse:
    """The page."""
    who = await themselves(request)
    if isinstance(who, Refused):
        return turned_away(request, who)
    desk = request.app[DESK]
    return render(
        request,
        "account.html",
        who=who,
        ways=ways(who),
        here=ACCOUNT,
        sessions=await desk.sessions.of(who),
        present=await desk.factors.of(who),
        shortest=SHORTEST,
        time=_time,
    )


@routes.post(f"{ACCOUNT}/sessions")
async def revoke(request: web.Request) -> web.StreamResponse:
    """End one of one's own sessions, or all others."""
    question = await asked(request, Session)
    if isinstance(question, Refused):
        return told(question)
    who, given = question
    ended = await request.app[DESK].sessions.revoke(who, given.session, address(request))
    if given.session is not None and not ended:
        return told(Refused(ErrorCode.NOT_FOUND))
    return answers.value({"ended": ended})


@routes.post(f"{ACCOUNT}/password")
async def set_password(request: web.Request) -> web.StreamResponse:
    """A new password; with the first one come recovery codes."""
    question = await asked(request, NewPassword)
    if isinstance(question, Refused):
        return told(question)
    who, given = question
    return _codes(await request.app[DESK].factors.set_password(who, given.password, visitor(request)))


@routes.post(f"{ACCOUNT}/offer")
async def offer(request: web.Request) -> web.StreamResponse:
    """What a new authenticator or passkey is made from."""
    who = await themselves(request)
    if isinstance(who, Refused):
        return told(who)
    offered = await request.app[DESK].factors.offer(who, site(request))
    return told(offered) if isinstance(offered, Refused) else answers.value(shown(offered))


@routes.post(f"{ACCOUNT}/totp")
async def set_totp(request: web.Request) -> web.StreamResponse:
    """Another authenticator, proved by its first code."""
    question = await asked(request, Code)
    if isinstance(question, Refused):
        return told(question)
    who, given = question
    factors = request.app[DESK].factors
    return _done(await factors.set_totp(who, given.ceremony, given.code, visitor(request)))


@routes.post(f"{ACCOUNT}/passkeys")
async def add_passkey(request: web.Request) -> web.StreamResponse:
    """One passkey more."""
    question = await asked(request, Passkey)
    if isinstance(question, Refused):
        return told(question)
    who, given = question
    factors, credential = request.app[DESK].factors, given.credential
    return _done(await factors.add_passkey(who, given.ceremony, credential, site(request), visitor(request)))


@routes.post(f"{ACCOUNT}/passkeys/remove")
async def remove_passkey(request: web.Request) -> web.StreamResponse:
    """One passkey less."""
    question = await asked(request, Removed)
    if isinstance(question, Refused):
        return told(question)
    who, given = question
    factors, id_hash = request.app[DESK].factors, bytes.fromhex(given.passkey)
    return _done(await factors.remove_passkey(who, id_hash, visitor(request)))


@routes.post(f"{ACCOUNT}/recovery")
async def renew_recovery_codes(request: web.Request) -> web.StreamResponse:
    """Ten new codes, which are in this answer and nowhere else."""
    who = await themselves(request)
    if isinstance(who, Refused):
        return told(who)
    return _codes(await request.app[DESK].factors.renew_recovery_codes(who, visitor(request)))


def _done(outcome: Refused | None) -> web.Response:
    return told(outcome) if outcome else answers.value({})


def _codes(outcome: tuple[str, ...] | Refused) -> web.Response:
    if isinstance(outcome, Refused):
        return told(outcome)
    return answers.value({"recovery_codes": outcome})


def _time(at: datetime) -> str:
    """A time in China."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
