"""A settlement agreement is drafted where the host is, and read by those before whom it is put."""

from dataclasses import replace

import pytest

from rooms.agreement.terms import Account, to_json
from rooms.commands import (
    BackToLobby,
    CheckAccount,
    CommentSettlement,
    DraftSettlement,
    End,
    Leave,
    NoteConsent,
    ProposeSettlement,
    Telephone,
    VoidSettlement,
)
from rooms.errors import ErrorCode
from rooms.events import SettlementCommented, SettlementDrafted, SettlementProposed
from rooms.ids import SeatId, SettlementId
from rooms.room import Refused
from rooms.settlement import ACCOUNTS_LIMIT, COMMENTS_LIMIT, SETTLEMENTS_LIMIT, VERSIONS_LIMIT
from tests.unit.rooms.agreed import agreement, terms
from tests.unit.rooms.scene import Scene, building_site, demonstration, text_of

MEDIATOR, WORKER, EMPLOYER, CLERK = map(SeatId, ("mediator", "worker", "employer", "clerk"))


def draft(scene: Scene, **more: str) -> SettlementId:
    return SettlementId(str(scene.do(DraftSettlement(MEDIATOR, terms(**more))).value["id"]))


def proposed(scene: Scene, **more: str) -> SettlementId:
    id = draft(scene, **more)
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    return id


def shown(scene: Scene, name: str) -> dict[str, dict[str, object]]:
    found = scene.view(name).get("settlements", {})
    assert isinstance(found, dict)
    return found


def readers(scene: Scene) -> set[str]:
    return {name for name in scene.state.people if shown(scene, name)}


def test_a_draft_is_the_hosts_and_in_the_joint_talk_the_clerk_s() -> None:
    scene = demonstration()
    draft(scene)
    assert readers(scene) == {"mediator", "clerk"}


def test_a_draft_that_was_void_before_it_was_proposed_stays_the_hosts() -> None:
    scene = demonstration()
    id = draft(scene)
    scene.do(VoidSettlement(MEDIATOR, id, "另起一份"))
    assert readers(scene) == {"mediator", "clerk"}


def test_what_is_proposed_is_before_everybody_in_that_talk() -> None:
    scene = demonstration()
    id = proposed(scene)
    assert readers(scene) == {"mediator", "clerk", "worker", "employer"}
    assert shown(scene, "worker")[id]["state"] == "proposed"
    assert "30000.00" in text_of(shown(scene, "worker"))


def test_what_is_proposed_to_one_side_stays_with_it() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    proposed(scene, amount="26400.00")
    assert readers(scene) == {"mediator", "worker"}
    scene.visit("employer")
    assert readers(scene) == {"mediator", "worker"}
    scene.rejoin()
    assert readers(scene) == {"mediator"}
    assert "26400" not in text_of(scene.view("employer")) + text_of(scene.view("clerk"))


def test_each_event_of_it_lies_beside_the_talk_that_it_belongs_to() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    id = proposed(scene)
    scene.do(CommentSettlement(WORKER, id, 1, "再加一点"))
    kinds = (SettlementDrafted, SettlementProposed, SettlementCommented)
    assert {event.channel for event in scene.log if isinstance(event, kinds)} == {"draft:group:worker"}


def test_what_hosts_drafted_among_themselves_can_be_put_before_any_talk() -> None:
    scene = demonstration()
    scene.separate()
    id = draft(scene)
    assert scene.refused(ProposeSettlement(MEDIATOR, id, 1)) is ErrorCode.NOT_HERE
    scene.rejoin()
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    assert shown(scene, "employer")[id]["channel"] == "joint"
    last = scene.log[-1]
    assert isinstance(last, SettlementProposed)
    assert (last.channel, dict(last.terms)) == ("draft:joint", terms())


def test_what_was_drafted_in_one_talk_is_not_put_before_another() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    id = draft(scene)
    scene.visit("employer")
    assert scene.refused(ProposeSettlement(MEDIATOR, id, 1)) is ErrorCode.NOT_HERE
    scene.rejoin()
    assert scene.refused(ProposeSettlement(MEDIATOR, id, 1)) is ErrorCode.NOT_HERE


def test_what_is_settled_is_the_latest_version_until_one_is_frozen() -> None:
    scene = demonstration()
    id = draft(scene)
    scene.do(DraftSettlement(MEDIATOR, terms(text="分两期支付。"), id, 1))
    first, second = scene.state.settlements[id].versions
    assert scene.state.settlements[id].settled == second
    assert replace(scene.state.settlements[id], frozen=1).settled == first


def test_a_private_talk_s_proposal_is_that_one_person_s() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    told = to_json(agreement(("w4", "9000.00"), payer="agent"))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    assert readers(scene) == {"mediator", "comediator", "w4"}


