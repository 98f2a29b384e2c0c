"""A proposal made apart stays there until those before whom it was put let it go, and goes as far as they said."""

import pytest

from rooms.agreement.terms import to_json
from rooms.commands import (
    AnswerConsent,
    AskConsent,
    AskProposal,
    CheckAccount,
    CommentSettlement,
    Convey,
    ConveyProposal,
    DraftSettlement,
    FreezeSettlement,
    NoteConsent,
    ProposeSettlement,
    VoidSettlement,
    Withdraw,
)
from rooms.errors import ErrorCode
from rooms.events import ItemConveyed, SettlementDrafted, SettlementProposed
from rooms.ids import ItemId, PaperId, SeatId, SettlementId
from rooms.ledger import FOR_ALL, ITEMS_LIMIT, ItemState
from rooms.room import replay
from rooms.settlement import SETTLEMENTS_LIMIT, NewPaper
from tests.unit.rooms.agreed import agreement, terms, worker
from tests.unit.rooms.scene import Scene, building_site, demonstration, text_of

MEDIATOR, WORKER, EMPLOYER = map(SeatId, ("mediator", "worker", "employer"))
SECRET = "26412.34"


def with_the_worker(scene: Scene) -> SettlementId:
    """Apart, proposed to the worker's side; the host is still there."""
    scene.separate()
    scene.visit("worker")
    return proposed(scene, terms(SECRET))


def proposed(scene: Scene, told: object) -> SettlementId:
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))  # type: ignore[arg-type]
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    return id


def ask(scene: Scene, id: SettlementId, side: str = "employer", base: int = 1) -> None:
    scene.do(AskProposal(MEDIATOR, id, base, side))


def questions(scene: Scene, name: str) -> dict[str, dict[str, object]]:
    found = scene.view(name).get("asked", {})
    assert isinstance(found, dict)
    return found


def question(scene: Scene, name: str) -> ItemId:
    (id,) = (id for id, one in questions(scene, name).items() if one["state"] == "asked")
    return ItemId(id)


def agree(scene: Scene, name: str, given: bool = True) -> ItemId:
    item = question(scene, name)
    scene.do(AnswerConsent(SeatId(name), item, given))
    return item


def settlements(scene: Scene, name: str) -> dict[str, dict[str, object]]:
    found = scene.view(name).get("settlements", {})
    assert isinstance(found, dict)
    return found


def conveyed(scene: Scene, id: SettlementId, side: str = "employer") -> SettlementId:
    scene.visit(side)
    return SettlementId(str(scene.do(ConveyProposal(MEDIATOR, id, 1, side)).value["id"]))


def test_whoever_is_asked_reads_the_terms_and_the_version_and_for_whom_it_is() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    (asked,) = questions(scene, "worker").values()
    assert asked["proposal"] == {"settlement": id, "version": 1}
    assert asked["side"] == "employer"
    assert asked["terms"] == settlements(scene, "worker")[id]["terms"]
    assert "wording" not in asked
    assert SECRET not in text_of(scene.view("employer"))


def test_what_was_agreed_to_begins_anew_with_the_other_side() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    scene.do(CommentSettlement(WORKER, id, 1, "家里等钱用"))
    account = agreement(("worker", SECRET)).payments[0].account
    assert account is not None
    scene.do(CheckAccount(MEDIATOR, id, WORKER, account))
    scene.do(NoteConsent(MEDIATOR, id, 1, WORKER, "电话里同意"))
    ask(scene, id)
    agree(scene, "worker")
    other = conveyed(scene, id)
    assert other != id
    (shown,) = settlements(scene, "employer").values()
    assert SECRET in text_of(shown)
    assert (shown["version"], shown["by"], shown["comments"]) == (1, "name-mediator", [])
    begun = scene.state.settlements[other]
    assert (begun.accounts, begun.consents, begun.comments, begun.channel) == ({}, {}, (), "group:employer")
    assert id not in text_of(scene.view("employer"))
    assert list(settlements(scene, "worker")) == [id]


