"""What is open when an agreement is not kept: each route, why it is closed if it is, and its last day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from rooms.agreement.articles import Article
from rooms.agreement.terms import Agreement, ChainRole, Item
from server.cases.limits import Deadline, Limit, deadline


class Route(StrEnum):
    """In the order in which they are shown: the quickest first."""

    ENFORCEMENT = "enforcement"
    """强制执行"""
    PAYMENT_ORDER = "payment_order"
    """支付令"""
    DIRECT_SUIT = "direct_suit"
    """直接起诉"""
    ARBITRATION = "arbitration"
    """劳动仲裁"""
    INSPECTION = "inspection"
    """劳动监察投诉, and the clue platform for unpaid wages"""


class Why(StrEnum):
    """Why a route is closed."""

    NOTHING_OVERDUE = "nothing_overdue"
    NOT_ENFORCEABLE = "not_enforceable"
    """Neither the arbitration commission nor a court has put it into a document of theirs."""
    ENFORCEABLE = "enforceable"
    """It is in such a document: that is enforced, and nothing is decided once more."""
    NO_EMPLOYER = "no_employer"
    """Only natural persons owe something."""
    OTHER_SUMS = "other_sums"
    """Of what is owed something is of a kind that this route is not for."""
    TOO_LATE = "too_late"


class Document(StrEnum):
    """What makes an agreement enforceable."""

    NONE = "none"
    AWARD = "award"
    """仲裁调解书, after review"""
    RULING = "ruling"
    """司法确认裁定书"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """How it stands on a day. `overdue`: the due day of the first instalment that was not paid in full; None: all that
    was due is paid. `iou`: there is a written note of wages owed. `employed`: the worker still works there. `ended`:
    when the employment ended.
    """

    today: date
    overdue: date | None = None
    document: Document = Document.NONE
    iou: bool = False
    employed: bool = False
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A route; open where there is no reason against it. `last` None: it has no limit of its own, or none runs yet."""

    route: Route
    article: Article
    why: tuple[Why, ...] = ()
    last: Deadline | None = None

    @property
    def open(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the preconditions look at."""

    default: Default
    items: frozenset[Item]
    roles: frozenset[ChainRole]

    @property
    def employer(self) -> bool:
        return bool(self.roles - {ChainRole.LABOUR_CONTRACTOR})


Precondition = Callable[[_Standing], Why | None]


def _overdue(standing: _Standing) -> Why | None:
    return Why.NOTHING_OVERDUE if standing.default.overdue is None else None


def _enforceable(standing: _Standing) -> Why | None:
    return Why.NOT_ENFORCEABLE if standing.default.document is Document.NONE else None


def _not_enforceable(standing: _Standing) -> Why | None:
    return None if standing.default.document is Document.NONE else Why.ENFORCEABLE


def _by_employer(standing: _Standing) -> Why | None:
    return None if standing.employer else Why.NO_EMPLOYER


ORDERED: Final = frozenset({Item.WAGES, Item.OVERTIME, Item.SEVERANCE, Item.INJURY_MEDICAL})
"""调解仲裁法 16: 劳动报酬、工伤医疗费、经济补偿或者赔偿金. What else there is may be sued for beside it."""

_WAGES: Final = frozenset({Item.WAGES, Item.OVERTIME})
INSPECTED: Final = _WAGES | {Item.SEVERANCE, Item.DOUBLE_WAGE, Item.LEAVE}


def _some_of(items: frozenset[Item]) -> Precondition:
    return lambda standing: None if standing.items & items else Why.OTHER_SUMS


def _wages_only(standing: _Standing) -> Why | None:
    """A person who is no employer is sued as anybody is; a note of wages owed is sued on as such."""
    if not standing.employer or standing.default.iou or standing.items <= _WAGES:
        return None
    return Why.OTHER_SUMS


_ROUTES: Final[Mapping[Route, tuple[Article, Limit | None, tuple[Precondition, ...]]]] = {
    Route.ENFORCEMENT: (Article.ENFORCEMENT, Limit.ENFORCEMENT, (_overdue, _enforceable)),
    Route.PAYMENT_ORDER: (
        Article.PAYMENT_ORDER,
        None,
        (_overdue, _not_enforceable, _by_employer, _some_of(ORDERED)),
    ),
    Route.DIRECT_SUIT: (
        Article.DIRECT_SUIT,
        Limit.CIVIL_SUIT,
        (_overdue, _not_enforceable, _wages_only),
    ),
    Route.ARBITRATION: (
        Article.ARBITRATION_ON_DEFAULT,
        Limit.ARBITRATION,
        (_overdue, _not_enforceable, _by_employer),
    ),
    Route.INSPECTION: (Article.INSPECTION, Limit.INSPECTION, (_overdue, _some_of(INSPECTED))),
}
"""What each rests on, its limit, and all that must be so."""


def routes(agreement: Agreement, default: Default) -> tuple[Option, ...]:
    """Every route, open or not, in the order in which they are shown."""
    roles = {payer.group: payer.role for payer in agreement.payers}
    owed = [payment for payment in agreement.payments if not payment.on_the_spot]
    standing = _Standing(
        default,
        frozenset(payment.item for payment in owed),
        frozenset(roles[payment.payer] for payment in owed if payment.payer in roles),
    )
    return tuple(_option(route, standing) for route in Route)


def _option(route: Route, standing: _Standing) -> Option:
    article, limit, conditions = _ROUTES[route]
    if route is Route.DIRECT_SUIT and standing.default.iou and not standing.items <= _WAGES:
        article = Article.IOU_SUIT
    why = tuple(reason for reason in (condition(standing) for condition in conditions) if reason is not None)
    last = None if limit is None else _last(limit, standing)
    if last is not None and last.left(standing.default.today) < 0:
        why = (*why, Why.TOO_LATE)
    return Option(route, article, why, last)


def _last(limit: Limit, standing: _Standing) -> Deadline | None:
    """Counted from the day on which it was due: a day early, and so never too late.

    Wages may be claimed before the arbitrators as long as the employment lasts, and a year from its end (27).
    """
    default = standing.default
    if default.overdue is None:
        return None
    starts = default.overdue
    if limit is Limit.ARBITRATION and standing.items <= _WAGES:
        if default.employed:
            return None
        starts = max(starts, default.ended or starts)
    return deadline(limit, starts)
