"""What the worker alone may ask for where an agreement is not kept, of a court, a commission or an authority."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from rooms.agreement.terms import Agreement, ChainRole, Item, Party, PartyRole
from rooms.document import DocumentKind
from rooms.moments import beijing_day
from rooms.policy import asks, due
from rooms.settlement import Paper as Signed
from rooms.settlement import Settlement
from server.cases.routes import INSPECTED, ORDERED, Route, routes
from server.outcomes.documents.aloud import sections
from server.outcomes.documents.asked import Asked, Form, Given, Id, Line, Unfit, Why
from server.outcomes.documents.joint import shown
from server.outcomes.drawing_up import MATTERS, Drawn
from server.outcomes.making import Sheet
from server.outcomes.numbering import number_of
from server.outcomes.owing import standing
from server.outcomes.papers.forms import agreement as agreed
from server.outcomes.papers.forms.arbitration import arbitration
from server.outcomes.papers.forms.clauses import ITEMS
from server.outcomes.papers.forms.direct_suit import direct_suit
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.forms.inspection import inspection
from server.outcomes.papers.forms.on_default import OnDefault, Overdue
from server.outcomes.papers.forms.payment_order import payment_order
from server.outcomes.papers.paper import Paper


class Paid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one instalment (from 1), what was paid of it after all, in yuan."""

    payment: Id
    instalment: Annotated[int, Meta(ge=1, le=100)]
    amount: Annotated[str, Meta(pattern=r"^\d{1,9}(\.\d{1,2})?$")]


class Asking(Given, frozen=True, forbid_unknown_fields=True, kw_only=True):
    paid: Annotated[tuple[Paid, ...], Meta(max_length=100)] = ()


class OfCourt(Asking, frozen=True, forbid_unknown_fields=True, kw_only=True):
    court: Line


class OfCommission(Asking, frozen=True, forbid_unknown_fields=True, kw_only=True):
    commission: Line


class OfAuthority(Asking, frozen=True, forbid_unknown_fields=True, kw_only=True):
    authority: Line


@dataclass(frozen=True, slots=True)
class _Way:
    """`items`: for which sums it is, None: for all; `field`: of whom it is asked, as a page names it."""

    route: Route
    items: frozenset[Item] | None
    field: str
    form: Callable[[OnDefault], Paper]


def _why(way: _Way, asked: Asked, about: str | None) -> list[Why]:
    terms, default = standing(asked.state, asked.agreed(about)[1], asked.today)
    option = next(each for each in routes(terms, default) if each.route is way.route)
    return [Why(reason.value) for reason in option.why]


def _sheets(way: _Way, asked: Asked, about: str | None, given: Asking) -> list[Sheet]:
    settlement, paper = asked.agreed(about)
    terms = shown(asked, settlement, paper)
    overdue = tuple(_overdue(way, asked, paper, given))
    if not overdue:
        raise Unfit("paid")
    return [partial(_drawn, way, asked, settlement, paper, terms, getattr(given, way.field), overdue)]


def _overdue(way: _Way, asked: Asked, paper: Signed, given: Asking) -> Iterator[Overdue]:
    """Of the sums that it is for, each instalment whose day is over and that was not paid in full: by what the worker
    has confirmed, or says of it now.
    """
    paid = {(one.payment, one.instalment): Decimal(one.amount) for one in given.paid}
    for row in due(asked.state, paper):
        if way.items is not None and row.item not in way.items:
            continue
        came = paid.pop((row.payment, row.part + 1), row.received)
        if came > row.amount:
            raise Unfit("paid")
        if row.due is not None and row.due < asked.today and came < row.amount:
            yield Overdue(ITEMS[row.item], row.due, row.amount, came)
    if paid:
        raise Unfit("paid")


def _drawn(
    way: _Way,
    asked: Asked,
    settlement: Settlement,
    sealed: Signed,
    terms: Agreement,
    to: str,
    overdue: tuple[Overdue, ...],
    imprint: Imprint,
) -> Drawn:
    worker = next(party for party in terms.parties if party.role is PartyRole.WORKER)
    signer = asks(settlement, sealed)
    assert signer is not None
    assert sealed.sealed is not None
    paper = way.form(
        OnDefault(
            imprint=imprint,
            to=to,
            worker=agreed.named(worker),
            other=agreed.named(_owing(terms)),
            matter=MATTERS[terms.dispute],
            agreement_number=number_of(asked.state, sealed),
            in_force=beijing_day(sealed.sealed),
            overdue=overdue,
        )
    )
    return Drawn(paper, None, {signer: ("worker",)}, "centre", (), sections(paper))


def _owing(terms: Agreement) -> Party:
    """Who owes it: the employer first, and last a labour contractor, who employs nobody."""
    owing = {payment.payer for payment in terms.payments}
    roles = {payer.group: payer.role for payer in terms.payers if payer.group in owing}
    able = [party for party in terms.parties if party.role is PartyRole.PAYING and party.group in roles]
    return min(able, key=lambda party: _ORDER.get(roles[party.group], 1))


_ORDER = {ChainRole.EMPLOYER: 0, ChainRole.LABOUR_CONTRACTOR: 2}


def _form(way: _Way, given: type[Asking]) -> Form:
    return Form(
        given=given,
        needs=(way.field, "paid"),
        none=Why.NO_AGREEMENT,
        subjects=Asked.sealed,
        why=partial(_why, way),
        sheets=partial(_sheets, way),
    )


FORMS: Final = {
    DocumentKind.PAYMENT_ORDER: _form(_Way(Route.PAYMENT_ORDER, ORDERED, "court", payment_order), OfCourt),
    DocumentKind.DIRECT_SUIT: _form(_Way(Route.DIRECT_SUIT, None, "court", direct_suit), OfCourt),
    DocumentKind.ARBITRATION: _form(_Way(Route.ARBITRATION, None, "commission", arbitration), OfCommission),
    DocumentKind.INSPECTION: _form(_Way(Route.INSPECTION, INSPECTED, "authority", inspection), OfAuthority),
}
