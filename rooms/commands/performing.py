"""What was agreed is paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rooms.ids import EntryId, PaperId, SeatId
from rooms.performance import Way


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """Whoever pays says that so much of the instalment `part` was paid, on that day."""

    seat: SeatId
    paper: PaperId
    payment: str
    part: int
    amount: Decimal
    day: date
    way: Way
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmPayment:
    """The worker says that so much has arrived: what was claimed, less than that, or what nobody spoke of."""

    seat: SeatId
    paper: PaperId
    payment: str
    part: int
    amount: Decimal
    day: date
    way: Way
    claim: EntryId | None = None


@dataclass(frozen=True, slots=True)
class DenyPayment:
    """The worker says that what was claimed has not arrived."""

    seat: SeatId
    paper: PaperId
    claim: EntryId
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawPayment:
    """Somebody takes back what they said: a claim, or that money had arrived."""

    seat: SeatId
    paper: PaperId
    entry: EntryId
    reason: str


@dataclass(frozen=True, slots=True)
class RemindPayment:
    """Both sides are reminded of an instalment, so many days before it is due; below 0: that it is overdue."""

    seat: SeatId
    paper: PaperId
    payment: str
    part: int
    days: int
