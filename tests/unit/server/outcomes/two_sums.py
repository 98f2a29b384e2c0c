"""An agreement in force of which wages are owed in instalments, and severance on the last day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from rooms.agreement.terms import Instalment, Item, to_json
from rooms.commands import DraftSettlement, FreezeSettlement, ProposeSettlement, SealPaper
from rooms.ids import SYSTEM, SettlementId
from rooms.settlement import Paper
from tests.unit.rooms.agreed import DUE, agreement
from tests.unit.rooms.papers import EMPLOYER, MEDIATOR, PAPER, WORKER, digest, paper, read, signed, until
from tests.unit.rooms.scene import Scene, demonstration

LATER = DUE + timedelta(days=30)


def in_force(spot: bool = False, **more: Any) -> Scene:
    """Two instalments of wages, or all on the spot, and severance on the last day."""
    scene = demonstration()
    told = agreement(("worker", "30000.00"))
    (wages,) = told.payments
    parts = tuple(Instalment(amount=Decimal(15000), due=due) for due in (DUE, LATER))
    wages = replace(wages, instalments=() if spot else parts, on_the_spot=spot)
    last = Instalment(amount=Decimal(5000), due=LATER)
    severance = replace(
        wages, id="pay-end", item=Item.OTHER, amount=Decimal(5000), instalments=(last,), on_the_spot=False
    )
    terms = to_json(replace(told, payments=(wages, severance), **more))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, terms)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    scene.do(FreezeSettlement(MEDIATOR, id, 1, (paper(),), until(scene)))
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER, EMPLOYER, MEDIATOR)
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "sealed"))
    return scene


def found(scene: Scene) -> Paper:
    (settlement,) = scene.state.settlements.values()
    return settlement.papers[PAPER]
