"""What a person is shown when a page cannot be made: words and what to do, never a bare number."""

from typing import Final

import structlog
from aiohttp import ClientConnectionResetError, web
from aiohttp.typedefs import Handler

from rooms.errors import ErrorCode
from rooms.ports import JournalUnavailable
from server import answers
from server.assets import files
from server.pages.templates import problem

_READING: Final = {"GET", "HEAD"}
_GONE: Final = 499
"""Who asked went away in the middle: nobody reads this, and it is no fault that somebody should look at."""
_NO_PAGES: Final = (files.PLAIN, "/socket.io/")
"""Where scripts ask, not people."""


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what is not there, what storage could not do, and what we did wrong; nothing was used up by it."""
    try:
        return await handler(request)
    except JournalUnavailable:
        return _told(request, ErrorCode.NOT_SAVED, 503)
    except web.HTTPNotFound:
        if request.path.startswith(_NO_PAGES):
            raise
        return _told(request, ErrorCode.NOT_FOUND, 404)
    except ClientConnectionResetError:
        return web.Response(status=_GONE)
    except ConnectionError:
        raise
    except Exception as error:
        if type(error).__module__.startswith("aiohttp."):
            raise  # a broken request, or a redirect: the library answers it, and knows which to log
        structlog.get_logger().exception("page_failed", method=request.method)
        return _told(request, ErrorCode.INTERNAL, 500)


def _told(request: web.Request, code: ErrorCode, status: int) -> web.Response:
    if request.method in _READING:
        return problem(request, code, status)
    return answers.refuse(code, status=status)
