"""The other papers of a room (文书): its record, the notice that there was no agreement, receipts, applications.

What issues one makes it whole: it is never drafted. It has one paper, or one for each of those to whom it is addressed;
its papers are signed, sealed and made void as those of a settlement are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rooms.ids import DocumentId, PaperId, SeatId
from rooms.settlement import Hesitation, Paper, SettlementState

DOCUMENTS_LIMIT = 200
"""Documents of one room, the void ones too."""

ADDRESSEES_LIMIT = 200
"""Papers of one document."""

SECTION_LIMIT = 100_000
"""Characters of one section that is read back."""

FIELDS_LIMIT = 20
"""Places where one person signs one paper."""


class DocumentKind(StrEnum):
    RECORD = "record"
    """调解笔录: signed by all who were there."""
    FAILURE = "failure"
    """调解不成通知书: to each party a paper of their own."""
    SERVICE_RECEIPT = "service_receipt"
    """送达回证"""
    ARBITRATION_REVIEW = "arbitration_review"
    """仲裁审查申请书: of both sides together."""
    JUDICIAL_CONFIRMATION = "judicial_confirmation"
    """司法确认申请书: of both sides together."""
    PAYMENT_ORDER = "payment_order"
    """支付令申请书: of the worker alone, as those below."""
    DIRECT_SUIT = "direct_suit"
    """民事起诉状"""
    ARBITRATION = "arbitration"
    """劳动仲裁申请书"""
    INSPECTION = "inspection"
    """劳动保障监察投诉书"""


JOINT_APPLICATIONS = frozenset({DocumentKind.ARBITRATION_REVIEW, DocumentKind.JUDICIAL_CONFIRMATION})

ON_DEFAULT = frozenset(
    {
        DocumentKind.PAYMENT_ORDER,
        DocumentKind.DIRECT_SUIT,
        DocumentKind.ARBITRATION,
        DocumentKind.INSPECTION,
    }
)
"""What the worker may ask for, and of whom, where an agreement is not kept."""

ON_AGREEMENTS = JOINT_APPLICATIONS | ON_DEFAULT
"""Kinds that are about the sealed paper of an agreement."""

REPEATED = ON_DEFAULT | {DocumentKind.SERVICE_RECEIPT}
"""Kinds of which there is another once the last is sealed: more is served, more is overdue."""


@dataclass(frozen=True, slots=True)
class Document:
    """`about`: of a record the digest of the reading, of a receipt the recipient's seat, of an application the id of
    the agreement's paper; of each one document lives at a time. `by`: who issued it. Its state is never one of those
    in which a text may still change.
    """

    id: DocumentId
    kind: DocumentKind
    by: SeatId
    state: SettlementState = SettlementState.FROZEN
    about: str | None = None
    papers: Mapping[PaperId, Paper] = field(default_factory=dict)
    void: Hesitation | None = None
