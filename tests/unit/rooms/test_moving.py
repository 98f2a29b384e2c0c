"""Together, apart, in private; adjourned, resumed, ended."""

import pytest

from rooms.commands import (
    Adjourn,
    Admit,
    AskAlone,
    Bring,
    CancelAsk,
    Command,
    Connect,
    End,
    Enter,
    Leave,
    Lock,
    Meet,
    Rejoin,
    Remove,
    Resume,
    Say,
    Separate,
    SetMedia,
    Visit,
)
from rooms.consent import REQUIRED
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import routes
from rooms.state import SessionState
from tests.unit.rooms.scene import BUILDING_SITE, START, Scene, building_site, demonstration

WORKER, EMPLOYER, MEDIATOR, CLERK = (SeatId(n) for n in ("worker", "employer", "mediator", "clerk"))
CO = SeatId("comediator")


def test_apart_every_group_is_by_itself_and_the_hosts_are_neutral() -> None:
    scene = building_site()
    scene.separate()
    assert scene.channels() == {
        **dict.fromkeys(("w1", "w2", "w3", "w4", "w5", "w6", "lawyer", "interpreter"), "group:worker"),
        "contractor": "group:contractor",
        "agent": "group:employer",
        **dict.fromkeys(("mediator", "comediator", "clerk"), "neutral"),
        "observer": "lobby:observer",
        "expert": "lobby:expert",
    }
    assert scene.hears("agent") == set()
    assert scene.hears("w4") == {"w1", "w5", "w6", "lawyer", "interpreter"}
    assert scene.hears("mediator") == {"comediator", "clerk"}


def test_the_mediator_goes_from_side_to_side_and_only_that_side_hears() -> None:
    scene = demonstration()
    scene.separate()
    for side, name, other in (("worker", "worker", "employer"), ("employer", "employer", "worker")):
        scene.visit(side)
        assert scene.hears(name) == {"mediator"}
        assert scene.hears(other) == set()
        assert "mediator" not in scene.sees(other)
    scene.visit("neutral")
    assert scene.hears("mediator") == {"clerk"}


def test_separating_again_brings_everybody_home() -> None:
    scene = demonstration()
    scene.separate()
    scene.meet("worker")
    scene.separate()
    assert scene.channels() == {
        "worker": "group:worker",
        "employer": "group:employer",
        "mediator": "neutral",
        "clerk": "neutral",
    }
    assert scene.do(Separate(MEDIATOR)).events == ()


def test_nobody_visits_while_all_are_together_or_a_side_that_does_not_exist() -> None:
    scene = demonstration()
    assert scene.refused(Visit(MEDIATOR, "worker")) is ErrorCode.NOT_APART
    assert scene.refused(Visit(MEDIATOR, "nobody")) is ErrorCode.NOT_FOUND
    assert scene.refused(Visit(MEDIATOR, "joint")) is ErrorCode.NOT_FOUND


def test_a_move_is_a_new_stay_for_who_moves_and_for_nobody_else() -> None:
    scene = demonstration()
    before = {name: scene.stay(name) for name in scene.channels()}
    scene.separate()
    apart = {name: scene.stay(name) for name in scene.channels()}
    assert set(before.values()).isdisjoint(apart.values())
    scene.visit("worker")
    assert {name for name in apart if scene.stay(name) != apart[name]} == {"mediator"}


def test_in_private_only_the_two_hear_each_other() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    assert scene.channel("w4") == scene.channel("mediator") == "private:w4"
    assert scene.hears("w4") == {"mediator"}
    assert scene.sees("w4") == {"mediator"}
    assert "w4" not in scene.sees("w5")


def test_a_person_can_be_met_from_the_lobby() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w4", "w5")
    scene.meet("w4")
    assert scene.hears("w4") == {"mediator"}
    assert scene.hears("w5") == set()
    scene.meet("w5")
    assert scene.channels() == {"mediator": "private:w5", "w5": "private:w5", "w4": "lobby:w4"}


def test_meeting_the_next_sends_the_former_home() -> None:
    scene = demonstration()
    scene.separate()
    scene.meet("worker")
    scene.meet("employer")
    assert scene.channel("worker") == "group:worker"
    assert scene.channel("employer") == "private:employer"
    scene.visit("worker")
    assert scene.channel("employer") == "group:employer"


