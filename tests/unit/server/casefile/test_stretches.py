"""What was recorded, stretch by stretch, and where in it each line stands."""

from dataclasses import replace
from datetime import timedelta

from rooms.archive.folding import past
from rooms.archive.past import Past
from rooms.archive.reading import Reader, granted
from rooms.channel import ChannelKind
from rooms.commands import AgreeRecording, End, KeepSegment, Meet, Rejoin
from rooms.ids import SYSTEM, SeatId, StayId
from rooms.participant import MediaKind
from rooms.recording import Kept
from server.casefile.stretches import MAKING, stretches
from server.casefile.transcript import transcript
from tests.unit.rooms.scene import Scene, demonstration
from tests.unit.rooms.test_archive import HOST, OTHER_CLERK, record

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


def test_a_stretch_is_as_long_as_its_files_and_names_who_is_on_them() -> None:
    scene = session()
    first, apart, empty = stretches(seen_by(HOST, scene), scene.state.at)
    assert (first.channel, first.kind, first.seconds) == ("joint", ChannelKind.JOINT, SECONDS)
    assert [seat.id for seat in first.people] == ["worker"]
    assert (apart.channel, apart.met and apart.met.id) == ("private", "worker")
    assert (empty.tracks, empty.people, empty.seconds) == ((), (), 10)


def test_of_a_separate_talk_without_files_that_are_granted_there_is_no_stretch() -> None:
    scene = session()
    assert [each.channel for each in stretches(seen_by(OTHER_CLERK, scene), scene.state.at)] == ["joint"] * 2
    bare = replace(seen_by(HOST, scene), tracks=())
    assert [each.channel for each in stretches(bare, scene.state.at)] == ["joint"] * 2


def test_files_may_come_until_some_time_after_the_end() -> None:
    scene = session()
    whole = seen_by(HOST, scene)
    assert whole.ended is not None
    assert stretches(whole, whole.ended)[-1].making
    assert not stretches(whole, whole.ended + MAKING)[-1].making
    live = replace(whole, ended=None, recorded=(replace(whole.recorded[-1], until=None),))
    (stretch,) = stretches(live, whole.ended + 2 * MAKING)
    assert stretch.making


def test_a_line_stands_in_the_recording_of_its_own_channel_that_plays() -> None:
    scene = session()
    whole = seen_by(HOST, scene)
    found = stretches(whole, scene.state.at)
    entries = {entry.line.text: entry for entry in transcript(whole, found) if entry.line.text}
    assert entries["先付五千"].stretch == found[0]
    assert entries["最多六千"].stretch is None
    assert entries["先付五千"].people[0].id == "employer"
    assert entries["先付五千"].moment == round(entries["先付五千"].line.at.timestamp() * 1000)


def test_nothing_of_what_is_shown_names_a_seat() -> None:
    scene = session()
    whole = seen_by(HOST, scene)
    found = stretches(whole, scene.state.at)
    assert {entry.channel for entry in transcript(whole, found)} <= {"joint", "private", "worker", "neutral"}
    assert timedelta(seconds=found[0].seconds) == found[0].ended - found[0].began
