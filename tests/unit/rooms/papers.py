"""The papers of the demonstration's agreement: frozen, read clause by clause, signed."""

from datetime import datetime, timedelta

from rooms.commands import (
    ConfirmClause,
    DraftSettlement,
    FreezeSettlement,
    ProposeSettlement,
    SignPaper,
)
from rooms.ids import PaperId, SeatId, SettlementId
from rooms.settlement import NewPaper
from tests.unit.rooms.agreed import terms
from tests.unit.rooms.scene import Scene, demonstration

MEDIATOR, WORKER, EMPLOYER, CLERK = map(SeatId, ("mediator", "worker", "employer", "clerk"))
PAPER = PaperId("paper")
CLAUSES = ("pay", "end")
FROZEN = "f0" * 32


def paper(id: str = "paper", *signers: SeatId, digest: str = FROZEN) -> NewPaper:
    return NewPaper(PaperId(id), digest, CLAUSES, signers or (WORKER, EMPLOYER, MEDIATOR))


def until(scene: Scene) -> datetime:
    return scene.state.at + timedelta(days=3)


def proposed(scene: Scene) -> SettlementId:
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, terms())).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    return id


def frozen(scene: Scene) -> SettlementId:
    id = proposed(scene)
    scene.do(FreezeSettlement(MEDIATOR, id, 1, (paper(),), until(scene)))
    return id


def signing() -> tuple[Scene, SettlementId]:
    scene = demonstration()
    return scene, frozen(scene)


def read(scene: Scene, *names: SeatId, of: PaperId = PAPER) -> None:
    for name in names:
        for clause in CLAUSES:
            scene.do(ConfirmClause(name, of, FROZEN, clause))


def digest(scene: Scene, of: PaperId = PAPER) -> str:
    return next(one.papers[of].digest for one in scene.state.settlements.values() if of in one.papers)


def sign(name: SeatId, before: str, after: str = "", of: PaperId = PAPER) -> SignPaper:
    return SignPaper(name, of, before, after or f"{name}-{before[:8]}", {"of": name})


def signed(scene: Scene, *names: SeatId, of: PaperId = PAPER) -> None:
    for name in names:
        scene.do(sign(name, digest(scene, of), of=of))


def papers(scene: Scene, name: str) -> dict[str, dict[str, object]]:
    shown = scene.view(name).get("papers", {})
    assert isinstance(shown, dict)
    return shown
