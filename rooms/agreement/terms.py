"""What an agreement says, and what the table of wages behind it says.

Everything here is a value: a draft that is being written, a version that was frozen and a proposal of one side are all
an Agreement. What is missing or may not be agreed is no fault of its shape: `checking` finds it and names the article.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from rooms.agreement.shape import Fault, Malformed, Many, Number, Text, Whole, read, write
from rooms.canonical import JSON, canonical
from rooms.canonical import digest as _digest
from rooms.ids import GroupId, LineId, SeatId
from rooms.participant import Authority

LARGEST: Final = Decimal(10) ** 10
"""Yuan. What is larger is a mistyped amount, and has no place in the ranks of the written-out figures."""

Money = Annotated[Decimal, Number(2, LARGEST, fixed=True)]
Signed = Annotated[Decimal, Number(2, LARGEST, -LARGEST, fixed=True)]
Price = Annotated[Decimal, Number(4, LARGEST)]
"""Of a day, a piece or a month: a brick has a price of less than a 分."""
Quantity = Annotated[Decimal, Number(3, Decimal(10) ** 8)]
Percent = Annotated[Decimal, Number(4, Decimal(100))]

Key = Annotated[str, Text(64, plain=True)]
SeatKey = Annotated[SeatId, Text(64, plain=True)]
GroupKey = Annotated[GroupId, Text(64, plain=True)]
Name = Annotated[str, Text(100)]
Short = Annotated[str, Text(200)]
Long = Annotated[str, Text(2_000, lines=True)]


class Dispute(StrEnum):
    UNPAID_WAGES = "unpaid_wages"
    SEVERANCE = "severance"
    WORK_INJURY = "work_injury"
    OVERTIME = "overtime"
    NO_CONTRACT = "no_contract"
    LEAVE = "leave"
    OTHER = "other"


class PartyRole(StrEnum):
    WORKER = "worker"
    PAYING = "paying"
    OTHER = "other"


class ChainRole(StrEnum):
    """What a payer is in the chain from the owner of a building site down to the worker."""

    EMPLOYER = "employer"
    """用人单位: an organisation that may employ, on a building site or not."""
    SUBCONTRACTOR = "subcontractor"
    GENERAL_CONTRACTOR = "general_contractor"
    LABOUR_CONTRACTOR = "labour_contractor"
    """包工头: a natural person, who cannot be an employer."""
    OWNER = "owner"


class Liability(StrEnum):
    DIRECT = "direct"
    ADVANCE = "advance"
    """Pays first and recovers from whoever owes (先行清偿)."""
    JOINT = "joint"


class Item(StrEnum):
    """What a sum is for: which routes are open on default depends on it."""

    WAGES = "wages"
    OVERTIME = "overtime"
    SEVERANCE = "severance"
    INJURY_MEDICAL = "injury_medical"
    INJURY_COMPENSATION = "injury_compensation"
    DOUBLE_WAGE = "double_wage"
    LEAVE = "leave"
    OTHER = "other"


class Basis(StrEnum):
    DAYS = "days"
    PIECES = "pieces"
    MONTHLY = "monthly"
    AMOUNT = "amount"
    """A sum in one: an IOU, a settled account."""


class Stand(StrEnum):
    """What one side says to a figure."""

    OPEN = "open"
    AGREED = "agreed"
    DISPUTED = "disputed"


class Review(StrEnum):
    NONE = "none"
    ARBITRATION = "arbitration"
    """仲裁审查"""
    COURT = "court"
    """司法确认"""


class LabourStatus(StrEnum):
    CONFIRMED = "confirmed"
    """The agreement itself states that there is, or was, a labour relation where this is in dispute."""
    ENDED = "ended"
    CONTINUES = "continues"
    NONE = "none"
    """There was none: work under another kind of contract."""


class InsuranceStatement(StrEnum):
    PAID_UP = "paid_up"
    TO_BE_PAID = "to_be_paid"
    ELSEWHERE = "elsewhere"
    """Left to the authority that collects it."""
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where a text was taken from: a template or a clause of the library, in one of its versions."""

    id: Key
    version: Annotated[int, Whole(1, 10_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Who acts for a party, on a seat of their own."""

    seat: SeatKey
    name: Name
    authority: Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or an organisation that is bound. `seat`: the person's own; for an organisation, of whoever stands for
    it: its legal representative, or the agent. `number`: an identity card's, or a unified social credit code.
    """

    seat: SeatKey
    name: Name
    group: GroupKey
    role: PartyRole
    agent: Agent | None = None
    organisation: bool = False
    number: Annotated[str, Text(18, 8, plain=True)] | None = None
    address: Short | None = None
    telephone: Annotated[str, Text(20, 5)] | None = None
    legal_representative: Name | None = None

    @property
    def signatory(self) -> SeatId:
        """Whose signature binds the party."""
        return self.seat if self.agent is None else self.agent.seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    group: GroupKey
    role: ChainRole
    liability: Liability = Liability.DIRECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    by: SeatKey
    text: Long
    item: Item = Item.OTHER
    amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisputed:
    """A fact that nobody disputes; `line`: where it stands in the record."""

    text: Long
    line: Annotated[LineId, Text(64, plain=True)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    value: Price
    worker: Stand = Stand.OPEN
    payer: Stand = Stand.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number of days, pieces or months."""

    value: Quantity
    worker: Stand = Stand.OPEN
    payer: Stand = Stand.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    value: Money
    worker: Stand = Stand.OPEN
    payer: Stand = Stand.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class WageRow:
    """A row of the table of wages: one kind of work of one worker. Which figures it has follows from its basis.

    days, pieces: `quantity` × `rate`. monthly: `quantity` whole months at `rate`, and `days` beyond them.
    amount: `amount`. Always less `advances` (借支、生活费) and `paid`.
    """

    id: Key
    worker: SeatKey
    basis: Basis
    work: Short | None = None
    begins: date | None = None
    ends: date | None = None
    quantity: Measure | None = None
    rate: Figure | None = None
    days: Measure | None = None
    amount: Sum | None = None
    advances: Sum | None = None
    paid: Sum | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    holder: Name
    bank: Name
    number: Annotated[str, Text(32, 5, plain=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    amount: Money
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """`payer` owes `worker` the amount, in instalments, or hands it over before everybody's eyes (当场履行)."""

    id: Key
    worker: SeatKey
    payer: GroupKey
    item: Item
    amount: Money
    account: Account | None = None
    instalments: Annotated[tuple[Instalment, ...], Many(60)] = ()
    on_the_spot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the two sides agreed to pay a worker beyond, or below, what the table of wages gives, and why."""

    worker: SeatKey
    amount: Signed
    reason: Short


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something to be done that is no payment. `group` None: by somebody who is not at the table."""

    id: Key
    name: Name
    text: Long
    group: GroupKey | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`source`: the clause of the library that it was taken from, changed since or not."""

    id: Key
    heading: Short
    text: Annotated[str, Text(4_000, lines=True)]
    source: Reference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabourRelation:
    """`certificate`: the proof of its ending (离职证明) is handed over."""

    status: LabourStatus
    began: date | None = None
    ended: date | None = None
    handover: Long | None = None
    certificate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Insurance:
    statement: InsuranceStatement
    text: Long | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What follows when it is not kept. `accelerates`: all that is left falls due at once."""

    penalty: Money | None = None
    daily: Percent | None = None
    accelerates: bool = False
    text: Long | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How far it goes. `everything`: nothing else is open between them; else `text` says what is settled."""

    everything: bool
    text: Long | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    dispute: Dispute
    parties: Annotated[tuple[Party, ...], Many(300)]
    template: Reference | None = None
    payers: Annotated[tuple[Payer, ...], Many(10)] = ()
    requests: Annotated[tuple[Request, ...], Many(400)] = ()
    undisputed: Annotated[tuple[Undisputed, ...], Many(100)] = ()
    wages: Annotated[tuple[WageRow, ...], Many(1_000)] = ()
    payments: Annotated[tuple[Payment, ...], Many(500)] = ()
    differences: Annotated[tuple[Difference, ...], Many(300)] = ()
    duties: Annotated[tuple[Duty, ...], Many(50)] = ()
    clauses: Annotated[tuple[Clause, ...], Many(60)] = ()
    labour: LabourRelation | None = None
    insurance: Insurance | None = None
    breach: Breach | None = None
    settled: Settled | None = None
    review: Review = Review.NONE
    copies: Annotated[int, Whole(1, 1_000)] = 4

    def party(self, seat: SeatId) -> Party | None:
        return next((party for party in self.parties if party.seat == seat), None)

    @property
    def workers(self) -> tuple[Party, ...]:
        return tuple(party for party in self.parties if party.role is PartyRole.WORKER)

    @property
    def groups(self) -> frozenset[GroupId]:
        """The sides that are bound."""
        return frozenset(party.group for party in self.parties)


FIGURES: Final[Mapping[Basis, tuple[frozenset[str], frozenset[str]]]] = {
    Basis.DAYS: (frozenset({"quantity", "rate"}), frozenset()),
    Basis.PIECES: (frozenset({"quantity", "rate"}), frozenset()),
    Basis.MONTHLY: (frozenset({"quantity", "rate"}), frozenset({"days"})),
    Basis.AMOUNT: (frozenset({"amount"}), frozenset()),
}
"""Which figures a row of each basis must have, and which it may have besides."""


def from_json(written: object) -> Agreement:
    """The agreement that `to_json` wrote, or that somebody composed.

    Raises:
        Malformed: it is no agreement; `fault` and `where` say why not.
    """
    agreement: Agreement = read(Agreement, written)
    _once("parties", (party.seat for party in agreement.parties), "seat", Fault.ONE_SEAT_TWO_PARTIES)
    _once("payers", (payer.group for payer in agreement.payers), "group")
    _once("differences", (each.worker for each in agreement.differences), "worker")
    for name in ("wages", "payments", "duties", "clauses"):
        _once(name, (each.id for each in getattr(agreement, name)), "id")
    _known(agreement)
    for number, row in enumerate(agreement.wages):
        _fits(row, f"wages[{number}]")
    return agreement


def to_json(agreement: Agreement) -> dict[str, JSON]:
    """The one JSON object of an agreement: equal agreements have equal canonical bytes."""
    return write(agreement)


def to_bytes(agreement: Agreement) -> bytes:
    """The terms for machines: canonical UTF-8."""
    return canonical(to_json(agreement))


def digest(agreement: Agreement) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return _digest(to_json(agreement))


def _once(name: str, keys: Iterable[str], field: str, fault: Fault = Fault.TWICE) -> None:
    seen: set[str] = set()
    for number, key in enumerate(keys):
        if key in seen:
            raise Malformed(fault, f"{name}[{number}].{field}")
        seen.add(key)


def _known(agreement: Agreement) -> None:
    """Whoever claims, is owed or worked is a party. That a payer is none is for the checker to say."""
    seats = {party.seat for party in agreement.parties}
    workers = {party.seat for party in agreement.workers}
    for number, request in enumerate(agreement.requests):
        if request.by not in seats:
            raise Malformed(Fault.NO_SUCH_PARTY, f"requests[{number}].by")
    for name in ("wages", "payments", "differences"):
        for number, each in enumerate(getattr(agreement, name)):
            if each.worker not in workers:
                raise Malformed(Fault.NO_SUCH_PARTY, f"{name}[{number}].worker")


def _fits(row: WageRow, where: str) -> None:
    needed, allowed = FIGURES[row.basis]
    for name in ("quantity", "rate", "days", "amount"):
        given = getattr(row, name) is not None
        if name in needed and not given:
            raise Malformed(Fault.MISSING, f"{where}.{name}")
        if given and name not in needed | allowed:
            raise Malformed(Fault.NOT_OF_THIS_BASIS, f"{where}.{name}")
