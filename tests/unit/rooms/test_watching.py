"""How a recording does: told to hosts, of the talk in which they are, and what is worth an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from rooms import policy
from rooms.channel import JOINT
from rooms.commands import AgreeRecording, ChooseRule, Disconnect, Record, RestartRecording, SetConsent
from rooms.consent import ConsentKind
from rooms.errors import ErrorCode
from rooms.events import RecordingRestarted
from rooms.ids import ChannelId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.ports import RecordingHealth, TrackHealth, Waiting
from rooms.recording import RecordingRule
from rooms.watching import DEPOSIT_AFTER, MISSING_AFTER, SILENT_AFTER, report
from tests.unit.rooms.scene import Scene, building_site, demonstration

MEDIATOR = SeatId("mediator")
WELL = TrackHealth(
    SeatId(""),
    StayId(""),
    StayId(""),
    JOINT,
    MediaKind.AUDIO,
    900,
    1,
    2,
    45,
    0.1,
    0.1,
    begun=True,
    failing="",
)


def recorded() -> Scene:
    """The demonstration case together and recorded."""
    scene = demonstration()
    for name in ("worker", "employer"):
        scene.do(SetConsent(SeatId(name), ConsentKind.RECORDING, True))
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    return scene


def tracks(scene: Scene, **changed: object) -> list[TrackHealth]:
    """What the recorder tells of everything that may be recorded; `changed`: of the worker's speech."""
    found = []
    for take in policy.takes(scene.state):
        one = replace(
            WELL,
            source=take.source,
            source_stay=take.source_stay,
            recording=take.target_stay,
            channel=take.channel,
            kind=take.kind,
        )
        spoken = take.source == "worker" and take.kind is MediaKind.AUDIO
        found.append(replace(one, **changed) if spoken else one)  # type: ignore[arg-type]
    return found


def told(
    scene: Scene,
    name: str = "mediator",
    found: Sequence[TrackHealth] | None = None,
    *,
    waiting: Sequence[Waiting] = (),
    nearly_full: bool = False,
    seconds: float = 1.0,
) -> Any:
    health = RecordingHealth(tracks(scene) if found is None else found, waiting, nearly_full)
    return report(scene.state, SeatId(name), health, dict.fromkeys(policy.takes(scene.state), seconds))


def test_a_host_is_told_of_every_track_of_the_talk_in_which_they_are() -> None:
    scene = recorded()
    shown = told(scene)
    assert shown["state"] == "ok"
    assert shown["stay"] == scene.stay("mediator")
    assert {(track["seat"], track["kind"]) for track in shown["tracks"]} == {
        (take.source, take.kind) for take in policy.takes(scene.state)
    }
    figures = {"octets": 900, "gaps": 1, "lost": 2, "level": 45, "state": "ok"}
    assert shown["tracks"][0] == {"seat": "clerk", "kind": "audio", **figures}


@pytest.mark.parametrize("name", ["worker", "employer", "clerk"])
def test_nobody_else_is_told_anything(name: str) -> None:
    assert told(recorded(), name) is None


def test_what_is_not_recorded_is_not_told_of() -> None:
    scene = recorded()
    scene.do(Record(MEDIATOR, scene.stay("mediator"), False))
    assert told(scene) is None


def test_a_host_elsewhere_learns_nothing_of_a_private_talk() -> None:
    scene = building_site()
    scene.do(Record(SeatId("comediator"), scene.stay("comediator"), True))
    scene.meet("w4")
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    scene.do(AgreeRecording(SeatId("w4"), scene.stay("w4"), True))
    private = next(channel for channel in scene.state.recordings if channel != JOINT)
    everything = tracks(scene)
    waiting = [Waiting(private, scene.state.recordings[private].id, 2 * DEPOSIT_AFTER)]
    broken = [replace(one, failing="disk") if one.channel == private else one for one in everything]
    for found in (everything, broken):
        shown = told(scene, "comediator", found, waiting=waiting)
        assert shown == told(scene, "comediator", [one for one in everything if one.channel == JOINT])
        assert {"w4", "mediator"}.isdisjoint(track["seat"] for track in shown["tracks"])
    mine = told(scene, "mediator", broken, waiting=waiting)
    assert mine["state"] == "storage"
    assert {track["seat"] for track in mine["tracks"]} == {"w4", "mediator"}


