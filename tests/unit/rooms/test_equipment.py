"""What a device can do: its page tells it, hosts know it, and it ends with the device."""

from dataclasses import replace

import pytest

from rooms.commands import Leave, TellEquipment
from rooms.equipment import DeviceState, Equipment, Hearing, Network
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from tests.unit.rooms.scene import Scene, building_site, demonstration, text_of

WORKER = SeatId("worker")
POOR = Equipment(DeviceState.WORKS, DeviceState.DENIED, Hearing.LOUDSPEAKER, Network.RELAY_TCP, 240)
WIRE = {
    "microphone": "works",
    "camera": "denied",
    "hearing": "loudspeaker",
    "network": "relay_tcp",
    "round_trip": 240,
    "old_browser": False,
}


def told() -> Scene:
    scene = demonstration()
    scene.do(TellEquipment(WORKER, POOR))
    return scene


def test_hosts_see_it_and_nobody_else_sees_anything() -> None:
    scene = building_site()
    others = {name: scene.view(name) for name in ("w5", "w1", "agent", "clerk", "interpreter", "observer")}
    scene.do(TellEquipment(SeatId("w4"), POOR))
    for host in ("mediator", "comediator"):
        assert scene.view(host)["roster"]["w4"]["equipment"] == WIRE
    assert scene.view("w4")["me"]["equipment"] == WIRE
    assert {name: scene.view(name) for name in others} == others


def test_it_is_seen_of_somebody_who_waits() -> None:
    scene = demonstration()
    scene.other_device("worker")
    scene.do(TellEquipment(WORKER, replace(POOR, round_trip=None)))
    shown = scene.view("mediator")["roster"]["worker"]["equipment"]
    assert shown == {key: value for key, value in WIRE.items() if key != "round_trip"}


def test_the_same_told_twice_changes_nothing_and_something_else_takes_its_place() -> None:
    scene = told()
    assert scene.do(TellEquipment(WORKER, POOR)).events == ()
    scene.do(TellEquipment(WORKER, replace(POOR, network=Network.DIRECT)))
    assert scene.view("mediator")["roster"]["worker"]["equipment"]["network"] == "direct"


def test_it_ends_with_the_device_and_with_leaving() -> None:
    scene = told()
    scene.other_device("worker")
    assert scene.person("worker").equipment is None
    scene = told()
    scene.do(Leave(WORKER))
    assert "equipment" not in text_of([scene.view("mediator"), scene.view("worker")])


def test_it_holds_over_a_reload_and_a_move() -> None:
    scene = told()
    scene.drop("worker")
    scene.enter("worker")
    scene.separate()
    assert scene.person("worker").equipment == POOR


@pytest.mark.parametrize("round_trip", [-1, 10_001])
def test_a_round_trip_that_cannot_be_is_refused(round_trip: int) -> None:
    impossible = TellEquipment(WORKER, replace(POOR, round_trip=round_trip))
    assert told().refused(impossible) is ErrorCode.BAD_MESSAGE


def test_who_has_not_come_has_no_device() -> None:
    scene = Scene(*(person.seat for person in told().state.people.values()))
    assert scene.refused(TellEquipment(WORKER, POOR)) is ErrorCode.NOT_HERE
