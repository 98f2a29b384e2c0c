"""Transcription: whose speech may be put into words, what becomes of the words, and who reads them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rooms import views
from rooms.archive.folding import past
from rooms.archive.past import LineKind
from rooms.channel import JOINT, of_group, private
from rooms.commands import End, Enter, Record, SetMedia, Telephone
from rooms.consent import ConsentKind
from rooms.errors import ErrorCode
from rooms.events import Uttered, decode, encode
from rooms.ids import TRANSCRIBER, ChannelId, SeatId
from rooms.moments import stamp
from rooms.participant import MediaKind
from rooms.policy import Dictation, Take, listeners, routes, voices
from rooms.recording import RecordingRule
from rooms.room import replay
from rooms.state import Rules
from rooms.utterance import TEXT_LIMIT, WINDOW, TextSource, well_formed, worded
from tests.unit.rooms.dictated import (
    apart,
    captions,
    consent,
    dictations,
    heard_by_all,
    joint,
    said,
    speak,
    voice,
)
from tests.unit.rooms.scene import BUILDING_SITE, EMPLOYER, WORKERS, Scene, text_of


def text_state(scene: Scene, name: str) -> object:
    shown = scene.view(name)["recording"]
    assert isinstance(shown, dict)
    return shown.get("text")


def test_what_was_put_into_words_already_is_not_said_twice() -> None:
    scene = heard_by_all()
    command = said(voice(scene, "worker"), "还差三千元", scene.state.at)
    scene.do(command)
    assert scene.do(command).events == ()
    assert captions(scene, "employer") == ["还差三千元"]


# -- whose speech may be put into words


def test_nothing_is_put_into_words_while_no_host_records() -> None:
    scene = heard_by_all()
    scene.do(Record(SeatId("mediator"), scene.stay("mediator"), False))
    assert dictations(scene) == set()
    assert voices(scene.state) == frozenset()


def test_everybody_or_nobody_in_the_joint_talk() -> None:
    scene = joint()
    consent(scene, "worker")
    consent(scene, "employer", kinds=(ConsentKind.RECORDING,))
    assert dictations(scene) == set()
    assert text_state(scene, "worker") is None
    consent(scene, "employer")
    assert dictations(scene) == {"worker", "employer", "mediator", "clerk"}
    assert text_state(scene, "worker") is True


def test_hosts_alone_are_told_who_is_recorded_without_words() -> None:
    scene = joint()
    consent(scene, "worker")
    consent(scene, "employer", kinds=(ConsentKind.RECORDING,))
    assert scene.view("mediator")["recording"]["text_lacking"] == ["employer"]  # type: ignore[index,call-overload]
    assert "text_lacking" not in text_of(scene.view("worker"))
    consent(scene, "employer")
    assert "text_lacking" not in text_of(scene.view("mediator"))


def test_nobody_is_put_into_words_who_is_not_recorded() -> None:
    scene = joint()
    consent(scene, "worker", "employer", kinds=(ConsentKind.TRANSCRIPTION,))
    assert dictations(scene) == set()


def test_consent_taken_back_ends_it_for_all_and_leaves_the_recording() -> None:
    scene = heard_by_all()
    consent(scene, "worker", kinds=(ConsentKind.TRANSCRIPTION,), given=False)
    assert dictations(scene) == set()
    assert {route.source for route in routes(scene.state) if isinstance(route, Take)}


def test_by_the_other_rule_each_device_for_itself() -> None:
    scene = joint(RecordingRule.CONSENTING)
    consent(scene, "worker")
    consent(scene, "employer", kinds=(ConsentKind.RECORDING,))
    assert dictations(scene) == {"worker", "mediator", "clerk"}


def test_agreeing_to_the_recording_of_a_separate_talk_agrees_to_its_words() -> None:
    scene = apart()
    assert dictations(scene) == {"worker", "mediator"}
    assert text_state(scene, "worker") is True


def test_without_a_host_nobody_is_put_into_words() -> None:
    scene = heard_by_all()
    scene.drop("mediator")
    scene.wait(11)
    assert dictations(scene) == set()


def test_it_is_speech_alone_in_the_stay_of_its_speaker() -> None:
    scene = heard_by_all()
    found = [route for route in routes(scene.state) if isinstance(route, Dictation)]
    assert {route.kind for route in found} == {MediaKind.AUDIO}
    assert {route.target for route in found} == {TRANSCRIBER}
    assert {route.target_stay for route in found} == {scene.state.recordings[JOINT].id}
    assert {route.source_stay for route in found} == {scene.stay(route.source) for route in found}
    scene.do(SetMedia(SeatId("worker"), MediaKind.AUDIO, False))
    assert "worker" not in dictations(scene)


def test_on_a_shared_device_it_is_one_of_those_who_sit_there() -> None:
    scene = Scene(*BUILDING_SITE, rules=Rules(recording=RecordingRule.CONSENTING))
    scene.enter("mediator", "w1")
    scene.enter("w2", share="w1")
    scene.admit("w1")
    scene.do(Record(SeatId("mediator"), scene.stay("mediator"), True))
    consent(scene, "w1", "w2")
    before = voice(scene, "w1")
    assert before.speakers == ("w1", "w2")
    identity = speak(scene, "w1", "我们都同意")
    shown = scene.view("mediator")["captions"][identity]  # type: ignore[index,call-overload]
    assert shown["one_of"] == ["name-w1", "name-w2"]
    device = scene.person("w1").device
    assert device is not None
    scene.do(Enter(SeatId("w3"), device, scene.state.rules.required_consents, SeatId("w1")))
    consent(scene, "w3")
    scene.admit("w1")
    assert voice(scene, "w1") != before


# -- what becomes of the words


def test_words_are_in_the_chain_of_the_channel_where_they_were_said() -> None:
    scene = apart()
    speak(scene, "worker", "底线是四万")
    event = scene.log[-1]
    assert isinstance(event, Uttered)
    assert event.channel == of_group(WORKERS)
    assert event.utterance.text == "底线是四万"
    assert event.utterance.source is TextSource.MACHINE


def test_only_the_service_itself_puts_into_words() -> None:
    scene = heard_by_all()
    command = said(voice(scene, "worker"), "我说的", scene.state.at)
    assert scene.refused(replace(command, seat=SeatId("mediator"))) is ErrorCode.FORBIDDEN


def test_words_that_come_late_are_kept_even_after_the_end() -> None:
    scene = heard_by_all()
    command = said(voice(scene, "worker"), "最后一句", scene.state.at)
    scene.do(End(SeatId("mediator")))
    assert scene.do(command).events
    assert all(captions(scene, name) == [] for name in scene.state.people)


def test_the_same_words_told_twice_are_kept_once() -> None:
    scene = heard_by_all()
    command = said(voice(scene, "worker"), "说一遍", scene.state.at)
    assert scene.do(command, command.utterance.id).events
    assert not scene.do(command, command.utterance.id).events


@pytest.mark.parametrize(
    "wrong",
    [
        {"seat": "employer"},
        {"stay": "another"},
        {"recording": "another"},
        {"speakers": ("worker", "employer")},
        {"channel": of_group(EMPLOYER)},
        {"channel": private(SeatId("worker"))},
    ],
)
def test_what_was_never_granted_is_refused(wrong: dict[str, str]) -> None:
    scene = heard_by_all()
    granted = voice(scene, "worker")
    command = said(replace(granted, **wrong), "谁说的", scene.state.at)  # type: ignore[arg-type]
    assert scene.refused(command) is ErrorCode.FORBIDDEN


def test_what_was_said_in_one_channel_is_no_others() -> None:
    scene = apart()
    elsewhere = replace(voice(scene, "worker"), channel=ChannelId(JOINT))
    assert scene.refused(said(elsewhere, "串线", scene.state.at)) is ErrorCode.FORBIDDEN


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "short"},
        {"id": "no spaces in an id -- "},
        {"text": ""},
        {"text": " 有空格 "},
        {"text": "字" * (TEXT_LIMIT + 1)},
        {"text": "\u202e倒过来"},
        {"milliseconds": 0},
        {"milliseconds": -5},
        {"milliseconds": 3_600_000},
        {"engine": ""},
        {"model": "AB" * 32},
        {"source": TextSource.NOBODY},
    ],
)
def test_what_no_machine_of_ours_makes_is_refused(wrong: dict[str, object]) -> None:
    scene = heard_by_all()
    command = said(voice(scene, "worker"), "好的", scene.state.at, **wrong)
    assert not well_formed(command.utterance)
    assert scene.refused(command) is ErrorCode.BAD_MESSAGE


def test_a_gap_is_told_as_a_gap() -> None:
    scene = heard_by_all()
    scene.do(said(voice(scene, "worker"), "", scene.state.at, source=TextSource.NOBODY))
    shown = next(iter(scene.view("employer")["captions"].values()))  # type: ignore[union-attr]
    assert (shown["source"], shown["text"]) == ("nobody", "")  # type: ignore[index,call-overload]


def test_a_machines_words_are_made_fit_to_keep() -> None:
    assert worded(" 好的\u202e，\r\n谢谢 ") == "好的，\n谢谢"
    assert worded("\ufeff \n") == ""
    assert len(worded("字" * 3000)) == TEXT_LIMIT


def test_the_log_leads_to_the_same_captions() -> None:
    scene = heard_by_all()
    speak(scene, "worker", "三天内付")
    again = replay(decode(encode(event)) for event in scene.log if event.durable)
    assert views.view(again, SeatId("employer"))["captions"] == scene.view("employer")["captions"]
    assert again.voices == scene.state.voices


def test_afterwards_they_are_lines_of_the_record_where_they_were_said() -> None:
    scene = apart()
    identity = speak(scene, "worker", "底线是四万")
    line = next(line for line in past(scene.log).lines if line.kind is LineKind.SAID)
    assert (line.id, line.channel, line.text, line.seats) == (
        identity,
        of_group(WORKERS),
        "底线是四万",
        (SeatId("worker"),),
    )
    assert line.milliseconds == 1500


# -- who reads them


def test_those_who_are_there_read_them_and_nobody_else() -> None:
    scene = apart()
    speak(scene, "worker", "底线是四万")
    assert captions(scene, "worker") == captions(scene, "mediator") == ["底线是四万"]
    assert captions(scene, "employer") == captions(scene, "clerk") == []
    assert "底线" not in text_of(scene.view("employer"))


def test_they_are_shown_with_what_must_be_confirmed() -> None:
    scene = heard_by_all()
    at = stamp(scene.state.at)
    identity = speak(scene, "worker", "十天内付四万元")
    assert scene.view("employer")["captions"][identity] == {  # type: ignore[index,call-overload]
        "channel": "joint",
        "seat": "worker",
        "person": "key-worker",
        "name": "name-worker",
        "text": "十天内付四万元",
        "at": at,
        "source": "machine",
        "doubts": [{"start": 0, "end": 2, "kind": "date"}, {"start": 4, "end": 7, "kind": "amount"}],
    }


def test_they_stay_where_they_were_said() -> None:
    scene = heard_by_all()
    speak(scene, "worker", "一起说的")
    scene.separate()
    assert all(captions(scene, name) == [] for name in scene.state.people)
    scene.rejoin()
    assert all(captions(scene, name) == [] for name in scene.state.people)


def test_who_comes_later_does_not_read_what_was_begun_before() -> None:
    scene = apart()
    early = said(voice(scene, "worker"), "他来之前", scene.state.at)
    scene.do(Record(SeatId("mediator"), scene.stay("mediator"), False))
    scene.visit("neutral")
    scene.visit("worker")
    scene.do(early)
    assert captions(scene, "mediator") == []
    assert captions(scene, "worker") == ["他来之前"]


def test_nothing_is_shown_to_who_is_on_the_telephone_or_in_a_lobby() -> None:
    scene = Scene(*BUILDING_SITE, rules=Rules(recording=RecordingRule.CONSENTING))
    scene.enter("mediator", "w1", "w4", "observer")
    scene.admit("w1")
    scene.do(Telephone(SeatId("mediator"), SeatId("w5"), True))
    scene.do(Record(SeatId("mediator"), scene.stay("mediator"), True))
    consent(scene, "w1")
    speak(scene, "w1", "听得见吗")
    assert scene.channel("w5") == JOINT
    assert captions(scene, "w5") == captions(scene, "w4") == captions(scene, "observer") == []
    assert captions(scene, "mediator") == ["听得见吗"]


def test_a_view_holds_the_newest() -> None:
    scene = heard_by_all()
    for number in range(WINDOW + 3):
        speak(scene, "worker", f"第{number}句")
    assert captions(scene, "employer") == [f"第{number}句" for number in range(3, WINDOW + 3)]


def test_what_is_just_being_said_is_for_who_takes_part_there_and_then() -> None:
    scene = heard_by_all()
    granted, began = voice(scene, "worker"), scene.state.at
    assert listeners(scene.state, granted, began) == {"worker", "employer", "mediator", "clerk"}
    assert listeners(scene.state, granted, began - timedelta(hours=1)) == frozenset()
    scene.separate()
    assert listeners(scene.state, granted, began) == frozenset()


def test_a_patch_tells_of_words_only_to_those_who_read_them() -> None:
    scene = apart()
    before = scene.state
    speak(scene, "worker", "只在这里")
    assert set(views.changes(before, scene.state)) == {"worker", "mediator"}
