"""What the papers of a group's settlement come to together: for those who may have every one of them.

What is alike on all is read once; of each paper what is its own. To a worker none of it is told.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from rooms.agreement.annexes import annex
from rooms.agreement.capitals import capitals
from rooms.agreement.terms import Agreement
from rooms.canonical import JSON
from rooms.ids import PaperId, SeatId
from rooms.settlement import Paper, Settlement
from rooms.state import RoomState
from server.outcomes.numbering import number_of, settlement_number
from server.outcomes.service import Outcomes


@dataclass(frozen=True, slots=True)
class Row:
    """One worker's paper: whose it is, its number, what is paid to them, and the clauses that stand on no other."""

    paper: Paper
    number: str
    name: str
    amount: Decimal
    clauses: tuple[dict[str, JSON], ...]

    @property
    def wire(self) -> dict[str, JSON]:
        return {
            "id": self.paper.id,
            "number": self.number,
            "name": self.name,
            "frozen": self.paper.frozen,
            "amount": f"{self.amount:.2f}",
            "clauses": [*self.clauses],
        }


@dataclass(frozen=True, slots=True)
class Framework:
    """`clauses`: what stands on every paper, in its order."""

    number: str
    clauses: tuple[dict[str, JSON], ...]
    rows: tuple[Row, ...]

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal(0))

    @property
    def wire(self) -> dict[str, JSON]:
        return {
            "number": self.number,
            "total": f"{self.total:.2f}",
            "capitals": capitals(self.total),
            "clauses": [*self.clauses],
            "papers": [row.wire for row in self.rows],
        }


def framework(
    outcomes: Outcomes, state: RoomState, settlement: Settlement, hidden: Collection[PaperId]
) -> Framework:
    """Takes some milliseconds a paper: not on the event loop. ``hidden``: papers of which nothing may be told."""
    agreement = settlement.settled.agreement
    papers = tuple(settlement.papers.values())
    read = {paper.id: outcomes.clauses(state, paper) for paper in papers if paper.id not in hidden}
    said = [{_saying(clause) for clause in clauses} for clauses in read.values()]
    alike = set.intersection(*said) if said else set()
    first = next(iter(read.values()), [])
    common = settlement_number(state, settlement)
    rows = tuple(
        Row(
            paper,
            number_of(state, paper),
            _name(agreement, paper.worker),
            _owed(agreement, paper.worker),
            tuple(clause for clause in read[paper.id] if _saying(clause) not in alike),
        )
        for paper in papers
        if paper.id in read
    )
    return Framework(common, tuple(clause for clause in first if _saying(clause) in alike), rows)


def _saying(clause: dict[str, JSON]) -> tuple[JSON, JSON, JSON]:
    """Its number on the page may differ where one is paid in two sums and another in one."""
    return clause["id"], clause["heading"], clause["text"]


def _name(agreement: Agreement, worker: SeatId | None) -> str:
    party = None if worker is None else agreement.party(worker)
    return "" if party is None else party.name


def _owed(agreement: Agreement, worker: SeatId | None) -> Decimal:
    own = agreement if worker is None else annex(agreement, worker)
    return sum((payment.amount for payment in own.payments), Decimal(0))
