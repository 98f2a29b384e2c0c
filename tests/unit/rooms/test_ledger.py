"""What was heard in private goes exactly as far as its speaker lets it."""

from typing import Any

import pytest

from rooms.commands import (
    AnswerConsent,
    AskConsent,
    BackToLobby,
    Bring,
    Convey,
    End,
    Hear,
    Leave,
    Telephone,
    Withdraw,
)
from rooms.errors import ErrorCode
from rooms.ids import ItemId, SeatId
from rooms.ledger import ITEMS_LIMIT, WORDING_LIMIT
from rooms.moments import stamp
from tests.unit.rooms.scene import Scene, building_site, demonstration, text_of

MEDIATOR, WORKER, EMPLOYER = SeatId("mediator"), SeatId("worker"), SeatId("employer")
WORDS = "可以分期付款，分三个月"


def hear(scene: Scene, who: str = "worker", source: str = "worker", wording: str = WORDS) -> ItemId:
    return ItemId(str(scene.do(Hear(MEDIATOR, SeatId(who), source, wording)).value["id"]))


def ask(scene: Scene, item: ItemId, side: str = "employer") -> ItemId:
    scene.do(AskConsent(MEDIATOR, item, side))
    return item


def consent(scene: Scene, item: ItemId, who: str = "worker", given: bool = True) -> ItemId:
    scene.do(AnswerConsent(SeatId(who), item, given))
    return item


def ledger(scene: Scene, host: str = "mediator") -> dict[str, Any]:
    shown: Any = scene.view(host)["ledger"]
    return dict(shown)


def asked(scene: Scene, name: str = "worker") -> dict[str, Any]:
    shown: Any = scene.view(name).get("asked", {})
    return dict(shown)


def apart() -> Scene:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    return scene


def test_an_item_is_secret_at_first_and_only_hosts_see_it() -> None:
    scene = building_site()
    scene.separate()
    others = {name: scene.view(name) for name in scene.channels() if "mediator" not in name}
    item = hear(scene, "w4")
    line = {
        "wording": WORDS,
        "state": "secret",
        "since": stamp(scene.state.at),
        "seat": "w4",
        "person": "key-w4",
        "source": "worker",
        "at": stamp(scene.state.at),
    }
    assert ledger(scene) == ledger(scene, "comediator") == {item: line}
    assert {name: scene.view(name) for name in others} == others


def test_its_speaker_alone_is_asked_for_the_exact_words_and_the_side() -> None:
    scene = building_site()
    scene.separate()
    item = hear(scene, "w4")
    others = {
        name: scene.view(name) for name in scene.channels() if name not in {"w4", "mediator", "comediator"}
    }
    ask(scene, item)
    question = {"wording": WORDS, "state": "asked", "side": "employer", "since": stamp(scene.state.at)}
    assert asked(scene, "w4") == {item: question}
    assert ledger(scene)[item]["side"] == "employer"
    assert {name: scene.view(name) for name in others} == others


def test_what_was_agreed_to_is_said_in_these_words_to_that_side_and_to_no_other() -> None:
    scene = building_site()
    scene.separate()
    item = consent(scene, ask(scene, hear(scene, "w4")), "w4")
    assert ledger(scene)[item]["state"] == asked(scene, "w4")[item]["state"] == "may_be_conveyed"
    for elsewhere in ("neutral", "worker", "contractor"):
        scene.visit(elsewhere)
        assert scene.refused(Convey(MEDIATOR, item)) is ErrorCode.NOT_HERE
    scene.visit("employer")
    message = scene.do(Convey(MEDIATOR, item)).value["id"]
    shown: Any = scene.view("agent")["messages"]
    assert shown[message]["text"] == WORDS
    assert shown[message]["person"] == "key-mediator"
    assert {name for name in scene.channels() if WORDS in scene.reads(name)} == {"agent", "mediator"}
    assert ledger(scene)[item]["state"] == asked(scene, "w4")[item]["state"] == "conveyed"
    assert "w4" not in text_of(scene.view("agent"))
    assert scene.refused(Convey(MEDIATOR, item)) is ErrorCode.ALREADY_CONVEYED


