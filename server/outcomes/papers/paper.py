"""What a paper says, in which order, and where somebody signs it. Nothing here knows how a page is made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

OWN_CERTIFICATES: Final = (
    "本文书以调解组织自有证书作电子签名、加盖电子印章，该证书并非《中华人民共和国电子签名法》所称"
    "依法设立的电子认证服务提供者签发。"
)
"""At the foot of every page, as long as no licensed provider's certificates are used."""

_SLOT_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_ATTACHMENT_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class PaperKind(StrEnum):
    AGREEMENT = "agreement"  # 调解协议书
    RECORD = "record"  # 调解笔录
    FAILURE = "failure"  # 调解不成通知书
    ACCEPTANCE = "acceptance"  # 受理通知书
    REFUSAL = "refusal"  # 不予受理通知书
    SERVICE_RECEIPT = "service_receipt"  # 送达回证
    ARBITRATION_REVIEW = "arbitration_review"  # 仲裁审查申请书
    JUDICIAL_CONFIRMATION = "judicial_confirmation"  # 司法确认申请书
    PAYMENT_ORDER = "payment_order"  # 支付令申请书
    DIRECT_SUIT = "direct_suit"  # 民事起诉状
    ARBITRATION = "arbitration"  # 劳动仲裁申请书
    INSPECTION = "inspection"  # 劳动保障监察投诉书


class Setting(StrEnum):
    """How a paragraph is set. BODY begins two characters in, KEPT too, and is on one page with what follows; SMALL is
    a remark beside the matter.
    """

    BODY = "body"
    KEPT = "kept"
    FLUSH = "flush"
    RIGHT = "right"
    SMALL = "small"


class Align(StrEnum):
    """LEFT columns share what width the others leave; RIGHT is for figures, whose column is as wide as they are."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class SlotKind(StrEnum):
    SIGNATURE = "signature"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Line breaks in `text` begin a new paragraph. `lead` stands before it in the headings' type: who says it."""

    text: str
    setting: Setting = Setting.BODY
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """Names and what they are, a line each."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A row has as many cells as the head; so has `foot`, the row of totals, unless it is empty."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...]
    foot: tuple[str, ...] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        lengths = {len(self.head), len(self.align), *map(len, self.rows)}
        if lengths != {len(self.head)} or len(self.foot) not in {0, len(self.head)} or not self.head:
            raise ValueError("a table's rows differ in length")


@dataclass(frozen=True, slots=True)
class Clause:
    """A term that is read back and confirmed by itself: `id` is its name, its number on the page is its place."""

    id: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins a page."""


Block: TypeAlias = Heading | Paragraph | Fields | Table | Clause | Break


@dataclass(frozen=True, slots=True)
class Slot:
    """Where somebody signs. `name` is the signature field's; `label` says in which capacity ("申请人")."""

    name: str
    label: str
    person: str
    kind: SlotKind = SlotKind.SIGNATURE

    def __post_init__(self) -> None:
        if _SLOT_NAME.fullmatch(self.name) is None:
            raise ValueError("a slot's name is not fit for a signature field")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the paper, for machines. `octets` is UTF-8 text."""

    name: str
    media_type: str
    octets: bytes

    def __post_init__(self) -> None:
        self.octets.decode()
        if _ATTACHMENT_NAME.fullmatch(self.name) is None:
            raise ValueError("an attachment's name is not fit for a file")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it is to be signed: blocks, then the places of signatures, then `annexes`, each on pages of its own.

    `code` is the address at which anybody can check it; `issuer` the organisation that heads it, "" for what people ask
    for in their own names; `number` its own number; `assurance` what the foot of each page says of the certificates.
    """

    kind: PaperKind
    title: str
    number: str
    issuer: str
    blocks: tuple[Block, ...]
    slots: tuple[Slot, ...]
    code: str
    annexes: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    assurance: str = OWN_CERTIFICATES
    language: str = "zh"

    def __post_init__(self) -> None:
        for names in (slot.name for slot in self.slots), (file.name for file in self.attachments):
            given = list(names)
            if len(set(given)) != len(given):
                raise ValueError("two of a paper's slots or attachments have one name")

    def texts(self) -> Iterator[str]:
        """Everything that is printed on it, except what the form itself adds."""
        yield from (self.title, self.number, self.issuer, self.code, self.assurance)
        for block in (*self.blocks, *self.annexes):
            yield from texts(block)
        for slot in self.slots:
            yield from (slot.label, slot.person)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot is: page from 1, box (x0, y0, x1, y1) in PDF points from the page's lower left corner."""

    name: str
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rendered:
    pdf: bytes
    places: tuple[Place, ...]
    pages: int


def texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield text
        case Paragraph(text, _, lead):
            yield from (lead, text)
        case Fields(pairs):
            for pair in pairs:
                yield from pair
        case Table(head, rows, _, foot, caption):
            yield from (caption, *head, *foot)
            for row in rows:
                yield from row
        case Clause(_, heading, text):
            yield from (heading, text)
        case Break():
            pass
