"""A sealed agreement of the demonstration as it is performed: in instalments, claimed, confirmed, denied."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from rooms.agreement.terms import Agreement, Instalment, to_json
from rooms.commands import (
    ClaimPayment,
    ConfirmPayment,
    DenyPayment,
    DraftSettlement,
    FreezeSettlement,
    ProposeSettlement,
    SealPaper,
)
from rooms.ids import SYSTEM, EntryId, SeatId
from rooms.performance import (
    Row,
    Way,
)
from rooms.policy import due
from tests.unit.rooms.agreed import DUE, agreement
from tests.unit.rooms.papers import (
    EMPLOYER,
    MEDIATOR,
    PAPER,
    WORKER,
    digest,
    paper,
    read,
    signed,
    until,
)
from tests.unit.rooms.scene import Scene, demonstration

TODAY = date(2026, 3, 2)
PAY = "pay-worker"
TWO = (("20000", DUE), ("10000", DUE + timedelta(days=30)))


def parts(told: Agreement, *amounts: tuple[str, date | None], spot: bool = False) -> Agreement:
    """The same with the first payment in these instalments."""
    first, *others = told.payments
    paid = replace(
        first,
        instalments=tuple(Instalment(amount=Decimal(amount), due=due) for amount, due in amounts),
        on_the_spot=spot,
    )
    return replace(told, payments=(paid, *others))


def in_force(*amounts: tuple[str, date | None], spot: bool = False) -> Scene:
    """The demonstration's agreement, sealed."""
    scene = demonstration()
    told = agreement(("worker", "30000.00"))
    if amounts or spot:
        told = parts(told, *amounts, spot=spot)
    id = str(scene.do(DraftSettlement(MEDIATOR, to_json(told))).value["id"])
    settlement = next(one for one in scene.state.settlements if one == id)
    scene.do(ProposeSettlement(MEDIATOR, settlement, 1))
    scene.do(FreezeSettlement(MEDIATOR, settlement, 1, (paper(),), until(scene)))
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER, EMPLOYER, MEDIATOR)
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "sealed"))
    return scene


def claim(
    amount: str = "20000", part: int = 0, seat: SeatId = EMPLOYER, day: date = TODAY, text: str = "尾号 881"
) -> ClaimPayment:
    return ClaimPayment(seat, PAPER, PAY, part, Decimal(amount), day, Way.BANK, text)


def confirm(
    amount: str = "20000", part: int = 0, claim: str | None = None, seat: SeatId = WORKER, day: date = TODAY
) -> ConfirmPayment:
    named = None if claim is None else EntryId(claim)
    return ConfirmPayment(seat, PAPER, PAY, part, Decimal(amount), day, Way.BANK, named)


def claimed(scene: Scene, amount: str = "20000", part: int = 0) -> str:
    return str(scene.do(claim(amount, part)).value["entry"])


def deny(entry: str, reason: str = "没有到账", seat: SeatId = WORKER) -> DenyPayment:
    return DenyPayment(seat, PAPER, EntryId(entry), reason)


def rows(scene: Scene) -> tuple[Row, ...]:
    (settlement,) = scene.state.settlements.values()
    return due(scene.state, settlement.papers[PAPER])


def shown(scene: Scene, name: str = "worker") -> list[dict[str, object]]:
    papers = scene.view(name)["papers"]
    assert isinstance(papers, dict)
    performance = papers[PAPER]["performance"]
    assert isinstance(performance, list)
    return performance