def test_two_hosts_in_private_with_one_person_keep_each_other_company() -> None:
    scene = building_site()
    scene.meet("w4")
    scene.meet("w4", host="comediator")
    assert scene.hears("w4") == {"mediator", "comediator"}
    scene.rejoin()
    assert scene.channel("w4") == "private:w4"
    scene.rejoin("comediator")
    assert scene.channel("w4") == "joint"


def test_the_interpreter_follows_the_person_everywhere() -> None:
    scene = building_site()
    scene.meet("w6")
    assert scene.channel("interpreter") == "private:w6"
    scene.separate()
    assert scene.channel("interpreter") == "group:worker"
    scene.do(Meet(MEDIATOR, SeatId("interpreter")))
    assert scene.channel("w6") == scene.channel("interpreter") == "private:w6"
    scene.do(Remove(MEDIATOR, SeatId("w6")))
    assert scene.channel("interpreter") == "lobby:interpreter"


def test_an_interpreter_comes_along_only_once_admitted() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w6", "interpreter")
    scene.meet("w6")
    assert scene.channel("interpreter") == "lobby:interpreter"
    scene.do(Meet(MEDIATOR, SeatId("interpreter")))
    assert scene.hears("interpreter") == {"mediator"}
    scene.admit("interpreter")
    scene.meet("w6")
    assert scene.channel("interpreter") == "private:w6"
    scene.rejoin()
    assert scene.channel("interpreter") == "lobby:interpreter"


def test_an_interpreter_by_another_device_is_out_of_the_private_talk() -> None:
    scene = building_site()
    scene.meet("w6")
    scene.other_device("interpreter")
    assert scene.channel("interpreter") == "lobby:interpreter"
    assert scene.channel("w6") == "private:w6"


def test_who_shares_a_phone_cannot_be_met_alone() -> None:
    assert building_site().refused(Meet(MEDIATOR, SeatId("w2"))) is ErrorCode.SHARED_DEVICE


def test_nobody_absent_can_be_met() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator")
    assert scene.refused(Meet(MEDIATOR, SeatId("w4"))) is ErrorCode.NOT_HERE


def test_together_again_everybody_is_in_the_joint_channel() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    scene.meet("agent", host="comediator")
    scene.do(Bring(MEDIATOR, CLERK))
    scene.rejoin()
    assert set(scene.channels().values()) == {"joint"}


def test_together_again_who_was_met_in_the_lobby_waits_there() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w4")
    scene.separate()
    scene.meet("w4")
    scene.rejoin()
    assert scene.channels() == {"mediator": "joint", "w4": "lobby:w4"}


def test_a_host_who_drops_or_leaves_in_private_leaves_nobody_behind() -> None:
    scene = demonstration()
    scene.separate()
    scene.meet("worker")
    scene.drop("mediator")
    assert scene.channel("worker") == scene.channel("mediator") == "private:worker"
    scene.back("mediator")
    assert scene.channel("mediator") == "private:worker"
    scene.do(Leave(MEDIATOR))
    assert scene.channel("worker") == "group:worker"


def test_the_wish_to_speak_alone_reaches_hosts_only_and_ends_when_it_is_met() -> None:
    scene = building_site()
    before = {name: scene.view(name) for name in ("w5", "agent", "clerk", "lawyer")}
    scene.do(AskAlone(SeatId("w4")))
    assert scene.do(AskAlone(SeatId("w4"))).events == ()
    assert {name: scene.view(name) for name in before} == before
    for host in ("mediator", "comediator"):
        assert "asked_alone" in scene.view(host)["roster"]["w4"]
    assert "asked_alone" in scene.view("w4")["me"]
    scene.meet("w4")
    assert "asked_alone" not in scene.view("w4")["me"]
    assert scene.do(CancelAsk(SeatId("w4"))).events == ()


def test_the_wish_to_speak_alone_can_be_taken_back() -> None:
    scene = demonstration()
    scene.do(AskAlone(WORKER))
    scene.do(CancelAsk(WORKER))
    assert "asked_alone" not in scene.view("mediator")["roster"]["worker"]


