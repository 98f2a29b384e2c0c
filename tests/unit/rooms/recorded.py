"""What tests of recording do in a room, and who is recorded in it."""

from rooms.commands import AgreeRecording, Record, SetConsent
from rooms.consent import ConsentKind
from rooms.ids import SeatId
from rooms.policy import Take, routes
from rooms.recording import RecordingRule
from rooms.state import Rules
from tests.unit.rooms.scene import DEMONSTRATION, Scene, demonstration


def consent(scene: Scene, *names: str, kind: ConsentKind = ConsentKind.RECORDING, given: bool = True) -> None:
    for name in names:
        scene.do(SetConsent(SeatId(name), kind, given))


def record(scene: Scene, on: bool = True, host: str = "mediator") -> None:
    scene.do(Record(SeatId(host), scene.stay(host), on))


def agree(scene: Scene, *names: str, agreed: bool = True) -> None:
    for name in names:
        scene.do(AgreeRecording(SeatId(name), scene.stay(name), agreed))


def recorded(scene: Scene) -> set[str]:
    """Who is recorded at this moment."""
    return {route.source for route in routes(scene.state) if isinstance(route, Take)}


def takes(scene: Scene, name: str) -> set[Take]:
    return {route for route in routes(scene.state) if isinstance(route, Take) and route.source == name}


def joint(rule: RecordingRule = RecordingRule.EVERYONE) -> Scene:
    """The demonstration case together, recorded, nobody having consented yet."""
    scene = Scene(*DEMONSTRATION, rules=Rules(recording=rule))
    scene.enter("mediator", "worker", "employer", "clerk")
    scene.admit("worker", "employer", "clerk")
    record(scene)
    return scene


def apart() -> Scene:
    """The mediator is with the worker's side and asks to record."""
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    record(scene)
    return scene


def state_of(scene: Scene, name: str) -> object:
    shown = scene.view(name).get("recording")
    return shown["state"] if isinstance(shown, dict) else None
