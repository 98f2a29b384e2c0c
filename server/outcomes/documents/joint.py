"""仲裁审查申请书 and 司法确认申请书: both sides of a sealed agreement ask together, within so many days."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from rooms.agreement.checking import check
from rooms.agreement.findings import Code
from rooms.agreement.terms import Agreement, Party, PartyRole, Review
from rooms.ids import SeatId
from rooms.moments import beijing_day
from rooms.settlement import Paper as Signed
from rooms.settlement import Settlement
from server.cases.limits import Deadline, Limit, deadline
from server.outcomes import drawing_up
from server.outcomes.documents.aloud import sections
from server.outcomes.documents.asked import Asked, Form, Given, Line, Maybe, Why
from server.outcomes.drawing_up import MATTERS, Drawn
from server.outcomes.making import Sheet
from server.outcomes.numbering import number_of
from server.outcomes.papers.forms import agreement as agreed
from server.outcomes.papers.forms import clauses
from server.outcomes.papers.forms.arbitration_review import arbitration_review
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.forms.joint_application import JointApplication
from server.outcomes.papers.forms.judicial_confirmation import judicial_confirmation
from server.outcomes.papers.paper import Clause, Paper

_FRAME = frozenset({"review", "effect", "copies"})
"""Clauses that say nothing of what is owed."""


class Details(Given, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`to`: the commission or the court."""

    to: Line
    service_address: Maybe = ""


def form(kind: Callable[[JointApplication], Paper], limit: Limit, review: Review) -> Form:
    return Form(
        given=Details,
        needs=("to", "service_address"),
        none=Why.NO_AGREEMENT,
        subjects=Asked.sealed,
        why=partial(_why, limit=limit, review=review),
        sheets=partial(_sheets, kind=kind, limit=limit),
        last=partial(_last, limit=limit),
    )


def _last(asked: Asked, about: str | None, *, limit: Limit) -> Deadline:
    _, paper = asked.agreed(about)
    assert paper.sealed is not None
    return deadline(limit, beijing_day(paper.sealed))


def _why(asked: Asked, about: str | None, *, limit: Limit, review: Review) -> Sequence[Why]:
    settlement, _ = asked.agreed(about)
    found = [Why.TOO_LATE] if _last(asked, about, limit=limit).left(asked.today) < 0 else []
    if review is Review.ARBITRATION and _confirms(asked, settlement):
        found.append(Why.RELATION_CONFIRMED)
    return found


def _confirms(asked: Asked, settlement: Settlement) -> bool:
    """What the checker finds if arbitration is asked to look at it."""
    terms = replace(settlement.settled.agreement, review=Review.ARBITRATION)
    facts = drawing_up.facts(asked.state, settlement, terms, asked.state.at)
    return any(found.code is Code.RELATION_CONFIRMED for found in check(terms, facts))


def _sheets(
    asked: Asked,
    about: str | None,
    given: Details,
    *,
    kind: Callable[[JointApplication], Paper],
    limit: Limit,
) -> list[Sheet]:
    settlement, paper = asked.agreed(about)
    return [partial(_drawn, asked, settlement, paper, given, kind, _last(asked, about, limit=limit))]


def _drawn(
    asked: Asked,
    settlement: Settlement,
    sealed: Signed,
    given: Details,
    kind: Callable[[JointApplication], Paper],
    last: Deadline,
    imprint: Imprint,
) -> Drawn:
    terms = shown(asked, settlement, sealed)
    applicants = [party for party in terms.parties if party.role is PartyRole.WORKER]
    others = [party for party in terms.parties if party.role is not PartyRole.WORKER]
    hands = [one.signature.at for one in sealed.signers.values() if one.signature is not None]
    assert sealed.sealed is not None
    paper = kind(
        JointApplication(
            imprint=imprint,
            to=given.to,
            applicants=tuple(map(agreed.named, applicants)),
            respondents=tuple(map(agreed.named, others)),
            matter=MATTERS[terms.dispute],
            agreement_number=number_of(asked.state, sealed),
            agreement_digest=sealed.digest,
            agreed=tuple(_agreed(terms)),
            signed=beijing_day(max(hands)),
            in_force=beijing_day(sealed.sealed),
            last_day=last.ends,
            service_address=given.service_address,
        )
    )
    return Drawn(paper, None, _fields([*applicants, *others]), "centre", (), sections(paper))


def shown(asked: Asked, settlement: Settlement, sealed: Signed) -> Agreement:
    """The terms as they stand on that paper."""
    imprint = Imprint(asked.centre, "", asked.state.case_no, "", asked.today)
    terms = settlement.settled.agreement
    return agreed.shown(agreed.Settlement(imprint, terms, MATTERS[terms.dispute], (), sealed.worker))


def _agreed(terms: Agreement) -> list[str]:
    said = [block for block in clauses.all_of(terms) if isinstance(block, Clause) and block.id not in _FRAME]
    return [f"{clause.heading}：{clause.text}" for clause in said]


def _fields(parties: Sequence[Party]) -> dict[SeatId, tuple[str, ...]]:
    """Who signs for several parties signs for each."""
    found: dict[SeatId, tuple[str, ...]] = {}
    for place, party in enumerate(parties, 1):
        found[party.signatory] = (*found.get(party.signatory, ()), f"party_{place}")
    return found


REVIEW = form(arbitration_review, Limit.ARBITRATION_REVIEW, Review.ARBITRATION)
CONFIRMATION = form(judicial_confirmation, Limit.COURT_CONFIRMATION, Review.COURT)
