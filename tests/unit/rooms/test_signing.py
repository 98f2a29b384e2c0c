"""The papers of a settlement agreement: frozen, read clause by clause, signed, refused, void, sealed."""

import pytest

from rooms import views
from rooms.agreement.terms import to_json
from rooms.channel import JOINT, of_group
from rooms.commands import (
    AgreeRecording,
    BackToLobby,
    ConfirmClause,
    ConfirmClauses,
    DraftSettlement,
    End,
    Enter,
    FreezeSettlement,
    Leave,
    ProposeSettlement,
    Reading,
    Record,
    RefusePaper,
    Remove,
    ReopenSettlement,
    SealPaper,
    TakeUpPaper,
    VoidSettlement,
)
from rooms.consent import REQUIRED, ConsentKind
from rooms.errors import ErrorCode
from rooms.events import PaperSealed, PaperSigned, PaperTakenUp, SettlementFrozen
from rooms.ids import SYSTEM, DeviceId, PaperId, SeatId, SettlementId
from rooms.policy import framework, recorded_in
from rooms.room import Refused
from rooms.settlement import CLAUSES_LIMIT, PAPERS_LIMIT, NewPaper
from tests.unit.rooms.agreed import agreement, terms
from tests.unit.rooms.papers import (
    CLAUSES,
    CLERK,
    EMPLOYER,
    FROZEN,
    MEDIATOR,
    PAPER,
    WORKER,
    digest,
    paper,
    papers,
    proposed,
    read,
    sign,
    signed,
    signing,
    until,
)
from tests.unit.rooms.scene import WORKERS, Scene, building_site, demonstration, text_of


def state(scene: Scene, name: str = "worker") -> object:
    return papers(scene, name)[PAPER]["state"]


# -- freezing


def test_what_is_frozen_is_before_its_signers_wherever_they_are() -> None:
    scene, id = signing()
    scene.separate()
    for name in ("worker", "employer", "mediator", "clerk"):
        assert papers(scene, name)[PAPER]["frozen"] == FROZEN
        assert state(scene, name) == "frozen"
    assert scene.state.settlements[id].frozen == 1
    last = next(event for event in scene.log if isinstance(event, SettlementFrozen))
    assert last.channel == "draft:joint"


def test_only_what_is_proposed_in_the_joint_talk_is_frozen() -> None:
    scene = demonstration()
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, terms())).value["id"]))
    freeze = FreezeSettlement(MEDIATOR, id, 1, (paper(),), until(scene))
    assert scene.refused(freeze) is ErrorCode.NOT_EDITABLE
    scene.separate()
    scene.visit("worker")
    id = proposed(scene)
    assert scene.refused(FreezeSettlement(MEDIATOR, id, 1, (paper(),), until(scene))) is ErrorCode.NOT_JOINT


def test_what_changed_in_the_meantime_is_not_frozen() -> None:
    scene = demonstration()
    id = proposed(scene)
    scene.do(DraftSettlement(MEDIATOR, terms(text="新的"), id, 1))
    late = scene.handle(FreezeSettlement(MEDIATOR, id, 1, (paper(),), until(scene)))
    assert late == Refused(ErrorCode.VERSION_CHANGED, {"version": 2})


@pytest.mark.parametrize(
    "papers",
    [
        (),
        (paper(), paper()),
        tuple(paper(f"p{number}") for number in range(PAPERS_LIMIT + 1)),
        (paper("p", WORKER, EMPLOYER),),
        (paper("p", WORKER, MEDIATOR),),
        (paper("p", WORKER, WORKER, EMPLOYER, MEDIATOR),),
        (paper("p", WORKER, EMPLOYER, CLERK, MEDIATOR),),
        (paper("p", WORKER, SeatId("nobody"), MEDIATOR),),
        (NewPaper(PAPER, FROZEN, (), (WORKER, EMPLOYER, MEDIATOR)),),
        (NewPaper(PAPER, FROZEN, ("a", "a"), (WORKER, EMPLOYER, MEDIATOR)),),
        (NewPaper(PAPER, FROZEN, tuple(map(str, range(CLAUSES_LIMIT + 1))), (WORKER, EMPLOYER, MEDIATOR)),),
    ],
)
def test_papers_that_could_never_hold_are_refused(papers: tuple[NewPaper, ...]) -> None:
    scene = demonstration()
    id = proposed(scene)
    assert scene.refused(FreezeSettlement(MEDIATOR, id, 1, papers, until(scene))) is ErrorCode.BAD_MESSAGE


