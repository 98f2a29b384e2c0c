"""A separate talk that is recorded while no host in it is online: it has the grace of the joint talk, and no more."""

from rooms.channel import JOINT
from rooms.commands import Adjourn, End, Restart, Tick
from rooms.events import RecordingStopped, decode, encode
from rooms.ids import SeatId
from rooms.policy import takes
from rooms.room import apply, deadline, replay
from rooms.state import Rules
from tests.unit.rooms.recorded import agree, apart, consent, record, recorded, state_of
from tests.unit.rooms.scene import DEMONSTRATION, Scene, building_site, demonstration

MEDIATOR = SeatId("mediator")


def alone() -> Scene:
    """The mediator, who records a talk with the worker's side, has just lost the connection."""
    scene = apart()
    agree(scene, "worker")
    scene.drop("mediator")
    return scene


def test_who_is_left_alone_is_recorded_no_more_and_sees_it() -> None:
    scene = alone()
    assert recorded(scene) == {"worker", "mediator"}
    scene.wait(3600)
    assert recorded(scene) == set()
    assert takes(scene.state) == set()
    assert state_of(scene, "worker") is None
    ended = scene.log[-1]
    assert isinstance(ended, RecordingStopped)
    assert ended.into == "group:worker"
    assert ended.seat is None


def test_nothing_ends_within_the_grace() -> None:
    scene = alone()
    scene.wait(9.9)
    assert scene.do(Tick()).events == ()
    assert recorded(scene) == {"worker", "mediator"}
    assert state_of(scene, "worker") == "on"
    scene.wait(0.2)
    assert recorded(scene) == set()


def test_a_host_who_is_back_in_time_finds_the_same_recording() -> None:
    scene = alone()
    before = takes(scene.state)
    scene.wait(9)
    scene.back("mediator")
    scene.wait(60)
    assert takes(scene.state) == before
    scene.drop("mediator")
    scene.wait(9)
    assert takes(scene.state) == before


def test_the_host_begins_anew_when_they_are_back_and_everybody_is_asked_anew() -> None:
    scene = alone()
    scene.wait(60)
    scene.back("mediator")
    assert recorded(scene) == set()
    record(scene)
    assert state_of(scene, "worker") == "waiting"
    agree(scene, "worker")
    assert recorded(scene) == {"worker", "mediator"}
    scene.wait(60)
    assert recorded(scene) == {"worker", "mediator"}


def test_of_two_hosts_one_is_enough() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    scene.visit("worker", host="comediator")
    record(scene)
    agree(scene, "w1", "w4", "w5", "w6", "lawyer", "interpreter")
    scene.drop("mediator")
    scene.wait(60)
    assert "w4" in recorded(scene)
    scene.drop("comediator")
    scene.wait(10)
    assert recorded(scene) == set()


def test_a_host_in_another_talk_is_none_in_this() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    record(scene)
    agree(scene, "w4")
    scene.visit("worker", host="comediator")
    outside = {name: scene.view(name) for name in ("w5", "agent", "clerk")}
    scene.drop("mediator")
    scene.wait(10)
    assert recorded(scene) == set()
    ended = scene.log[-1]
    assert isinstance(ended, RecordingStopped)
    assert ended.into == "private:w4"
    assert {name: scene.view(name) for name in outside} == outside


def test_what_nobody_has_agreed_to_yet_is_asked_no_more() -> None:
    scene = apart()
    scene.drop("mediator")
    scene.wait(10)
    assert state_of(scene, "worker") is None
    assert scene.state.recordings == {}


def test_after_a_restart_hosts_have_the_grace_anew() -> None:
    scene = apart()
    agree(scene, "worker")
    scene.wait(60)
    scene.do(Restart())
    scene.wait(9.9)
    assert recorded(scene) == {"worker", "mediator"}
    scene.wait(0.2)
    assert recorded(scene) == set()
    assert state_of(scene, "worker") is None


def test_a_log_leads_to_the_same_state_whoever_was_online() -> None:
    scene = alone()
    scene.wait(5)
    lasting = [decode(encode(event)) for event in scene.log if event.durable]
    before = scene.state
    (again,) = scene.do(Restart()).events
    assert apply(replay(lasting), again) == apply(before, again) == scene.state
    due = deadline(scene.state)
    assert due is not None
    assert (due - again.at).total_seconds() == 10


def test_a_talk_that_is_not_recorded_has_no_such_deadline() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    before = deadline(scene.state)
    scene.drop("mediator")
    assert deadline(scene.state) == before
    assert scene.state.hostless_apart == {}


def test_the_joint_recording_stands_and_goes_on_with_the_host() -> None:
    scene = demonstration()
    consent(scene, "worker", "employer")
    record(scene)
    scene.drop("mediator")
    scene.wait(60)
    assert JOINT in scene.state.recordings
    scene.back("mediator")
    assert recorded(scene) == {"worker", "employer", "mediator", "clerk"}


def test_the_grace_is_the_centres() -> None:
    scene = Scene(*DEMONSTRATION, rules=Rules(unhosted_after=3))
    scene.enter("mediator", "worker")
    scene.admit("worker")
    scene.separate()
    scene.visit("worker")
    record(scene)
    agree(scene, "worker")
    scene.drop("mediator")
    scene.wait(3)
    assert recorded(scene) == set()


def test_a_session_that_has_ended_or_rests_has_nothing_left_to_end() -> None:
    for over in (End(MEDIATOR), Adjourn(MEDIATOR)):
        scene = alone()
        scene.do(over)
        assert scene.state.hostless_apart == {}
