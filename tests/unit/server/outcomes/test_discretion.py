"""What papers tell of other papers and other people: nothing that one may not know."""

import re
from dataclasses import replace
from datetime import timedelta

from rooms.agreement.terms import to_json
from rooms.commands import (
    DraftSettlement,
    FreezeSettlement,
    ProposeSettlement,
    SealPaper,
    VoidSettlement,
)
from rooms.document import DocumentKind
from rooms.ids import SYSTEM, PaperId, SeatId, SettlementId
from rooms.participant import Authority, Scope
from rooms.policy import may_pursue
from rooms.roles import Role
from server.outcomes.documents import failure
from server.outcomes.documents.addressees import addressees, matter
from server.outcomes.documents.offering import offered, outlook, why
from server.outcomes.numbering import document_number, number_of, paper_number, settlement_number
from tests.unit.rooms.agreed import agreement, terms
from tests.unit.rooms.documents import in_force
from tests.unit.rooms.papers import (
    CLERK,
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
from tests.unit.rooms.scene import CONTRACTOR, DEMONSTRATION, Scene, building_site, demonstration, seat
from tests.unit.server.outcomes.wording import IMPRINT, asked, notice, said

LATE = timedelta(days=200)


def group(*sealing: str) -> tuple[Scene, SettlementId]:
    """Two workers, each with a paper of their own; those named have theirs sealed."""
    scene = building_site()
    told = agreement(("w1", "10000.00"), ("w2", "20000.00"), payer="agent")
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, to_json(told))).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    papers = tuple(
        replace(paper(f"of-{name}", SeatId(name), SeatId("agent"), MEDIATOR), worker=SeatId(name))
        for name in ("w1", "w2")
    )
    scene.do(FreezeSettlement(MEDIATOR, id, 1, papers, until(scene)))
    for name in sealing:
        one = PaperId(f"of-{name}")
        read(scene, SeatId(name), SeatId("agent"), of=one)
        signed(scene, SeatId(name), SeatId("agent"), MEDIATOR, of=one)
        scene.do(SealPaper(SYSTEM, one, digest(scene, one), "sealed"))
    return scene, id


def test_what_is_proposed_apart_is_not_the_matter_of_what_the_other_side_receives() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    drafted = scene.do(DraftSettlement(MEDIATOR, {**terms(), "dispute": "severance"}))
    scene.do(ProposeSettlement(MEDIATOR, SettlementId(str(drafted.value["id"])), 1))
    scene.rejoin()
    assert "settlements" not in scene.view("employer")
    assert matter(scene.state) == "劳动争议"
    drawn = failure.FORM.sheets(asked(scene), None, notice())[1](IMPRINT)
    assert drawn.readers == (EMPLOYER,)
    assert "经济补偿" not in said(drawn)


def test_which_ways_are_open_is_not_told_to_those_against_whom_they_lead() -> None:
    scene = in_force()
    (settlement,) = scene.state.settlements.values()
    assert not may_pursue(scene.state, EMPLOYER, settlement.papers[PAPER])
    (told,) = outlook(asked(scene, EMPLOYER, LATE))["agreements"]  # type: ignore[misc,union-attr]
    assert "routes" not in told  # type: ignore[operator]
    (own,) = outlook(asked(scene, WORKER, LATE))["agreements"]  # type: ignore[misc,union-attr]
    assert "routes" in own  # type: ignore[operator]


def test_whose_agreement_is_in_force_gets_no_notice_that_there_is_none() -> None:
    scene, id = group("w1")
    scene.do(VoidSettlement(MEDIATOR, id, "w2 不签"))
    assert scene.state.settlements[id].papers[PaperId("of-w1")].sealed is not None
    here = asked(scene)
    sheets = [] if why(here, DocumentKind.FAILURE, None) else failure.FORM.sheets(here, None, notice())
    assert "w1" not in {reader for sheet in sheets for reader in sheet(IMPRINT).readers}


def test_a_namesake_on_the_other_side_is_not_whose_agent_one_gets() -> None:
    authority = Authority("name-worker", Scope.SPECIAL)
    other = seat("foreman-agent", Role.REPRESENTATIVE, CONTRACTOR, authority=authority)
    (worker,) = [one for one in addressees(Scene(*DEMONSTRATION, other).state) if one.works]
    assert worker.seats == ("worker",)


def test_the_number_of_an_agreement_does_not_tell_of_a_proposal_made_apart() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    apart = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, terms())).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, apart, 1))
    scene.rejoin()
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, terms())).value["id"]))
    own = settlement_number(scene.state, scene.state.settlements[id])
    assert own == "吉劳调〔2026〕1号-1"
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    scene.do(FreezeSettlement(MEDIATOR, id, 1, (replace(paper(), number=own),), until(scene)))
    assert settlement_number(scene.state, scene.state.settlements[id]) == own
    assert settlement_number(scene.state, scene.state.settlements[apart]) == "吉劳调〔2026〕1号-2"
    assert number_of(scene.state, scene.state.settlements[id].papers[PAPER]) == own


def test_a_group_s_papers_have_a_number_in_common() -> None:
    scene, id = group()
    settlement = scene.state.settlements[id]
    numbers = [number_of(scene.state, paper) for paper in settlement.papers.values()]
    own = settlement_number(scene.state, settlement)
    assert numbers == [paper_number(own, place, 2) for place in (1, 2)] == [f"{own}-1", f"{own}-2"]


def test_the_number_of_a_document_is_drawn_and_given_to_no_other() -> None:
    state = in_force().state
    drawn = {document_number(state) for _ in range(50)}
    assert len(drawn) > 40
    assert all(re.fullmatch(r"吉劳调〔2026〕1号-W[1-9]\d{3}", each) for each in drawn)


def test_a_receipt_tells_nothing_of_what_is_stored_only() -> None:
    here = replace(asked(in_force(), CLERK), hidden=frozenset({PAPER}))
    assert "service_receipt" not in {one["kind"] for one in offered(here) if one["open"]}
