"""The room's other documents: who issues which, what their papers must be, who may have them, how they end."""

from dataclasses import replace
from datetime import date

import pytest

from rooms.commands import (
    AdmitAll,
    Command,
    ConfirmClause,
    Connect,
    End,
    Enter,
    IssueDocument,
    ReadBack,
    RefusePaper,
    Remove,
    SealPaper,
    SignPaper,
    VoidDocument,
    VoidSettlement,
    WriteLine,
)
from rooms.consent import REQUIRED
from rooms.document import DOCUMENTS_LIMIT, SECTION_LIMIT, DocumentKind
from rooms.errors import ErrorCode
from rooms.events import DocumentIssued, DocumentVoided, decode, encode
from rooms.ids import SYSTEM, DeviceId, DocumentId, PaperId, SeatId
from rooms.minutes import Section as Part
from rooms.policy import asks, may_issue
from rooms.room import Refused, replay
from rooms.settlement import CLAUSES_LIMIT, Layout, NewPaper, Places, Section, SettlementState
from tests.unit.rooms.agreed import DUE
from tests.unit.rooms.documents import DIGEST, FAILURE, RECORD, document, hand, in_force, issue, made, sealed
from tests.unit.rooms.papers import (
    CLERK,
    EMPLOYER,
    MEDIATOR,
    PAPER,
    WORKER,
    frozen,
    papers,
    sign,
)
from tests.unit.rooms.papers import paper as agreed_paper
from tests.unit.rooms.scene import Scene, building_site, demonstration, text_of

REVIEW, CONFIRMATION = DocumentKind.ARBITRATION_REVIEW, DocumentKind.JUDICIAL_CONFIRMATION
ORDER, RECEIPT = DocumentKind.PAYMENT_ORDER, DocumentKind.SERVICE_RECEIPT


def notices(scene: Scene, **more: str) -> IssueDocument:
    return issue(
        scene,
        FAILURE,
        made("to-worker", MEDIATOR, readers=(WORKER,)),
        made("to-employer", MEDIATOR, readers=(EMPLOYER,)),
    )


def read_out(scene: Scene) -> str:
    scene.do(WriteLine(CLERK, Part.UNDISPUTED, "工作三十天"))
    return str(scene.do(ReadBack(CLERK)).value["digest"])


# -- who issues


@pytest.mark.parametrize("name", [WORKER, EMPLOYER])
def test_what_the_centre_gives_out_is_issued_by_who_leads_or_keeps_the_record(name: SeatId) -> None:
    scene = demonstration()
    about = read_out(scene)
    for command in (
        replace(notices(scene), seat=name),
        issue(scene, RECORD, made("p", WORKER, MEDIATOR), by=name, about=about),
        issue(scene, RECEIPT, made("q", WORKER, CLERK), by=name, about=WORKER),
    ):
        assert scene.refused(command) is ErrorCode.FORBIDDEN
        assert scene.do(replace(command, seat=CLERK)).value["id"] == document(scene).id


def test_after_the_session_a_notice_can_still_be_given() -> None:
    scene = demonstration()
    scene.do(End(MEDIATOR))
    scene.do(notices(scene))
    assert set(document(scene).papers) == {"to-worker", "to-employer"}


@pytest.mark.parametrize("kind", [REVIEW, CONFIRMATION])
def test_both_sides_of_a_sealed_agreement_apply_together_whoever_of_them_begins(kind: DocumentKind) -> None:
    for name in (WORKER, EMPLOYER, MEDIATOR, CLERK):
        scene = in_force()
        for about in (None, "no-such-paper"):
            assert (
                scene.refused(issue(scene, kind, made("p", WORKER, EMPLOYER), by=name, about=about))
                is ErrorCode.FORBIDDEN
            )
        scene.do(issue(scene, kind, made("p", WORKER, EMPLOYER), by=name, about=PAPER))
        assert set(papers(scene, "worker")) == {PAPER, "p"}


def test_on_an_agreement_that_is_not_sealed_nothing_is_applied_for() -> None:
    scene = demonstration()
    frozen(scene)
    for kind in (REVIEW, CONFIRMATION, ORDER):
        early = issue(scene, kind, made("p", WORKER, EMPLOYER), by=WORKER, about=PAPER)
        assert scene.refused(early) is ErrorCode.FORBIDDEN


