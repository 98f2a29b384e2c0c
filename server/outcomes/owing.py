"""What follows from a sealed agreement as it is performed: what is overdue, and which ways that opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rooms import policy
from rooms.agreement.terms import Agreement, LabourStatus
from rooms.canonical import JSON
from rooms.moments import beijing_day
from rooms.performance import Row
from rooms.settlement import Paper
from rooms.state import RoomState
from server.cases.limits import Deadline
from server.cases.routes import Default, Document, Option, routes


def following(
    state: RoomState, paper: Paper, today: date, document: Document = Document.NONE
) -> Mapping[str, JSON] | None:
    """What whoever is owed something may do next; None for a paper by which nothing is due.

    `document`: what has made it enforceable since. `owed`: what could be asked for today.
    """
    rows = policy.due(state, paper)
    if paper.sealed is None or not rows:
        return None
    terms, default = standing(state, paper, today, document)
    shown: dict[str, JSON] = {
        "paper": paper.id,
        "in_force": beijing_day(paper.sealed).isoformat(),
        "left": _money(row.left for row in rows),
    }
    if default.overdue is None:
        return shown
    return {
        **shown,
        "overdue": default.overdue.isoformat(),
        "owed": _money(row.left for row in claimable(terms, rows, today)),
        "routes": [_told(option, today) for option in routes(terms, default)],
    }


def standing(
    state: RoomState, paper: Paper, today: date, document: Document = Document.NONE
) -> tuple[Agreement, Default]:
    """What is asked for, and how it stands, as `routes` wants it: where something is overdue, of the payments only
    those that are still owed. A way is open by what is missing, not by what was paid.
    """
    rows, agreement = policy.due(state, paper), policy.agreed(state, paper)
    labour = agreement.labour
    overdue = min((row.due for row in rows if row.due is not None and row.late(today)), default=None)
    default = Default(
        today=today,
        overdue=overdue,
        document=document,
        employed=labour is not None and labour.status is LabourStatus.CONTINUES,
        ended=None if labour is None else labour.ended,
    )
    if overdue is None:
        return agreement, default
    owed = {row.payment for row in claimable(agreement, rows, today)}
    payments = (replace(one, on_the_spot=False) for one in agreement.payments if one.id in owed)
    return replace(agreement, payments=tuple(payments)), default


def claimable(agreement: Agreement, rows: Sequence[Row], today: date) -> list[Row]:
    """What is overdue; all that is left, where it was agreed that then all of it falls due."""
    accelerates = agreement.breach is not None and agreement.breach.accelerates
    late = any(row.late(today) for row in rows)
    return [row for row in rows if row.late(today) or (accelerates and late and row.left > 0)]


def _told(option: Option, today: date) -> JSON:
    shown: dict[str, JSON] = {
        "route": option.route.value,
        "open": option.open,
        "article": option.article.value,
    }
    if option.why:
        shown["why"] = [reason.value for reason in option.why]
    return shown if option.last is None else {**shown, "last": _last(option.last, today)}


def _last(last: Deadline, today: date) -> JSON:
    return {"ends": last.ends.isoformat(), "safe": last.safe.isoformat(), "left": last.left(today)}


def _money(amounts: Iterable[Decimal]) -> str:
    return f"{sum(amounts, Decimal(0)):.2f}"
