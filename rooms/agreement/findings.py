"""What may not, or should not, be agreed. Texts exist only at the edge, translated from the code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rooms.agreement.articles import Article
from rooms.canonical import JSON


class Severity(StrEnum):
    REFUSE = "refuse"
    """Nothing is frozen while this is so."""
    WARN = "warn"


class Code(StrEnum):
    """Parameters that go with a code are named beside it; no name of a person is among them."""

    # who is bound
    PARTY_MISSING = "party_missing"
    NAME_DIFFERS = "name_differs"
    SIGNATORY_UNSAID = "signatory_unsaid"
    NOTHING_AGREED = "nothing_agreed"
    SCOPE_UNSAID = "scope_unsaid"
    COPIES_FEW = "copies_few"  # needed

    # to whom it is paid, and when
    PAYEE_IS_ANOTHER = "payee_is_another"
    ACCOUNT_UNVERIFIED = "account_unverified"
    ACCOUNT_MISSING = "account_missing"
    DUE_MISSING = "due_missing"
    DUE_PAST = "due_past"  # due
    DUE_ON_REST_DAY = "due_on_rest_day"  # due
    DUE_UNORDERED = "due_unordered"  # due

    # who pays
    PAYER_NO_PARTY = "payer_no_party"
    PAYER_UNDECLARED = "payer_undeclared"
    PAYER_IS_PAYEE = "payer_is_payee"
    DUTY_ON_OUTSIDER = "duty_on_outsider"
    ONLY_LABOUR_CONTRACTOR = "only_labour_contractor"
    GENERAL_CONTRACTOR_ABSENT = "general_contractor_absent"
    GENERAL_CONTRACTOR_RECOVERS = "general_contractor_recovers"
    WORK_GIVEN_TO_PERSON = "work_given_to_person"

    # the sums
    AMOUNT_NOTHING = "amount_nothing"
    SPOT_IN_PARTS = "spot_in_parts"
    INSTALMENTS_DIFFER = "instalments_differ"  # amount, sum
    WAGES_DIFFER = "wages_differ"  # amount, sum
    WAGES_NOT_AGREED = "wages_not_agreed"
    WAGES_NEGATIVE = "wages_negative"  # amount
    WAGES_TOO_LARGE = "wages_too_large"
    SUM_TOO_LARGE = "sum_too_large"
    WORKER_LEFT_OUT = "worker_left_out"
    BELOW_REQUEST = "below_request"  # amount, sum
    BEYOND_REQUEST = "beyond_request"  # amount, sum
    PENALTY_HIGH = "penalty_high"  # amount, share

    # who acts for others
    AGENT_UNKNOWN = "agent_unknown"
    AGENT_CHANGED = "agent_changed"
    AGENT_OF_ANOTHER = "agent_of_another"
    AGENT_NOT_SPECIAL = "agent_not_special"
    AGENT_EXPIRED = "agent_expired"  # due
    AGENT_ABOVE_CEILING = "agent_above_ceiling"  # amount, sum
    AGENT_OF_BOTH = "agent_of_both"
    CONSENT_MISSING = "consent_missing"

    # what the words say
    INSURANCE_WAIVED = "insurance_waived"
    RELATION_CONFIRMED = "relation_confirmed"
    ENDING_UNDATED = "ending_undated"
    CERTIFICATE_MISSING = "certificate_missing"
    COMPLAINT_FORBIDDEN = "complaint_forbidden"
    SUIT_FORBIDDEN = "suit_forbidden"
    AMOUNT_IN_TEXT = "amount_in_text"  # amount
    BLANK_LEFT = "blank_left"
    WORKER_NAMED = "worker_named"


_REFUSE, _WARN = Severity.REFUSE, Severity.WARN

GROUNDS: Final[Mapping[Code, tuple[Severity, Article | None]]] = {
    Code.PARTY_MISSING: (_REFUSE, Article.WRITTEN_TERMS),
    Code.NAME_DIFFERS: (_REFUSE, Article.WRITTEN_TERMS),
    Code.SIGNATORY_UNSAID: (_REFUSE, Article.AUTHORITY_IN_WRITING),
    Code.NOTHING_AGREED: (_REFUSE, Article.WRITTEN_TERMS),
    Code.SCOPE_UNSAID: (_WARN, None),
    Code.COPIES_FEW: (_WARN, None),
    Code.PAYEE_IS_ANOTHER: (_REFUSE, Article.PAID_TO_THE_MIGRANT_WORKER),
    Code.ACCOUNT_UNVERIFIED: (_REFUSE, Article.PAID_TO_THE_WORKER),
    Code.ACCOUNT_MISSING: (_REFUSE, Article.WRITTEN_TERMS),
    Code.DUE_MISSING: (_REFUSE, Article.WRITTEN_TERMS),
    Code.DUE_PAST: (_REFUSE, Article.WRITTEN_TERMS),
    Code.DUE_ON_REST_DAY: (_WARN, Article.PAYDAY_ON_REST_DAY),
    Code.DUE_UNORDERED: (_WARN, None),
    Code.PAYER_NO_PARTY: (_REFUSE, Article.BINDS_PARTIES_ONLY),
    Code.PAYER_UNDECLARED: (_REFUSE, Article.WRITTEN_TERMS),
    Code.PAYER_IS_PAYEE: (_REFUSE, None),
    Code.DUTY_ON_OUTSIDER: (_REFUSE, Article.BINDS_PARTIES_ONLY),
    Code.ONLY_LABOUR_CONTRACTOR: (_WARN, Article.PAYMENT_ORDER),
    Code.GENERAL_CONTRACTOR_ABSENT: (_WARN, Article.GENERAL_CONTRACTOR_FIRST),
    Code.GENERAL_CONTRACTOR_RECOVERS: (_WARN, Article.GENERAL_CONTRACTOR_FIRST),
    Code.WORK_GIVEN_TO_PERSON: (_WARN, Article.WORK_GIVEN_TO_UNLICENSED),
    Code.AMOUNT_NOTHING: (_REFUSE, None),
    Code.SPOT_IN_PARTS: (_REFUSE, None),
    Code.INSTALMENTS_DIFFER: (_REFUSE, None),
    Code.WAGES_DIFFER: (_REFUSE, None),
    Code.WAGES_NOT_AGREED: (_WARN, None),
    Code.WAGES_NEGATIVE: (_WARN, None),
    Code.WAGES_TOO_LARGE: (_REFUSE, None),
    Code.SUM_TOO_LARGE: (_REFUSE, None),
    Code.WORKER_LEFT_OUT: (_WARN, None),
    Code.BELOW_REQUEST: (_WARN, Article.FAIR_SETTLEMENT),
    Code.BEYOND_REQUEST: (_WARN, None),
    Code.PENALTY_HIGH: (_WARN, Article.EXCESSIVE_PENALTY),
    Code.AGENT_UNKNOWN: (_REFUSE, Article.AUTHORITY_IN_WRITING),
    Code.AGENT_CHANGED: (_REFUSE, Article.AUTHORITY_IN_WRITING),
    Code.AGENT_OF_ANOTHER: (_REFUSE, Article.BEYOND_AUTHORITY),
    Code.AGENT_NOT_SPECIAL: (_REFUSE, Article.SPECIAL_AUTHORITY),
    Code.AGENT_EXPIRED: (_REFUSE, Article.BEYOND_AUTHORITY),
    Code.AGENT_ABOVE_CEILING: (_REFUSE, Article.BEYOND_AUTHORITY),
    Code.AGENT_OF_BOTH: (_REFUSE, Article.AGENT_OF_BOTH_SIDES),
    Code.CONSENT_MISSING: (_REFUSE, Article.CONSENT_OF_THE_REPRESENTED),
    Code.INSURANCE_WAIVED: (_REFUSE, Article.INSURANCE_WAIVER_VOID),
    Code.RELATION_CONFIRMED: (_REFUSE, Article.NO_REVIEW_OF_RELATION),
    Code.ENDING_UNDATED: (_WARN, None),
    Code.CERTIFICATE_MISSING: (_WARN, Article.CERTIFICATE_OF_ENDING),
    Code.COMPLAINT_FORBIDDEN: (_REFUSE, Article.RIGHT_TO_COMPLAIN),
    Code.SUIT_FORBIDDEN: (_WARN, Article.ARBITRATION_ON_DEFAULT),
    Code.AMOUNT_IN_TEXT: (_WARN, None),
    Code.BLANK_LEFT: (_REFUSE, None),
    Code.WORKER_NAMED: (_WARN, None),
}
"""How grave each is, and what it rests on; None: on arithmetic, or on plain care."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` is a path in the terms, such as `payments[2].instalments[0].due`; empty: the whole.

    `params` holds amounts, dates and numbers as the terms write them.
    """

    code: Code
    where: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return GROUNDS[self.code][0]

    @property
    def article(self) -> Article | None:
        return GROUNDS[self.code][1]

    @property
    def wire(self) -> dict[str, JSON]:
        shown: dict[str, JSON] = {
            "code": self.code.value,
            "severity": self.severity.value,
            "where": self.where,
        }
        shown["params"] = dict(self.params)
        return shown if self.article is None else {**shown, "article": self.article.value}
