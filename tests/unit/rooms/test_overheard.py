"""“I may be overheard”: a person tells it, hosts know it, and it ends with the stay."""

from rooms.commands import End, Leave, SetOverheard
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from rooms.moments import stamp
from tests.unit.rooms.scene import Scene, building_site, demonstration, text_of

WORKER = SeatId("worker")


def told() -> Scene:
    scene = demonstration()
    scene.do(SetOverheard(WORKER, True))
    return scene


def test_hosts_see_since_when_and_nobody_else_sees_anything() -> None:
    scene = building_site()
    others = {name: scene.view(name) for name in ("w5", "agent", "clerk", "interpreter")}
    scene.do(SetOverheard(SeatId("w4"), True))
    since = stamp(scene.state.at)
    for host in ("mediator", "comediator"):
        assert scene.view(host)["roster"]["w4"]["overheard"] == since
    assert scene.view("w4")["me"]["overheard"] == since
    assert {name: scene.view(name) for name in others} == others


def test_it_can_be_taken_back_and_saying_it_twice_changes_nothing() -> None:
    scene = told()
    assert scene.do(SetOverheard(WORKER, True)).events == ()
    scene.do(SetOverheard(WORKER, False))
    assert "overheard" not in text_of([scene.view("mediator"), scene.view("worker")])
    assert scene.do(SetOverheard(WORKER, False)).events == ()


def test_it_ends_with_the_stay() -> None:
    scene = told()
    scene.separate()
    assert scene.person("worker").overheard is None


def test_it_holds_while_only_others_move_and_while_the_connection_is_lost() -> None:
    scene = told()
    scene.drop("worker")
    scene.back("worker")
    scene.meet("employer")
    assert scene.person("worker").overheard is not None


def test_it_ends_with_leaving_and_with_the_session() -> None:
    scene = told()
    scene.do(Leave(WORKER))
    assert scene.person("worker").overheard is None
    scene = told()
    scene.do(End(SeatId("mediator")))
    assert scene.person("worker").overheard is None


def test_it_can_be_told_from_the_lobby() -> None:
    scene = demonstration()
    scene.other_device("worker")
    scene.do(SetOverheard(WORKER, True))
    assert scene.view("mediator")["roster"]["worker"]["overheard"]


def test_hosts_have_no_such_flag() -> None:
    assert told().refused(SetOverheard(SeatId("mediator"), True)) is ErrorCode.FORBIDDEN
