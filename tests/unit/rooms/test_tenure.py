"""Whether a connection may still speak for a seat."""

import pytest

from rooms.commands import End, Leave, Remove
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, SeatId
from rooms.tenure import lapsed
from tests.unit.rooms.scene import DEMONSTRATION, Scene, demonstration

WORKER, MEDIATOR, PHONE = SeatId("worker"), SeatId("mediator"), DeviceId("phone-worker")


def test_the_device_that_entered_speaks_for_the_seat_and_no_other_does() -> None:
    scene = demonstration()
    assert lapsed(scene.state, WORKER, PHONE) is None
    assert lapsed(scene.state, WORKER, DeviceId("another")) is ErrorCode.OTHER_DEVICE
    assert lapsed(scene.state, SeatId("nobody"), PHONE) is ErrorCode.NOT_SIGNED_IN
    scene.other_device("worker")
    assert lapsed(scene.state, WORKER, PHONE) is ErrorCode.OTHER_DEVICE


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Remove(MEDIATOR, WORKER), ErrorCode.REMOVED),
        (Leave(WORKER), ErrorCode.NOT_HERE),
        (End(MEDIATOR), ErrorCode.ENDED),
    ],
)
def test_who_is_out_is_told_why(command: Leave, code: ErrorCode) -> None:
    scene = demonstration()
    scene.do(command)
    assert lapsed(scene.state, WORKER, PHONE) is code


def test_a_seat_that_nobody_has_taken_has_no_device() -> None:
    assert lapsed(Scene(*DEMONSTRATION).state, WORKER, PHONE) is ErrorCode.OTHER_DEVICE
