"""Seat cookies: one a seat, so that one browser may hold several."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from server.auth.door import Entered
from server.pages.context import SETTINGS
from signaling.gateway import COOKIE_PREFIX, cookie_name

LASTS: Final = 30 * 24 * 3600
MOST: Final = 40
"""Seat cookies looked at in one request."""


def secrets_of(request: web.Request) -> Mapping[str, str]:
    """The seat cookies that a request brings, by cookie name."""
    found = {name: value for name, value in request.cookies.items() if name.startswith(COOKIE_PREFIX)}
    return dict(list(found.items())[:MOST])


def bind(request: web.Request, response: web.StreamResponse, entered: Entered) -> None:
    """Give the device its cookie, unless it has it."""
    if entered.secret is None:
        return
    response.set_cookie(
        cookie_name(entered.seat),
        entered.secret,
        max_age=LASTS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.app[SETTINGS].secure or request.secure,
    )
