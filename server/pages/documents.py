"""The room's other documents over HTTP: what is open, issued, made void. Papers are served by `agreements`."""

from typing import Annotated, Any

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.answer import Refused
from rooms.commands import VoidDocument
from rooms.document import DocumentKind
from rooms.errors import ErrorCode
from rooms.ids import DocumentId
from server import answers
from server.i18n import catalogue
from server.pages.context import OUTCOMES
from server.pages.presence import Refusal, answering, asked, no, present
from server.pages.templates import language

routes = web.RouteTableDef()


class _Void(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(max_length=2_000)]


@routes.get("/room/{seat}/documents/offered")
@answering
async def offered(request: web.Request) -> web.StreamResponse:
    """What whoever asks could issue, and what follows from what is sealed."""
    guest, actor = await present(request)
    return answers.value(await request.app[OUTCOMES].documents.offered(actor, guest.seat))


@routes.post("/room/{seat}/documents/{kind}")
@answering
async def issue(request: web.Request) -> web.StreamResponse:
    """A document is made and is to be signed."""
    guest, actor, given = await asked(request, dict[str, Any])
    try:
        kind = DocumentKind(request.match_info["kind"])
    except ValueError:
        raise no(ErrorCode.NOT_FOUND) from None
    made = await request.app[OUTCOMES].documents.issue(actor, guest.seat, kind, given)
    if isinstance(made, Refused):
        raise Refusal(_explained(request, made))
    return answers.value(made)


def _explained(request: web.Request, refused: Refused) -> Refused:
    """With the reasons in words, if it is closed for some."""
    if refused.code is not ErrorCode.DOCUMENT_CLOSED:
        return refused
    texts, why = catalogue(language(request)), refused.params["why"]
    assert isinstance(why, list)
    words = " ".join(texts(f"document.why_{code}") for code in why)
    return Refused(refused.code, {**refused.params, "words": words})


@routes.post("/room/{seat}/documents/{id}/void")
@answering
async def void(request: web.Request) -> web.StreamResponse:
    """It holds no more."""
    guest, actor, given = await asked(request, _Void)
    id = DocumentId(request.match_info["id"])
    outcome = await actor.submit(VoidDocument(guest.seat, id, given.reason), None, guest.device)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return answers.value({})
