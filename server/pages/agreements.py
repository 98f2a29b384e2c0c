"""Settlement agreements over HTTP: begun and checked by a host, frozen; and all papers: read back, signed, given out.

For the device that holds the seat's cookie. What is written and proposed comes as messages of the room.
"""

from typing import Annotated, Any

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms import policy
from rooms.agreement.capitals import LIMIT, capitals
from rooms.agreement.checking import check
from rooms.agreement.shape import Malformed
from rooms.agreement.terms import Account, Agreement, from_json, to_json
from rooms.agreement.wages import by_worker
from rooms.answer import Refused
from rooms.commands import CheckAccount, NoteConsent
from rooms.errors import ErrorCode
from rooms.ids import SeatId, SettlementId
from server import answers
from server.i18n import Catalogue, catalogue
from server.outcomes import drawing_up
from server.outcomes.findings import told
from server.outcomes.library.texts import library
from server.pages.context import OUTCOMES
from server.pages.presence import Id, Refusal, answering, asked, done, hosting, no
from server.pages.templates import language

routes = web.RouteTableDef()

Line = Annotated[str, Meta(min_length=1, max_length=500)]


class _Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    template: Id


class _Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    terms: dict[str, Any]
    settlement: Id | None = None


class _Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id
    holder: Line
    bank: Line
    number: Line


class _Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id
    base: int
    words: Line


class _Freeze(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    base: int
    days: int


def _texts(request: web.Request) -> Catalogue:
    return catalogue(language(request))


@routes.get("/room/{seat}/agreements/templates")
@answering
async def templates(request: web.Request) -> web.StreamResponse:
    """What a host may begin with."""
    await hosting(request)
    found = [
        {"id": one.id, "version": one.version, "dispute": one.dispute.value, "zh": one.zh, "en": one.en}
        for one in library().templates.values()
    ]
    return answers.value({"templates": found})


@routes.post("/room/{seat}/agreements/begin")
@answering
async def begin(request: web.Request) -> web.StreamResponse:
    """Terms to go on from; nothing is kept yet."""
    _, actor, given = await asked(request, _Begin, hosting)
    template = library().templates.get(given.template)
    if template is None:
        raise no(ErrorCode.NOT_FOUND)
    return answers.value({"terms": to_json(drawing_up.begun(actor.state, template, library()))})


@routes.post("/room/{seat}/agreements/check")
@answering
async def checked(request: web.Request) -> web.StreamResponse:
    """What may not, or should not, be agreed, and what the wages come to."""
    guest, actor, given = await asked(request, _Check, hosting)
    try:
        agreement = from_json(given.terms)
    except Malformed as malformed:
        params = {"where": malformed.where, "fault": malformed.fault.value}
        raise Refusal(Refused(ErrorCode.TERMS_UNFIT, params)) from None
    known = policy.settlements(actor.state, guest.seat).get(SettlementId(given.settlement or ""))
    facts = drawing_up.facts(actor.state, known, agreement, request.app[OUTCOMES].now())
    findings = [
        {"code": found.code.value, **msgspec.structs.asdict(_Told.of(found, _texts(request)))}
        for found in check(agreement, facts)
    ]
    return answers.value({"findings": findings, "totals": _totals(agreement)})


class _Told(msgspec.Struct, frozen=True):
    severity: str
    where: str
    text: str
    article: str | None
    words: str | None

    @classmethod
    def of(cls, found: Any, texts: Catalogue) -> "_Told":
        one = told(found, texts)
        return cls(one.severity.value, one.where, one.text, one.article, one.words)


def _totals(agreement: Agreement) -> dict[str, Any]:
    """By worker's seat, as they stand in a document."""
    return {
        seat: {
            "gross": f"{sums.gross:.2f}",
            "advances": f"{sums.advances:.2f}",
            "paid": f"{sums.paid:.2f}",
            "owed": f"{sums.owed:.2f}",
            "capitals": capitals(sums.owed) if 0 <= sums.owed < LIMIT else "",
            "stand": sums.stand.value,
        }
        for seat, sums in by_worker(agreement.wages).items()
    }


@routes.get("/room/{seat}/agreements/{id}/versions/{number}")
@answering
async def version(request: web.Request) -> web.StreamResponse:
    """What a version said: a host compares it with the next."""
    guest, actor = await hosting(request)
    known = policy.settlements(actor.state, guest.seat).get(SettlementId(request.match_info["id"]))
    wanted = request.match_info["number"]
    found = [] if known is None else [one for one in known.versions if str(one.number) == wanted]
    if not found:
        raise no(ErrorCode.NOT_FOUND)
    return answers.value({"terms": found[0].terms})


@routes.post("/room/{seat}/agreements/{id}/account")
@answering
async def account(request: web.Request) -> web.StreamResponse:
    """A host has seen that the account is this worker's own."""
    guest, actor, given = await asked(request, _Account, hosting)
    own = Account(holder=given.holder.strip(), bank=given.bank.strip(), number=given.number.strip())
    id = SettlementId(request.match_info["id"])
    return await done(actor, guest.device, CheckAccount(guest.seat, id, SeatId(given.who), own))


@routes.post("/room/{seat}/agreements/{id}/consent")
@answering
async def consent(request: web.Request) -> web.StreamResponse:
    """A represented worker has agreed to these terms themselves."""
    guest, actor, given = await asked(request, _Consent, hosting)
    id = SettlementId(request.match_info["id"])
    command = NoteConsent(guest.seat, id, given.base, SeatId(given.who), given.words)
    return await done(actor, guest.device, command)


@routes.post("/room/{seat}/agreements/{id}/freeze")
@answering
async def freeze(request: web.Request) -> web.StreamResponse:
    """The text becomes papers."""
    guest, actor, given = await asked(request, _Freeze, hosting)
    id = SettlementId(request.match_info["id"])
    made = await request.app[OUTCOMES].freeze(actor, guest.seat, id, given.base, given.days)
    if isinstance(made, Refused):
        raise Refusal(made)
    return answers.value(made)