def test_a_change_is_live_and_the_former_version_stays() -> None:
    scene = demonstration()
    id = proposed(scene)
    scene.do(DraftSettlement(MEDIATOR, terms(text="分两期支付。"), id, 1))
    assert "分两期" in text_of(shown(scene, "worker"))
    assert shown(scene, "worker")[id]["version"] == 2
    assert [version.agreement.clauses[0].text for version in scene.state.settlements[id].versions] == [
        "按期支付。",
        "分两期支付。",
    ]
    assert "versions" not in shown(scene, "worker")[id]
    assert len(shown(scene, "mediator")[id]["versions"]) == 2  # type: ignore[arg-type]


def test_two_who_write_at_once_do_not_undo_each_other() -> None:
    scene = demonstration()
    id = proposed(scene)
    scene.do(DraftSettlement(MEDIATOR, terms(text="甲"), id, 1))
    late = scene.handle(DraftSettlement(MEDIATOR, terms(text="乙"), id, 1))
    assert late == Refused(ErrorCode.VERSION_CHANGED, {"version": 2})


def test_the_same_text_is_no_new_version() -> None:
    scene = demonstration()
    id = draft(scene)
    outcome = scene.do(DraftSettlement(MEDIATOR, terms(), id, 1))
    assert (outcome.events, outcome.value["version"]) == ((), 1)
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    assert scene.do(ProposeSettlement(MEDIATOR, id, 1)).events == ()


@pytest.mark.parametrize("change", [{"dispute": "none"}, {"extra": 1}, {"copies": 4.5}, {"parties": []}])
def test_what_is_no_agreement_is_refused_with_the_place(change: dict[str, object]) -> None:
    outcome = demonstration().handle(DraftSettlement(MEDIATOR, {**terms(), **change}))  # type: ignore[dict-item]
    assert isinstance(outcome, Refused)
    assert outcome.code is ErrorCode.TERMS_UNFIT
    assert outcome.params.keys() == {"where", "fault"}


def test_only_hosts_draft_and_only_as_many_as_a_case_has() -> None:
    scene = demonstration()
    assert scene.refused(DraftSettlement(CLERK, terms())) is ErrorCode.FORBIDDEN
    assert scene.refused(DraftSettlement(WORKER, terms())) is ErrorCode.FORBIDDEN
    for _ in range(SETTLEMENTS_LIMIT):
        id = draft(scene)
    assert scene.refused(DraftSettlement(MEDIATOR, terms())) is ErrorCode.TOO_MANY
    for number in range(1, VERSIONS_LIMIT):
        scene.do(DraftSettlement(MEDIATOR, terms(text=f"第{number}稿"), id, number))
    last = DraftSettlement(MEDIATOR, terms(text="多了"), id, VERSIONS_LIMIT)
    assert scene.refused(last) is ErrorCode.TOO_MANY


def test_of_what_one_is_not_shown_nothing_can_be_asked() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    id, none = proposed(scene), SettlementId("none")
    for unknown in (id, none):
        assert scene.refused(CommentSettlement(EMPLOYER, unknown, 1, "?")) is ErrorCode.NOT_FOUND
    assert scene.refused(DraftSettlement(MEDIATOR, terms(), none, 1)) is ErrorCode.NOT_FOUND
    assert scene.refused(ProposeSettlement(MEDIATOR, none, 1)) is ErrorCode.NOT_FOUND


def test_a_host_who_is_nowhere_begins_nothing() -> None:
    scene = demonstration()
    scene.do(Leave(MEDIATOR))
    assert scene.refused(DraftSettlement(MEDIATOR, terms())) is ErrorCode.NOT_HERE


# -- what is said to it


def comments(scene: Scene, name: str) -> list[object]:
    return [said["text"] for one in shown(scene, name).values() for said in one["comments"]]  # type: ignore[attr-defined]


def test_a_comment_is_read_by_those_who_were_there_and_by_whoever_writes() -> None:
    scene = building_site()
    told = to_json(agreement(("w4", "9000.00"), payer="agent"))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    scene.do(BackToLobby(MEDIATOR, SeatId("agent")))
    scene.do(CommentSettlement(SeatId("w4"), id, 1, "日期写错了", "pay"))
    scene.admit("agent")
    assert comments(scene, "w5") == comments(scene, "mediator") == ["日期写错了"]
    assert shown(scene, "agent")[id]["comments"] == []


def test_without_a_host_the_sides_do_not_speak_to_each_other_through_comments() -> None:
    scene = demonstration()
    id = proposed(scene)
    scene.drop("mediator")
    scene.wait(11)
    assert scene.refused(CommentSettlement(WORKER, id, 1, "听得到吗")) is ErrorCode.NOT_FOUND


def test_a_host_comments_where_it_is_proposed() -> None:
    scene = demonstration()
    id = proposed(scene)
    scene.separate()
    assert scene.refused(CommentSettlement(MEDIATOR, id, 1, "?")) is ErrorCode.NOT_FOUND