def test_nothing_in_the_chain_of_the_other_talk_tells_where_it_comes_from() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    agree(scene, "worker")
    before = len(scene.log)
    conveyed(scene, id)
    told = [event for event in scene.log[before:] if event.channel == "draft:group:employer"]
    assert [type(event) for event in told] == [SettlementDrafted, SettlementProposed]
    assert all(id not in repr(event) and "worker" not in event.channel for event in told)
    (gone,) = (event for event in scene.log if isinstance(event, ItemConveyed))
    assert gone.channel == "ledger:group:worker"


def test_each_side_of_it_is_read_without_the_log_of_the_other() -> None:
    """Destroying the source leaves what was conveyed, and the other way round."""
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    agree(scene, "worker")
    other = conveyed(scene, id)
    lost = {"draft:group:worker", "ledger:group:worker"}
    left = replay(event for event in scene.log if event.channel not in lost)
    assert list(left.settlements) == [other]
    kept = replay(event for event in scene.log if event.channel != "draft:group:employer")
    assert list(kept.settlements) == [id]
    assert [item.state for item in kept.ledger.values()] == [ItemState.CONVEYED]


def test_put_before_all_it_can_be_frozen() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id, FOR_ALL)
    agree(scene, "worker")
    scene.rejoin()
    other = SettlementId(str(scene.do(ConveyProposal(MEDIATOR, id, 1, FOR_ALL)).value["id"]))
    for name in ("worker", "employer", "clerk"):
        assert SECRET in text_of(settlements(scene, name)[other])
    paper = NewPaper(PaperId("p"), "f0", ("pay",), (WORKER, EMPLOYER, MEDIATOR))
    scene.do(FreezeSettlement(MEDIATOR, other, 1, (paper,), scene.now.replace(year=2027)))


def test_nothing_goes_without_consent_or_after_a_refusal() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    scene.visit("employer")
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOT_CONSENTED
    ask(scene, id)
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOT_CONSENTED
    agree(scene, "worker", given=False)
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOT_CONSENTED
    assert SECRET not in text_of(scene.view("employer"))
    ask(scene, id)
    agree(scene, "worker")
    conveyed(scene, id)


def test_consent_to_one_side_is_none_to_another() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    agree(scene, "worker")
    scene.rejoin()
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, FOR_ALL)) is ErrorCode.NOT_CONSENTED


