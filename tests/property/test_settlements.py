"""Whatever happens in a room, the figures of a settlement reach those whom they concern, where it was proposed; and
papers reach those who sign them, or to whom they are addressed once they are sealed.

Each draft bears figures that occur nowhere else: of each worker's row one, and one in a clause. After every step each
person's view is searched for them, and what is found is held against the plainest account of who may have it. What was
conveyed bears the same figures in another talk; before that nobody there has ever seen them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

import pytest
from hypothesis import settings

from rooms import policy, views
from rooms.acts import holding
from rooms.agreement.terms import to_json
from rooms.commands import (
    AnswerConsent,
    AskProposal,
    ClaimPayment,
    CommentSettlement,
    ConfirmClause,
    ConfirmClauses,
    ConfirmPayment,
    ConveyProposal,
    DenyPayment,
    DraftSettlement,
    FreezeSettlement,
    IssueDocument,
    OfferScan,
    OpenPaper,
    ProposeSettlement,
    Reading,
    RefusePaper,
    Rejoin,
    ReopenSettlement,
    SealPaper,
    Separate,
    ServePaper,
    SignByScan,
    SignPaper,
    TakeUpPaper,
    Visit,
    VoidDocument,
    VoidSettlement,
    Withdraw,
    WithdrawPayment,
)
from rooms.document import DocumentKind
from rooms.events import PaymentClaimed, PaymentConfirmed, PaymentDenied
from rooms.ids import SYSTEM, EntryId, ItemId, PaperId, SeatId, SettlementId
from rooms.ledger import ItemState
from rooms.moments import beijing_day
from rooms.participant import Standing
from rooms.performance import Way
from rooms.policy import due
from rooms.room import Accepted, apply
from rooms.serving import Carrier, Purpose
from rooms.settlement import Layout, NewPaper, Places, Section
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
        self.refusals: dict[str, str] = {}
        self.payments: list[tuple[str, str]] = []
        """Of what was said of payments: the paper, and words that occur nowhere else."""
        self.entries: list[str] = []
        self.readers: dict[str, tuple[str, ...]] = {}
        self.count = 0
        self.conveyed = 0
        self.scans: dict[str, str] = {}
        self.clauses: dict[tuple[str, int], str] = {}

    def begin(self) -> None:
        for member in CAST:
            for verb in ("enter", "connect"):
                self.do(Act(verb, member.id, member.id, 1).command(self.scene.state))
        self.do(Act("admit_all", SeatId("MEDIATOR"), SeatId("MEDIATOR"), 0).command(self.scene.state))

    def run(self) -> None:
        self.begin()
        if self.random.random() < 0.5:
            self.in_force()
        for act in wander(self.random, 60):
            self.do(act.command(self.scene.state))
            if self.random.random() < 0.5:
                self.settle()

    def go_between(self) -> None:
        """Little else happens than that a mediator carries proposals."""
        self.begin()
        for act in wander(self.random, 5):
            self.shuttle()
            if act.verb not in ("end", "remove", "telephone"):
                self.do(act.command(self.scene.state))

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

    def in_force(self) -> None:
        """An agreement is in force before anything else happens."""
        for step in (self.draft, self.propose, self.freeze):
            step()
        while not all(map(self._sealed, self.papers)):
            self.sign()

    def settle(self) -> None:
        step = self.random.choice(
            [
                *(self.draft, self.draft, self.propose, self.comment, self.freeze, self.undo),
                *(self.sign, self.sign, self.ask, self.answer, self.convey, self.stamp),
                *(self.perform, self.perform),
                *(self.notify, self.apply, self.make_void, self.serve),
            ]
        )
        step()
        self.all_read_only_what_is_theirs()

    def all_read_only_what_is_theirs(self) -> None:
        for name in self.scene.state.people:
            self.reads_only_what_is_theirs(name)

    def draft(self) -> None:
        host = SeatId(self.random.choice(sorted(HOSTS)))
        self.count += 1
        some = self.random.sample(WORKERS, self.random.randint(1, len(WORKERS)))
        rows = {name: f"{1000 + self.count}{place}77.77" for place, name in enumerate(some, 1)}
        clause = f"secret-of-clause-{self.count}-"
        told = to_json(agreement(*rows.items(), payer="AGENT", text=clause))
        known = [id for id, one in self.offered.items() if self.random.random() < 0.5]
        where = self.scene.person(host).channel
        if known:
            id = SettlementId(known[0])
            base = self.scene.state.settlements[id].latest.number
            if self.do(DraftSettlement(host, told, id, base)):
                self.offered[id].rows, self.offered[id].clause = rows, clause
                self.clauses[id, base + 1] = clause
            return
        outcome = self.do(DraftSettlement(host, told))
        if outcome is not None:
            self.offered[str(outcome.value["id"])] = Offered(str(where), rows, clause)
            self.clauses[str(outcome.value["id"]), 1] = clause

    def one(self) -> SettlementId | None:
        return SettlementId(self.random.choice(sorted(self.offered))) if self.offered else None

    def propose(self) -> None:
        id, host = self.one(), SeatId(self.random.choice(sorted(HOSTS)))
        if id is not None:
            where = str(self.scene.person(host).channel)
            if self.do(ProposeSettlement(host, id, self.scene.state.settlements[id].latest.number)):
                self.offered[id].proposed, self.offered[id].where = True, where

    def ask(self) -> None:
        id, host = self.one(), SeatId(self.random.choice(sorted(HOSTS)))
        if id is not None:
            side = self.random.choice(["worker", "employer", "contractor", "joint"])
            self.do(AskProposal(host, id, self.scene.state.settlements[id].latest.number, side))

    def answer(self) -> None:
        """By whoever was asked, mostly; sometimes by somebody else, or it is taken back."""
        open_ = [item for item in self.scene.state.ledger.values() if item.state is ItemState.ASKED]
        for item in open_:
            who = item.speaker if self.random.random() < 0.8 else SeatId(self.random.choice(WORKERS))
            if self.do(AnswerConsent(who, ItemId(item.id), self.random.random() < 0.8)):
                assert who == item.speaker
        if self.random.random() < 0.1 and self.scene.state.ledger:
            item = self.random.choice(list(self.scene.state.ledger.values()))
            self.do(Withdraw(item.speaker, item.id))

    def shuttle(self) -> None:
        """From one side to the other as a mediator goes; a step is left out now and then."""
        host = SeatId("MEDIATOR")
        first, second = self.random.sample(["worker", "employer", "contractor"], 2)
        joint = self.random.random() < 0.3
        steps: list[Callable[[], object]] = [
            lambda: self.do(Separate(host)),
            lambda: self.do(Visit(host, first)),
            self.draft,
            self.propose_here,
            lambda: self.ask_for("joint" if joint else second),
            self.answer,
            lambda: self.do(Rejoin(host)) if joint else self.do(Visit(host, second)),
            self.convey,
        ]
        for step in steps:
            if self.random.random() < 0.95:
                step()
            if step in (self.answer, self.convey):
                self.all_read_only_what_is_theirs()

    def propose_here(self) -> None:
        where = str(self.scene.person("MEDIATOR").channel)
        for id, one in self.offered.items():
            settlement = self.scene.state.settlements[SettlementId(id)]
            command = ProposeSettlement(SeatId("MEDIATOR"), settlement.id, settlement.latest.number)
            if one.where == where and self.do(command):
                one.proposed = True

    def ask_for(self, side: str) -> None:
        where = str(self.scene.person("MEDIATOR").channel)
        for id, one in self.offered.items():
            if one.where == where:
                base = self.scene.state.settlements[SettlementId(id)].latest.number
                self.do(AskProposal(SeatId("MEDIATOR"), SettlementId(id), base, side))

    def convey(self) -> None:
        """Whatever was agreed to, wherever a host is."""
        for item in [*self.scene.state.ledger.values()]:
            if item.proposal is not None and item.state is ItemState.CONVEYABLE and item.side is not None:
                id, base = item.proposal.settlement, item.proposal.version
                for host in sorted(HOSTS):
                    outcome = self.do(ConveyProposal(SeatId(host), id, base, item.side))
                    if outcome is not None:
                        self.put(str(outcome.value["id"]), str(id), item.side)
                        break

    def put(self, id: str, source: str, side: str) -> None:
        """What the account makes of it: of whom nobody agreed, nothing went along."""
        one, ledger = self.offered[source], self.scene.state.ledger.values()
        given = {item.speaker for item in ledger if item.became == id}
        assert given
        rows = {name: figure for name, figure in one.rows.items() if {name, "AGENT"} & given}
        where = "joint" if side == "joint" else f"group:{side}"
        assert where != one.where
        self.offered[id] = Offered(where, rows, one.clause, proposed=True)
        self.clauses[id, 1] = one.clause
        self.conveyed += 1

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
            made = []
            for worker in map(SeatId, WORKERS):
                signers = (worker, SeatId("AGENT"), SeatId("MEDIATOR"))
                name = PaperId(f"paper-of-{worker}-number-{self.count}-")
                made.append(NewPaper(name, "f0", ("pay",), signers, worker))
            until = self.scene.state.at.replace(year=2031)
            base = self.scene.state.settlements[id].latest.number
            if self.do(FreezeSettlement(SeatId("MEDIATOR"), id, base, tuple(made), until)):
                self.papers |= {paper.id: (str(id), paper.signers) for paper in made}

    def sign(self) -> None:
        for id in list(self.papers):
            who = SeatId(self.random.choice(self.papers[id][1]))
            self.do(TakeUpPaper(who, PaperId(id)))
            self.do(ConfirmClause(who, PaperId(id), "f0", "pay"))
            self.count += 1
            if self.random.random() < 0.3:
                why = f"reason-number-{self.count}-"
                if self.do(RefusePaper(who, PaperId(id), why)):
                    self.refusals[why] = id
            self.do(SignPaper(who, PaperId(id), "f0", "f0", {"of": self.count}))
            self.do(SealPaper(SYSTEM, PaperId(id), "f0", "f0"))
        many = tuple(Reading(PaperId(id), "f0", ("pay",)) for id in self.papers)
        self.do(ConfirmClauses(SeatId(self.random.choice(["AGENT", *WORKERS])), many[-200:]))

    def notify(self) -> None:
        """To each side a notice of their own."""
        self.issue(
            DocumentKind.FAILURE,
            ((("MEDIATOR",), ("W1",)), (("MEDIATOR",), ("AGENT",))),
            self.random.choice(["MEDIATOR", "CLERK", "W1"]),
            None,
        )

    def apply(self) -> None:
        """On the agreement's paper, if it is sealed."""
        agreed = [id for id in self.papers if id not in self.readers]
        if not agreed:
            return
        kind = self.random.choice([DocumentKind.JUDICIAL_CONFIRMATION, DocumentKind.PAYMENT_ORDER])
        hands = ("W1", "AGENT") if kind is DocumentKind.JUDICIAL_CONFIRMATION else ("W1",)
        self.issue(kind, ((hands, ()),), self.random.choice(["W1", "AGENT"]), agreed[-1])

    def issue(
        self,
        kind: DocumentKind,
        whose: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...],
        by: str,
        about: str | None,
    ) -> None:
        made = []
        for signers, readers in whose:
            self.count += 1
            places = tuple(Places(SeatId(name), (f"of_{name}",)) for name in signers)
            layout = Layout((Section("pay", "", ""),), places, "seal")
            id, hands = PaperId(f"paper-number-{self.count}-"), tuple(map(SeatId, signers))
            made.append(
                NewPaper(id, "f0", ("pay",), hands, readers=tuple(map(SeatId, readers)), layout=layout)
            )
        until = self.scene.state.at.replace(year=2031)
        if self.do(IssueDocument(SeatId(by), kind, tuple(made), until, about)):
            for new, (signers, readers) in zip(made, whose, strict=True):
                self.papers[new.id], self.readers[new.id] = ("", signers), readers

    def make_void(self) -> None:
        if self.scene.state.documents:
            id = self.random.choice(sorted(self.scene.state.documents))
            self.do(VoidDocument(SeatId(self.random.choice(["MEDIATOR", "W1", "AGENT"])), id, "x"))

    def stamp(self) -> None:
        """By the company's agent; by others it must be refused."""
        for id in list(self.papers):
            self.count += 1
            scan = f"scan-number-{self.count}-"
            who = SeatId(self.random.choice(["AGENT", "AGENT", "W1", "MEDIATOR"]))
            by = SeatId(self.random.choice([who, SeatId("MEDIATOR")]))
            if self.do(OfferScan(by, PaperId(id), who, "f0", scan, 1)):
                assert who == "AGENT"
                self.scans[scan] = id
                if self.random.random() < 0.5:
                    taken = SignByScan(
                        SeatId("MEDIATOR"), PaperId(id), who, scan, "f0", "f0", {"how": "scan"}
                    )
                    self.do(taken)

    def perform(self) -> None:
        """The seal, as soon as it can be set; then anybody says anything of money."""
        for id, (_, signers) in list(self.papers.items()):
            for signer in signers:
                self.do(ConfirmClause(SeatId(signer), PaperId(id), "f0", "pay"))
                self.do(SignPaper(SeatId(signer), PaperId(id), "f0", "f0", {}))
            self.do(SealPaper(SYSTEM, PaperId(id), "f0", "f0"))
            for _ in range(4):
                self.say_of_money(PaperId(id))
            self.adds_up(PaperId(id))

    def say_of_money(self, id: PaperId) -> None:
        self.count += 1
        secret = f"reference-number-{self.count}-"
        who = SeatId(self.random.choice(["W1", "AGENT", self.random.choice(CAST).id]))
        entry = EntryId(self.random.choice(self.entries) if self.entries else "none")
        about = (who, id, f"pay-{self.random.choice(('W1', 'W1', 'W2'))}", 0)
        amount, day = Decimal(self.random.randrange(1, 10**6)) / 100, beijing_day(self.scene.state.at)
        outcome = self.do(
            self.random.choice(
                [
                    ClaimPayment(*about, amount, day, Way.BANK, secret),
                    ConfirmPayment(*about, amount, day, Way.CASH, self.random.choice([None, entry])),
                    DenyPayment(who, id, entry, secret),
                    WithdrawPayment(who, id, entry, secret),
                ]
            )
        )
        for event in outcome.events if outcome else ():
            if isinstance(event, PaymentClaimed | PaymentConfirmed):
                self.entries.append(event.entry)
            if isinstance(event, PaymentConfirmed | PaymentDenied):
                assert event.seat == self.papers[id][1][0], "only whose money it is says that it came"
            else:
                self.payments.append((id, secret))

    def adds_up(self, id: PaperId) -> None:
        """All that counts as arrived is in a row, or beyond what was owed."""
        papers = [one.papers[id] for one in self.scene.state.settlements.values() if id in one.papers]
        for paper in papers:
            rows = due(self.scene.state, paper)
            said = sum(receipt.said.amount for receipt in paper.performance.counting)
            assert sum(row.received + row.over for row in rows) == said
            assert all(0 <= row.received <= row.amount for row in rows)

    def serve(self) -> None:
        for id in list(self.papers):
            by, who = (SeatId(self.random.choice([seat.id for seat in CAST])) for _ in range(2))
            self.count += 1
            service, how = f"service-{self.count}", self.random.choice([Carrier.QR, Carrier.MESSAGE])
            if self.do(ServePaper(by, PaperId(id), who, how, Purpose.SIGN, service)):
                assert by in HOSTS or who in {by, *self._device(by)}
            self.do(OpenPaper(SeatId(self.random.choice(self.papers[id][1])), PaperId(id), service))

    def undo(self) -> None:
        id = self.one()
        if id is not None:
            step = self.random.choice(
                [ReopenSettlement(SeatId("MEDIATOR"), id), VoidSettlement(SeatId("MEDIATOR"), id, "x")]
            )
            self.do(step)

    # -- who may have what

    def reads_only_what_is_theirs(self, name: str) -> None:
        whole = dict(self.scene.view(name))
        self.is_asked_only_what_is_theirs(name, text_of(whole.pop("asked", {})))
        shown = text_of(whole)
        person = self.scene.person(name)
        leads = name in HOSTS and self._in(name)
        reading = {id for id, one in self.offered.items() if leads or self._before(name, one)}
        clauses = {self.offered[id].clause for id in reading}
        theirs = {
            figure
            for id in reading
            for worker, figure in self.offered[id].rows.items()
            if self._whose(name, worker)
        }
        theirs |= self._due_by_papers(shown)
        for id, one in self.offered.items():
            assert (one.clause in shown) == (one.clause in clauses), f"{name}: {one}"
            for figure in one.rows.values():
                assert (figure in shown) == (figure in theirs), f"{name}: {figure}"
            for text, here in one.comments:
                may = id in reading and (name in here or name in HOSTS or name == CLERK)
                assert (text in shown) == may
        for why, paper in self.refusals.items():
            assert why not in shown or paper in shown, f"{name}: how far another has come"
        for id in self.offered:
            told = policy.framework(self.scene.state, SeatId(name), SettlementId(id))
            assert told is None or all(paper in shown for paper in told.papers), f"{name}: the framework"
            assert told is None or name not in WORKERS
        for paper, (_, signers) in self.papers.items():
            kept = paper in shown
            theirs = {*signers, *(self.readers.get(paper, ()) if self._sealed(paper) else ())}
            mine = bool({name, *self._device(name)} & theirs)
            assert not kept or mine or person.seat.role.value in ("mediator", "co_mediator", "clerk")
            over = self.scene.state.status.session is SessionState.ENDED
            out = (Standing.REMOVED,) if over else (Standing.WAITING, Standing.REMOVED)
            assert not kept or person.standing not in out
            for of, words in self.payments:
                assert of != paper or kept or words not in shown
                assert of != paper or not kept or not self._stands(words) or words in shown
        for scan, of in self.scans.items():
            assert scan not in shown or of in shown
        for served in self._served(name):
            assert name in HOSTS or name == CLERK or served in {name, *self._device(name)}

    def _served(self, name: str) -> list[object]:
        shown = self.scene.view(name).get("papers", {})
        assert isinstance(shown, dict)
        return [one["seat"] for paper in shown.values() for one in paper.get("served", [])]

    def _stands(self, words: str) -> bool:
        """Whether it is still to be read by whoever has the paper: not where a later word stands in its place."""
        return any(
            words in (claim.reference, claim.withdrawn and claim.withdrawn.reason)
            for one in self.scene.state.settlements.values()
            for paper in one.papers.values()
            for claim in paper.performance.claims.values()
        )

    def _due_by_papers(self, shown: str) -> set[str]:
        """What is to be paid by the sealed papers that somebody has."""
        return {
            f"{row.amount:.2f}"
            for one in self.scene.state.settlements.values()
            for paper in one.papers.values()
            if paper.id in shown
            for row in due(self.scene.state, paper)
        }

    def is_asked_only_what_is_theirs(self, name: str, shown: str) -> None:
        """Nothing that was not put before them, and nothing of a colleague's, outside a talk of their own."""
        person = self.scene.person(name)
        about = [one.proposal for one in self.scene.state.ledger.values() if one.speaker == name]
        was_asked = {self.clauses[one.settlement, one.version] for one in about if one is not None}
        for one in self.offered.values():
            assert one.clause not in shown or one.clause in was_asked, f"{name}: {one}"
            for worker, figure in one.rows.items():
                assert figure not in shown or self._whose(name, worker), f"{name}: {figure}"
        if "secret-of-clause" in shown:
            assert person.channel in (f"private:{name}", f"group:{person.group}")
            assert self._in(name)
            assert not person.telephone

    def _sealed(self, paper: str) -> bool:
        one = holding(self.scene.state, PaperId(paper))
        return one is not None and one.papers[PaperId(paper)].sealed is not None

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


def test_what_is_carried_between_the_sides_shows_only_what_was_let_go() -> None:
    carried = 0
    for seed in range(settings.default.max_examples // 5):
        table = Table(seed)
        table.go_between()
        carried += table.conveyed
    assert carried > 0
