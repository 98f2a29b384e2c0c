"""JSON answers of the HTTP side: a value, or a code with parameters that the page turns into words."""

from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from rooms.errors import ErrorCode


def value(data: Mapping[str, Any], status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(body=msgspec.json.encode(data), content_type="application/json", status=status)


def refuse(code: ErrorCode, params: Mapping[str, Any] | None = None, status: int = 400) -> web.Response:
    """A JSON refusal."""
    return value({"code": code.value, "params": dict(params or {})}, status)