def test_nothing_is_conveyed_that_nobody_agreed_to() -> None:
    scene = apart()
    untold, open_, refused = hear(scene), ask(scene, hear(scene)), ask(scene, hear(scene))
    consent(scene, refused, given=False)
    gone = consent(scene, ask(scene, hear(scene)))
    scene.do(Withdraw(WORKER, gone))
    scene.visit("employer")
    for item in (untold, open_, refused, gone):
        assert scene.refused(Convey(MEDIATOR, item)) is ErrorCode.NOT_CONSENTED
    assert scene.refused(Convey(MEDIATOR, ItemId("none"))) is ErrorCode.NOT_FOUND
    assert scene.reads("employer") == []


def test_nothing_is_conveyed_to_an_empty_room_nor_while_all_are_together() -> None:
    scene = apart()
    item = consent(scene, ask(scene, hear(scene)))
    scene.do(Leave(EMPLOYER))
    scene.visit("employer")
    scene.do(Bring(MEDIATOR, SeatId("clerk")))
    assert scene.refused(Convey(MEDIATOR, item)) is ErrorCode.NOT_HERE
    scene.rejoin()
    assert scene.refused(Convey(MEDIATOR, item)) is ErrorCode.NOT_HERE


def test_it_can_be_taken_back_until_it_was_said() -> None:
    scene = apart()
    first, second = (consent(scene, ask(scene, hear(scene))) for _ in range(2))
    scene.do(Withdraw(WORKER, first))
    assert ledger(scene)[first]["state"] == "withdrawn"
    assert set(asked(scene)) == {second}
    assert scene.refused(Withdraw(WORKER, first)) is ErrorCode.NOT_FOUND
    scene.visit("employer")
    scene.do(Convey(MEDIATOR, second))
    for name in (WORKER, MEDIATOR):
        assert scene.refused(Withdraw(name, second)) is ErrorCode.ALREADY_CONVEYED


def test_a_host_takes_an_item_back_and_a_refused_one_stays_refused() -> None:
    scene = apart()
    kept, refused = hear(scene), consent(scene, ask(scene, hear(scene)), given=False)
    scene.do(Withdraw(MEDIATOR, kept))
    assert scene.do(Withdraw(MEDIATOR, kept)).events == ()
    assert scene.do(Withdraw(MEDIATOR, refused)).events == ()
    assert scene.do(Withdraw(WORKER, refused)).events == ()
    assert [line["state"] for line in ledger(scene).values()] == ["withdrawn", "refused"]


def test_each_is_asked_and_answers_once() -> None:
    scene = apart()
    item = ask(scene, hear(scene))
    assert scene.refused(AskConsent(MEDIATOR, item, "contractor")) is ErrorCode.ALREADY_ASKED
    consent(scene, item)
    assert scene.refused(AnswerConsent(WORKER, item, False)) is ErrorCode.ALREADY_ANSWERED
    scene.visit("employer")
    scene.do(Convey(MEDIATOR, item))
    assert scene.refused(AnswerConsent(WORKER, item, False)) is ErrorCode.ALREADY_CONVEYED
    assert scene.refused(AskConsent(MEDIATOR, item, "contractor")) is ErrorCode.ALREADY_CONVEYED


def test_the_question_is_shown_only_in_a_channel_of_ones_own() -> None:
    scene = apart()
    item = ask(scene, hear(scene))
    scene.rejoin()
    assert asked(scene) == {}
    assert scene.refused(AnswerConsent(WORKER, item, True)) is ErrorCode.NOT_FOUND
    scene.meet("worker")
    assert set(asked(scene)) == {item}
    scene.do(BackToLobby(MEDIATOR, WORKER))
    assert asked(scene) == {}
    scene.admit("worker")
    scene.separate()
    scene.other_device("worker")
    assert asked(scene) == {}


def test_others_answer_for_nobody_and_learn_nothing() -> None:
    scene = building_site()
    scene.separate()
    item = ask(scene, hear(scene, "w4"))
    for name in ("w5", "agent", "clerk"):
        for unknown in (item, ItemId("none")):
            assert scene.refused(AnswerConsent(SeatId(name), unknown, True)) is ErrorCode.NOT_FOUND
            assert scene.refused(Withdraw(SeatId(name), unknown)) is ErrorCode.NOT_FOUND
    assert scene.refused(AnswerConsent(MEDIATOR, item, True)) is ErrorCode.FORBIDDEN
    assert scene.refused(Withdraw(MEDIATOR, ItemId("none"))) is ErrorCode.NOT_FOUND