def test_only_the_worker_asks_for_an_order_to_pay() -> None:
    scene = in_force()
    for name in (EMPLOYER, MEDIATOR, CLERK):
        command = issue(scene, ORDER, made("p", name), by=name, about=PAPER)
        assert scene.refused(command) is ErrorCode.FORBIDDEN
    scene.do(issue(scene, ORDER, made("p", WORKER), by=WORKER, about=PAPER))
    assert set(papers(scene, "employer")) == {PAPER}


def test_where_the_paper_is_no_one_worker_s_nobody_asks_for_an_order() -> None:
    scene = in_force(worker=None)
    assert (
        scene.refused(issue(scene, ORDER, made("p", WORKER), by=WORKER, about=PAPER)) is ErrorCode.FORBIDDEN
    )
    settlement = next(iter(scene.state.settlements.values()))
    assert asks(settlement, replace(settlement.papers[PAPER], worker=SeatId("nobody"))) is None
    assert asks(replace(settlement, frozen=None), replace(settlement.papers[PAPER], worker=WORKER)) is None


def test_a_document_is_no_agreement_that_something_could_be_asked_for_on() -> None:
    scene = demonstration()
    scene.do(notices(scene))
    hand(scene, MEDIATOR, "to-worker")
    sealed(scene, "to-worker")
    assert not may_issue(scene.state, WORKER, REVIEW, "to-worker")


# -- what its papers must be


@pytest.mark.parametrize(
    "new",
    [
        (),
        (made("a", MEDIATOR), made("a", MEDIATOR)),
        (made("a"),),
        (made("a", WORKER),),
        (made("a", CLERK),),
        (made("a", MEDIATOR, WORKER),),
        (made("a", SeatId("nobody")),),
        (made("a", MEDIATOR, MEDIATOR),),
        (made("a", MEDIATOR, readers=(SeatId("nobody"),)),),
        (made("a", MEDIATOR, parts=0),),
        (made("a", MEDIATOR, parts=CLAUSES_LIMIT + 1),),
        (replace(made("a", MEDIATOR), layout=None),),
        (replace(made("a", MEDIATOR), clauses=("another",)),),
        (replace(made("a", MEDIATOR), signers=()),),
        (
            replace(
                made("a", MEDIATOR),
                clauses=("x", "x"),
                layout=Layout((Section("x", "", ""),) * 2, (Places(MEDIATOR, ("m",)),), "s"),
            ),
        ),
        (
            replace(
                made("a", MEDIATOR), layout=Layout((Section("part-0", "", ""),), (Places(MEDIATOR, ()),), "s")
            ),
        ),
        (
            replace(
                made("a", MEDIATOR),
                layout=Layout((Section("part-0", "", ""),), (Places(MEDIATOR, ("s",)),), "s"),
            ),
        ),
        (
            replace(
                made("a", MEDIATOR),
                layout=Layout(
                    (Section("part-0", "", "字" * (SECTION_LIMIT + 1)),), (Places(MEDIATOR, ("m",)),), "s"
                ),
            ),
        ),
    ],
)
def test_papers_that_could_never_hold_are_not_issued(new: tuple[NewPaper, ...]) -> None:
    scene = demonstration()
    assert scene.refused(issue(scene, FAILURE, *new)) is ErrorCode.BAD_MESSAGE


def test_only_the_notice_has_several_papers_and_no_id_is_used_twice() -> None:
    scene = in_force()
    two = (made("a", WORKER, CLERK), made("b", WORKER, CLERK))
    assert scene.refused(issue(scene, RECEIPT, *two, about=WORKER)) is ErrorCode.BAD_MESSAGE
    assert scene.refused(issue(scene, FAILURE, made(PAPER, MEDIATOR))) is ErrorCode.BAD_MESSAGE
    late = replace(notices(scene), until=scene.state.at)
    assert scene.refused(late) is ErrorCode.BAD_MESSAGE


