"""Signing in and out. What is wrong is answered in one way, whether there is such an account or not."""

import re
from typing import Annotated, Any, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.answer import Refused
from server import answers
from server.pages.client import address
from server.pages.context import DESK
from server.pages.signed_in import ACCOUNT, SIGN_IN, begin, end, form, signed_in, site, told, visitor
from server.pages.templates import render
from server.staff.ceremony import LONGEST
from server.staff.sessions import Opened

routes = web.RouteTableDef()

_OWN_PATH: Final = re.compile(r"/[A-Za-z0-9_-](?:[A-Za-z0-9_/-]|%[0-9A-F]{2})*")
"""A page of ours to go on to: nothing that a browser could take for another host."""
Ceremony = Annotated[str, Meta(max_length=LONGEST)]


class Password(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first step."""

    name: Annotated[str, Meta(max_length=200)]
    password: Annotated[str, Meta(max_length=1000)]


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second step."""

    ceremony: Ceremony
    code: Annotated[str, Meta(max_length=64)]


class Passkey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passkey's answer."""

    ceremony: Ceremony
    credential: dict[str, Any]


@routes.get(SIGN_IN)
async def show(request: web.Request) -> web.StreamResponse:
    """The page; who is signed in goes on, unless they are to prove it again."""
    wanted = request.query.get("next", "")
    onward = wanted if _OWN_PATH.fullmatch(wanted) else ACCOUNT
    again = "again" in request.query
    if not again and not isinstance(await signed_in(request), Refused):
        return web.Response(status=303, headers={"Location": onward})
    return render(request, "signin.html", onward=onward, again=again)


@routes.post(f"{SIGN_IN}/password")
async def password(request: web.Request) -> web.StreamResponse:
    """A name and a password: with what one may go on."""
    given = await form(request, Password)
    if isinstance(given, Refused):
        return told(given)
    half = await request.app[DESK].signing_in.password(given.name, given.password, visitor(request))
    if isinstance(half, Refused):
        return told(half)
    return answers.value({"ceremony": half.ceremony, "next": sorted(half.next)})


@routes.post(f"{SIGN_IN}/code")
async def code(request: web.Request) -> web.StreamResponse:
    """A code of the authenticator."""
    given = await form(request, Code)
    if isinstance(given, Refused):
        return told(given)
    signing_in = request.app[DESK].signing_in
    return _answer(request, await signing_in.code(given.ceremony, given.code, visitor(request)))


@routes.post(f"{SIGN_IN}/recovery")
async def recovery(request: web.Request) -> web.StreamResponse:
    """A recovery code."""
    given = await form(request, Code)
    if isinstance(given, Refused):
        return told(given)
    signing_in = request.app[DESK].signing_in
    return _answer(request, await signing_in.recovery(given.ceremony, given.code, visitor(request)))


@routes.post(f"{SIGN_IN}/passkey/begin")
async def ask_for_passkey(request: web.Request) -> web.StreamResponse:
    """What an authenticator is asked."""
    asked = await request.app[DESK].signing_in.ask_for_passkey(site(request))
    return answers.value({"ceremony": asked.ceremony, "options": asked.options})


@routes.post(f"{SIGN_IN}/passkey")
async def passkey(request: web.Request) -> web.StreamResponse:
    """A passkey alone."""
    given = await form(request, Passkey)
    if isinstance(given, Refused):
        return told(given)
    signing_in = request.app[DESK].signing_in
    outcome = await signing_in.passkey(given.ceremony, given.credential, site(request), visitor(request))
    return _answer(request, outcome)


@routes.post("/signout")
async def sign_out(request: web.Request) -> web.StreamResponse:
    """Done, whoever asks."""
    who = await signed_in(request)
    if not isinstance(who, Refused):
        await request.app[DESK].sessions.sign_out(who, address(request))
    response = answers.value({})
    end(request, response)
    return response


def _answer(request: web.Request, outcome: Opened | Refused) -> web.StreamResponse:
    if isinstance(outcome, Refused):
        return told(outcome)
    response = answers.value({})
    begin(request, response, outcome)
    return response
