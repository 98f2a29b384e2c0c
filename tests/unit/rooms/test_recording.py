"""Recording: whose consent it needs, when it begins and ends, who sees that it runs, and what is recorded."""

import pytest

from rooms.channel import JOINT
from rooms.commands import (
    Adjourn,
    AgreeRecording,
    CallIn,
    End,
    KeepSegment,
    Leave,
    Record,
    SetMedia,
    Telephone,
)
from rooms.consent import ConsentKind
from rooms.errors import ErrorCode
from rooms.events import RecordingStopped, SegmentKept, decode, encode
from rooms.ids import SYSTEM, SeatId, StayId
from rooms.moments import stamp
from rooms.participant import MediaKind
from rooms.recording import Kept, RecordingRule
from rooms.room import replay
from rooms.state import Rules
from tests.unit.rooms.recorded import agree, apart, consent, joint, record, recorded, state_of, takes
from tests.unit.rooms.scene import (
    BUILDING_SITE,
    EMPLOYER,
    Scene,
    building_site,
    demonstration,
    text_of,
)

MEDIATOR, WORKER, BOSS = SeatId("mediator"), SeatId("worker"), SeatId("employer")


# -- the joint talk


def test_nobody_is_recorded_before_a_host_begins() -> None:
    scene = demonstration()
    consent(scene, "worker", "employer")
    assert recorded(scene) == set()
    assert state_of(scene, "worker") is None
    record(scene)
    assert recorded(scene) == {"worker", "employer", "mediator", "clerk"}


def test_everybody_or_nobody_is_recorded_in_the_joint_talk() -> None:
    scene = joint()
    consent(scene, "worker")
    assert recorded(scene) == set()
    assert state_of(scene, "worker") == state_of(scene, "mediator") == "waiting"
    consent(scene, "employer")
    assert recorded(scene) == {"worker", "employer", "mediator", "clerk"}
    assert state_of(scene, "worker") == state_of(scene, "clerk") == "on"


def test_consent_withdrawn_ends_every_track_where_it_takes_everybodys() -> None:
    scene = joint()
    consent(scene, "worker", "employer")
    consent(scene, "worker", given=False)
    assert recorded(scene) == set()
    assert state_of(scene, "employer") == "waiting"


def test_by_the_other_rule_each_is_recorded_who_consents_and_who_does_not_is_told_so() -> None:
    scene = joint(RecordingRule.CONSENTING)
    consent(scene, "worker")
    assert recorded(scene) == {"worker", "mediator", "clerk"}
    assert scene.view("employer")["recording"] == {
        "state": "on",
        "since": stamp(scene.state.recordings[scene.person("mediator").channel].since),  # type: ignore[index]
        "me": False,
        "text": True,
        "asks": {"employer": "name-employer"},
    }
    assert "me" not in text_of(scene.view("worker")["recording"])
    consent(scene, "worker", given=False)
    assert recorded(scene) == {"mediator", "clerk"}


def test_by_the_other_rule_a_shared_phone_is_recorded_when_all_at_it_consent() -> None:
    scene = Scene(*BUILDING_SITE, rules=Rules(recording=RecordingRule.CONSENTING))
    scene.enter("mediator", "w1")
    scene.enter("w2", "w3", share="w1")
    scene.admit("w1")
    record(scene)
    consent(scene, "w1", "w2")
    assert "w1" not in recorded(scene)
    consent(scene, "w3")
    assert "w1" in recorded(scene)


def test_hosts_see_for_whom_it_waits_and_nobody_else_does() -> None:
    scene = joint()
    consent(scene, "worker")
    assert scene.view("mediator")["recording"]["lacking"] == ["employer"]  # type: ignore[call-overload,index]
    for name in ("worker", "clerk"):
        assert "employer" not in text_of(scene.view(name)["recording"])
    assert "lacking" not in scene.view("employer")["recording"]  # type: ignore[operator]


def test_who_comes_on_another_device_and_does_not_agree_there_is_not_recorded() -> None:
    scene = joint()
    consent(scene, "worker", "employer")
    assert "worker" in recorded(scene)
    scene.other_device("worker")
    scene.back("worker")
    scene.admit("worker")
    assert recorded(scene) == set()
    consent(scene, "worker")
    assert "worker" in recorded(scene)


def test_who_comes_in_without_consent_ends_it_until_they_consent() -> None:
    scene = building_site()
    everybody = [name for name in scene.channels() if name not in ("mediator", "comediator", "clerk")]
    scene.do(Leave(SeatId("expert")))
    consent(scene, *(name for name in everybody if name != "expert"))
    record(scene)
    assert "w4" in recorded(scene)
    scene.enter("expert")
    scene.admit("expert")
    assert recorded(scene) == set()
    consent(scene, "expert")
    assert "expert" in recorded(scene)


def test_an_observer_has_a_say_and_is_not_recorded() -> None:
    scene = building_site()
    record(scene)
    names = [name for name in scene.channels() if name not in ("mediator", "comediator", "clerk", "observer")]
    consent(scene, *names)
    assert recorded(scene) == set()
    consent(scene, "observer")
    assert "observer" not in recorded(scene) != set()


