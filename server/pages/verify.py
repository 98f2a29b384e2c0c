"""What a document is worth: for whoever has one, in plain words. It is looked at and forgotten."""

import asyncio
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from cryptography.hazmat.primitives.serialization import Encoding

from rooms.errors import ErrorCode
from server.config import Settings
from server.outcomes.pki.folder import Folder
from server.outcomes.pki.kind import Kind
from server.outcomes.trouble import Trouble
from server.outcomes.verification.examiner import TooBusy
from server.outcomes.verification.told import text_of
from server.outcomes.verification.verdict import LARGEST, FaultKind, Verdict, refused
from server.pages.context import EXAMINER, SETTINGS
from server.pages.templates import problem, render
from server.timestamp.authority import roots_in

routes = web.RouteTableDef()

AT_ONCE: Final = 8
PATIENCE: Final = 120.0
"""Seconds in which a document must have arrived: 32 MiB take that long at 2 Mbit/s."""
_receiving = asyncio.Semaphore(AT_ONCE)
"""A few only: each may hold as much as a document is large, beside the rooms."""

_SAID: Final = {"freezing": "frozen", "mediator": "mediator", "scan": "scanned", "seal": "seal"}


@routes.get("/verify")
@routes.get("/v/{paper}")
async def page(request: web.Request) -> web.Response:
    """Where a document is handed in. The address on it names it and opens nothing."""
    return render(request, "verify.html", verdict=None)


@routes.post("/verify")
async def verdict(request: web.Request) -> web.Response:
    """The document as a form's file."""
    if _receiving.locked():
        return problem(request, ErrorCode.BUSY, 503)
    async with _receiving:
        try:
            async with asyncio.timeout(PATIENCE):
                octets = await _file(request)
            found = await _examined(request, octets)
        except (TooBusy, TimeoutError):
            return problem(request, ErrorCode.BUSY, 503)
    answer = render(request, "verify.html", verdict=_told(found))
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _file(request: web.Request) -> bytes | None:
    """The first file of the form; None where there is none, or it is too large."""
    if not request.content_type.startswith("multipart/"):
        return None
    try:
        async for part in await request.multipart():
            octets = bytearray()
            while chunk := await part.read_chunk():  # type: ignore[union-attr]
                octets += chunk
                if len(octets) > LARGEST:
                    return None
            return bytes(octets)
    except (ValueError, AttributeError, web.HTTPException):
        return None
    return None


async def _examined(request: web.Request, octets: bytes | None) -> Verdict:
    if octets is None:
        return refused(FaultKind.TOO_LARGE)
    own = await asyncio.to_thread(_own, request.app[SETTINGS])
    return await request.app[EXAMINER].examine(octets, *own)


def _own(settings: Settings) -> tuple[list[bytes] | None, list[bytes]]:
    """The centre's roots, those of its time-stamper, and its newest lists; None where it has none of its own."""
    folder = Folder(settings.data)
    try:
        roots = [entry.certificate for entry in folder.read().all_of(Kind.ROOT)]
    except Trouble:
        return None, []
    if settings.timestamp_url:
        roots += roots_in(Path(settings.timestamp_roots))
    trusted = [each.public_bytes(Encoding.DER) for each in roots]
    return trusted, [path.read_bytes() for path in sorted((folder.path / "lists").glob("*"))]


def _told(found: Verdict) -> dict[str, Any]:
    strange = any(fault.kind is FaultKind.UNTRUSTED for fault in found.faults)
    return {
        "state": found.state.value,
        "faults": list(dict.fromkeys(text_of(fault) for fault in found.faults)),
        "signatures": [
            {"what": _SAID.get(one.kind, "party"), "name": one.name, "at": one.at}
            for one in found.signatures
            if one.kind != "freezing"
        ],
        "root": found.root,
        "own": found.pinned and not strange,
    }