def test_time_to_sign_lies_ahead_and_no_id_is_used_twice() -> None:
    scene = demonstration()
    id = proposed(scene)
    past = FreezeSettlement(MEDIATOR, id, 1, (paper(),), scene.state.at)
    assert scene.refused(past) is ErrorCode.BAD_MESSAGE
    scene.do(FreezeSettlement(MEDIATOR, id, 1, (paper(),), until(scene)))
    other = proposed(scene)
    again = FreezeSettlement(MEDIATOR, other, 1, (paper(),), until(scene))
    assert scene.refused(again) is ErrorCode.BAD_MESSAGE


def test_while_nobody_has_signed_the_papers_can_be_taken_back() -> None:
    scene, id = signing()
    changed = DraftSettlement(MEDIATOR, terms(text="新的"), id, 1)
    assert scene.refused(changed) is ErrorCode.NOT_EDITABLE
    assert scene.refused(ReopenSettlement(MEDIATOR, SettlementId("none"))) is ErrorCode.NOT_FOUND
    scene.do(ReopenSettlement(MEDIATOR, id))
    assert papers(scene, "worker") == {}
    scene.do(changed)
    assert scene.refused(ReopenSettlement(MEDIATOR, id)) is ErrorCode.NOT_EDITABLE
    assert scene.refused(ConfirmClause(WORKER, PAPER, FROZEN, "pay")) is ErrorCode.NOT_FOUND


# -- reading and signing


def test_each_clause_is_confirmed_before_the_signature() -> None:
    scene, _ = signing()
    scene.do(ConfirmClause(WORKER, PAPER, FROZEN, "pay"))
    assert scene.do(ConfirmClause(WORKER, PAPER, FROZEN, "pay")).events == ()
    outcome = scene.handle(sign(WORKER, FROZEN))
    assert outcome == Refused(ErrorCode.CLAUSES_UNREAD, {"clauses": ["end"]})
    scene.do(ConfirmClause(WORKER, PAPER, FROZEN, "end"))
    scene.do(sign(WORKER, FROZEN))
    assert state(scene) == "signing"


def test_what_is_read_back_is_bound_to_its_time_and_to_the_recording_of_the_joint_talk() -> None:
    scene, id = signing()
    read(scene, EMPLOYER)
    for name in ("worker", "employer"):
        scene.consent(name, True)
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    read(scene, WORKER)
    signers = scene.state.settlements[id].papers[PAPER].signers
    recording = scene.state.recordings[JOINT].id
    assert {back.recording for back in signers[WORKER].read.values()} == {recording}
    assert signers[WORKER].read["end"].at == scene.state.at > signers[WORKER].read["pay"].at
    assert {back.recording for back in signers[EMPLOYER].read.values()} == {None}


def test_that_a_talk_apart_is_recorded_does_not_stand_in_a_paper() -> None:
    scene, id = signing()
    scene.separate()
    scene.visit("worker")
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    scene.consent("worker", True, ConsentKind.CAUCUS_RECORDING)
    scene.do(AgreeRecording(WORKER, scene.stay("worker"), True))
    assert recorded_in(scene.state, of_group(WORKERS)) == {MEDIATOR, WORKER}
    read(scene, WORKER)
    back = scene.state.settlements[id].papers[PAPER].signers[WORKER].read
    assert {each.recording for each in back.values()} == {None}


def test_what_is_read_is_this_paper_and_one_of_its_clauses() -> None:
    scene, _ = signing()
    assert scene.refused(ConfirmClause(WORKER, PAPER, "other", "pay")) is ErrorCode.PAPER_CHANGED
    assert scene.refused(ConfirmClause(WORKER, PAPER, FROZEN, "none")) is ErrorCode.NOT_FOUND


