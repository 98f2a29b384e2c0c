"""Whatever happens in a room, the figures of a settlement reach those whom they concern, where it was proposed.

Each draft bears figures that occur nowhere else: of each worker's row one, and one in a clause. After every step each
person's view is searched for them, and what is found is held against the plainest account of who may have it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import settings

from rooms import views
from rooms.agreement.terms import to_json
from rooms.commands import (
    CommentSettlement,
    ConfirmClause,
    DraftSettlement,
    FreezeSettlement,
    ProposeSettlement,
    ReopenSettlement,
    SignPaper,
    VoidSettlement,
)
from rooms.ids import PaperId, SeatId, SettlementId
from rooms.participant import Standing
from rooms.room import Accepted, apply
from rooms.settlement import NewPaper
from rooms.state import SessionState
from tests.property.plays import CAST, Act, wander
from tests.unit.rooms.agreed import agreement
from tests.unit.rooms.scene import Scene, text_of

HOSTS, CLERK = {"MEDIATOR", "COMEDIATOR"}, "CLERK"
WORKERS = ("W1", "W2", "W6")


@dataclass
class Offered:
    """What the account knows of one: where it is, whether people there have it, and its secrets by whose they are."""

    where: str
    rows: dict[str, str]
    clause: str
    proposed: bool = False
    comments: tuple[tuple[str, frozenset[str]], ...] = ()


class Table:
    """A room in which anything happens, and settlements besides."""

    def __init__(self, seed: int) -> None:
        self.random, self.scene = Random(seed), Scene(*CAST)
        self.offered: dict[str, Offered] = {}
        self.papers: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.count = 0

    def run(self) -> None:
        for member in CAST:
            for verb in ("enter", "connect"):
                self.do(Act(verb, member.id, member.id, 1).command(self.scene.state))
        self.do(Act("admit_all", SeatId("MEDIATOR"), SeatId("MEDIATOR"), 0).command(self.scene.state))
        for act in wander(self.random, 60):
            self.do(act.command(self.scene.state))
            if self.random.random() < 0.5:
                self.settle()

    def do(self, command: object) -> Accepted | None:
        before = self.scene.state
        outcome = self.scene.handle(command)  # type: ignore[arg-type]
        if not isinstance(outcome, Accepted):
            return None
        for event in outcome.events:
            self.scene.state = apply(self.scene.state, event)
            self.scene.log.append(event)
        for name in before.people:
            patch = views.project(before, self.scene.state, name)
            old, new = views.view(before, name), views.view(self.scene.state, name)
            assert patch == views.diff(old, new)
        return outcome

    def settle(self) -> None:
        step = self.random.choice(
            [self.draft, self.draft, self.propose, self.comment, self.freeze, self.sign, self.undo]
        )
        step()
        for name in self.scene.state.people:
            self.reads_only_what_is_theirs(name)

    def draft(self) -> None:
        host = SeatId(self.random.choice(sorted(HOSTS)))
        self.count += 1
        rows = {name: f"{1000 + self.count}{place}77.77" for place, name in enumerate(WORKERS, 1)}
        clause = f"secret-of-clause-{self.count}-"
        told = to_json(agreement(*rows.items(), payer="AGENT", text=clause))
        known = [id for id, one in self.offered.items() if self.random.random() < 0.5]
        where = self.scene.person(host).channel
        if known:
            id = SettlementId(known[0])
            base = self.scene.state.settlements[id].latest.number
            if self.do(DraftSettlement(host, told, id, base)):
                self.offered[id].rows, self.offered[id].clause = rows, clause
            return
        outcome = self.do(DraftSettlement(host, told))
        if outcome is not None:
            self.offered[str(outcome.value["id"])] = Offered(str(where), rows, clause)

    def one(self) -> SettlementId | None:
        return SettlementId(self.random.choice(sorted(self.offered))) if self.offered else None

    def propose(self) -> None:
        id, host = self.one(), SeatId(self.random.choice(sorted(HOSTS)))
        if id is not None:
            where = str(self.scene.person(host).channel)
            if self.do(ProposeSettlement(host, id, self.scene.state.settlements[id].latest.number)):
                self.offered[id].proposed, self.offered[id].where = True, where

    def comment(self) -> None:
        id, who = self.one(), SeatId(self.random.choice([seat.id for seat in CAST]))
        if id is not None:
            self.count += 1
            text = f"comment-number-{self.count}-"
            here = frozenset(
                person.id
                for person in self.scene.state.people.values()
                if person.channel == self.scene.person(who).channel and person.stay and not person.telephone
            )
            if self.do(CommentSettlement(who, id, 1, text)):
                one = self.offered[id]
                one.comments = (*one.comments, (text, here))

    def freeze(self) -> None:
        id = self.one()
        if id is not None:
            self.count += 1
            signers = tuple(map(SeatId, ("W1", "AGENT", "MEDIATOR")))
            paper = NewPaper(PaperId(f"paper-number-{self.count}-"), "f0", ("pay",), signers, SeatId("W1"))
            until = self.scene.state.at.replace(year=2031)
            base = self.scene.state.settlements[id].latest.number
            if self.do(FreezeSettlement(SeatId("MEDIATOR"), id, base, (paper,), until)):
                self.papers[paper.id] = (str(id), signers)

    def sign(self) -> None:
        for id in list(self.papers):
            who = SeatId(self.random.choice(self.papers[id][1]))
            self.do(ConfirmClause(who, PaperId(id), "f0", "pay"))
            self.count += 1
            self.do(SignPaper(who, PaperId(id), "f0", "f0", {"of": self.count}))

    def undo(self) -> None:
        id = self.one()
        if id is not None:
            step = self.random.choice(
                [ReopenSettlement(SeatId("MEDIATOR"), id), VoidSettlement(SeatId("MEDIATOR"), id, "x")]
            )
            self.do(step)

    # -- who may have what

    def reads_only_what_is_theirs(self, name: str) -> None:
        shown = text_of(self.scene.view(name))
        person = self.scene.person(name)
        leads = name in HOSTS and self._in(name)
        for one in self.offered.values():
            reads = leads or self._before(name, one)
            assert (one.clause in shown) == reads, f"{name}: {one}"
            for worker, figure in one.rows.items():
                assert (figure in shown) == (reads and self._whose(name, worker)), f"{name}: {figure}"
            for text, here in one.comments:
                assert (text in shown) == (reads and (name in here or name in HOSTS or name == CLERK))
        for paper, (_, signers) in self.papers.items():
            kept = paper in shown
            mine = bool({name, *self._device(name)} & set(signers))
            assert not kept or mine or person.seat.role.value in ("mediator", "co_mediator", "clerk")
            assert not kept or person.standing not in (Standing.WAITING, Standing.REMOVED)

    def _in(self, name: str) -> bool:
        ended = self.scene.state.status.session is SessionState.ENDED
        person = self.scene.person(name)
        return person.standing is Standing.ADMITTED and not ended

    def _before(self, name: str, one: Offered) -> bool:
        person = self.scene.person(name)
        if not self._in(name) or person.telephone:
            return False
        if name == CLERK:
            return one.where in ("joint", "neutral")
        return one.proposed and person.channel == one.where

    def _whose(self, name: str, worker: str) -> bool:
        if name in HOSTS or name == CLERK:
            return True
        behind = {name, *self._device(name)}
        behind |= {str(self.scene.person(one).seat.interprets) for one in behind}
        return "AGENT" in behind or worker in behind

    def _device(self, name: str) -> Iterator[str]:
        device = self.scene.person(name).primary
        for other in self.scene.state.people.values():
            if other.primary == device and other.present:
                yield other.id


@pytest.mark.parametrize("seed", range(settings.default.max_examples // 2))
def test_the_figures_of_a_settlement_reach_only_those_whom_they_concern(seed: int) -> None:
    Table(seed).run()
