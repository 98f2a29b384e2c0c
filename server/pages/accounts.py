"""The administrator's page: accounts, their roles, and one-time links."""

from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.answer import Refused
from rooms.rights import Right, StaffRole
from server import answers
from server.pages.client import address
from server.pages.context import DESK
from server.pages.signed_in import ACCOUNTS, asked, require, site, told, turned_away, ways
from server.pages.templates import render
from server.staff.account import AccountId
from server.staff.accounts import Actor
from server.staff.commands import SET_UP
from server.staff.sessions import SignedIn

routes = web.RouteTableDef()


class Invitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is to have an account."""

    name: Annotated[str, Meta(max_length=200)]
    role: StaffRole


class NewRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an account is for from now on."""

    role: StaffRole


@routes.get(ACCOUNTS)
async def show(request: web.Request) -> web.StreamResponse:
    """The page."""
    who = await require(request, Right.MANAGE_ACCOUNTS)
    if isinstance(who, Refused):
        return turned_away(request, who)
    known = await request.app[DESK].accounts.all()
    return render(
        request,
        "accounts.html",
        who=who,
        ways=ways(who),
        here=ACCOUNTS,
        accounts=known,
        roles=list(StaffRole),
    )


@routes.post(ACCOUNTS)
async def invite(request: web.Request) -> web.StreamResponse:
    """A new account; its one-time link is in this answer and nowhere else."""
    question = await asked(request, Invitation, Right.MANAGE_ACCOUNTS)
    if isinstance(question, Refused):
        return told(question)
    who, given = question
    link = await request.app[DESK].accounts.invite(given.name, given.role, _by(request, who))
    return _link(request, link)


@routes.post(ACCOUNTS + "/{id}/reset")
async def reset(request: web.Request) -> web.StreamResponse:
    """Take every way in and every session; a new one-time link."""
    who = await require(request, Right.MANAGE_ACCOUNTS)
    if isinstance(who, Refused):
        return told(who)
    return _link(request, await request.app[DESK].accounts.reset(_id(request), _by(request, who)))


@routes.post(ACCOUNTS + "/{id}/disable")
async def disable(request: web.Request) -> web.StreamResponse:
    """Nobody signs in with it until a reset."""
    who = await require(request, Right.MANAGE_ACCOUNTS)
    if isinstance(who, Refused):
        return told(who)
    outcome = await request.app[DESK].accounts.disable(_id(request), _by(request, who))
    return told(outcome) if outcome else answers.value({})


@routes.post(ACCOUNTS + "/{id}/role")
async def set_role(request: web.Request) -> web.StreamResponse:
    """Another role."""
    question = await asked(request, NewRole, Right.MANAGE_ACCOUNTS)
    if isinstance(question, Refused):
        return told(question)
    who, given = question
    outcome = await request.app[DESK].accounts.set_role(_id(request), given.role, _by(request, who))
    return told(outcome) if outcome else answers.value({})


def _id(request: web.Request) -> AccountId:
    return AccountId(request.match_info["id"])


def _by(request: web.Request, who: SignedIn) -> Actor:
    return Actor(who.account.id, address(request))


def _link(request: web.Request, token: str | Refused) -> web.Response:
    if isinstance(token, Refused):
        return told(token)
    return answers.value({"link": f"{site(request).origin}{SET_UP}{token}"})