def test_a_caller_by_telephone_has_agreed_to_nothing() -> None:
    scene = joint()
    consent(scene, "worker", "employer")
    seat = scene.do(CallIn(MEDIATOR, "老彭", EMPLOYER)).value["seat"]
    assert recorded(scene) == set()
    scene.do(Telephone(MEDIATOR, SeatId(str(seat)), False))
    assert recorded(scene) != set()


def test_who_is_alone_speaks_to_nobody_and_is_not_recorded() -> None:
    scene = joint()
    consent(scene, "worker", "employer")
    for name in ("worker", "employer", "clerk"):
        scene.do(Leave(SeatId(name)))
    assert recorded(scene) == set()


def test_a_joint_talk_without_a_host_is_not_recorded() -> None:
    scene = building_site()
    scene.do(Leave(SeatId("comediator")))
    record(scene)
    consent(scene, *(name for name in scene.channels() if name not in ("mediator", "clerk")))
    assert "w4" in recorded(scene)
    scene.drop("mediator")
    scene.wait(10)
    assert "w4" in scene.hears("w5")
    assert recorded(scene) == set()
    assert state_of(scene, "w4") == "waiting"
    scene.back("mediator")
    assert "w4" in recorded(scene)


def test_the_joint_recording_goes_on_when_all_are_together_again() -> None:
    scene = joint()
    consent(scene, "worker", "employer")
    scene.separate()
    assert recorded(scene) == set()
    assert state_of(scene, "worker") is None
    scene.rejoin()
    assert recorded(scene) == {"worker", "employer", "mediator", "clerk"}


def test_what_is_switched_off_is_not_recorded() -> None:
    scene = joint()
    consent(scene, "worker", "employer")
    scene.do(SetMedia(WORKER, MediaKind.CAMERA, False))
    assert {take.kind for take in takes(scene, "worker")} == {MediaKind.AUDIO}


def test_a_take_bears_its_channel_the_present_stay_and_the_recording() -> None:
    scene = joint()
    consent(scene, "worker", "employer")
    recording = scene.state.recordings[scene.person("worker").channel]  # type: ignore[index]
    for take in takes(scene, "worker"):
        assert take.channel == "joint"
        assert take.source_stay == scene.stay("worker")
        assert take.target_stay == recording.id
        assert take.target == "recorder"


# -- separate talks


def test_a_separate_talk_is_recorded_when_everybody_in_it_has_agreed_there_and_then() -> None:
    scene = demonstration()
    consent(scene, "worker", kind=ConsentKind.CAUCUS_RECORDING)
    scene.separate()
    scene.visit("worker")
    record(scene)
    assert recorded(scene) == set()
    assert scene.view("worker")["recording"]["asked"] is True  # type: ignore[call-overload,index]
    agree(scene, "worker")
    assert recorded(scene) == {"worker", "mediator"}
    assert {take.channel for take in takes(scene, "worker")} == {"group:worker"}
    assert "asked" not in text_of(scene.view("worker")["recording"])


def test_consent_to_the_joint_recording_is_none_to_that_of_a_separate_talk() -> None:
    scene = apart()
    consent(scene, "worker")
    assert recorded(scene) == set()


def test_agreeing_there_gives_the_consent_that_was_refused_before() -> None:
    scene = apart()
    agree(scene, "worker")
    assert scene.person("worker").consents[ConsentKind.CAUCUS_RECORDING]
    assert recorded(scene) == {"worker", "mediator"}
    assert scene.do(AgreeRecording(WORKER, scene.stay("worker"), True)).events == ()


def test_who_says_no_ends_it_for_all_and_may_do_so_at_any_time() -> None:
    scene = apart()
    agree(scene, "worker")
    agree(scene, "worker", agreed=False)
    assert recorded(scene) == set()
    assert state_of(scene, "worker") is state_of(scene, "mediator") is None
    agree(scene, "worker", agreed=False)


def test_the_consent_withdrawn_ends_it_too() -> None:
    scene = apart()
    agree(scene, "worker")
    consent(scene, "worker", kind=ConsentKind.CAUCUS_RECORDING, given=False)
    assert recorded(scene) == set()
    assert state_of(scene, "worker") is state_of(scene, "mediator") is None


def test_it_ends_when_the_host_who_asked_goes_and_nobody_is_recorded_when_they_are_back() -> None:
    scene = apart()
    agree(scene, "worker")
    scene.visit("employer")
    ended = scene.log[-1]
    assert isinstance(ended, RecordingStopped)
    assert (ended.into, ended.channel) == ("group:worker", "tape:group:worker")
    scene.visit("worker")
    assert recorded(scene) == set()
    assert state_of(scene, "worker") is None


def test_who_went_away_and_came_back_is_asked_again() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    record(scene)
    agree(
        scene, *(name for name, at in scene.channels().items() if at == "group:worker" and name != "mediator")
    )
    assert "w4" in recorded(scene)
    scene.meet("w4", host="comediator")
    assert "w5" in recorded(scene)
    scene.visit("neutral", host="comediator")
    assert scene.channel("w4") == "group:worker"
    assert recorded(scene) == set()
    agree(scene, "w4")
    assert "w4" in recorded(scene)


