"""Where a request comes from."""

from aiohttp import web


def address(request: web.Request) -> str:
    """The client's address; ``server.forwarded`` has put it there where a trusted proxy stands in front."""
    return request.remote or ""
