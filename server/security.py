"""What every HTTP answer carries and every HTTP question must satisfy."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from rooms.errors import ErrorCode
from server.answers import refuse
from server.assets import files

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
}
KEPT: Final = "public, max-age=31536000, immutable"
HSTS: Final = "max-age=31536000"
_SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}


def headers(secure: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """A signal handler that puts the headers on every answer; static files may be kept, nothing else."""

    async def put(request: web.Request, response: web.StreamResponse) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(files.prefix()) and response.status < 300:
            response.headers["Cache-Control"] = KEPT
        elif request.path.startswith(files.PLAIN):
            response.headers["Cache-Control"] = "no-cache"
        else:
            response.headers["Cache-Control"] = "no-store"
        if secure:
            response.headers.setdefault("Strict-Transport-Security", HSTS)

    return put


def same_origin(public_url: str) -> Middleware:
    """A middleware that refuses what another site's page makes a browser send (CSRF).

    Cookies are SameSite=Lax besides; a client that is no browser sends neither header and brings no cookies of others.
    """
    is_own = own_origin(public_url)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method not in _SAFE_METHODS and not _sent_by_own_page(request, is_own):
            return refuse(ErrorCode.FORBIDDEN, status=403)
        return await handler(request)

    return check


def own_origin(public_url: str) -> Callable[[str, str], bool]:
    """Whether a page of an origin, asking a host, is ours: the host's own, or at the address that people see."""
    expected = urlsplit(public_url).netloc

    def is_own(origin: str, host: str) -> bool:
        return _place(origin) in {host, expected} - {""}

    return is_own


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _sent_by_own_page(request: web.Request, is_own: Callable[[str, str], bool]) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin == "null":
        # A form of ours, whose page tells nobody where it is (Referrer-Policy). A stranger's page says the same of
        # itself, but no page can write the other header.
        return site == "same-origin"
    return origin is None or is_own(origin, request.host)