def test_nobody_signs_who_is_no_signer_or_is_not_let_in() -> None:
    scene, _ = signing()
    for stranger in (CLERK,):
        assert scene.refused(sign(stranger, FROZEN)) is ErrorCode.NOT_FOUND
    scene.do(Enter(WORKER, DeviceId("another"), REQUIRED))
    assert scene.refused(ConfirmClause(WORKER, PAPER, FROZEN, "pay")) is ErrorCode.NOT_FOUND
    assert papers(scene, "worker") == {}
    scene.do(Remove(MEDIATOR, EMPLOYER))
    assert scene.refused(sign(EMPLOYER, FROZEN)) is ErrorCode.REMOVED


def test_another_s_paper_is_as_unknown_as_none() -> None:
    scene = building_site()
    told = to_json(agreement(("w4", "4.00"), ("w5", "5.00"), payer="agent"))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    agent, w4, w5 = SeatId("agent"), SeatId("w4"), SeatId("w5")
    made = (paper("one", w4, agent, MEDIATOR), paper("two", w5, agent, MEDIATOR))
    scene.do(FreezeSettlement(MEDIATOR, id, 1, made, until(scene)))
    assert set(papers(scene, "w4")) == {"one"}
    assert set(papers(scene, "agent")) == set(papers(scene, "clerk")) == {"one", "two"}
    assert scene.refused(ConfirmClause(w4, PaperId("two"), FROZEN, "pay")) is ErrorCode.NOT_FOUND
    assert "w5" not in text_of(papers(scene, "w4"))
    events = [event for event in scene.log if isinstance(event, PaperSigned)]
    read(scene, w4, of=PaperId("one"))
    signed(scene, w4, of=PaperId("one"))
    events = [event for event in scene.log if isinstance(event, PaperSigned)]
    assert [event.channel for event in events] == ["paper:one"]


def test_those_who_share_a_phone_see_each_other_s_papers_on_it() -> None:
    scene = building_site()
    told = to_json(agreement(("w1", "4.00"), payer="agent"))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    one = paper("one", SeatId("w1"), SeatId("agent"), MEDIATOR)
    scene.do(FreezeSettlement(MEDIATOR, id, 1, (one,), until(scene)))
    assert set(papers(scene, "w2")) == {"one"}
    assert scene.refused(ConfirmClause(SeatId("w2"), one.id, FROZEN, "pay")) is ErrorCode.NOT_FOUND
    assert papers(scene, "w4") == {}


def test_of_two_who_sign_the_same_octets_the_second_signs_anew() -> None:
    scene, _ = signing()
    read(scene, WORKER, EMPLOYER)
    scene.do(sign(WORKER, FROZEN, "after-worker"))
    assert scene.refused(sign(EMPLOYER, FROZEN)) is ErrorCode.PAPER_CHANGED
    scene.do(sign(EMPLOYER, "after-worker"))
    assert scene.refused(sign(WORKER, digest(scene))) is ErrorCode.ALREADY_SIGNED


def test_the_host_signs_after_all_others() -> None:
    scene, _ = signing()
    assert scene.refused(sign(MEDIATOR, FROZEN)) is ErrorCode.PARTIES_FIRST
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER)
    assert scene.refused(sign(MEDIATOR, digest(scene))) is ErrorCode.PARTIES_FIRST
    signed(scene, EMPLOYER, MEDIATOR)


def test_when_time_is_over_nobody_signs() -> None:
    scene, _ = signing()
    read(scene, WORKER)
    scene.wait(4 * 24 * 3600)
    assert scene.refused(sign(WORKER, FROZEN)) is ErrorCode.SIGNING_OVER


def test_it_can_be_signed_after_the_session_and_by_who_has_left() -> None:
    scene, _ = signing()
    scene.do(Leave(EMPLOYER))
    scene.do(End(MEDIATOR))
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER, EMPLOYER, MEDIATOR)
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "sealed"))
    assert state(scene) == state(scene, "employer") == "sealed"


def test_an_agent_whose_authority_is_over_binds_nobody() -> None:
    scene, _ = signing()
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER)
    scene.wait(3 * 3600 + 1)
    assert scene.person("employer").authority_expired
    assert scene.refused(sign(EMPLOYER, digest(scene))) is ErrorCode.AUTHORITY_LAPSED


