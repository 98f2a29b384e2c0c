"""The record of the joint talk as the clerk writes it, and as each is shown it."""

from typing import Any

from rooms.commands import (
    ReadBack,
    WriteLine,
)
from rooms.ids import LineId, SeatId
from rooms.minutes import (
    Colleague,
    Section,
)
from tests.unit.rooms.scene import Scene

CLERK, MEDIATOR, WORKER, AGENT = SeatId("clerk"), SeatId("mediator"), SeatId("worker"), SeatId("employer")
PARTIES = ("worker", "employer")
LATER = Colleague("account-7", "向晓梅")


def write(scene: Scene, text: str, section: Section = Section.STATEMENTS, **more: Any) -> LineId:
    seat = more.pop("seat", CLERK)
    return LineId(str(scene.do(WriteLine(seat, section, text, **more)).value["id"]))


def read_back(scene: Scene, seat: SeatId = CLERK) -> str:
    return str(scene.do(ReadBack(seat)).value["digest"])


def minutes(scene: Scene, name: str = "clerk") -> dict[str, Any]:
    shown: Any = scene.view(name)["minutes"]
    return dict(shown)


def line(scene: Scene, wanted: LineId) -> dict[str, Any]:
    return dict(minutes(scene)["lines"][wanted])


def reading(scene: Scene, name: str) -> dict[str, Any]:
    shown: Any = scene.view(name)["reading"]
    return dict(shown)


def texts(scene: Scene, name: str) -> list[str]:
    sections = reading(scene, name)["content"]["sections"]
    return [shown["text"] for section in sections for shown in section["lines"]]
