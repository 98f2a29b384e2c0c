"""A session that was recorded together and apart."""

from rooms.archive.folding import past
from rooms.archive.past import Past
from rooms.archive.reading import Reader, granted
from rooms.commands import AgreeRecording, End, KeepSegment, Meet, Rejoin
from rooms.ids import SYSTEM, SeatId, StayId
from rooms.participant import MediaKind
from rooms.recording import Kept
from tests.unit.rooms.past import record
from tests.unit.rooms.scene import Scene, demonstration

SECONDS = 30


def keep(scene: Scene, seat: str, id_: str) -> KeepSegment:
    """What a recorder makes of the recording that is on where somebody is."""
    channel = scene.person(seat).channel
    assert channel is not None
    recording: StayId = scene.state.recordings[channel].id
    kept = Kept(
        id_,
        SeatId(seat),
        scene.stay(seat),
        recording,
        MediaKind.AUDIO,
        max(scene.now, scene.state.at),
        SECONDS * 1000,
        2,
        "a",
        3,
        "b",
        torn=False,
    )
    return KeepSegment(SYSTEM, channel, kept)


def session() -> Scene:
    """The joint talk is recorded twice, the second time nobody is; the worker alone in between."""
    scene = demonstration()
    record(scene)
    kept = [keep(scene, "worker", "joint")]
    scene.wait(5)
    scene.say("employer", "先付五千")
    scene.wait(SECONDS)
    record(scene, on=False)
    scene.separate()
    scene.do(Meet(SeatId("mediator"), SeatId("worker")))
    record(scene)
    scene.do(AgreeRecording(SeatId("worker"), scene.stay("worker"), True))
    kept.append(keep(scene, "worker", "private"))
    scene.wait(SECONDS + 10)
    record(scene, on=False)
    scene.do(Rejoin(SeatId("mediator")))
    record(scene)
    scene.wait(5)
    scene.say("employer", "最多六千")
    scene.wait(5)
    scene.do(End(SeatId("mediator")))
    for command in kept:
        scene.do(command)
    return scene


def seen_by(reader: Reader, scene: Scene) -> Past:
    return granted(past(scene.log), reader, scene.state.at)