def test_a_stranger_to_the_talk_ends_the_recording_until_they_agree() -> None:
    scene = building_site()
    scene.do(Leave(SeatId("w5")))
    scene.separate()
    scene.visit("worker")
    record(scene)
    agree(scene, "w1", "w4", "w6", "lawyer", "interpreter")
    assert "w4" in recorded(scene)
    scene.enter("w5")
    scene.admit("w5")
    assert recorded(scene) == set()
    agree(scene, "w5")
    assert "w5" in recorded(scene)


def test_one_answer_is_that_of_all_at_a_phone() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    record(scene)
    agree(scene, "w2")
    agreed = set(scene.state.recordings[scene.person("w1").channel].agreed)  # type: ignore[index]
    assert agreed == {"w1", "w2", "w3"}


def test_a_private_talk_is_recorded_by_agreement_alone_and_nobody_outside_learns_of_it() -> None:
    scene = building_site()
    outside = {name: scene.view(name) for name in ("agent", "clerk", "w5")}
    scene.meet("w4")
    outside = {name: scene.view(name) for name in outside}
    record(scene)
    agree(scene, "w4")
    assert recorded(scene) == {"w4", "mediator"}
    assert {name: scene.view(name) for name in outside} == outside
    assert scene.view("comediator").get("recording") is None


@pytest.mark.parametrize("end", [Adjourn(MEDIATOR), End(MEDIATOR)])
def test_recordings_end_with_the_session(end: Adjourn | End) -> None:
    scene = joint()
    consent(scene, "worker", "employer")
    scene.do(end)
    assert recorded(scene) == set()
    assert scene.state.recordings == {}


def test_a_host_ends_it_and_beginning_twice_changes_nothing() -> None:
    scene = joint()
    assert scene.do(Record(MEDIATOR, scene.stay("mediator"), True)).events == ()
    record(scene, on=False)
    assert scene.state.recordings == {}
    assert scene.do(Record(MEDIATOR, scene.stay("mediator"), False)).events == ()


# -- what is refused


def test_only_hosts_record_and_only_where_they_are() -> None:
    scene = demonstration()
    former = scene.stay("mediator")
    assert scene.refused(Record(WORKER, scene.stay("worker"), True)) is ErrorCode.FORBIDDEN
    scene.separate()
    assert scene.refused(Record(MEDIATOR, former, True)) is ErrorCode.STALE_STAY
    assert scene.refused(Record(MEDIATOR, scene.stay("mediator"), True)) is ErrorCode.NOT_HERE


def test_nobody_agrees_to_what_they_were_not_asked() -> None:
    scene = joint()
    assert scene.refused(AgreeRecording(WORKER, scene.stay("worker"), True)) is ErrorCode.NOT_ASKED
    scene.separate()
    assert scene.refused(AgreeRecording(WORKER, scene.stay("worker"), True)) is ErrorCode.NOT_ASKED
    assert scene.do(AgreeRecording(WORKER, scene.stay("worker"), False)).events == ()


def test_an_answer_of_a_former_stay_counts_for_nothing() -> None:
    scene = demonstration()
    former = scene.stay("worker")
    scene.separate()
    scene.visit("worker")
    record(scene)
    assert scene.refused(AgreeRecording(WORKER, former, True)) is ErrorCode.STALE_STAY
    scene.do(Leave(BOSS))
    assert scene.refused(AgreeRecording(BOSS, StayId("none"), True)) is ErrorCode.NOT_HERE


# -- the log


def test_a_log_of_recordings_leads_to_the_same_state_again() -> None:
    scene = apart()
    agree(scene, "worker")
    lasting = [event for event in scene.log if event.durable]
    again = replay([decode(encode(event)) for event in lasting])
    assert again.recordings == scene.state.recordings


def test_a_room_of_the_first_rule_is_written_as_it_always_was() -> None:
    plain, other = joint().log[0], joint(RecordingRule.CONSENTING).log[0]
    assert "recording" not in encode(plain)["rules"]  # type: ignore[operator]
    assert encode(other)["rules"]["recording"] == "consenting"  # type: ignore[call-overload,index]
    assert decode(encode(other)) == other


def test_a_file_that_is_finished_after_the_session_is_in_the_log_of_its_channel_and_nobodys_view() -> None:
    scene = joint()
    scene.do(End(MEDIATOR))
    before = {name: scene.view(name) for name in ("mediator", "worker")}
    kept = Kept(
        "id", WORKER, StayId("s"), StayId("r"), MediaKind.AUDIO, scene.now, 1, 2, "a", 3, "b", torn=False
    )
    (event,) = scene.do(KeepSegment(SYSTEM, JOINT, kept), key="id").events
    assert isinstance(event, SegmentKept)
    assert (event.channel, event.kept) == ("joint", kept)
    assert scene.do(KeepSegment(SYSTEM, JOINT, kept), key="id").events == ()
    assert {name: scene.view(name) for name in before} == before
    assert scene.refused(KeepSegment(MEDIATOR, JOINT, kept)) is ErrorCode.FORBIDDEN