def test_what_was_said_in_private_is_not_asked_on_a_shared_phone_and_what_all_heard_is() -> None:
    scene = building_site()
    scene.separate()
    private = ask(scene, hear(scene, "w1", "private"))
    common = ask(scene, hear(scene, "w1"))
    assert set(asked(scene, "w1")) == {common}
    assert scene.refused(AnswerConsent(SeatId("w1"), private, True)) is ErrorCode.NOT_FOUND
    assert ledger(scene)[private]["source"] == "private"


def test_what_was_said_in_private_may_be_meant_for_ones_own_side() -> None:
    scene = building_site()
    scene.separate()
    item = consent(scene, ask(scene, hear(scene, "w4", "private"), "worker"), "w4")
    scene.visit("worker")
    scene.do(Convey(MEDIATOR, item))
    assert scene.reads("w5") == [WORDS]
    back = hear(scene, "w4")
    assert scene.refused(AskConsent(MEDIATOR, back, "worker")) is ErrorCode.FORBIDDEN


def test_who_is_on_the_telephone_is_shown_no_question() -> None:
    scene = apart()
    item = ask(scene, hear(scene))
    scene.do(Leave(WORKER))
    scene.do(Telephone(MEDIATOR, WORKER, True))
    assert scene.channel("worker") == "group:worker"
    assert asked(scene) == {}
    assert scene.refused(AnswerConsent(WORKER, item, True)) is ErrorCode.NOT_HERE


@pytest.mark.parametrize(
    ("who", "source", "code"),
    [
        ("nobody", "worker", ErrorCode.NOT_FOUND),
        ("worker", "employer", ErrorCode.NOT_FOUND),
        ("worker", "joint", ErrorCode.NOT_FOUND),
        ("clerk", "worker", ErrorCode.NOT_FOUND),
        ("mediator", "private", ErrorCode.FORBIDDEN),
    ],
)
def test_an_item_is_somebodys_from_a_channel_of_theirs(who: str, source: str, code: ErrorCode) -> None:
    assert apart().refused(Hear(MEDIATOR, SeatId(who), source, WORDS)) is code


def test_the_ledger_has_limits_and_ends_with_the_session() -> None:
    scene = apart()
    assert scene.refused(Hear(MEDIATOR, WORKER, "worker", "字" * (WORDING_LIMIT + 1))) is ErrorCode.TOO_LARGE
    item = hear(scene)
    assert scene.refused(AskConsent(MEDIATOR, item, "nowhere")) is ErrorCode.NOT_FOUND
    assert scene.refused(AskConsent(MEDIATOR, ItemId("none"), "employer")) is ErrorCode.NOT_FOUND
    for _ in range(ITEMS_LIMIT - 1):
        hear(scene)
    assert scene.refused(Hear(MEDIATOR, WORKER, "worker", WORDS)) is ErrorCode.TOO_MANY
    scene.do(End(MEDIATOR))
    assert WORDS not in text_of([scene.view(name) for name in ("mediator", "worker")])


def test_only_hosts_keep_it() -> None:
    scene = apart()
    item = hear(scene)
    for command in (
        Hear(WORKER, WORKER, "worker", WORDS),
        AskConsent(WORKER, item, "employer"),
        Convey(SeatId("clerk"), item),
    ):
        assert scene.refused(command) is ErrorCode.FORBIDDEN


def test_the_log_keeps_it_in_a_chain_beside_that_of_its_channel() -> None:
    scene = apart()
    consent(scene, ask(scene, hear(scene)))
    scene.visit("employer")
    scene.do(Convey(MEDIATOR, ItemId(next(iter(ledger(scene))))))
    chains = [event.channel for event in scene.log if "Item" in type(event).__name__]
    assert set(chains) == {"ledger:group:worker"}
    assert scene.log[-1].channel == "group:employer"