def test_of_a_former_talk_in_private_not_even_a_count_is_told() -> None:
    scene = demonstration()
    scene.meet("worker")
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    private = scene.person("mediator").channel
    assert private is not None
    former = Waiting(private, StayId("another host's"), 2 * DEPOSIT_AFTER)
    assert "waiting" not in told(scene, waiting=[former])
    assert told(scene, waiting=[former])["state"] == "ok"


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"missing": MISSING_AFTER + 1}, "missing"),
        ({"missing": MISSING_AFTER - 1}, "ok"),
        ({"silent": SILENT_AFTER + 1}, "silent"),
        ({"silent": SILENT_AFTER - 1}, "ok"),
    ],
)
def test_a_microphone_that_gives_nothing_is_told_after_a_while(changed: dict[str, float], state: str) -> None:
    scene = recorded()
    shown = told(scene, found=tracks(scene, **changed))
    (worker,) = (t for t in shown["tracks"] if (t["seat"], t["kind"]) == ("worker", "audio"))
    assert worker["state"] == state
    assert shown["state"] == ("ok" if state == "ok" else "silent")


def test_of_whoever_is_not_connected_nothing_is_expected() -> None:
    scene = recorded()
    scene.do(Disconnect(SeatId("worker")))
    assert told(scene, found=tracks(scene, missing=100.0))["state"] == "ok"
    for name in ("employer", "mediator", "clerk"):
        scene.drop(name)
    assert told(scene, found=[], seconds=100.0)["state"] == "ok"


def test_what_should_be_recorded_and_never_came_is_missing() -> None:
    scene = recorded()
    assert told(scene, found=[], seconds=MISSING_AFTER - 1)["state"] == "ok"
    shown = told(scene, found=[], seconds=MISSING_AFTER + 1)
    assert shown["state"] == "silent"
    assert {(t["seat"], t["kind"]) for t in shown["tracks"] if t["state"] == "missing"} == {
        (name, "audio") for name in ("worker", "employer", "mediator", "clerk")
    }


def test_a_level_that_nobody_knows_is_left_out() -> None:
    scene = recorded()
    shown = told(scene, found=tracks(scene, level=None))
    (worker,) = (t for t in shown["tracks"] if (t["seat"], t["kind"]) == ("worker", "audio"))
    assert "level" not in worker


@pytest.mark.parametrize("why", ["disk", "full", "index"])
def test_a_storage_that_fails_is_an_alarm(why: str) -> None:
    scene = recorded()
    shown = told(scene, found=tracks(scene, failing=why, missing=100.0))
    assert (shown["state"], shown["why"]) == ("storage", why)


def test_one_is_warned_before_it_is_full_and_when_files_wait_too_long() -> None:
    scene = recorded()
    assert told(scene, nearly_full=True)["why"] == "nearly_full"
    own = scene.state.recordings[JOINT].id
    waiting = [
        Waiting(JOINT, own, 3.0),
        Waiting(JOINT, StayId("before"), 4.5),
        Waiting(ChannelId("x"), own, 9.0),
    ]
    shown = told(scene, waiting=waiting)
    assert (shown["state"], shown["waiting"], shown["waiting_seconds"]) == ("ok", 2, 4)
    late = told(scene, waiting=[Waiting(JOINT, own, DEPOSIT_AFTER + 1)])
    assert (late["state"], late["why"]) == ("storage", "deposit")


# -- beginning anew


def test_begun_anew_a_recording_goes_on_in_other_files_and_nobody_is_asked_again() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    scene.do(AgreeRecording(SeatId("worker"), scene.stay("worker"), True))
    before = policy.takes(scene.state)
    shown = scene.view("worker")
    scene.do(RestartRecording(MEDIATOR, scene.stay("mediator")))
    after = policy.takes(scene.state)
    assert before.isdisjoint(after)
    assert (
        {(take.source, take.kind) for take in before} == {(take.source, take.kind) for take in after} != set()
    )
    assert scene.view("worker") == shown


