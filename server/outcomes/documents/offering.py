"""Which documents are open to somebody, and what each needs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rooms import policy
from rooms.canonical import JSON
from rooms.decide.issuing import issued
from rooms.document import ON_DEFAULT, DocumentKind
from rooms.ids import PaperId, SeatId
from rooms.moments import beijing_day
from rooms.performance import Row
from rooms.roles import RECORD_KEEPERS
from rooms.settlement import Paper
from server.cases.limits import Deadline
from server.cases.routes import Option, routes
from server.outcomes.documents import failure, joint, on_default, receipt, record
from server.outcomes.documents.asked import Asked, Form, Why
from server.outcomes.owing import standing
from server.outcomes.undisputed import undisputed

FORMS: Final[Mapping[DocumentKind, Form]] = {
    DocumentKind.RECORD: record.FORM,
    DocumentKind.FAILURE: failure.FORM,
    DocumentKind.SERVICE_RECEIPT: receipt.FORM,
    DocumentKind.ARBITRATION_REVIEW: joint.REVIEW,
    DocumentKind.JUDICIAL_CONFIRMATION: joint.CONFIRMATION,
    **on_default.FORMS,
}


def subjects(asked: Asked, kind: DocumentKind) -> list[str | None]:
    """What this person may issue one about."""
    return [
        about
        for about in FORMS[kind].subjects(asked)
        if policy.may_issue(asked.state, asked.seat, kind, about)
    ]


def why(asked: Asked, kind: DocumentKind, about: str | None) -> list[Why]:
    """What stands against it; empty: it is open."""
    found = [*FORMS[kind].why(asked, about)]
    return [Why.ALREADY_ISSUED, *found] if issued(asked.state, kind, about) else found


def offered(asked: Asked) -> list[dict[str, JSON]]:
    """Every kind that this person could issue. Of none they may say why it is closed unless it is theirs to ask for."""
    keeps = asked.state.people[asked.seat].seat.role in RECORD_KEEPERS
    told = []
    for kind in FORMS:
        found = subjects(asked, kind)
        if found or (keeps and kind not in ON_DEFAULT):
            told.append(_told(asked, kind, found))
    return told


def _told(asked: Asked, kind: DocumentKind, found: list[str | None]) -> dict[str, JSON]:
    form = FORMS[kind]
    reasons = {about: why(asked, kind, about) for about in found}
    free = [about for about, against in reasons.items() if not against]
    shown: dict[str, JSON] = {"kind": kind.value, "open": bool(free), "needs": [*form.needs]}
    if not free:
        against = next(iter(reasons.values()), [form.none])
        shown["why"] = [reason.value for reason in against]
    about = [each for each in free or found if each is not None]
    if about:
        shown["about"] = [*about]
    last = form.last(asked, (free or found)[0]) if found else None
    return shown if last is None else {**shown, "last": _last(asked, last)}


def outlook(asked: Asked) -> dict[str, JSON]:
    """Besides, what follows from the sealed papers that this person may have; for whoever keeps the record what it
    holds as undisputed, who may be served, and who was there and may be noted as not signing the record.
    """
    shown: dict[str, JSON] = {
        "documents": [*offered(asked)],
        "agreements": [*_agreements(asked)],
        "notices": [*_notices(asked)],
    }
    if asked.state.people[asked.seat].seat.role not in RECORD_KEEPERS:
        return shown
    served = [SeatId(str(seat)) for seat in subjects(asked, DocumentKind.SERVICE_RECEIPT)]
    return {
        **shown,
        "facts": [*undisputed(asked.state)],
        "people": _named(asked, served),
        "attendees": _named(asked, record.may_not_sign(asked)),
    }


def _named(asked: Asked, seats: Iterable[SeatId]) -> dict[str, JSON]:
    return {seat: asked.state.people[seat].seat.name for seat in seats}


def _notices(asked: Asked) -> Iterator[JSON]:
    for paper in policy.papers(asked.state, asked.seat).values():
        if paper.sealed is not None and paper.last is not None and paper.id not in asked.hidden:
            yield {"paper": paper.id, "last": paper.last.isoformat()}


def _agreements(asked: Asked) -> Iterator[JSON]:
    """Of each what is due by it, and what of that has arrived."""
    own = policy.papers(asked.state, asked.seat)
    for id in asked.sealed():
        if PaperId(id) in own:
            yield _in_force(asked, asked.agreed(id)[1])


def _in_force(asked: Asked, paper: Paper) -> JSON:
    terms, default = standing(asked.state, paper, asked.today)
    shown: dict[str, JSON] = {
        "paper": paper.id,
        "in_force": beijing_day(paper.sealed or asked.now).isoformat(),
        "parts": [*_parts(policy.due(asked.state, paper))],
    }
    if default.overdue is not None:
        shown["overdue"] = default.overdue.isoformat()
    if policy.may_pursue(asked.state, asked.seat, paper):
        shown["routes"] = [_route(asked, option) for option in routes(terms, default)]
        owing = [row.payer for row in policy.due(asked.state, paper) if row.left > 0]
        shown["debtors"] = {party.group: party.name for party in on_default.debtors(terms, owing)}
    return shown


def _parts(rows: Iterable[Row]) -> Iterator[JSON]:
    for row in rows:
        if row.due is not None:
            yield {
                "payment": row.payment,
                "instalment": row.part + 1,
                "due": row.due.isoformat(),
                "amount": f"{row.amount:.2f}",
                "received": f"{row.received:.2f}",
            }


def _route(asked: Asked, option: Option) -> JSON:
    shown: dict[str, JSON] = {
        "route": option.route.value,
        "open": option.open,
        "why": [reason.value for reason in option.why],
        "article": option.article.value,
    }
    return shown if option.last is None else {**shown, "last": _last(asked, option.last)}


def _last(asked: Asked, last: Deadline) -> JSON:
    return {"ends": last.ends.isoformat(), "safe": last.safe.isoformat(), "left": last.left(asked.today)}
