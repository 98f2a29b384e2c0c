"""Stamped papers over HTTP: the paper as it was frozen to be printed, its scan handed in, compared, taken or not."""

import asyncio
from typing import Annotated, Final

import msgspec
from aiohttp import BodyPartReader, web
from msgspec import Meta

from rooms.answer import Refused
from rooms.commands import DeclineScan
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from rooms.settlement import SCAN_PAGES_LIMIT, Paper, Scan
from server import answers
from server.outcomes.evidence import Circumstances
from server.outcomes.scans.service import DECLARED, Comparing
from server.pages.client import address
from server.pages.context import OUTCOMES
from server.pages.presence import Id, Refusal, answering, asked, no, paper_in, present
from signaling.actor import RoomActor
from signaling.gateway import Guest

routes = web.RouteTableDef()

MOST: Final = 40 * 1024 * 1024
"""Octets of all the files of a scan."""
_AT_ONCE: Final = 4
"""Scans taken in at the same time: each is memory until it is kept."""
_FIELD: Final = 128
_receiving = asyncio.Semaphore(_AT_ONCE)


class _Compared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id
    scan: Id
    pages: list[int]
    """Which a host has compared, one by one."""
    stamp: bool
    """Whether the company's seal can be made out."""


class _Declined(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id
    scan: Id
    reason: Annotated[str, Meta(max_length=2_000)]


@routes.get("/room/{seat}/papers/{paper}/frozen.pdf")
@answering
async def frozen(request: web.Request) -> web.StreamResponse:
    """The paper without any signature: to be printed and stamped."""
    guest, actor = await present(request)
    paper = await paper_in(request, guest, actor)
    return await _file(request, guest, actor, paper.frozen, "to-stamp.pdf")


@routes.get(r"/room/{seat}/papers/{paper}/frozen/{page:\d{1,3}}.jpg")
@answering
async def frozen_page(request: web.Request) -> web.StreamResponse:
    """A page of it, to be held beside a scan."""
    guest, actor = await present(request)
    paper = await paper_in(request, guest, actor)
    return await _picture(request, guest, actor, paper.frozen)


@routes.get("/room/{seat}/papers/{paper}/scans/{who}.pdf")
@answering
async def scan(request: web.Request) -> web.StreamResponse:
    """The scan that waits, or that stands for the signature: for whoever may have the paper."""
    guest, actor = await present(request)
    found = _scan(await paper_in(request, guest, actor), request)
    return await _file(request, guest, actor, found.digest, "scan.pdf")


@routes.get(r"/room/{seat}/papers/{paper}/scans/{who}/{page:\d{1,3}}.jpg")
@answering
async def scan_page(request: web.Request) -> web.StreamResponse:
    """A page of it."""
    guest, actor = await present(request)
    found = _scan(await paper_in(request, guest, actor), request)
    return await _picture(request, guest, actor, found.digest)


def _scan(paper: Paper, request: web.Request) -> Scan:
    signer = paper.signers.get(SeatId(request.match_info["who"]))
    found = None if signer is None else signer.signature.scan if signer.signature else signer.scan
    if found is None:
        raise no(ErrorCode.NOT_FOUND)
    return found


async def _file(
    request: web.Request, guest: Guest, actor: RoomActor, digest: str, name: str
) -> web.StreamResponse:
    octets = await request.app[OUTCOMES].scans.document(actor.state.room, digest)
    await paper_in(request, guest, actor)
    if octets is None:
        raise no(ErrorCode.BUSY)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return web.Response(body=octets, content_type="application/pdf", headers=headers)


async def _picture(request: web.Request, guest: Guest, actor: RoomActor, digest: str) -> web.StreamResponse:
    number = int(request.match_info["page"])
    octets = await request.app[OUTCOMES].scans.picture(actor.state.room, digest, number)
    await paper_in(request, guest, actor)
    if isinstance(octets, Refused):
        raise Refusal(octets)
    return web.Response(body=octets, content_type="image/jpeg")


@routes.post("/room/{seat}/papers/{paper}/scan")
@answering
async def offer(request: web.Request) -> web.StreamResponse:
    """A form with `who`, `frozen` and the files, in the order of the pages: a PDF, or photographs."""
    guest, actor = await present(request)
    paper = await paper_in(request, guest, actor)
    if _receiving.locked():
        raise no(ErrorCode.BUSY)
    async with _receiving:
        given, files = await _form(request)
        who, digest = SeatId(given.get("who", "")), given.get("frozen", "")
        # Asked again: the files may have been held back.
        guest, actor = await present(request)
        await paper_in(request, guest, actor)
        taken = await request.app[OUTCOMES].scans.offer(actor, paper.id, guest.seat, who, digest, files)
    if isinstance(taken, Refused):
        raise Refusal(taken)
    return answers.value(taken)


async def _form(request: web.Request) -> tuple[dict[str, str], list[bytes]]:
    given: dict[str, str] = {}
    files: list[bytes] = []
    left = MOST
    if not request.content_type.startswith("multipart/"):
        raise no(ErrorCode.BAD_MESSAGE)
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise no(ErrorCode.BAD_MESSAGE)
            octets = await _read(part, left if part.filename else _FIELD)
            left -= len(octets)
            if part.filename:
                files.append(octets)
            else:
                given[part.name or ""] = octets.decode()
            if len(files) > SCAN_PAGES_LIMIT or len(given) > 2:
                raise no(ErrorCode.BAD_MESSAGE)
    except (ValueError, AttributeError, web.HTTPException):
        raise no(ErrorCode.BAD_MESSAGE) from None
    if not files:
        raise no(ErrorCode.BAD_MESSAGE)
    return given, files


async def _read(part: BodyPartReader, most: int) -> bytes:
    octets = bytearray()
    while chunk := await part.read_chunk():
        octets += chunk
        if len(octets) > most:
            raise no(ErrorCode.TOO_LARGE, limit=MOST)
    return bytes(octets)


@routes.get("/room/{seat}/papers/{paper}/scan/words")
@answering
async def words(request: web.Request) -> web.StreamResponse:
    """What a host declares who takes a scan for the paper."""
    guest, actor = await present(request)
    await paper_in(request, guest, actor)
    return answers.value({"words": DECLARED})


@routes.post("/room/{seat}/papers/{paper}/scan/compared")
@answering
async def compared(request: web.Request) -> web.StreamResponse:
    """A host has compared it page by page, and can make out the seal."""
    guest, actor, given = await asked(request, _Compared)
    paper = await paper_in(request, guest, actor)
    signer = paper.signers.get(SeatId(given.who))
    if signer is None:
        raise no(ErrorCode.NOT_FOUND)
    if signer.scan is not None and (
        not given.stamp or sorted(given.pages) != [*range(1, signer.scan.pages + 1)]
    ):
        raise no(ErrorCode.NOT_COMPARED)
    outcomes = request.app[OUTCOMES]
    where = Circumstances(
        guest.device,
        outcomes.origin(address(request)),
        request.headers.get("User-Agent", ""),
        "account",
    )
    comparing = Comparing(guest.seat, SeatId(given.who), given.scan, where)
    signed = await outcomes.scans.sign(actor, paper.id, comparing)
    if isinstance(signed, Refused):
        raise Refusal(signed)
    return answers.value(signed)


@routes.post("/room/{seat}/papers/{paper}/scan/declined")
@answering
async def declined(request: web.Request) -> web.StreamResponse:
    """It is another paper, or cannot be read."""
    guest, actor, given = await asked(request, _Declined)
    paper = await paper_in(request, guest, actor)
    command = DeclineScan(guest.seat, paper.id, SeatId(given.who), given.scan, given.reason)
    outcome = await actor.submit(command, None, guest.device)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return answers.value({})