def test_a_shared_screen_ends_with_the_stay() -> None:
    scene = demonstration()
    scene.do(SetMedia(WORKER, MediaKind.SCREEN, True))
    assert scene.view("employer")["people"]["worker"]["screen"] is True
    scene.separate()
    assert scene.view("worker")["me"]["screen"] is False


def test_nobody_shares_a_screen_in_the_lobby() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w4")
    assert scene.refused(SetMedia(SeatId("w4"), MediaKind.SCREEN, True)) is ErrorCode.NOT_HERE
    scene.do(SetMedia(SeatId("w4"), MediaKind.CAMERA, False))
    assert scene.do(SetMedia(SeatId("w4"), MediaKind.CAMERA, False)).events == ()


def test_adjourned_media_stops_at_once_and_everybody_keeps_the_seat() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    scene.do(SetMedia(WORKER, MediaKind.SCREEN, True))
    scene.say("worker", "kept")
    places = scene.channels()
    scene.do(Adjourn(MEDIATOR, until=START.replace(hour=9, microsecond=1)))
    assert routes(scene.state) == frozenset()
    assert scene.channels() == places
    assert scene.reads("worker") == ["kept"]
    assert scene.view("worker")["session"]["until"] == "2026-03-02T09:30:00.000Z"
    assert scene.view("worker")["me"]["screen"] is False


@pytest.mark.parametrize(
    "command",
    [
        Say(MEDIATOR, StayId("any"), "x"),
        Separate(MEDIATOR),
        Rejoin(MEDIATOR),
        Adjourn(MEDIATOR),
        Admit(MEDIATOR, WORKER),
    ],
)
def test_adjourned_nothing_goes_on(command: Command) -> None:
    scene = demonstration()
    scene.do(Adjourn(MEDIATOR))
    assert scene.refused(command) is ErrorCode.ADJOURNED


def test_resumed_hosts_are_together_and_everybody_else_is_to_be_admitted_again() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    scene.do(Adjourn(MEDIATOR))
    scene.do(Resume(MEDIATOR))
    channels = scene.channels()
    assert {channels.pop("mediator"), channels.pop("comediator")} == {"joint"}
    assert all(channel.startswith("lobby:") for channel in channels.values())
    assert "until" not in scene.view("w4")["session"]
    scene.admit("w4")
    assert scene.channel("w4") == "joint"
    assert scene.refused(Resume(MEDIATOR)) is ErrorCode.NOT_ADJOURNED


def test_resumed_nobody_reads_the_history_before_being_admitted_again() -> None:
    scene = demonstration()
    scene.say("worker", "earlier")
    scene.do(Adjourn(MEDIATOR))
    scene.do(Resume(MEDIATOR))
    assert scene.reads("worker") == []
    scene.admit("worker")
    assert scene.reads("worker") == ["earlier"]


def test_ended_while_apart_nobody_is_anywhere_and_nothing_is_shown() -> None:
    scene = demonstration()
    scene.say("worker", "joint words")
    scene.separate()
    scene.visit("worker")
    scene.do(End(MEDIATOR))
    assert scene.state.status.session is SessionState.ENDED
    assert scene.channels() == {}
    assert routes(scene.state) == frozenset()
    for name in ("worker", "mediator", "clerk"):
        view = scene.view(name)
        assert (view["people"], view["messages"], "roster" in view) == ({}, {}, False)


@pytest.mark.parametrize(
    "command",
    [
        Enter(WORKER, DeviceId("phone-worker"), REQUIRED),
        Connect(WORKER),
        AskAlone(WORKER),
        Lock(MEDIATOR, False),
        Separate(WORKER),
        End(MEDIATOR),
        Resume(MEDIATOR),
    ],
)
def test_ended_is_ended(command: Command) -> None:
    scene = demonstration()
    scene.do(End(MEDIATOR))
    assert scene.refused(command) is ErrorCode.ENDED


def test_locking_twice_is_once() -> None:
    scene = demonstration()
    scene.do(Lock(MEDIATOR, True))
    assert scene.do(Lock(MEDIATOR, True)).events == ()
    assert scene.view("worker")["session"]["locked"] is True