def test_who_was_sent_back_to_the_lobby_neither_sees_nor_signs() -> None:
    scene, _ = signing()
    scene.do(BackToLobby(MEDIATOR, WORKER))
    assert papers(scene, "worker") == {}
    assert scene.refused(sign(WORKER, FROZEN)) is ErrorCode.NOT_FOUND


# -- refusing, and making void


def test_who_does_not_sign_says_so_and_may_still_sign() -> None:
    scene, _ = signing()
    scene.do(RefusePaper(WORKER, PAPER, "金额不对"))
    assert scene.do(RefusePaper(WORKER, PAPER, "金额不对")).events == ()
    for name in ("mediator", "clerk", "worker"):
        assert papers(scene, name)[PAPER]["signers"]["worker"]["refused"]["reason"] == "金额不对"  # type: ignore[index]
    refused = papers(scene, "employer")[PAPER]["signers"]["worker"]["refused"]  # type: ignore[index]
    assert refused.keys() == {"at"}  # the page promises that the mediator reads why, and nobody else
    assert scene.refused(RefusePaper(WORKER, PAPER, "长" * 501)) is ErrorCode.TOO_LARGE
    assert scene.refused(RefusePaper(WORKER, PaperId("none"), "")) is ErrorCode.NOT_FOUND
    read(scene, WORKER)
    signed(scene, WORKER)
    assert "refused" not in papers(scene, "employer")[PAPER]["signers"]["worker"]  # type: ignore[index]


def test_a_change_after_the_first_signature_makes_it_void_and_all_are_told() -> None:
    scene, id = signing()
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER)
    assert scene.refused(ReopenSettlement(MEDIATOR, id)) is ErrorCode.NOT_EDITABLE
    assert scene.refused(VoidSettlement(MEDIATOR, id, " ")) is ErrorCode.REASON_NEEDED
    assert scene.refused(VoidSettlement(MEDIATOR, id, "长" * 501)) is ErrorCode.TOO_LARGE
    assert scene.refused(VoidSettlement(MEDIATOR, SettlementId("none"), "?")) is ErrorCode.NOT_FOUND
    scene.do(VoidSettlement(MEDIATOR, id, "日期要改"))
    for name in ("worker", "employer"):
        assert papers(scene, name)[PAPER]["void"]["reason"] == "日期要改"  # type: ignore[index]
        assert scene.view(name)["settlements"][id]["void"]["reason"] == "日期要改"  # type: ignore[index,call-overload]
    assert scene.refused(sign(EMPLOYER, digest(scene))) is ErrorCode.NOT_SIGNABLE
    assert scene.refused(SealPaper(SYSTEM, PAPER, digest(scene), "x")) is ErrorCode.NOT_SIGNABLE
    assert scene.refused(VoidSettlement(MEDIATOR, id, "?")) is ErrorCode.NOT_EDITABLE


# -- the seal


def test_the_seal_comes_last_and_once() -> None:
    scene, id = signing()
    assert scene.refused(SealPaper(SYSTEM, PAPER, FROZEN, "x")) is ErrorCode.PARTIES_FIRST
    assert scene.refused(SealPaper(SYSTEM, PaperId("none"), FROZEN, "x")) is ErrorCode.NOT_FOUND
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER, EMPLOYER, MEDIATOR)
    assert scene.refused(SealPaper(SYSTEM, PAPER, FROZEN, "x")) is ErrorCode.PAPER_CHANGED
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "sealed"))
    assert state(scene) == "sealed"
    assert scene.refused(SealPaper(SYSTEM, PAPER, "sealed", "x")) is ErrorCode.NOT_SIGNABLE
    assert scene.refused(VoidSettlement(MEDIATOR, id, "?")) is ErrorCode.NOT_EDITABLE