@pytest.mark.parametrize(
    ("kind", "by", "signers"),
    [
        (RECORD, MEDIATOR, (WORKER, CLERK)),
        (RECEIPT, MEDIATOR, (WORKER,)),
        (RECEIPT, MEDIATOR, (WORKER, EMPLOYER)),
        (RECEIPT, MEDIATOR, (MEDIATOR, CLERK)),
        (REVIEW, WORKER, (WORKER,)),
        (REVIEW, WORKER, (WORKER, EMPLOYER, MEDIATOR)),
        (CONFIRMATION, MEDIATOR, (MEDIATOR, CLERK)),
        (ORDER, WORKER, (EMPLOYER,)),
        (ORDER, WORKER, (WORKER, EMPLOYER)),
    ],
)
def test_each_kind_has_the_hands_that_it_needs(
    kind: DocumentKind, by: SeatId, signers: tuple[SeatId, ...]
) -> None:
    scene = in_force()
    about = {RECORD: read_out(scene), RECEIPT: str(WORKER)}.get(kind, str(PAPER))
    assert scene.refused(issue(scene, kind, made("p", *signers), by=by, about=about)) is ErrorCode.BAD_MESSAGE


def test_a_receipt_that_the_recipient_does_not_sign_is_signed_by_whoever_served() -> None:
    scene = in_force()
    scene.do(issue(scene, RECEIPT, made("p", CLERK), by=CLERK, about=str(WORKER)))
    hand(scene, CLERK, "p")
    assert document(scene).papers[PaperId("p")].complete


def test_who_only_watched_signs_nothing() -> None:
    scene = building_site()
    about = str(scene.do(WriteLine(CLERK, Part.OTHER, "话")) and scene.do(ReadBack(CLERK)).value["digest"])
    for stranger in ("observer", "expert"):
        new = made("p", SeatId("w1"), MEDIATOR, SeatId(stranger))
        assert scene.refused(issue(scene, RECORD, new, about=about)) is ErrorCode.BAD_MESSAGE
        assert scene.refused(sign(SeatId(stranger), DIGEST)) is ErrorCode.FORBIDDEN
    hands = tuple(map(SeatId, ("w1", "w6", "interpreter", "agent", "mediator", "clerk")))
    scene.do(issue(scene, RECORD, made("p", *hands), about=about))
    for name in ("interpreter", "clerk"):
        hand(scene, SeatId(name), "p")
    assert scene.refused(sign(MEDIATOR, document(scene).papers[PaperId("p")].digest, of=PaperId("p"))) is (
        ErrorCode.PARTIES_FIRST
    )


def test_the_record_is_issued_as_it_was_read_back_last_and_still_is() -> None:
    scene = demonstration()
    new = made("p", WORKER, MEDIATOR)
    assert scene.refused(issue(scene, RECORD, new, about="0" * 64)) is ErrorCode.READ_ANEW
    about = read_out(scene)
    assert scene.refused(issue(scene, RECORD, new, about="0" * 64)) is ErrorCode.READ_ANEW
    scene.do(WriteLine(CLERK, Part.OTHER, "还有一句"))
    assert scene.refused(issue(scene, RECORD, new, about=about)) is ErrorCode.READ_ANEW
    scene.do(issue(scene, RECORD, new, about=str(scene.do(ReadBack(CLERK)).value["digest"])))


def test_of_one_thing_one_document_lives_at_a_time() -> None:
    scene = in_force()
    scene.do(issue(scene, RECEIPT, made("a", WORKER, CLERK), by=CLERK, about=WORKER))
    again = issue(scene, RECEIPT, made("b", WORKER, CLERK), by=CLERK, about=WORKER)
    assert scene.refused(again) is ErrorCode.ALREADY_ISSUED
    scene.do(issue(scene, RECEIPT, made("c", EMPLOYER, CLERK), by=CLERK, about=EMPLOYER))
    for name in (WORKER, CLERK):
        hand(scene, name, "a")
    sealed(scene, "a")
    scene.do(again)
    scene.do(issue(scene, REVIEW, made("d", WORKER, EMPLOYER), about=PAPER))
    for name in (WORKER, EMPLOYER):
        hand(scene, name, "d")
    sealed(scene, "d")
    assert scene.refused(issue(scene, REVIEW, made("e", WORKER, EMPLOYER), about=PAPER)) is (
        ErrorCode.ALREADY_ISSUED
    )


def test_there_is_an_end_to_documents() -> None:
    scene = demonstration()
    for number in range(DOCUMENTS_LIMIT):
        scene.do(issue(scene, RECEIPT, made(f"p{number}", WORKER, CLERK), about=f"{number}"))
    last = scene.handle(issue(scene, RECEIPT, made("last", WORKER, CLERK), about="last"))
    assert last == Refused(ErrorCode.TOO_MANY, {"limit": DOCUMENTS_LIMIT})


