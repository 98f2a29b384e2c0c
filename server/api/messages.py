"""Where the gateway tells what became of a message."""

import json

from aiohttp import web

from rooms.errors import ErrorCode
from server import answers
from server.messages.gateway import SIGNATURE, TIME
from server.messages.message import MessageState
from server.pages.context import OUTBOX

routes = web.RouteTableDef()


@routes.post("/messages/receipt")
async def receipt(request: web.Request) -> web.Response:
    """Taken from the gateway alone; that a message is unknown, or was told of before, is nothing to it."""
    body, headers = await request.read(), request.headers
    outbox = request.app[OUTBOX]
    if not outbox.vouched(headers.get(TIME, ""), headers.get(SIGNATURE, ""), body):
        return answers.refuse(ErrorCode.FORBIDDEN, status=403)
    try:
        told = json.loads(body)
        id_, state = str(told["id"]), MessageState(told["state"])
    except (ValueError, TypeError, KeyError):
        return answers.refuse(ErrorCode.BAD_MESSAGE)
    await outbox.receipt(id_, state)
    return answers.value({})
