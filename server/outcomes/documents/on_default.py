"""What the worker alone may ask for where an agreement is not kept, of a court, a commission or an authority."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from rooms.agreement.terms import Agreement, ChainRole, Item, Party, PartyRole
from rooms.document import DocumentKind
from rooms.ids import GroupId
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
from server.outcomes.owing import claimable, standing
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
    """`against`: the side that owes, to be said where there are several and it is not the first of them."""

    against: Id | None = None
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
    owed = _overdue(way, asked, terms, paper, given)
    able = [
        party
        for party in debtors(terms, owed.keys())
        if way.route is not Route.PAYMENT_ORDER or _employs(terms, party)
    ]
    if not able:
        raise Unfit("paid")
    chosen = [party for party in able if given.against in (None, party.group)]
    if not chosen:
        raise Unfit("against")
    other = chosen[0]
    overdue = tuple(owed[other.group])
    return [partial(_drawn, way, asked, settlement, paper, terms, getattr(given, way.field), other, overdue)]


def _overdue(
    way: _Way, asked: Asked, terms: Agreement, paper: Signed, given: Asking
) -> Mapping[GroupId, list[Overdue]]:
    """By who owes it, of the sums that it is for, what `owing.claimable` finds by what the worker has confirmed, or
    says of it now: no less than they confirmed.
    """
    paid = {(one.payment, one.instalment): Decimal(one.amount) for one in given.paid}
    rows = []
    for row in due(asked.state, paper):
        came = paid.pop((row.payment, row.part + 1), row.received)
        if not row.received <= came <= row.amount:
            raise Unfit("paid")
        rows.append(replace(row, received=came))
    if paid:
        raise Unfit("paid")
    found: dict[GroupId, list[Overdue]] = {}
    for row in claimable(terms, rows, asked.today):
        if row.due is not None and (way.items is None or row.item in way.items):
            found.setdefault(row.payer, []).append(
                Overdue(ITEMS[row.item], row.due, row.amount, row.received)
            )
    return found


def _drawn(
    way: _Way,
    asked: Asked,
    settlement: Settlement,
    sealed: Signed,
    terms: Agreement,
    to: str,
    other: Party,
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
            other=agreed.named(other),
            matter=MATTERS[terms.dispute],
            agreement_number=number_of(asked.state, sealed),
            in_force=beijing_day(sealed.sealed),
            overdue=overdue,
        )
    )
    return Drawn(paper, None, {signer: ("worker",)}, "centre", (), sections(paper))


def debtors(terms: Agreement, owing: Collection[GroupId]) -> list[Party]:
    """Of those who owe it the employer first, and last a labour contractor, who employs nobody."""
    roles = _roles(terms)
    able = [party for party in terms.parties if party.role is PartyRole.PAYING and party.group in owing]
    return sorted(able, key=lambda party: _ORDER.get(roles.get(party.group), 1))


def _employs(terms: Agreement, party: Party) -> bool:
    """A court orders an employer to pay, and whoever answers for one (劳动争议调解仲裁法 16)."""
    return _roles(terms).get(party.group) is not ChainRole.LABOUR_CONTRACTOR


def _roles(terms: Agreement) -> dict[GroupId, ChainRole]:
    return {payer.group: payer.role for payer in terms.payers}


_ORDER: Final[Mapping[ChainRole | None, int]] = {ChainRole.EMPLOYER: 0, ChainRole.LABOUR_CONTRACTOR: 2}


def _form(way: _Way, given: type[Asking]) -> Form:
    return Form(
        given=given,
        needs=(way.field, "against", "paid"),
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
