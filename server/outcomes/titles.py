"""What a paper is called, as it stands in documents and in the names of files."""

from collections.abc import Mapping
from typing import Final

from rooms.acts import act
from rooms.document import Document, DocumentKind
from rooms.settlement import Paper
from rooms.state import RoomState

_TITLES: Final[Mapping[DocumentKind | None, str]] = {
    None: "调解协议书",
    DocumentKind.RECORD: "调解笔录",
    DocumentKind.FAILURE: "调解不成通知书",
    DocumentKind.SERVICE_RECEIPT: "送达回证",
    DocumentKind.ARBITRATION_REVIEW: "仲裁审查申请书",
    DocumentKind.JUDICIAL_CONFIRMATION: "司法确认申请书",
    DocumentKind.PAYMENT_ORDER: "支付令申请书",
    DocumentKind.DIRECT_SUIT: "民事起诉状",
    DocumentKind.ARBITRATION: "劳动仲裁申请书",
    DocumentKind.INSPECTION: "劳动保障监察投诉书",
}


def kind_of(state: RoomState, paper: Paper) -> DocumentKind | None:
    """None for a settlement's."""
    of = act(state, paper.act)
    return of.kind if isinstance(of, Document) else None


def title_of(state: RoomState, paper: Paper) -> str:
    return _TITLES[kind_of(state, paper)]
