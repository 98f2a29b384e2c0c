"""Papers that are served: by link to be signed, and as copies of what is sealed."""

from rooms.commands import (
    SealPaper,
    ServePaper,
)
from rooms.ids import SYSTEM, SeatId
from rooms.serving import Carrier, Purpose
from tests.unit.rooms.papers import (
    EMPLOYER,
    MEDIATOR,
    PAPER,
    WORKER,
    digest,
    papers,
    read,
    signed,
    signing,
)
from tests.unit.rooms.scene import Scene


def to_sign(by: SeatId, who: SeatId, how: Carrier = Carrier.QR, service: str = "s1") -> ServePaper:
    return ServePaper(by, PAPER, who, how, Purpose.SIGN, service)


def copy(by: SeatId, who: SeatId, how: Carrier = Carrier.MESSAGE, service: str = "c1") -> ServePaper:
    return ServePaper(by, PAPER, who, how, Purpose.COPY, service)


def served(scene: Scene, name: str) -> list[dict[str, object]]:
    found = papers(scene, name)[PAPER].get("served", [])
    assert isinstance(found, list)
    return found


def sealed() -> Scene:
    scene, _ = signing()
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER, EMPLOYER, MEDIATOR)
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "5e" * 32))
    return scene
