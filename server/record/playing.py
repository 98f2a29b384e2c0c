"""A finished recording as the answer to a browser that plays it: any part, opened as it goes out.

Who may have it is decided before this is called.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import quote

from aiohttp import web

from recordings.playback.ranges import Part, Unsatisfiable, asked, etag
from recordings.playback.reading import Reader

LONGEST: Final = 512 * 1024
"""Octets of a part, for a player. A browser has six connections for all tracks, and keeps one busy with each answer
that it has not taken whole; what it lacks it asks for.
"""


class Plain(Protocol):
    """What the log holds of a file as it plays."""

    @property
    def plain_length(self) -> int:
        """Octets."""

    @property
    def plain_digest(self) -> bytes:
        """SHA-256."""


async def answer(
    request: web.Request,
    reader: Reader,
    finished: Plain,
    kind: str,
    *,
    longest: int | None = None,
    name: str = "",
) -> web.StreamResponse:
    """`kind`: its media type; `longest`: of a part, in octets; `name`: of the file that it becomes.

    Raises StorageUnavailable and Damaged while nothing has been said yet; what fails later ends the connection, so
    that nobody takes a part for the whole.
    """
    tag, size = etag(finished.plain_digest), finished.plain_length
    part = asked(size, tag, request.headers.get("Range"), request.headers.get("If-Range"))
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Type": kind,
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }
    if name:
        # RFC 6266 section 4.3.
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    if isinstance(part, Unsatisfiable):
        headers["Content-Range"] = part.content_range(size)
        return web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    start, end, status = 0, size, HTTPStatus.OK
    if isinstance(part, Part):
        start, end, status = part.start, part.end, HTTPStatus.PARTIAL_CONTENT
        end = end if longest is None else min(end, start + longest)
        headers["Content-Range"] = Part(start, end).content_range(size)
    pieces = reader.pieces(start, end)
    first = await anext(pieces, b"")
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = end - start
    await response.prepare(request)
    if request.method != "HEAD":
        await _streamed(response, first, pieces)
    return response


async def _streamed(response: web.StreamResponse, first: bytes, pieces: AsyncIterator[bytes]) -> None:
    """A player that seeks lets go of what it had asked for: that is no fault."""
    with contextlib.suppress(ConnectionResetError):
        await response.write(first)
        async for piece in pieces:
            await response.write(piece)
        await response.write_eof()