def test_it_is_begun_anew_only_where_the_host_is_now_and_only_if_it_runs() -> None:
    scene = recorded()
    stale = scene.stay("mediator")
    scene.separate()
    assert scene.refused(RestartRecording(MEDIATOR, stale)) is ErrorCode.STALE_STAY
    before = scene.state.recordings
    scene.do(RestartRecording(MEDIATOR, scene.stay("mediator")))
    assert scene.state.recordings == before
    assert not any(isinstance(event, RecordingRestarted) for event in scene.log)


# -- the rule


def test_a_host_chooses_the_rule_and_everybody_is_told() -> None:
    scene = demonstration()
    assert {scene.view(name)["session"]["rule"] for name in ("worker", "employer")} == {"everyone"}  # type: ignore[call-overload,index]
    scene.do(ChooseRule(MEDIATOR, scene.stay("mediator"), RecordingRule.CONSENTING))
    for name in ("worker", "employer", "clerk", "mediator"):
        assert scene.view(name)["session"]["rule"] == "consenting"  # type: ignore[call-overload,index]
    scene.do(SetConsent(SeatId("worker"), ConsentKind.RECORDING, True))
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    assert "employer" not in {take.source for take in policy.takes(scene.state)}
    assert "worker" in {take.source for take in policy.takes(scene.state)}


def test_the_same_rule_chosen_again_is_no_event() -> None:
    scene = demonstration()
    before = len(scene.log)
    scene.do(ChooseRule(MEDIATOR, scene.stay("mediator"), RecordingRule.EVERYONE))
    assert len(scene.log) == before


def test_the_rule_stays_while_it_counts_and_is_chosen_in_the_joint_talk_alone() -> None:
    scene = recorded()
    stale = scene.stay("mediator")
    chosen = RecordingRule.CONSENTING
    assert scene.refused(ChooseRule(MEDIATOR, stale, chosen)) is ErrorCode.RECORDED_NOW
    scene.separate()
    assert scene.refused(ChooseRule(MEDIATOR, stale, chosen)) is ErrorCode.STALE_STAY
    assert scene.refused(ChooseRule(MEDIATOR, scene.stay("mediator"), chosen)) is ErrorCode.NOT_HERE


# -- several at one device


def test_each_at_a_shared_device_is_asked_by_name_and_answers_for_themselves() -> None:
    scene = building_site()
    everybody = [p.id for p in scene.state.people.values() if p.channel == JOINT]
    for name in everybody:
        scene.do(SetConsent(name, ConsentKind.RECORDING, False))
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    shared = next(p for p in scene.state.people.values() if p.primary != p.id and p.channel == JOINT)
    asks = scene.view(shared.primary)["recording"]["asks"]  # type: ignore[call-overload,index]
    assert asks[shared.id] == shared.seat.name  # type: ignore[call-overload,index]
    assert shared.primary in asks  # type: ignore[operator]
    scene.do(SetConsent(shared.primary, ConsentKind.RECORDING, True, shared.id))
    assert scene.person(shared.id).consents[ConsentKind.RECORDING]
    assert not scene.person(shared.primary).consents.get(ConsentKind.RECORDING)
    assert shared.id not in scene.view(shared.primary)["recording"]["asks"]  # type: ignore[call-overload,index,operator]


def test_nobody_answers_for_who_sits_elsewhere_or_for_anything_else() -> None:
    scene = building_site()
    shared = next(p for p in scene.state.people.values() if p.primary != p.id)
    for who in (SeatId("mediator"), SeatId("nobody")):
        assert (
            scene.refused(SetConsent(shared.primary, ConsentKind.RECORDING, True, who)) is ErrorCode.NOT_FOUND
        )
    other = SetConsent(shared.primary, ConsentKind.CAUCUS_RECORDING, True, shared.id)
    assert scene.refused(other) is ErrorCode.NOT_FOUND
