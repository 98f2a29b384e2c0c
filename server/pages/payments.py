"""The performance of a sealed agreement over HTTP: what is said to be paid, has arrived or not, and what follows.

For the device that holds the seat's cookie, in the session and after it: the paper outlives the room.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms import policy
from rooms.answer import Refused
from rooms.commands import ClaimPayment, Command, ConfirmPayment, DenyPayment, WithdrawPayment
from rooms.errors import ErrorCode
from rooms.ids import EntryId, PaperId, SeatId
from rooms.moments import beijing_day
from rooms.performance import Way
from server import answers
from server.cases.routes import Document
from server.outcomes.owing import following
from server.pages.context import OUTCOMES
from server.pages.presence import Id, Refusal, answering, asked, no, paper_in, present
from signaling.wire import Key

routes = web.RouteTableDef()

Part = Annotated[int, Meta(ge=0, le=1_000)]
_NUMBER: Final = re.compile(r"-?\d{1,16}(?:\.\d{1,8})?", re.ASCII)


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="say"):
    """`key` makes a repetition harmless."""

    key: Key


class Claim(_Said, frozen=True, tag="claim"):
    payment: Id
    part: Part
    amount: Annotated[str, Meta(max_length=40)]
    day: date
    way: Way
    reference: Annotated[str, Meta(max_length=2_000)] = ""


class Confirm(_Said, frozen=True, tag="confirm"):
    """`checked`: the worker has looked at their own bank's message, or has the money in their hand."""

    payment: Id
    part: Part
    amount: Annotated[str, Meta(max_length=40)]
    day: date
    way: Way
    checked: Literal[True]
    claim: Id | None = None


class Deny(_Said, frozen=True, tag="deny"):
    claim: Id
    reason: Annotated[str, Meta(max_length=2_000)]


class Withdraw(_Said, frozen=True, tag="withdraw"):
    entry: Id
    reason: Annotated[str, Meta(max_length=2_000)]


Words: TypeAlias = Claim | Confirm | Deny | Withdraw
_WORDS: Final[Any] = Words


@routes.post("/room/{seat}/papers/{paper}/payments")
@answering
async def said(request: web.Request) -> web.StreamResponse:
    """Something is said of a payment."""
    guest, actor, given = await asked(request, _WORDS)
    paper = await paper_in(request, guest, actor)
    outcome = await actor.submit(_command(guest.seat, paper.id, given), given.key, guest.device)
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return answers.value(outcome.value)


def _command(seat: SeatId, paper: PaperId, given: Words) -> Command:
    match given:
        case Claim():
            amount = _amount(given.amount)
            return ClaimPayment(
                seat, paper, given.payment, given.part, amount, given.day, given.way, given.reference
            )
        case Confirm():
            amount, claim = _amount(given.amount), EntryId(given.claim) if given.claim else None
            return ConfirmPayment(seat, paper, given.payment, given.part, amount, given.day, given.way, claim)
        case Deny():
            return DenyPayment(seat, paper, EntryId(given.claim), given.reason)
        case Withdraw():
            return WithdrawPayment(seat, paper, EntryId(given.entry), given.reason)


def _amount(written: str) -> Decimal:
    """As people write it: full-width digits and thousands' commas too."""
    plain = unicodedata.normalize("NFKC", written).replace(",", "").strip()
    if not _NUMBER.fullmatch(plain):
        raise no(ErrorCode.AMOUNT_UNFIT)
    return Decimal(plain)


@routes.get("/room/{seat}/papers/{paper}/next")
@answering
async def next_steps(request: web.Request) -> web.StreamResponse:
    """What is overdue, and which ways are open, for the worker and whoever acts for them, hosts and clerk: not for
    those against whom they lead. ``document`` (award | ruling): what has made it enforceable since.
    """
    guest, actor = await present(request)
    try:
        document = Document(request.query.get("document", Document.NONE))
    except ValueError:
        raise no(ErrorCode.BAD_MESSAGE) from None
    paper = await paper_in(request, guest, actor)
    if not policy.may_pursue(actor.state, guest.seat, paper):
        raise no(ErrorCode.FORBIDDEN)
    today = beijing_day(request.app[OUTCOMES].now())
    found = following(actor.state, paper, today, document)
    if found is None:
        raise no(ErrorCode.NOT_IN_FORCE)
    return answers.value(found)
