"""How long the hosts have been with each side and alone with each person, as hosts see it."""

from typing import Any

from rooms.commands import Adjourn, AdmitAll, Bring, End, Leave, Resume
from rooms.ids import SeatId
from rooms.moments import stamp
from tests.unit.rooms.scene import Scene, building_site, demonstration

MEDIATOR = SeatId("mediator")


def spent(scene: Scene, kind: str = "groups") -> dict[str, Any]:
    attention: Any = scene.view("mediator")["attention"]
    return dict(attention[kind])


def minutes(times: dict[str, int]) -> int:
    return times["ms"] // 60_000


def test_at_first_every_side_has_had_none() -> None:
    scene = demonstration()
    assert spent(scene) == {"worker": {"ms": 0}, "employer": {"ms": 0}, "contractor": {"ms": 0}}
    assert spent(scene, "people") == {}


def test_each_visit_is_added_and_the_present_one_has_a_beginning() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    assert spent(scene)["worker"] == {"ms": 0, "since": stamp(scene.state.at)}
    scene.wait(600)
    scene.visit("employer")
    scene.wait(300)
    scene.visit("worker")
    assert (minutes(spent(scene)["worker"]), minutes(spent(scene)["employer"])) == (10, 5)
    assert spent(scene)["worker"]["since"] == stamp(scene.state.at)
    scene.wait(120)
    scene.rejoin()
    assert minutes(spent(scene)["worker"]) == 12
    assert "since" not in spent(scene)["worker"]


def test_nothing_is_sent_while_time_only_passes() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    before = scene.view("mediator")
    scene.wait(600)
    assert scene.view("mediator") == before


def test_two_hosts_with_one_side_count_once() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    scene.visit("worker", host="comediator")
    scene.wait(60)
    scene.visit("neutral")
    scene.wait(60)
    scene.visit("neutral", host="comediator")
    assert minutes(spent(scene)["worker"]) == 2


def test_time_alone_with_a_person_is_theirs_and_not_their_sides() -> None:
    scene = demonstration()
    scene.meet("worker")
    scene.wait(180)
    scene.rejoin()
    assert minutes(spent(scene, "people")["worker"]) == 3
    assert spent(scene)["worker"] == {"ms": 0}


def test_a_sides_empty_room_and_a_guest_alone_in_it_have_nobodys_time() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("contractor")
    scene.do(Bring(MEDIATOR, SeatId("clerk")))
    assert "since" not in spent(scene)["contractor"]
    scene.visit("worker")
    scene.wait(60)
    scene.do(Leave(SeatId("worker")))
    assert "since" not in spent(scene)["worker"]
    assert minutes(spent(scene)["worker"]) == 1


def test_an_adjournment_does_not_count_and_a_lost_connection_does() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    scene.drop("mediator")
    scene.wait(60)
    scene.do(Adjourn(MEDIATOR))
    scene.wait(3600)
    assert minutes(spent(scene)["worker"]) == 1
    scene.do(Resume(MEDIATOR))
    scene.do(AdmitAll(MEDIATOR))
    scene.separate()
    assert minutes(spent(scene)["worker"]) == 1


def test_only_hosts_see_it_and_nobody_after_the_end() -> None:
    scene = demonstration()
    scene.meet("worker")
    assert "attention" not in scene.view("worker")
    assert "attention" not in scene.view("clerk")
    scene.do(End(MEDIATOR))
    assert "attention" not in scene.view("mediator")
