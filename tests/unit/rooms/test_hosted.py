"""A joint channel without an online host: after ten seconds nothing crosses from group to group."""

import pytest

from rooms.commands import Adjourn, BackToLobby, Disconnect, End, Leave, Resume, Tick
from rooms.ids import SeatId
from rooms.room import deadline
from rooms.state import Rules
from tests.unit.rooms.scene import DEMONSTRATION, Scene, building_site, demonstration

MEDIATOR = SeatId("mediator")


def test_for_ten_seconds_nothing_changes_then_groups_hear_only_themselves() -> None:
    scene = building_site()
    scene.drop("mediator")
    assert scene.view("agent")["unhosted"] is False
    scene.drop("comediator")
    scene.wait(9.9)
    assert "w4" in scene.hears("agent")
    scene.wait(0.2)
    assert scene.view("agent")["unhosted"] is True
    assert scene.hears("agent") == set()
    assert scene.hears("w4") == {"w1", "w5", "w6", "lawyer", "interpreter"}
    assert scene.hears("clerk") == set()


def test_a_host_who_is_back_within_ten_seconds_is_not_missed() -> None:
    scene = demonstration()
    scene.drop("mediator")
    scene.wait(9)
    scene.back("mediator")
    assert deadline(scene.state) == scene.person("employer").seat.authority.expires
    scene.wait(60)
    assert scene.view("worker")["unhosted"] is False


def test_a_host_who_is_back_finds_everything_as_it_was() -> None:
    scene = demonstration()
    before = scene.hears("worker")
    stay = scene.stay("mediator")
    scene.drop("mediator")
    scene.wait(600)
    scene.back("mediator")
    assert scene.hears("worker") == before
    assert scene.stay("mediator") == stay
    assert scene.view("worker")["unhosted"] is False


def test_a_host_in_private_is_missed_in_the_joint_channel_too() -> None:
    scene = demonstration()
    scene.meet("worker")
    scene.wait(10)
    assert scene.view("employer")["unhosted"] is True
    assert scene.view("worker")["unhosted"] is False
    assert scene.hears("worker") == {"mediator"}
    scene.rejoin()
    assert scene.view("employer")["unhosted"] is False


def test_who_is_apart_stays_apart_whoever_drops() -> None:
    scene = demonstration()
    scene.separate()
    scene.drop("mediator")
    places = scene.channels()
    scene.wait(60)
    assert scene.channels() == places
    assert scene.view("worker")["unhosted"] is False


def test_nobody_is_unhosted_where_nobody_is_left() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker")
    scene.admit("worker")
    scene.drop("mediator")
    scene.wait(10)
    assert scene.state.status.unhosted
    scene.do(BackToLobby(MEDIATOR, SeatId("worker")))
    assert not scene.state.status.unhosted
    assert scene.state.status.hostless_since is None


def test_the_ten_seconds_begin_anew_with_the_resumed_session() -> None:
    scene = demonstration()
    scene.do(Leave(SeatId("clerk")))
    scene.drop("mediator")
    scene.wait(10)
    scene.back("mediator")
    scene.do(Adjourn(MEDIATOR))
    scene.drop("mediator")
    scene.wait(60)
    assert not scene.state.status.unhosted
    scene.do(Resume(MEDIATOR))
    scene.admit("worker")
    scene.wait(9.9)
    assert not scene.state.status.unhosted
    scene.wait(0.2)
    assert scene.state.status.unhosted


def test_adjourning_without_a_host_ends_the_state_without_one() -> None:
    scene = demonstration()
    scene.drop("mediator")
    scene.wait(10)
    scene.do(Adjourn(MEDIATOR))
    assert scene.view("worker")["unhosted"] is False


def test_how_long_a_host_may_be_missing_is_a_setting() -> None:
    scene = Scene(*DEMONSTRATION, rules=Rules(unhosted_after=3))
    scene.enter("mediator", "worker")
    scene.admit("worker")
    scene.drop("mediator")
    scene.wait(3)
    assert scene.state.status.unhosted


@pytest.mark.parametrize("seconds", [0, 5])
def test_a_tick_before_its_time_changes_nothing(seconds: int) -> None:
    scene = demonstration()
    scene.do(Disconnect(MEDIATOR))
    scene.wait(seconds)
    assert scene.do(Tick()).events == ()


def test_an_authority_expires_for_all_who_see_it() -> None:
    scene = demonstration()
    assert scene.view("worker")["people"]["employer"]["authority"]["expired"] is False
    scene.wait(3 * 3600)
    for name in ("worker", "mediator"):
        assert scene.view(name)["people"]["employer"]["authority"] == {
            "principal": "吉首建筑公司",
            "scope": "special",
            "ceiling": "120000.50",
            "expires": "2026-03-02T04:30:00.000Z",
            "expired": True,
        }
    assert deadline(scene.state) is None


def test_a_session_that_has_ended_awaits_nothing() -> None:
    scene = demonstration()
    scene.do(End(MEDIATOR))
    assert deadline(scene.state) is None
