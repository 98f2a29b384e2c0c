"""Settlement agreements over HTTP: begun and checked by a host, frozen; and all papers: read back, signed, given out.

For the device that holds the seat's cookie. What is written and proposed comes as messages of the room.
"""

from typing import Annotated, Any, Final

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms import policy
from rooms.acts import act
from rooms.agreement.capitals import LIMIT, capitals
from rooms.agreement.checking import check
from rooms.agreement.shape import Malformed
from rooms.agreement.terms import Account, Agreement, from_json, to_json
from rooms.agreement.wages import by_worker
from rooms.answer import Refused
from rooms.commands import CheckAccount, Command, ConfirmClause, NoteConsent, RefusePaper, TakeUpPaper
from rooms.document import Document
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId, SettlementId
from rooms.offer import offer
from rooms.places import mates
from rooms.roles import RECORD_KEEPERS
from rooms.settlement import Paper
from server import answers
from server.i18n import Catalogue, catalogue
from server.outcomes import drawing_up
from server.outcomes.evidence import Circumstances
from server.outcomes.findings import told
from server.outcomes.library.texts import library
from server.outcomes.service import CONSENT, Asking, Outcomes
from server.pages.client import address
from server.pages.presence import Refusal, answering, given_by, hosting, no, present, still
from server.pages.templates import language
from signaling.actor import RoomActor
from signaling.gateway import Guest

OUTCOMES: Final = web.AppKey("outcomes", Outcomes)
routes = web.RouteTableDef()

Id = Annotated[str, Meta(min_length=1, max_length=64)]
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


class _Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: Id
    frozen: Id
    width: float
    height: float
    strokes: list[Any]
    code: Annotated[str, Meta(max_length=64)] = ""


class _Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    frozen: Id
    clause: Id
    who: Id | None = None


class _RefusePaper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(max_length=2_000)] = ""
    who: Id | None = None


def _texts(request: web.Request) -> Catalogue:
    return catalogue(language(request))


def asking(request: web.Request, guest: Guest, actor: RoomActor, who: str, frozen: str, code: str) -> Asking:
    """To sign, as it is kept of it who asked, from where and on what."""
    staff = actor.state.people[guest.seat].seat.role in RECORD_KEEPERS
    where = Circumstances(
        guest.device,
        request.app[OUTCOMES].origin(address(request)),
        request.headers.get("User-Agent", ""),
        "account" if staff else "code",
    )
    return Asking(guest.seat, SeatId(who), frozen, code, address(request), where)


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
    _, actor = await hosting(request)
    template = library().templates.get((await given_by(request, _Begin)).template)
    if template is None:
        raise no(ErrorCode.NOT_FOUND)
    return answers.value({"terms": to_json(drawing_up.begun(actor.state, template, library()))})


@routes.post("/room/{seat}/agreements/check")
@answering
async def checked(request: web.Request) -> web.StreamResponse:
    """What may not, or should not, be agreed, and what the wages come to."""
    guest, actor = await hosting(request)
    given = await given_by(request, _Check)
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
    guest, actor = await hosting(request)
    given = await given_by(request, _Account)
    own = Account(holder=given.holder.strip(), bank=given.bank.strip(), number=given.number.strip())
    id = SettlementId(request.match_info["id"])
    return await _done(actor, guest, CheckAccount(guest.seat, id, SeatId(given.who), own))


@routes.post("/room/{seat}/agreements/{id}/consent")
@answering
async def consent(request: web.Request) -> web.StreamResponse:
    """A represented worker has agreed to these terms themselves."""
    guest, actor = await hosting(request)
    given = await given_by(request, _Consent)
    id = SettlementId(request.match_info["id"])
    command = NoteConsent(guest.seat, id, given.base, SeatId(given.who), given.words)
    return await _done(actor, guest, command)


async def _done(actor: RoomActor, guest: Guest, command: Command) -> web.StreamResponse:
    outcome = await actor.submit(command, None, guest.device)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return answers.value({})


@routes.post("/room/{seat}/agreements/{id}/freeze")
@answering
async def freeze(request: web.Request) -> web.StreamResponse:
    """The text becomes papers."""
    guest, actor = await hosting(request)
    given = await given_by(request, _Freeze)
    id = SettlementId(request.match_info["id"])
    made = await request.app[OUTCOMES].freeze(actor, guest.seat, id, given.base, given.days)
    if isinstance(made, Refused):
        raise Refusal(made)
    return answers.value(made)


async def _paper(request: web.Request, guest: Guest, actor: RoomActor) -> Paper:
    return await granted(request, guest, actor, PaperId(request.match_info["paper"]))


