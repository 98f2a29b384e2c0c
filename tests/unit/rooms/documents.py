"""The room's other documents: made, issued, signed and sealed; and the agreement on which they stand."""

from dataclasses import replace
from datetime import timedelta

from rooms.commands import (
    ConfirmClause,
    IssueDocument,
    SealPaper,
    SignPaper,
)
from rooms.document import Document, DocumentKind
from rooms.ids import SYSTEM, PaperId, SeatId
from rooms.settlement import Layout, NewPaper, Places, Section
from tests.unit.rooms.papers import (
    EMPLOYER,
    MEDIATOR,
    PAPER,
    WORKER,
    digest,
    frozen,
    read,
    sign,
)
from tests.unit.rooms.scene import Scene, demonstration

FAILURE, RECORD = DocumentKind.FAILURE, DocumentKind.RECORD
DIGEST = "0d" * 32


def made(id: str, *signers: SeatId, readers: tuple[SeatId, ...] = (), parts: int = 1) -> NewPaper:
    """A paper that says who it is to."""
    sections = tuple(Section(f"part-{number}", "标题", f"text-of-{id}") for number in range(parts))
    layout = Layout(sections, tuple(Places(seat, (f"hand_{seat}",)) for seat in signers), "centre")
    clauses = tuple(section.id for section in sections)
    return NewPaper(PaperId(id), DIGEST, clauses, signers, readers=readers, layout=layout)


def issue(
    scene: Scene, kind: DocumentKind, *new: NewPaper, by: SeatId = MEDIATOR, about: str | None = None
) -> IssueDocument:
    return IssueDocument(by, kind, new, scene.state.at + timedelta(days=14), about)


def in_force(worker: SeatId | None = WORKER) -> Scene:
    """The demonstration's agreement, sealed."""
    scene = demonstration()
    id = frozen(scene)
    if worker is not None:
        before = scene.state.settlements[id]
        whose = {PAPER: replace(before.papers[PAPER], worker=worker)}
        settlement = replace(before, papers=whose)
        scene.state = replace(scene.state, settlements={id: settlement})
    read(scene, WORKER, EMPLOYER)
    for name in (WORKER, EMPLOYER, MEDIATOR):
        scene.do(sign(name, digest(scene)))
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "5e" * 32))
    return scene


def hand(scene: Scene, name: SeatId, id: str) -> None:
    """Signs, having read everything."""
    paper = next(one.papers[PaperId(id)] for one in scene.state.documents.values() if id in one.papers)
    for clause in paper.clauses:
        scene.do(ConfirmClause(name, paper.id, paper.frozen, clause))
    scene.do(SignPaper(name, paper.id, paper.digest, f"{name}-{id}", {"of": name}))


def sealed(scene: Scene, id: str) -> None:
    paper = next(one.papers[PaperId(id)] for one in scene.state.documents.values() if id in one.papers)
    scene.do(SealPaper(SYSTEM, paper.id, paper.digest, f"sealed-{id}"))


def document(scene: Scene) -> Document:
    return list(scene.state.documents.values())[-1]
