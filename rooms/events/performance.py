"""The events of the performance of an agreement: in the chain of its paper, for whoever has that."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rooms.events.settlement import OfPaper
from rooms.ids import EntryId
from rooms.performance import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentClaimed(OfPaper):
    """By whoever pays: so much was paid of an instalment, on that day. `reference`: how to find it."""

    entry: EntryId
    payment: str
    part: int
    amount: Decimal
    day: date
    way: Way
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentConfirmed(OfPaper):
    """By the worker whose money it is: so much has arrived. `session`: they were in the room, with the others;
    `claim`: it answers that one.
    """

    entry: EntryId
    payment: str
    part: int
    amount: Decimal
    day: date
    way: Way
    session: bool
    claim: EntryId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDenied(OfPaper):
    """By the worker: what is said to be paid has not arrived."""

    claim: EntryId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentWithdrawn(OfPaper):
    """Somebody takes back what they said themselves: a claim, or that money had arrived."""

    entry: EntryId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReminded(OfPaper):
    """Both sides were reminded, so many days before it was due; below 0: because it was overdue. Who has no number, or
    where no messages are sent, was written nothing: what was sent the outbox knows.
    """

    payment: str
    part: int
    days: int