async def granted(request: web.Request, guest: Guest, actor: RoomActor, id: PaperId) -> Paper:
    """Asked last, after whatever took time: what is stored only is as unknown as what is another's."""
    named = policy.paper_of(actor.state, guest.seat, id)
    if named is None or await request.app[OUTCOMES].withheld(actor.state.room, named):
        raise no(ErrorCode.NOT_FOUND)
    still(guest, actor)
    paper = policy.paper_of(actor.state, guest.seat, id)
    if paper is None:
        raise no(ErrorCode.NOT_FOUND)
    return paper


@routes.get("/room/{seat}/papers")
@answering
async def papers(request: web.Request) -> web.StreamResponse:
    """What this device signs or has signed, as the view has it, and who is there: for when the session is over."""
    guest, actor = await present(request)
    hidden = await request.app[OUTCOMES].hidden(actor.state, guest.seat)
    still(guest, actor)
    person, here = actor.state.people[guest.seat], mates(actor.state, guest.seat)
    me = {
        "seat": guest.seat,
        "host": person.host,
        "staff": person.seat.role in RECORD_KEEPERS,
        "shares": [mate.seat.name for mate in here if mate.id != guest.seat],
    }
    own = offer(actor.state, guest.seat).get("papers", {})
    assert isinstance(own, dict)
    shown = {id: paper for id, paper in own.items() if id not in hidden}
    return answers.value({"me": me, "papers": shown})


@routes.post("/room/{seat}/papers/{paper}/confirm")
@answering
async def confirm(request: web.Request) -> web.StreamResponse:
    """As the message `confirm_clause`: a session that is over has no messages."""
    guest, actor = await present(request)
    given = await given_by(request, _Confirm)
    paper, who = await _paper(request, guest, actor), SeatId(given.who) if given.who else None
    return await _done(actor, guest, ConfirmClause(guest.seat, paper.id, given.frozen, given.clause, who))


@routes.post("/room/{seat}/papers/{paper}/refuse")
@answering
async def refuse(request: web.Request) -> web.StreamResponse:
    """As the message `refuse_paper`."""
    guest, actor = await present(request)
    given = await given_by(request, _RefusePaper)
    paper, who = await _paper(request, guest, actor), SeatId(given.who) if given.who else None
    return await _done(actor, guest, RefusePaper(guest.seat, paper.id, given.reason, who))


@routes.get("/room/{seat}/papers/{paper}/clauses")
@answering
async def clauses(request: web.Request) -> web.StreamResponse:
    """What is read back, one by one; `?who=` by another seat at the device. That a signer has it, the room notes."""
    guest, actor = await present(request)
    paper = await _paper(request, guest, actor)
    who = SeatId(request.query.get("who", guest.seat))
    read = request.app[OUTCOMES].clauses(actor.state, paper)
    if who in paper.signers and paper.signers[who].opened is None:
        await actor.submit(TakeUpPaper(guest.seat, paper.id, who), None, guest.device)
    return answers.value({"frozen": paper.frozen, "clauses": read, "consent": CONSENT})


@routes.get("/room/{seat}/papers/{paper}.pdf")
@answering
async def document(request: web.Request) -> web.StreamResponse:
    """The document as it is now."""
    guest, actor = await present(request)
    paper = await _paper(request, guest, actor)
    request.app[OUTCOMES].seal_soon(
        actor, paper.id
    )  # should a restart have come between the last hand and the seal
    octets = await request.app[OUTCOMES].document(actor.state.room, paper)
    # Asked again: while the disk was read the person may have been removed.
    still(guest, actor)
    await _paper(request, guest, actor)
    if octets is None:
        raise no(ErrorCode.BUSY)
    of = act(actor.state, paper.act)
    kind = of.kind.value if isinstance(of, Document) else "agreement"
    headers = {"Content-Disposition": f'inline; filename="{kind}.pdf"'}
    return web.Response(body=octets, content_type="application/pdf", headers=headers)


@routes.post("/room/{seat}/papers/{paper}/sign")
@answering
async def sign(request: web.Request) -> web.StreamResponse:
    """A hand on the paper."""
    guest, actor = await present(request)
    given = await given_by(request, _Sign)
    paper = await _paper(request, guest, actor)
    asks = asking(request, guest, actor, given.who, given.frozen, given.code)
    sent = {"width": given.width, "height": given.height, "strokes": given.strokes}
    signed = await request.app[OUTCOMES].sign(actor, paper.id, asks, sent)
    if isinstance(signed, Refused):
        raise Refusal(signed)
    return answers.value(signed)
