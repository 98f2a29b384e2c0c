"""Who hears and sees whom: every role in every kind of channel."""

import pytest

from rooms.commands import Bring
from rooms.ids import GroupId, SeatId
from rooms.policy import may_hear, may_lead, routes, stays
from rooms.roles import POWERS, Role
from tests.unit.rooms.scene import BUILDING_SITE, EMPLOYER, Scene, building_site, demonstration, seat

MEDIATOR = SeatId("mediator")


def test_together_everybody_hears_everybody_but_the_observer() -> None:
    scene = building_site()
    heads = set(scene.channels()) - {"w2", "w3"}
    for name in heads:
        assert scene.hears(name) == heads - {name, "observer"}


def test_every_route_bears_the_present_stays_of_both() -> None:
    scene = building_site()
    scene.separate()
    present = stays(scene.state)
    assert {(r.source_stay, r.target_stay) for r in routes(scene.state)} == {
        (present[r.source], present[r.target]) for r in routes(scene.state)
    }


@pytest.mark.parametrize("role", Role)
def test_nobody_takes_part_where_the_role_does_not_belong(role: Role) -> None:
    assert "lobby" not in POWERS[role].channels
    assert ("neutral" in POWERS[role].channels) == (role not in {Role.PARTY, Role.REPRESENTATIVE})


def test_two_in_the_same_lobby_do_not_hear_each_other() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("w1")
    scene.enter("w2", share="w1")
    assert not may_hear(scene.state, scene.person("w1"), scene.person("w2"))


def test_an_observer_of_a_side_is_silent_without_a_host_too() -> None:
    scene = Scene(*BUILDING_SITE, seat("union", Role.OBSERVER, EMPLOYER))
    scene.enter("mediator", "agent", "union")
    scene.admit("agent", "union")
    scene.drop("mediator")
    scene.wait(10)
    assert scene.hears("agent") == set()
    assert scene.hears("union") == {"agent"}


def test_a_union_observer_of_a_side_is_with_that_side_when_apart() -> None:
    scene = Scene(*BUILDING_SITE, seat("union", Role.OBSERVER, GroupId("worker")))
    scene.enter("mediator", "w4", "union")
    scene.admit("w4", "union")
    scene.separate()
    assert scene.channel("union") == "group:worker"
    assert scene.hears("w4") == set()


def test_an_expert_brought_along_is_heard_by_that_group_only() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("employer")
    scene.do(Bring(MEDIATOR, SeatId("expert")))
    assert scene.hears("agent") == {"mediator", "expert"}
    assert "expert" not in scene.hears("w4")


def test_only_an_admitted_host_leads() -> None:
    scene = demonstration()
    assert may_lead(scene.state, MEDIATOR)
    assert not may_lead(scene.state, SeatId("clerk"))
    assert not may_lead(scene.state, SeatId("nobody"))