# -- who may have it


def test_a_notice_is_its_addressee_s_once_it_is_sealed_and_nobody_else_s() -> None:
    scene = demonstration()
    scene.do(notices(scene))
    assert papers(scene, "worker") == papers(scene, "employer") == {}
    assert set(papers(scene, "mediator")) == set(papers(scene, "clerk")) == {"to-worker", "to-employer"}
    hand(scene, MEDIATOR, "to-worker")
    assert papers(scene, "worker") == {}
    sealed(scene, "to-worker")
    assert set(papers(scene, "worker")) == {"to-worker"}
    assert papers(scene, "employer") == {}
    shown = papers(scene, "worker")["to-worker"]
    assert (shown["kind"], shown["document"], shown["state"]) == ("failure", document(scene).id, "sealed")
    assert "settlement" not in shown
    assert shown["to"] == [scene.state.people[WORKER].seat.name]
    assert "to-employer" not in text_of(scene.view("worker"))


def test_what_is_issued_lies_in_each_paper_s_own_chain() -> None:
    scene = demonstration()
    scene.do(notices(scene))
    issued = [event for event in scene.log if isinstance(event, DocumentIssued)]
    assert [event.channel for event in issued] == ["paper:to-worker", "paper:to-employer"]
    assert len({event.id for event in issued}) == 1
    scene.do(VoidDocument(MEDIATOR, document(scene).id, "写错了"))
    voided = [event for event in scene.log if isinstance(event, DocumentVoided)]
    assert [event.channel for event in voided] == ["paper:to-worker", "paper:to-employer"]


def test_what_is_issued_is_the_same_after_a_restart_with_all_that_is_needed_to_go_on() -> None:
    scene = demonstration()
    scene.do(issue(scene, FAILURE, replace(made("p", MEDIATOR, readers=(WORKER,)), last=date(2027, 3, 1))))
    again = replay(decode(encode(event)) for event in scene.log)
    assert again.documents == scene.state.documents
    paper = again.documents[document(scene).id].papers[PaperId("p")]
    assert (paper.layout, paper.last) == (made("p", MEDIATOR).layout, date(2027, 3, 1))


def test_without_the_chain_of_one_notice_the_others_are_read_all_the_same() -> None:
    scene = demonstration()
    scene.do(notices(scene))
    left = [event for event in scene.log if event.channel != "paper:to-worker"]
    (one,) = replay(left).documents.values()
    assert set(one.papers) == {"to-employer"}


# -- signed and sealed as an agreement's papers are


def test_a_document_is_sealed_when_the_last_of_its_papers_is() -> None:
    scene = demonstration()
    scene.do(notices(scene))
    hand(scene, MEDIATOR, "to-worker")
    assert document(scene).state is SettlementState.SIGNING
    sealed(scene, "to-worker")
    assert document(scene).state is SettlementState.SIGNING
    hand(scene, MEDIATOR, "to-employer")
    sealed(scene, "to-employer")
    assert document(scene).state is SettlementState.SEALED


def test_an_application_has_no_host_to_wait_for_and_each_reads_every_part() -> None:
    scene = in_force()
    scene.do(issue(scene, CONFIRMATION, made("p", WORKER, EMPLOYER, parts=2), about=PAPER))
    early = SignPaper(WORKER, PaperId("p"), DIGEST, "x", {})
    assert scene.handle(early) == Refused(ErrorCode.CLAUSES_UNREAD, {"clauses": ["part-0", "part-1"]})
    scene.do(RefusePaper(EMPLOYER, PaperId("p"), "再想想"))
    told = {name: papers(scene, name)["p"]["signers"] for name in ("worker", "employer")}
    assert told["worker"]["employer"]["refused"].keys() == {"at"}  # type: ignore[call-overload,index,union-attr]
    assert told["employer"]["employer"]["refused"]["reason"] == "再想想"  # type: ignore[call-overload,index]
    for name in (WORKER, EMPLOYER):
        hand(scene, name, "p")
    sealed(scene, "p")
    assert papers(scene, "employer")["p"]["state"] == "sealed"


