"""Where a request comes from."""

from aiohttp import web

from server.pages.context import SETTINGS


def address(request: web.Request) -> str:
    """The client's address: what a trusted proxy says of it, else the other end of the connection."""
    peer = request.remote or ""
    if peer not in request.app[SETTINGS].trusted_proxies:
        return peer
    # The last entry is the one that our own proxy wrote; what stands before it anybody may have made up.
    return request.headers.get("X-Forwarded-For", peer).rpartition(",")[2].strip() or peer
