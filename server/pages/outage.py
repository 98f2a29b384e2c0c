"""What is answered while nothing can be kept."""

from aiohttp import web
from aiohttp.typedefs import Handler

from rooms.errors import ErrorCode
from rooms.ports import JournalUnavailable
from server import answers
from server.pages.templates import problem

_READING = {"GET", "HEAD"}


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say that storage failed, which is nobody's mistake and may be tried again; nothing was used up."""
    try:
        return await handler(request)
    except JournalUnavailable:
        if request.method in _READING:
            return problem(request, ErrorCode.NOT_SAVED, 503)
        return answers.refuse(ErrorCode.NOT_SAVED, status=503)
