"""Where a request comes from, and by which address."""

from aiohttp import web

from server.pages.context import SETTINGS


def address(request: web.Request) -> str:
    """The client's address; ``server.forwarded`` has put it there where a trusted proxy stands in front."""
    return request.remote or ""


def base(request: web.Request) -> str:
    """The address that people see of this service."""
    return request.app[SETTINGS].public_url.rstrip("/") or f"{request.scheme}://{request.host}"
