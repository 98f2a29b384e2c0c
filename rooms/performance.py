"""The performance (履行) of a sealed agreement: what falls due when, and what was said of its being paid.

Whoever pays says that they have paid; that it has arrived is the worker's alone to say. Nothing is erased: a mistake is
taken back by a further word, and stays to be read. Money counts for the instalment that it was said of; what is more
than that goes to the others of the same payment in the order of their days, and what is more than all is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from rooms.agreement.terms import Agreement, Item
from rooms.ids import EntryId, GroupId, SeatId

ENTRIES_LIMIT = 500
"""Claims and receipts of one paper."""

REFERENCE_LIMIT = 200
"""Characters of a transfer's number, or of what else helps to find it."""

ZERO = Decimal(0)


class Way(StrEnum):
    """How money went."""

    BANK = "bank"
    CASH = "cash"
    OTHER = "other"


class RowState(StrEnum):
    DUE = "due"
    PART = "part"
    PAID = "paid"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    """Somebody says that they paid, and the worker that nothing came."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Why something is not so, or no more."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """That so much money of the instalment `part` of a payment went, or came, on a day."""

    payment: str
    part: int
    amount: Decimal
    day: date
    way: Way


@dataclass(frozen=True, slots=True)
class Claim:
    """By whoever pays: it was paid."""

    id: EntryId
    seat: SeatId
    at: datetime
    said: Said
    reference: str
    denied: Remark | None = None
    withdrawn: Remark | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """By the worker: it has arrived. `session`: said where everybody was together; `claim`: in answer to that one."""

    id: EntryId
    seat: SeatId
    at: datetime
    said: Said
    session: bool
    claim: EntryId | None = None
    withdrawn: Remark | None = None


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """`days` until it is due when people were reminded; below 0: it was overdue."""

    payment: str
    part: int
    days: int


@dataclass(frozen=True, slots=True)
class Performance:
    """What was said of one paper, in its order."""

    claims: Mapping[EntryId, Claim] = field(default_factory=dict)
    receipts: Mapping[EntryId, Receipt] = field(default_factory=dict)
    reminders: frozenset[Reminder] = frozenset()

    @property
    def counting(self) -> list[Receipt]:
        """What has arrived, as far as it was not taken back."""
        return [receipt for receipt in self.receipts.values() if receipt.withdrawn is None]

    def answered(self, claim: EntryId) -> Receipt | None:
        """The receipt that confirms a claim."""
        return next((receipt for receipt in self.counting if receipt.claim == claim), None)

    def pending(self, claim: Claim) -> bool:
        """Whether nobody has answered it, and it still stands."""
        return claim.withdrawn is None and claim.denied is None and self.answered(claim.id) is None

    def disputed(self, claim: Claim) -> bool:
        return claim.withdrawn is None and claim.denied is not None and self.answered(claim.id) is None


NOTHING = Performance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One instalment and how it stands. `due` None: no day was agreed. `received`: what counts for it; `claimed`: what
    waits for the worker's word; `over`: of the payment's last one, what came beyond all that was owed.
    """

    payment: str
    part: int
    worker: SeatId
    payer: GroupId
    item: Item
    amount: Decimal
    due: date | None
    on_the_spot: bool
    received: Decimal = ZERO
    claimed: Decimal = ZERO
    disputed: bool = False
    over: Decimal = ZERO

    def is_for(self, payment: str, part: int) -> bool:
        """Whether it is this instalment of that payment."""
        return (self.payment, self.part) == (payment, part)

    @property
    def left(self) -> Decimal:
        return self.amount - self.received

    def late(self, today: date) -> bool:
        """Whether the day is over on which all of it had to be there."""
        return self.left > 0 and self.due is not None and self.due < today

    def state(self, today: date | None = None) -> RowState:
        """As of a day; without one, as if none were over."""
        if self.left <= 0:
            return RowState.PAID
        if self.disputed:
            return RowState.DISPUTED
        if today is not None and self.late(today):
            return RowState.OVERDUE
        return RowState.PART if self.received > 0 else RowState.DUE


def schedule(
    agreement: Agreement, worker: SeatId | None, since: date, said: Performance = NOTHING
) -> tuple[Row, ...]:
    """What is due to this worker (None: to the only one there is), in the order of the days within each payment.

    `since`: the day from which it is in force, on which falls due what is handed over before everybody's eyes.
    """
    workers = {party.seat for party in agreement.workers}
    whose = workers if worker is None and len(workers) == 1 else {worker}
    rows: list[Row] = []
    for payment in agreement.payments:
        if payment.worker in whose:
            parts: Sequence[tuple[Decimal, date | None]] = (
                [(payment.amount, since)]
                if payment.on_the_spot
                else [(part.amount, part.due) for part in payment.instalments]
            )
            bare = [
                Row(
                    payment=payment.id,
                    part=number,
                    worker=payment.worker,
                    payer=payment.payer,
                    item=payment.item,
                    amount=amount,
                    due=due,
                    on_the_spot=payment.on_the_spot,
                )
                for number, (amount, due) in enumerate(parts)
            ]
            rows += _filled(bare, said)
    return tuple(rows)


def _filled(rows: list[Row], said: Performance) -> Iterator[Row]:
    """The rows of one payment with what came for each; what came for one beyond its amount goes to the others."""
    rows = sorted(rows, key=lambda row: (row.due or date.max, row.part))
    own = {row.part: ZERO for row in rows}
    for receipt in said.counting:
        if rows and receipt.said.payment == rows[0].payment and receipt.said.part in own:
            own[receipt.said.part] += receipt.said.amount
    spare = sum((max(own[row.part] - row.amount, ZERO) for row in rows), ZERO)
    for place, row in enumerate(rows, 1):
        received = min(own[row.part], row.amount)
        more = min(spare, row.amount - received)
        spare -= more
        about = [one for one in said.claims.values() if row.is_for(one.said.payment, one.said.part)]
        yield replace(
            row,
            received=received + more,
            claimed=sum((one.said.amount for one in about if said.pending(one)), ZERO),
            disputed=any(said.disputed(one) for one in about),
            over=spare if place == len(rows) else ZERO,
        )


def reminder(row: Row, today: date, ahead: Sequence[int]) -> Reminder | None:
    """Which reminder it is time for: the last whose day has come, of `ahead` so many days before it is due, and one
    when it is overdue. What was missed while nobody looked is not made up for.
    """
    if row.due is None or row.left <= 0:
        return None
    left = (row.due - today).days
    if left < 0:
        return Reminder(row.payment, row.part, -1)
    come = [days for days in ahead if left <= days]
    return Reminder(row.payment, row.part, min(come)) if come else None