def test_a_new_version_needs_a_new_consent() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    agree(scene, "worker")
    other = proposed(scene, terms("29999.99"))
    ask(scene, other)
    scene.do(DraftSettlement(MEDIATOR, terms("19999.99"), id, 1))
    assert [one["proposal"] for one in questions(scene, "worker").values()] == [
        {"settlement": other, "version": 1}
    ]
    scene.visit("employer")
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.VERSION_CHANGED
    assert scene.refused(ConveyProposal(MEDIATOR, id, 2, "employer")) is ErrorCode.NOT_CONSENTED
    assert scene.refused(AskProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.VERSION_CHANGED


def test_a_question_about_what_is_void_is_gone() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    item = question(scene, "worker")
    scene.do(VoidSettlement(MEDIATOR, id, "不谈了"))
    assert scene.refused(AnswerConsent(WORKER, item, True)) is ErrorCode.NOT_FOUND
    assert scene.refused(AskProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOT_EDITABLE


def test_consent_may_be_taken_back_until_it_is_conveyed() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    scene.do(Withdraw(WORKER, agree(scene, "worker")))
    scene.visit("employer")
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOT_CONSENTED
    ask(scene, id)
    scene.visit("worker")
    item = agree(scene, "worker")
    conveyed(scene, id)
    scene.visit("worker")
    assert scene.refused(Withdraw(WORKER, item)) is ErrorCode.ALREADY_CONVEYED
    assert questions(scene, "worker")[item]["state"] == "conveyed"


def test_it_is_conveyed_once_and_asked_once() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    assert scene.refused(AskProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.ALREADY_ASKED
    agree(scene, "worker")
    assert scene.refused(AskProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.ALREADY_ASKED
    conveyed(scene, id)
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.ALREADY_CONVEYED
    assert scene.refused(AskProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.ALREADY_CONVEYED


def test_the_host_is_with_those_before_whom_it_is_put() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    agree(scene, "worker")
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOT_HERE
    scene.visit("contractor")
    ask(scene, id, "contractor")
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "contractor")) is ErrorCode.NOT_CONSENTED
    scene.visit("worker")
    agree(scene, "worker")
    scene.visit("contractor")
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "contractor")) is ErrorCode.NOT_HERE


@pytest.mark.parametrize(
    ("side", "code"),
    [("worker", ErrorCode.FORBIDDEN), ("nobody", ErrorCode.NOT_FOUND), ("neutral", ErrorCode.NOT_FOUND)],
)
def test_it_is_put_before_another_side_that_there_is(side: str, code: ErrorCode) -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    assert scene.refused(AskProposal(MEDIATOR, id, 1, side)) is code


def test_what_was_proposed_to_nobody_is_asked_of_nobody() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, terms())).value["id"]))
    assert scene.refused(AskProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOT_EDITABLE
    assert "asks" not in settlements(scene, "mediator")[id]
    scene.rejoin()
    joint = proposed(scene, terms())
    assert scene.refused(AskProposal(MEDIATOR, joint, 1, "employer")) is ErrorCode.NOBODY_TO_ASK
    assert scene.refused(ConveyProposal(MEDIATOR, joint, 1, "employer")) is ErrorCode.NOT_CONSENTED


def test_the_host_is_told_before_whom_it_may_be_put() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    assert settlements(scene, "mediator")[id]["asks"] == ["employer", "joint"]
    assert "asks" not in settlements(scene, "worker")[id]


def test_only_hosts_ask_and_convey() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    for name in (WORKER, SeatId("clerk")):
        assert scene.refused(AskProposal(name, id, 1, "employer")) is ErrorCode.FORBIDDEN
        assert scene.refused(ConveyProposal(name, id, 1, "employer")) is ErrorCode.FORBIDDEN


def test_a_proposal_is_not_said_as_words_nor_asked_as_words() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    item = agree(scene, "worker")
    scene.visit("employer")
    assert scene.refused(Convey(MEDIATOR, item)) is ErrorCode.NOT_FOUND
    assert scene.refused(AskConsent(MEDIATOR, item, "employer")) is ErrorCode.ALREADY_ASKED


def test_the_ledger_shows_hosts_whom_they_asked_for_what() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    (item,) = scene.view("mediator")["ledger"].values()  # type: ignore[union-attr]
    assert item["proposal"] == {"settlement": id, "version": 1}  # type: ignore[index,call-overload]
    assert (item["seat"], item["source"], item["state"]) == ("worker", "worker", "asked")  # type: ignore[index,call-overload]
    assert SECRET not in text_of(item)


def test_there_is_room_for_so_many_settlements_and_questions_only() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    agree(scene, "worker")
    scene.visit("employer")
    while len(scene.state.settlements) < SETTLEMENTS_LIMIT:
        scene.do(DraftSettlement(MEDIATOR, terms()))
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.TOO_MANY
    scene.visit("worker")
    while len(scene.state.ledger) < ITEMS_LIMIT:
        ask(scene, id, FOR_ALL)
        scene.do(Withdraw(WORKER, question(scene, "worker")))
    assert scene.refused(AskProposal(MEDIATOR, id, 1, FOR_ALL)) is ErrorCode.TOO_MANY


# -- where many work


def of_the_site(scene: Scene, *names: str) -> object:
    """Each worker has a figure of their own."""
    return to_json(agreement(*((name, f"1000{name[1]}.11") for name in names), payer="agent"))


def test_everybody_of_the_side_whom_it_concerns_has_to_agree() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    id = proposed(scene, of_the_site(scene, "w4", "w5"))
    ask(scene, id)
    assert questions(scene, "w6") == {}
    agree(scene, "w4")
    scene.visit("employer")
    assert scene.refused(ConveyProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOT_CONSENTED
    assert "10005.11" not in text_of(questions(scene, "w4"))
    scene.visit("worker")
    agree(scene, "w5")
    conveyed(scene, id)
    assert all(figure in text_of(scene.view("agent")) for figure in ("10004.11", "10005.11"))
    assert "1000" not in text_of(settlements(scene, "contractor"))


def test_who_refused_is_asked_again_alone() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    id = proposed(scene, of_the_site(scene, "w4", "w5"))
    ask(scene, id)
    agree(scene, "w4")
    agree(scene, "w5", given=False)
    ask(scene, id)
    assert [one["state"] for one in questions(scene, "w4").values()] == ["may_be_conveyed"]
    agree(scene, "w5")
    conveyed(scene, id)


def test_of_what_one_was_offered_alone_only_their_own_goes_on() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    id = proposed(scene, of_the_site(scene, "w4", "w5"))
    ask(scene, id)
    agree(scene, "w4")
    conveyed(scene, id)
    shown = text_of(settlements(scene, "agent"))
    assert "10004.11" in shown
    assert "10005.11" not in shown
    assert "name-w5" not in shown


def test_whom_it_does_not_concern_cannot_give_it_away() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w6")
    id = proposed(scene, of_the_site(scene, "w4"))
    assert scene.refused(AskProposal(MEDIATOR, id, 1, "employer")) is ErrorCode.NOBODY_TO_ASK


def test_whoever_is_bound_but_has_no_seat_is_not_spoken_for() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    party, _, _ = worker("somebody", "1")
    known = agreement(("w4", "10004.11"), payer="agent")
    told = to_json(type(known)(**{**_fields(known), "parties": (*known.parties, party)}))
    id = proposed(scene, told)
    ask(scene, id)
    agree(scene, "w4")
    conveyed(scene, id)
    assert "name-somebody" not in text_of(settlements(scene, "agent"))


def _fields(known: object) -> dict[str, object]:
    return {name: getattr(known, name) for name in known.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_question_about_a_private_proposal_shows_outside_one_s_own_talk() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    id = proposed(scene, of_the_site(scene, "w4"))
    ask(scene, id)
    assert questions(scene, "w4")
    scene.rejoin()
    assert questions(scene, "w4") == {}


def test_what_one_gave_alone_does_not_reach_their_colleagues_by_the_other_side() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    id = proposed(scene, of_the_site(scene, "w4"))
    ask(scene, id)
    agree(scene, "w4")
    other = conveyed(scene, id)
    assert settlements(scene, "mediator")[other].get("asks", []) == []
    for side in ("worker", "contractor", FOR_ALL):
        assert scene.refused(AskProposal(MEDIATOR, other, 1, side)) is ErrorCode.NOT_SO_FAR


def test_an_answer_of_the_other_side_goes_back_and_no_further() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    id = proposed(scene, of_the_site(scene, "w4"))
    ask(scene, id)
    agree(scene, "w4")
    other = conveyed(scene, id)
    assert settlements(scene, "mediator")[other]["asks"] == ["worker"]
    ask(scene, other, "worker")
    agree(scene, "agent")
    back = conveyed(scene, other, "worker")
    assert settlements(scene, "mediator")[back]["asks"] == ["employer"]
    assert scene.refused(AskProposal(MEDIATOR, back, 1, "contractor")) is ErrorCode.NOT_SO_FAR


def test_where_there_are_two_sides_what_both_know_goes_before_all() -> None:
    scene = demonstration()
    id = with_the_worker(scene)
    ask(scene, id)
    agree(scene, "worker")
    other = conveyed(scene, id)
    ask(scene, other, FOR_ALL)
    agree(scene, "employer")
    scene.rejoin()
    final = SettlementId(str(scene.do(ConveyProposal(MEDIATOR, other, 1, FOR_ALL)).value["id"]))
    assert SECRET in text_of(settlements(scene, "worker")[final])
