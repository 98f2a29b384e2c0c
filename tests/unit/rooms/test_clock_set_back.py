"""The clock is set back while people talk: they go on reading what is said, and nobody reads more than before."""

from datetime import timedelta

from rooms import policy
from rooms.commands import AgreeRecording, Enter, Record
from rooms.consent import REQUIRED
from rooms.ids import DeviceId, SeatId
from tests.unit.rooms.dictated import BOTH, captions, consent, heard_by_all, said, voice
from tests.unit.rooms.scene import Scene, demonstration

MINUTE = timedelta(minutes=1)


def set_back(scene: Scene) -> None:
    """By ten minutes; the room's own moments go on."""
    scene.now = scene.state.at - 10 * MINUTE


def speak(scene: Scene, name: str, text: str) -> None:
    """A minute later, by the wall."""
    scene.now += MINUTE
    scene.do(said(voice(scene, name), text, scene.now))


def test_who_moves_together_reads_on() -> None:
    scene = heard_by_all()
    set_back(scene)
    scene.separate()
    scene.rejoin()
    speak(scene, "worker", "说得清楚")
    assert captions(scene, "mediator") == captions(scene, "employer") == ["说得清楚"]


def test_a_host_who_comes_to_a_side_reads_what_is_said_there() -> None:
    scene = demonstration()
    scene.separate()
    set_back(scene)
    scene.visit("worker")
    scene.do(Record(SeatId("mediator"), scene.stay("mediator"), True))
    scene.do(AgreeRecording(SeatId("worker"), scene.stay("worker"), True))
    speak(scene, "worker", "底线是四万")
    assert captions(scene, "mediator") == captions(scene, "worker") == ["底线是四万"]


def test_what_is_just_being_said_is_shown_to_who_was_there_by_the_rooms_clock() -> None:
    scene = heard_by_all()
    set_back(scene)
    scene.separate()
    scene.rejoin()
    spoken = voice(scene, "worker")
    began = policy.begun(scene.state, spoken, scene.now + MINUTE)
    assert policy.listeners(scene.state, spoken, began) == {"worker", "employer", "mediator", "clerk"}


def test_who_comes_later_reads_nothing_of_what_was_begun_before() -> None:
    scene = heard_by_all()
    early = said(voice(scene, "worker"), "他来之前", scene.state.at)
    set_back(scene)
    scene.do(Enter(SeatId("employer"), DeviceId("another"), REQUIRED))
    consent(scene, "employer", kinds=BOTH)
    scene.admit("employer")
    scene.do(early)
    assert captions(scene, "mediator") == ["他来之前"]
    assert captions(scene, "employer") == []


def test_by_a_clock_that_was_not_set_a_saying_began_when_it_did() -> None:
    scene = heard_by_all()
    later = scene.state.at + MINUTE
    assert policy.begun(scene.state, voice(scene, "worker"), later) == later
