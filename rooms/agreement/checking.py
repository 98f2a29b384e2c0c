"""The checker: every rule over the terms, what must not be first. The law is in the rules, the texts are elsewhere."""

from collections.abc import Callable, Iterator
from typing import Final

from rooms.agreement.facts import Facts
from rooms.agreement.findings import Finding, Severity
from rooms.agreement.rules import agents, dates, parts, payees, payers, sums, wording
from rooms.agreement.terms import Agreement

Rule = Callable[[Agreement, Facts], Iterator[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    parts.two_sides,
    parts.names_as_checked,
    parts.organisation_bound,
    parts.something_agreed,
    payees.account_named,
    payees.own_account,
    dates.due_named,
    dates.spot_at_once,
    dates.due_to_come,
    sums.amount_is_something,
    sums.instalments_add_up,
    sums.wages_add_up,
    sums.wages_in_bounds,
    sums.sum_in_bounds,
    payers.payer_is_party,
    payers.payer_declared,
    payers.payer_is_other_side,
    payers.duty_on_party,
    agents.authority_on_file,
    agents.acts_for_this_party,
    agents.special_authority,
    agents.authority_lasts,
    agents.below_ceiling,
    agents.one_side_only,
    agents.worker_consents,
    wording.nothing_blank,
    wording.insurance_kept,
    wording.relation_not_reviewed,
    wording.complaints_free,
    wording.suits_free,
    payers.employer_pays,
    payers.general_contractor_there,
    payers.general_contractor_recovers,
    payers.work_given_to_person,
    dates.due_on_working_day,
    dates.due_in_order,
    sums.wages_agreed,
    sums.nobody_left_out,
    sums.requests_answered,
    sums.penalty_in_measure,
    parts.ending_dated,
    parts.scope_said,
    parts.copies_for_all,
    wording.amounts_as_agreed,
    wording.workers_unnamed,
)


def check(agreement: Agreement, facts: Facts) -> tuple[Finding, ...]:
    """All that is wrong, what must not be agreed before what should not, each kind in the order of the rules."""
    found = [finding for rule in RULES for finding in rule(agreement, facts)]
    return tuple(sorted(found, key=lambda finding: finding.severity is Severity.WARN))


def refused(findings: tuple[Finding, ...]) -> bool:
    """Whether the terms may not be frozen."""
    return any(finding.severity is Severity.REFUSE for finding in findings)
