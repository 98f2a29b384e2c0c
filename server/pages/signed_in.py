"""Who of the staff asks: what other pages ask before they show or do anything.

who = await require(request, Right.PLAY)
if isinstance(who, Refused):
    return turned_away(request, who)   # a page; for a script: told(who)
"""

from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
from aiohttp import web

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.rights import RIGHTS, Right
from server import answers
from server.pages.client import address
from server.pages.context import DESK, SETTINGS
from server.pages.templates import problem
from server.staff.lifetime import device_of
from server.staff.passkeys import Site
from server.staff.sessions import Opened, SignedIn
from server.staff.signing_in import Visitor

T = TypeVar("T")
COOKIE: Final = "yt_staff"
SIGN_IN: Final = "/signin"
ACCOUNT: Final = "/account"
ACCOUNTS: Final = "/accounts"
CASES: Final = "/cases"
LOGS: Final = "/logs"
STATUS: Final = {
    ErrorCode.NOT_SIGNED_IN: 401,
    ErrorCode.SIGN_IN_AGAIN: 401,
    ErrorCode.SIGN_IN_WRONG: 403,
    ErrorCode.SECOND_FACTOR_WRONG: 403,
    ErrorCode.PASSKEY_REFUSED: 403,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.OWN_ACCOUNT: 403,
    ErrorCode.SETUP_LINK_INVALID: 404,
    ErrorCode.ACCOUNT_UNKNOWN: 404,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.NAME_TAKEN: 409,
    ErrorCode.LAST_ADMINISTRATOR: 409,
    ErrorCode.LAST_FACTOR: 409,
    ErrorCode.SIGN_IN_LAPSED: 410,
    ErrorCode.ACCOUNT_LOCKED: 423,
    ErrorCode.TOO_MANY_TRIES: 429,
    ErrorCode.ALREADY_DECIDED: 409,
    ErrorCode.NOT_READY: 409,
    ErrorCode.NOT_READ: 503,
    ErrorCode.BUSY: 503,
}


@dataclass(frozen=True, slots=True)
class Way:
    """A page that staff go to, for those who have the right."""

    path: str
    text: str
    right: Right | None = None


WAYS: Final = (
    Way(CASES, "ways.cases", Right.LIST_CASES),
    Way(ACCOUNT, "ways.account"),
    Way(ACCOUNTS, "ways.accounts", Right.MANAGE_ACCOUNTS),
    Way(LOGS, "ways.logs", Right.READ_TECHNICAL_LOG),
)
"""In the order in which they stand in every staff page's head."""


async def signed_in(request: web.Request) -> SignedIn | Refused:
    """Who asks; Refused with NOT_SIGNED_IN."""
    token = request.cookies.get(COOKIE, "")
    found = await request.app[DESK].sessions.identify(token) if token else None
    return found or Refused(ErrorCode.NOT_SIGNED_IN)


async def themselves(request: web.Request) -> SignedIn | Refused:
    """Who asks about their own account; Refused as ``signed_in``, or FORBIDDEN for that of a demonstration."""
    who = await signed_in(request)
    if not isinstance(who, Refused) and who.account.demonstration:
        return Refused(ErrorCode.FORBIDDEN)
    return who


async def require(request: web.Request, right: Right, *, reason: str | None = None) -> SignedIn | Refused:
    """Who asks, if they may; Refused with NOT_SIGNED_IN, FORBIDDEN or REASON_NEEDED.

    A refusal, and whatever is done for a reason, is in the staff's log. A right is necessary, not sufficient: of
    which case it is used is for the caller to ask of the case.
    """
    who = await signed_in(request)
    if isinstance(who, Refused):
        return who
    code = await request.app[DESK].sessions.may(who, right, reason, address(request))
    return who if code is None else Refused(code)


async def asked(
    request: web.Request, kind: type[T], right: Right | None = None
) -> tuple[SignedIn, T] | Refused:
    """Who asks, if they may, and what their page's script sent; Refused as by ``require``, or with BAD_MESSAGE.

    Without a right it is about their own account.
    """
    # First: whoever holds it back is asked who they are once it is there.
    given = await form(request, kind)
    who = await (themselves(request) if right is None else require(request, right))
    if isinstance(who, Refused):
        return who
    return given if isinstance(given, Refused) else (who, given)


def turned_away(request: web.Request, refused: Refused) -> web.Response:
    """A page for who may not see what they asked for: who is not signed in may do so, and comes back."""
    if refused.code is ErrorCode.NOT_SIGNED_IN:
        return web.Response(
            status=303, headers={"Location": f"{SIGN_IN}?next={quote(request.rel_url.raw_path)}"}
        )
    return problem(request, refused.code, STATUS.get(refused.code, 400))


def told(refused: Refused) -> web.Response:
    """An answer for a script."""
    return answers.refuse(refused.code, refused.params, STATUS.get(refused.code, 400))


async def form(request: web.Request, kind: type[T]) -> T | Refused:
    """What a script sent; Refused with BAD_MESSAGE."""
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        return Refused(ErrorCode.BAD_MESSAGE)


def ways(who: SignedIn) -> list[Way]:
    """Where somebody may go."""
    own = [way for way in WAYS if way.path != ACCOUNT or not who.account.demonstration]
    return [way for way in own if way.right is None or way.right in RIGHTS[who.account.role]]


def visitor(request: web.Request) -> Visitor:
    device = device_of(request.headers.get("User-Agent", ""))
    return Visitor(address(request), device, request.cookies.get(COOKIE, ""))


def site(request: web.Request) -> Site:
    """For what passkeys are made: the address that people see."""
    settings = request.app[SETTINGS]
    public = urlsplit(settings.public_url)
    origin = f"{public.scheme}://{public.netloc}" if public.netloc else f"{request.scheme}://{request.host}"
    return Site(origin, settings.centre)


def begin(request: web.Request, response: web.StreamResponse, opened: Opened) -> None:
    """Give the browser its cookie; the session ends by the server's clock, not by the cookie's."""
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=request.app[SETTINGS].staff_session_hours * 3600,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=_secure(request),
    )


def end(request: web.Request, response: web.StreamResponse) -> None:
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=_secure(request))


def _secure(request: web.Request) -> bool:
    return request.app[SETTINGS].secure or request.secure