def test_of_a_group_each_paper_holds_by_itself() -> None:
    scene = building_site()
    told = to_json(agreement(("w4", "4.00"), ("w5", "5.00"), payer="agent"))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    agent, w4, w5, one, two = *map(SeatId, ("agent", "w4", "w5")), PaperId("one"), PaperId("two")
    made = (paper("one", w4, agent, MEDIATOR), paper("two", w5, agent, MEDIATOR))
    scene.do(FreezeSettlement(MEDIATOR, id, 1, made, until(scene)))
    for of, name in ((one, w4), (two, w5)):
        read(scene, name, agent, of=of)
        signed(scene, name, agent, MEDIATOR, of=of)
    scene.do(SealPaper(SYSTEM, one, digest(scene, one), "sealed-one"))
    assert scene.state.settlements[id].state == "signing"
    assert papers(scene, "w4")["one"]["state"] == "sealed"
    assert papers(scene, "w5")["two"]["state"] == "signing"
    scene.do(SealPaper(SYSTEM, two, digest(scene, two), "sealed-two"))
    assert scene.state.settlements[id].state == "sealed"
    assert len([event for event in scene.log if isinstance(event, PaperSealed)]) == 2


# -- several at one device


def test_each_of_several_at_one_device_reads_and_refuses_for_themselves() -> None:
    scene = building_site()
    one, other, elsewhere = SeatId("w1"), SeatId("w2"), SeatId("agent")
    id = proposed(scene)
    waits = paper("paper", one, other, elsewhere, MEDIATOR)
    scene.do(FreezeSettlement(MEDIATOR, id, 1, (waits,), until(scene)))
    scene.do(ConfirmClause(one, PAPER, FROZEN, "pay", other))
    scene.do(RefusePaper(one, PAPER, "too little", other))
    signers = scene.state.settlements[id].papers[PAPER].signers
    assert [*signers[other].read] == ["pay"]
    assert signers[other].refused is not None
    assert signers[one].read == {}
    assert signers[one].refused is None
    assert scene.refused(ConfirmClause(one, PAPER, FROZEN, "pay", elsewhere)) is ErrorCode.NOT_FOUND
    assert scene.refused(RefusePaper(one, PAPER, "", elsewhere)) is ErrorCode.NOT_FOUND
    assert scene.state.settlements[id].papers[PAPER].signers[elsewhere].read == {}


# -- of a group


ONE, TWO = PaperId("one"), PaperId("two")
AGENT, W4, W5 = map(SeatId, ("agent", "w4", "w5"))


def group() -> tuple[Scene, SettlementId]:
    """Two workers, each with a paper of their own; the same agent signs both."""
    scene = building_site()
    told = to_json(agreement((W4, "4.00"), (W5, "5.00"), payer=AGENT))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    made = tuple(
        NewPaper(name, FROZEN, CLAUSES, (worker, AGENT, MEDIATOR), worker)
        for name, worker in ((ONE, W4), (TWO, W5))
    )
    scene.do(FreezeSettlement(MEDIATOR, id, 1, made, until(scene)))
    return scene, id


def test_that_a_text_was_given_out_is_noted_once_and_told_to_those_who_have_the_paper() -> None:
    scene, id = group()
    scene.do(TakeUpPaper(W4, ONE))
    assert scene.do(TakeUpPaper(W4, ONE)).events == ()
    (opened,) = (event for event in scene.log if isinstance(event, PaperTakenUp))
    assert opened.channel == "paper:one"
    for name in ("w4", "agent", "mediator"):
        assert "opened" in papers(scene, name)["one"]["signers"]["w4"]  # type: ignore[index]
    assert "opened" not in text_of(scene.view("w5").get("papers", {}))
    assert scene.refused(TakeUpPaper(W4, TWO)) is ErrorCode.NOT_FOUND
    assert scene.refused(TakeUpPaper(W4, ONE, W5)) is ErrorCode.NOT_FOUND
    assert id in scene.view("w4")["settlements"]  # type: ignore[operator]


def test_who_signs_many_confirms_what_is_alike_on_all_of_them_at_once() -> None:
    scene, id = group()
    told = scene.do(
        ConfirmClauses(AGENT, (Reading(ONE, FROZEN, CLAUSES), Reading(TWO, FROZEN, ("pay", "pay"))))
    )
    assert told.value == {"refused": {}}
    found = scene.state.settlements[id].papers
    assert found[ONE].signers[AGENT].read.keys() == {*CLAUSES}
    assert found[TWO].signers[AGENT].read.keys() == {"pay"}
    assert found[TWO].signers[W5].read == {}