def test_somebody_else_s_paper_is_as_unknown_as_none() -> None:
    scene = in_force()
    scene.do(issue(scene, ORDER, made("p", WORKER), by=WORKER, about=PAPER))
    for command in (
        ConfirmClause(EMPLOYER, PaperId("p"), DIGEST, "part-0"),
        SignPaper(EMPLOYER, PaperId("p"), DIGEST, "x", {}),
        RefusePaper(EMPLOYER, PaperId("p"), "不"),
    ):
        assert scene.refused(command) is ErrorCode.NOT_FOUND


# -- made void


def test_a_document_is_void_for_a_reason_and_then_there_can_be_another() -> None:
    scene = demonstration()
    scene.do(notices(scene))
    first = document(scene).id
    for reason, code in ((" ", ErrorCode.REASON_NEEDED), ("字" * 501, ErrorCode.TOO_LARGE)):
        assert scene.refused(VoidDocument(MEDIATOR, first, reason)) is code
    scene.do(VoidDocument(CLERK, first, "写错了"))
    assert scene.handle(VoidDocument(MEDIATOR, first, "又")) == Refused(
        ErrorCode.NOT_EDITABLE, {"state": "void"}
    )
    assert papers(scene, "mediator")["to-worker"]["void"] == {
        "at": papers(scene, "mediator")["to-worker"]["void"]["at"],  # type: ignore[index]
        "reason": "写错了",
    }
    assert scene.refused(SignPaper(MEDIATOR, PaperId("to-worker"), DIGEST, "x", {})) is ErrorCode.NOT_SIGNABLE
    scene.do(issue(scene, FAILURE, made("new", MEDIATOR, readers=(WORKER,))))


def test_what_is_sealed_stays_when_the_rest_is_void_and_does_not_tell_why() -> None:
    scene = demonstration()
    scene.do(notices(scene))
    hand(scene, MEDIATOR, "to-worker")
    sealed(scene, "to-worker")
    scene.do(VoidDocument(MEDIATOR, document(scene).id, "地址错了"))
    assert papers(scene, "worker")["to-worker"]["state"] == "sealed"
    assert "地址错了" not in text_of(scene.view("worker"))
    assert [event.paper for event in scene.log if isinstance(event, DocumentVoided)] == ["to-employer"]
    hand_on = SealPaper(SYSTEM, PaperId("to-worker"), "x", "y")
    assert scene.refused(hand_on) is ErrorCode.NOT_SIGNABLE


def test_who_issued_it_and_who_keeps_the_record_make_it_void_and_nobody_else() -> None:
    scene = in_force()
    scene.do(issue(scene, ORDER, made("p", WORKER), by=WORKER, about=PAPER))
    id = document(scene).id
    assert scene.refused(VoidDocument(EMPLOYER, id, "不")) is ErrorCode.NOT_FOUND
    assert scene.refused(VoidDocument(WORKER, DocumentId("none"), "不")) is ErrorCode.NOT_FOUND
    assert scene.refused(VoidSettlement(MEDIATOR, id, "不")) is ErrorCode.NOT_FOUND  # type: ignore[arg-type]
    scene.do(VoidDocument(WORKER, id, "付清了"))
    assert document(scene).state is SettlementState.VOID


def test_who_was_removed_or_waits_issues_and_voids_nothing() -> None:
    scene = in_force()
    scene.do(issue(scene, ORDER, made("p", WORKER), by=WORKER, about=PAPER))
    id = document(scene).id
    ask: tuple[Command, ...] = (
        issue(scene, REVIEW, made("q", WORKER, EMPLOYER), by=WORKER, about=PAPER),
        VoidDocument(WORKER, id, "不"),
    )
    scene.do(Enter(WORKER, DeviceId("another"), REQUIRED))
    for command in ask:
        assert scene.refused(command) is ErrorCode.NOT_HERE
    scene.do(Connect(WORKER))
    scene.do(AdmitAll(MEDIATOR))
    scene.do(Remove(MEDIATOR, WORKER))
    for command in ask:
        assert scene.refused(command) is ErrorCode.REMOVED


def test_an_agreement_s_papers_say_what_they_are_too() -> None:
    scene = in_force()
    shown = papers(scene, "worker")[PAPER]
    assert shown["kind"] == "agreement"
    assert "document" not in shown
    assert agreed_paper().layout is None
    assert scene.state.at.date() < DUE
