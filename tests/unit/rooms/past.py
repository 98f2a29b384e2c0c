"""A session that was held, recorded together and apart, and who of the staff reads it afterwards."""

from rooms.archive.reading import Reader
from rooms.channel import JOINT, of_group
from rooms.commands import (
    AgreeRecording,
    Broadcast,
    End,
    KeepSegment,
    Record,
    SetConsent,
)
from rooms.consent import ConsentKind
from rooms.ids import SYSTEM, SeatId, StayId
from rooms.participant import MediaKind
from rooms.recording import Kept
from rooms.rights import StaffRole
from tests.unit.rooms.scene import EMPLOYER, WORKERS, Scene, demonstration

MEDIATOR, WORKER = SeatId("mediator"), SeatId("worker")
OF_WORKER, OF_EMPLOYER = of_group(WORKERS), of_group(EMPLOYER)
SECRET = "八千元我也肯收"
HOST = Reader("account-m", StaffRole.MEDIATOR, frozenset({MEDIATOR}))
CLERK = Reader("account-c", StaffRole.CLERK, frozenset({SeatId("clerk")}))
OTHER_CLERK = Reader("account-d", StaffRole.CLERK)
SUPERVISOR = Reader("account-s", StaffRole.SUPERVISOR)
STRANGER = Reader("account-n", StaffRole.MEDIATOR)


def kept(id_: str, seat: str, stay: StayId, scene: Scene, seconds: float = 5) -> Kept:
    milliseconds = int(seconds * 1000)
    return Kept(
        id_,
        SeatId(seat),
        stay,
        StayId("r"),
        MediaKind.AUDIO,
        max(scene.now, scene.state.at),
        milliseconds,
        2,
        "a",
        3,
        "b",
        torn=False,
    )


def record(scene: Scene, on: bool = True) -> None:
    scene.do(Record(MEDIATOR, scene.stay("mediator"), on))


def story() -> Scene:
    """Joint talk, then the worker's side, recorded, then together again and the end."""
    scene = demonstration()
    for name in ("worker", "employer"):
        scene.do(SetConsent(SeatId(name), ConsentKind.RECORDING, True))
    record(scene)
    scene.say("employer", "先付五千")
    joint = kept("joint-file", "worker", scene.stay("worker"), scene)
    scene.wait(60)
    scene.separate()
    scene.visit("worker")
    record(scene)
    scene.do(AgreeRecording(WORKER, scene.stay("worker"), True))
    scene.say("worker", SECRET)
    apart = kept("apart-file", "worker", scene.stay("worker"), scene)
    scene.wait(60)
    scene.visit("employer")
    scene.say("employer", "最多六千")
    scene.wait(60)
    scene.rejoin()
    scene.do(Broadcast(MEDIATOR, "今天到这里"))
    scene.wait(60)
    scene.do(End(MEDIATOR))
    scene.do(KeepSegment(SYSTEM, JOINT, joint))
    scene.do(KeepSegment(SYSTEM, OF_WORKER, apart))
    return scene
