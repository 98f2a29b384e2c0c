"""Talks whose words are put into writing: together, apart, and what is said there."""

from dataclasses import replace
from datetime import datetime

from rooms.commands import AgreeRecording, Record, SetConsent, Utter
from rooms.consent import ConsentKind
from rooms.ids import SYSTEM, SeatId
from rooms.policy import Dictation, routes, voices
from rooms.recording import RecordingRule
from rooms.state import Rules
from rooms.utterance import Utterance, Voice
from tests.unit.rooms.scene import DEMONSTRATION, Scene

BOTH = (ConsentKind.RECORDING, ConsentKind.TRANSCRIPTION)
_count = iter(range(10**6))


def consent(scene: Scene, *names: str, kinds: tuple[ConsentKind, ...] = BOTH, given: bool = True) -> None:
    for name in names:
        for kind in kinds:
            scene.do(SetConsent(SeatId(name), kind, given))


def joint(rule: RecordingRule = RecordingRule.EVERYONE) -> Scene:
    """Together, recorded, nobody having consented yet."""
    scene = Scene(*DEMONSTRATION, rules=Rules(recording=rule))
    scene.enter("mediator", "worker", "employer", "clerk")
    scene.admit("worker", "employer", "clerk")
    scene.do(Record(SeatId("mediator"), scene.stay("mediator"), True))
    return scene


def heard_by_all() -> Scene:
    scene = joint()
    consent(scene, "worker", "employer")
    return scene


def apart() -> Scene:
    """The mediator is with the worker's side, whose recording they asked for; the worker agreed."""
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker", "employer", "clerk")
    scene.admit("worker", "employer", "clerk")
    scene.separate()
    scene.visit("worker")
    scene.do(Record(SeatId("mediator"), scene.stay("mediator"), True))
    scene.do(AgreeRecording(SeatId("worker"), scene.stay("worker"), True))
    return scene


def dictations(scene: Scene) -> set[str]:
    """Whose speech may be put into words at this moment."""
    return {route.source for route in routes(scene.state) if isinstance(route, Dictation)}


def voice(scene: Scene, name: str) -> Voice:
    return next(one for one in voices(scene.state) if one.seat == name)


def said(voice: Voice, text: str, began: datetime, /, **more: object) -> Utter:
    utterance = Utterance(
        id=f"utterance{next(_count):013d}",
        seat=voice.seat,
        stay=voice.stay,
        recording=voice.recording,
        speakers=voice.speakers,
        began=began,
        milliseconds=1500,
        text=text,
        engine="engine",
        model="ab" * 32,
    )
    return Utter(SYSTEM, voice.channel, replace(utterance, **more))  # type: ignore[arg-type]


def speak(scene: Scene, name: str, text: str) -> str:
    """Somebody says something, now, and it is words at once. Returns its id."""
    command = said(voice(scene, name), text, scene.state.at)
    scene.do(command)
    return command.utterance.id


def captions(scene: Scene, name: str) -> list[str]:
    shown = scene.view(name)["captions"]
    assert isinstance(shown, dict)
    return [caption["text"] for caption in shown.values()]
