"""An application and what goes with it, as one file."""

from urllib.parse import quote

from aiohttp import web

from rooms.errors import ErrorCode
from server.outcomes.numbering import number_of
from server.outcomes.packing import Enclosed, agreement_about, pack
from server.outcomes.titles import title_of
from server.pages.client import base
from server.pages.context import OUTCOMES
from server.pages.presence import answering, granted, no, paper_in, present

routes = web.RouteTableDef()


@routes.get("/room/{seat}/papers/{paper}/pack.zip")
@answering
async def packed(request: web.Request) -> web.StreamResponse:
    """For whoever may have both the sealed application and the agreement."""
    guest, actor = await present(request)
    paper = await paper_in(request, guest, actor)
    about = agreement_about(actor.state, paper)
    if about is None:
        raise no(ErrorCode.NOT_FOUND)
    both = [paper, await granted(request, guest, actor, about)]
    octets = [await request.app[OUTCOMES].document(actor.state.room, one) for one in both]
    enclosed = []
    for one, found in zip(both, octets, strict=True):
        # Asked again: while the disk was read the person may have been removed.
        await granted(request, guest, actor, one.id)
        if found is None:
            raise no(ErrorCode.BUSY)
        enclosed.append(Enclosed(title_of(actor.state, one), number_of(actor.state, one), found))
    name = quote(f"{enclosed[0].title}.zip")
    return web.Response(
        body=pack(enclosed, f"{base(request)}/verify", request.app[OUTCOMES].now()),
        content_type="application/zip",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
