"""Settlement agreements to be drafted in the scenes: of the demonstration's worker, and of a building site's."""

from decimal import Decimal

from rooms.agreement.terms import (
    Account,
    Agent,
    Agreement,
    Basis,
    ChainRole,
    Clause,
    Dispute,
    Figure,
    Instalment,
    Item,
    Measure,
    Party,
    PartyRole,
    Payer,
    Payment,
    WageRow,
    to_json,
)
from rooms.canonical import JSON
from rooms.ids import GroupId, SeatId
from tests.unit.rooms.scene import AUTHORITY, EMPLOYER, START, WORKERS

DUE = START.date().replace(month=6)


def worker(name: str, amount: str) -> tuple[Party, WageRow, Payment]:
    """One who worked 30 days; what they are owed and paid is told apart by the amount."""
    seat = SeatId(name)
    party = Party(
        seat=seat,
        name=f"name-{name}",
        group=WORKERS,
        role=PartyRole.WORKER,
        number=f"43310119800101{len(name):04d}",
        telephone=f"138-{name}",
    )
    days = Measure(value=Decimal(30))
    row = WageRow(
        id=f"row-{name}",
        worker=seat,
        basis=Basis.DAYS,
        work=f"结算 {amount} 元",
        quantity=days,
        rate=Figure(value=Decimal(amount) / 30),
    )
    payment = Payment(
        id=f"pay-{name}",
        worker=seat,
        payer=EMPLOYER,
        item=Item.WAGES,
        amount=Decimal(amount),
        account=Account(holder=f"name-{name}", bank="吉首农商行", number=f"62220000{name}"),
        instalments=(Instalment(amount=Decimal(amount), due=DUE),),
    )
    return party, row, payment


def agreement(
    *workers: tuple[str, str], payer: str = "employer", group: GroupId = EMPLOYER, text: str = "按期支付。"
) -> Agreement:
    """Whoever sits on the seat `payer` acts for the company."""
    found = [worker(name, amount) for name, amount in workers]
    company = Party(
        seat=SeatId(payer),
        name="吉首建筑公司",
        group=group,
        role=PartyRole.PAYING,
        organisation=True,
        agent=Agent(seat=SeatId(payer), name=f"name-{payer}", authority=AUTHORITY),
    )
    return Agreement(
        dispute=Dispute.UNPAID_WAGES,
        parties=(*(party for party, _, _ in found), company),
        payers=(Payer(group=group, role=ChainRole.EMPLOYER),),
        wages=tuple(row for _, row, _ in found),
        payments=tuple(payment for _, _, payment in found),
        clauses=(
            Clause(id="pay", heading="支付", text=text),
            Clause(id="end", heading="了结", text="再无争议。"),
        ),
    )


def terms(amount: str = "30000.00", text: str = "按期支付。") -> dict[str, JSON]:
    """Of the demonstration case."""
    return to_json(agreement(("worker", amount), text=text))