def test_what_cannot_be_confirmed_of_one_paper_holds_up_no_other() -> None:
    scene, _ = group()
    read(scene, W4, AGENT, of=ONE)
    signed(scene, AGENT, of=ONE)
    many = (
        Reading(ONE, FROZEN, CLAUSES),
        Reading(TWO, FROZEN, CLAUSES),
        Reading(PaperId("three"), FROZEN, CLAUSES),
    )
    told = scene.do(ConfirmClauses(AGENT, many))
    assert told.value == {"refused": {"one": "already_signed", "three": "not_found"}}
    wrong = (Reading(TWO, "0" * 64, CLAUSES), Reading(TWO, FROZEN, ("none",)))
    assert scene.do(ConfirmClauses(AGENT, wrong[:1])).value == {"refused": {"two": "paper_changed"}}
    assert scene.do(ConfirmClauses(AGENT, wrong[1:])).value == {"refused": {"two": "not_found"}}
    assert scene.do(ConfirmClauses(W4, many[1:2])).value == {"refused": {"two": "not_found"}}


@pytest.mark.parametrize("count", [0, PAPERS_LIMIT + 1])
def test_of_too_many_or_of_none_nothing_is_confirmed(count: int) -> None:
    scene, _ = group()
    readings = (Reading(ONE, FROZEN, CLAUSES),) * count
    assert scene.refused(ConfirmClauses(AGENT, readings)) is ErrorCode.BAD_MESSAGE


def test_the_framework_is_for_those_who_may_have_every_paper_of_it() -> None:
    scene, id = group()
    allowed = {name for name in scene.state.people if framework(scene.state, SeatId(name), id)}
    assert allowed == {"agent", "mediator", "comediator", "clerk"}
    assert framework(scene.state, MEDIATOR, SettlementId("none")) is None
    scene.do(BackToLobby(MEDIATOR, AGENT))
    assert framework(scene.state, AGENT, id) is None


def test_one_paper_alone_is_no_framework() -> None:
    scene, id = signing()
    assert framework(scene.state, MEDIATOR, id) is None


def test_a_worker_for_whom_another_signs_reads_their_own_paper_and_no_other() -> None:
    scene = building_site()
    told = to_json(agreement((W4, "4.00"), (W5, "5.00"), payer=AGENT))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    lawyer = SeatId("lawyer")
    made = tuple(
        NewPaper(name, FROZEN, CLAUSES, (lawyer, AGENT, MEDIATOR), worker)
        for name, worker in ((ONE, W4), (TWO, W5))
    )
    scene.do(FreezeSettlement(MEDIATOR, id, 1, made, until(scene)))
    assert set(papers(scene, "w4")) == {"one"}
    assert set(papers(scene, "w5")) == {"two"}
    assert set(papers(scene, "lawyer")) == {"one", "two"}
    assert scene.refused(ConfirmClause(W4, ONE, FROZEN, "pay")) is ErrorCode.NOT_FOUND


def test_what_a_step_changes_for_each_is_what_their_views_differ_in() -> None:
    scene, id = group()
    for step in (
        TakeUpPaper(W4, ONE),
        ConfirmClauses(W4, (Reading(ONE, FROZEN, CLAUSES),)),
        RefusePaper(W5, TWO, "再看看"),
        sign(W4, FROZEN, of=ONE),
        VoidSettlement(MEDIATOR, id, "重新约定"),
        DraftSettlement(MEDIATOR, to_json(agreement((W4, "7.00"), payer=AGENT))),
    ):
        before, patches = scene.state, {}
        scene.do(step)
        for name in before.people:
            patches[name] = views.project(before, scene.state, name)
            assert patches[name] == views.diff(views.view(before, name), views.view(scene.state, name))
        if isinstance(step, TakeUpPaper):
            assert {name for name, patch in patches.items() if patch} == {
                "w4",
                "agent",
                "mediator",
                "comediator",
                "clerk",
            }