def test_bad_comments_are_refused() -> None:
    scene = demonstration()
    id = proposed(scene)
    for text, code in (("  ", ErrorCode.BAD_MESSAGE), ("长" * 501, ErrorCode.TOO_LARGE)):
        assert scene.refused(CommentSettlement(WORKER, id, 1, text)) is code
    for version in (0, 2):
        assert scene.refused(CommentSettlement(WORKER, id, version, "?")) is ErrorCode.NOT_FOUND
    for number in range(COMMENTS_LIMIT):
        scene.do(CommentSettlement(WORKER, id, 1, f"第{number}条"))
    assert scene.refused(CommentSettlement(WORKER, id, 1, "多了")) is ErrorCode.TOO_MANY
    scene.do(VoidSettlement(MEDIATOR, id, "重来"))
    assert scene.refused(CommentSettlement(WORKER, id, 1, "?")) is ErrorCode.NOT_EDITABLE


# -- what hosts have seen of it


def test_an_account_that_a_host_has_seen_is_known_once() -> None:
    scene = demonstration()
    id = draft(scene)
    own = Account(holder="name-worker", bank="吉首农商行", number="62220000")
    scene.do(CheckAccount(MEDIATOR, id, WORKER, own))
    assert scene.do(CheckAccount(MEDIATOR, id, WORKER, own)).events == ()
    assert scene.state.settlements[id].accounts == {WORKER: {own}}
    for who in (EMPLOYER, SeatId("nobody")):
        assert scene.refused(CheckAccount(MEDIATOR, id, who, own)) is ErrorCode.NOT_FOUND
    assert scene.refused(CheckAccount(MEDIATOR, SettlementId("none"), WORKER, own)) is ErrorCode.NOT_FOUND
    for number in range(1, ACCOUNTS_LIMIT):
        other = Account(holder="name-worker", bank="吉首农商行", number=f"6222000{number}")
        scene.do(CheckAccount(MEDIATOR, id, WORKER, other))
    last = Account(holder="name-worker", bank="吉首农商行", number="99999")
    assert scene.refused(CheckAccount(MEDIATOR, id, WORKER, last)) is ErrorCode.TOO_MANY


def test_the_consent_of_a_represented_worker_is_to_one_version() -> None:
    scene = demonstration()
    id = draft(scene)
    scene.do(NoteConsent(MEDIATOR, id, 1, WORKER, "电话确认，有录音"))
    assert scene.state.settlements[id].consents == {WORKER: 1}
    for command, code in (
        (NoteConsent(MEDIATOR, id, 2, WORKER, "?"), ErrorCode.VERSION_CHANGED),
        (NoteConsent(MEDIATOR, id, 1, EMPLOYER, "?"), ErrorCode.NOT_FOUND),
        (NoteConsent(MEDIATOR, id, 1, WORKER, " "), ErrorCode.BAD_MESSAGE),
    ):
        assert scene.refused(command) is code


# -- whose figures one reads


def site() -> Scene:
    scene = building_site()
    told = to_json(agreement(("w1", "11111.00"), ("w4", "44444.00"), ("w6", "66666.00"), payer="agent"))
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, told)).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    return scene


def test_a_worker_reads_their_own_wages_and_no_colleague_s() -> None:
    scene = site()
    told = text_of(shown(scene, "w4"))
    assert "44444.00" in told
    assert not any(secret in told for secret in ("11111", "66666", "62220000w1", "138-w1", "name-w6"))


def test_those_who_share_a_phone_read_what_is_theirs_together() -> None:
    told = text_of(shown(site(), "w2"))
    assert "11111.00" in told
    assert "44444" not in told


def test_an_interpreter_reads_what_they_interpret_and_an_observer_the_frame() -> None:
    scene = site()
    assert "66666.00" in text_of(shown(scene, "interpreter"))
    for name in ("interpreter", "observer", "expert", "contractor", "w5"):
        told = text_of(shown(scene, name))
        assert "按期支付" in told
        assert not any(secret in told for secret in ("11111", "44444"))


def test_the_paying_side_reads_every_row_and_nobody_s_number() -> None:
    told = text_of(shown(site(), "agent"))
    assert all(amount in told for amount in ("11111.00", "44444.00", "66666.00"))
    assert "43310119800101" not in told
    assert "138-w1" not in told


def test_who_is_on_the_telephone_in_the_lobby_or_gone_reads_nothing() -> None:
    scene = demonstration()
    proposed(scene)
    scene.do(BackToLobby(MEDIATOR, WORKER))
    scene.do(Leave(EMPLOYER))
    assert readers(scene) == {"mediator", "clerk"}
    scene.do(Telephone(MEDIATOR, EMPLOYER, True))
    assert readers(scene) == {"mediator", "clerk"}
    scene.do(End(MEDIATOR))
    assert readers(scene) == set()
