"""The record of the joint talk: who writes it, what stays of it, and what is asked at its beginning."""

from datetime import timedelta
from typing import Any

import pytest

from rooms.commands import (
    AmendLine,
    Bring,
    Command,
    CorrectLine,
    End,
    NoteAnswer,
    ReadBack,
    StrikeLine,
    WriteLine,
)
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, LineId, SeatId, SourceId
from rooms.minutes import (
    LINE_LIMIT,
    LINES_LIMIT,
    REMARK_LIMIT,
    TYPING_LIMIT,
    WORDINGS_LIMIT,
    Question,
    Reply,
    Section,
)
from rooms.moments import stamp
from rooms.room import Refused
from tests.unit.rooms.dictated import apart, heard_by_all, speak
from tests.unit.rooms.minutes import (
    AGENT,
    CLERK,
    LATER,
    MEDIATOR,
    PARTIES,
    WORKER,
    line,
    minutes,
    read_back,
    write,
)
from tests.unit.rooms.scene import Scene, building_site, demonstration

# -- writing


def test_a_line_is_shown_to_clerk_and_hosts_and_to_nobody_else() -> None:
    scene = demonstration()
    others = {name: scene.view(name) for name in PARTIES}
    written = write(scene, " 工资拖欠三个月\x00 ", speaker=WORKER)
    shown = line(scene, written)
    assert (shown["text"], shown["speaker"], shown["section"]) == ("工资拖欠三个月", "worker", "statements")
    assert shown["by"] == {"name": "name-clerk", "seat": "clerk"}
    assert shown["version"] == 1
    assert minutes(scene, "mediator") == minutes(scene)
    assert {name: scene.view(name) for name in PARTIES} == others


def test_a_line_is_about_when_it_was_begun_within_bounds() -> None:
    scene = demonstration()
    for ago, since in [(1500, 1.5), (-5, 0), (10**8, TYPING_LIMIT.total_seconds())]:
        written = write(scene, f"{ago}毫秒之前", ago=ago)
        assert line(scene, written)["moment"] == stamp(scene.state.at - timedelta(seconds=since))


def test_a_line_taken_from_a_message_is_about_when_that_was_said() -> None:
    scene = demonstration()
    said = SourceId(scene.say("worker", "三个月没发工资"))
    at = scene.state.at
    scene.wait(60)
    written = write(scene, "三个月没发工资", source=said, speaker=WORKER, ago=1)
    assert line(scene, written)["moment"] == stamp(at)
    assert line(scene, written)["source"] == said


def test_what_was_written_apart_is_as_unknown_to_the_record_as_what_never_was() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    apart = SourceId(scene.say("w4", "其实两万也行"))
    scene.meet("w5")
    alone = SourceId(scene.say("w5", "我怕包工头"))
    scene.rejoin()
    scene.drop("mediator")
    scene.drop("comediator")
    scene.wait(11)
    to_hosts = SourceId(scene.say("agent", "调解员在吗"))
    for source in (apart, alone, to_hosts, SourceId("none")):
        refused = scene.handle(WriteLine(CLERK, Section.OTHER, "抄来的", source=source))
        assert refused == Refused(ErrorCode.NOT_JOINT)
    assert minutes(scene)["lines"] == {}


def test_nothing_is_written_out_of_a_talk_apart_and_all_of_it_on_neutral_ground() -> None:
    scene = demonstration()
    old = write(scene, "双方到场")
    scene.separate()
    write(scene, "转入背对背")
    scene.visit("worker")
    scene.do(Bring(MEDIATOR, CLERK))
    for seat in (CLERK, MEDIATOR):
        asked: list[Command] = [
            WriteLine(seat, Section.OTHER, "两万也行"),
            CorrectLine(seat, old, 1, "两万也行"),
            NoteAnswer(seat, Question.RIGHTS, WORKER, Reply.YES),
        ]
        assert [scene.refused(command) for command in asked] == [ErrorCode.NOT_JOINT] * 3
    scene.do(StrikeLine(CLERK, old, 1, "记错了"))
    assert len(minutes(scene)["lines"]) == 2


def test_only_who_was_in_the_joint_talk_speaks_in_the_record() -> None:
    scene = Scene(*building_site().log[0].seats)  # type: ignore[union-attr]
    scene.enter("mediator", "clerk", "w4", "w5")
    scene.admit("clerk", "w4")
    assert set(minutes(scene)["people"]) == {"mediator", "clerk", "w4"}
    for speaker in (SeatId("w5"), SeatId("nobody")):
        assert scene.refused(WriteLine(CLERK, Section.OTHER, "话", speaker)) is ErrorCode.NOT_FOUND
    written = write(scene, "话", speaker=SeatId("w4"))
    assert scene.refused(CorrectLine(CLERK, written, 1, "话", SeatId("w5"))) is ErrorCode.NOT_FOUND
    assert minutes(scene)["people"]["w4"] == {
        "person": "key-w4",
        "name": "name-w4",
        "role": "party",
        "group": "worker",
    }


def test_the_record_begins_with_the_first_of_the_parties() -> None:
    scene = Scene(*building_site().log[0].seats)  # type: ignore[union-attr]
    scene.enter("mediator", "clerk")
    scene.admit("clerk")
    assert "began" not in minutes(scene)
    write(scene, "等候双方")
    read_back(scene)
    scene.enter("w4")
    scene.admit("w4")
    began = stamp(scene.state.at)
    scene.enter("w5")
    scene.admit("w5")
    assert minutes(scene)["began"] == began
    assert not minutes(scene)["reading"]["current"]


@pytest.mark.parametrize("seat", ["worker", "employer"])
def test_a_party_writes_nothing_into_it(seat: str) -> None:
    scene = demonstration()
    written = write(scene, "到场")
    party = SeatId(seat)
    asked: list[Command] = [
        WriteLine(party, Section.OTHER, "话"),
        CorrectLine(party, written, 1, "话"),
        StrikeLine(party, written, 1, "不对"),
        NoteAnswer(party, Question.RIGHTS, WORKER, Reply.YES),
        ReadBack(party),
        AmendLine(party, written, 1, "话", "理由", LATER),
    ]
    assert {scene.refused(command) for command in asked} == {ErrorCode.FORBIDDEN}
    assert scene.refused(AmendLine(CLERK, written, 1, "话", "理由", LATER)) is ErrorCode.FORBIDDEN


def test_a_line_has_limits() -> None:
    scene = demonstration()
    assert scene.refused(WriteLine(CLERK, Section.OTHER, "字" * (LINE_LIMIT + 1))) is ErrorCode.TOO_LARGE
    assert scene.refused(WriteLine(CLERK, Section.OTHER, " \n ")) is ErrorCode.BAD_MESSAGE
    for number in range(LINES_LIMIT):
        last = write(scene, f"第{number}条")
    assert scene.refused(WriteLine(CLERK, Section.OTHER, "再一条")) is ErrorCode.TOO_MANY
    assert scene.refused(CorrectLine(CLERK, last, 1, "字" * (LINE_LIMIT + 1))) is ErrorCode.TOO_LARGE
    for number in range(1, WORDINGS_LIMIT):
        scene.do(CorrectLine(CLERK, last, number, f"改{number}"))
    assert scene.refused(CorrectLine(CLERK, last, WORDINGS_LIMIT, "再改")) is ErrorCode.TOO_MANY
    assert scene.refused(StrikeLine(CLERK, last, WORDINGS_LIMIT, "  ")) is ErrorCode.BAD_MESSAGE


# -- correcting and striking


def test_a_correction_keeps_what_the_line_said_who_wrote_it_and_when() -> None:
    scene = demonstration()
    written = write(scene, "拖欠两个月", speaker=WORKER)
    at = stamp(scene.state.at)
    scene.do(CorrectLine(MEDIATOR, written, 1, "拖欠三个月", AGENT))
    shown = line(scene, written)
    assert (shown["text"], shown["speaker"], shown["version"]) == ("拖欠三个月", "employer", 2)
    assert shown["by"]["seat"] == "mediator"
    assert shown["written"] == at
    clerk = {"name": "name-clerk", "seat": "clerk"}
    assert shown["former"] == [{"text": "拖欠两个月", "speaker": "worker", "by": clerk, "at": at}]
    assert scene.do(CorrectLine(MEDIATOR, written, 2, " 拖欠三个月 ", AGENT)).events == ()


def test_who_corrects_an_old_version_is_told_the_present_one() -> None:
    scene = demonstration()
    written = write(scene, "拖欠两个月")
    scene.do(CorrectLine(MEDIATOR, written, 1, "拖欠三个月"))
    outcome = scene.handle(CorrectLine(CLERK, written, 1, "拖欠四个月"))
    present = {"version": 2, "text": "拖欠三个月", "struck": False}
    assert outcome == Refused(ErrorCode.LINE_CHANGED, present)
    assert scene.handle(StrikeLine(CLERK, written, 1, "重复")) == outcome
    assert scene.refused(CorrectLine(CLERK, LineId("none"), 1, "话")) is ErrorCode.NOT_FOUND
    assert scene.refused(StrikeLine(CLERK, LineId("none"), 1, "重复")) is ErrorCode.NOT_FOUND


def test_a_struck_line_stays_with_its_reason_and_is_changed_no_more() -> None:
    scene = demonstration()
    written = write(scene, "重复的话")
    scene.do(StrikeLine(CLERK, written, 1, "重复"))
    shown = line(scene, written)
    assert shown["text"] == "重复的话"
    assert shown["struck"]["reason"] == "重复"
    assert shown["struck"]["by"]["seat"] == "clerk"
    outcome = scene.handle(CorrectLine(CLERK, written, 2, "又来了"))
    assert outcome == Refused(ErrorCode.LINE_CHANGED, {"version": 2, "text": "重复的话", "struck": True})


def test_a_colleague_corrects_and_strikes_after_the_end_with_account_name_and_reason() -> None:
    scene = demonstration()
    one, other = write(scene, "拖欠两个月"), write(scene, "重复")
    scene.do(End(MEDIATOR))
    assert scene.refused(CorrectLine(CLERK, one, 1, "拖欠三个月")) is ErrorCode.ENDED
    scene.do(AmendLine(SYSTEM, one, 1, "拖欠三个月", "与录音核对", LATER, WORKER))
    scene.do(AmendLine(SYSTEM, other, 1, None, "与上一条相同", LATER))
    corrected, struck = scene.state.minutes.lines[one], scene.state.minutes.lines[other]
    assert [wording.text for wording in corrected.wordings] == ["拖欠两个月", "拖欠三个月"]
    assert corrected.wording.by.wire == {"name": "向晓梅", "account": "account-7"}
    assert corrected.wording.reason == "与录音核对"
    assert corrected.wire["reason"] == "与录音核对"
    assert struck.struck is not None
    assert struck.struck.by.account == "account-7"


def test_a_correction_after_the_end_needs_a_reason_and_the_present_version() -> None:
    scene = demonstration()
    written = write(scene, "拖欠两个月")
    scene.do(End(MEDIATOR))

    def amend(text: str | None, reason: str = "核对", version: int = 1, **more: Any) -> Command:
        return AmendLine(SYSTEM, written, version, text, reason, LATER, **more)

    assert scene.refused(amend("话", " ")) is ErrorCode.REASON_NEEDED
    assert scene.refused(amend("话", "因" * (LINE_LIMIT + 1))) is ErrorCode.TOO_LARGE
    assert scene.refused(amend(" ")) is ErrorCode.BAD_MESSAGE
    assert scene.refused(amend("话", speaker=SeatId("nobody"))) is ErrorCode.NOT_FOUND
    assert scene.refused(amend("话", version=2)) is ErrorCode.LINE_CHANGED


# -- the opening script


def test_each_answer_of_the_script_is_an_event_and_a_later_one_keeps_the_former() -> None:
    scene = demonstration()
    for question in Question:
        assert len(scene.do(NoteAnswer(CLERK, question, WORKER, Reply.YES)).events) == 1
    scene.do(NoteAnswer(MEDIATOR, Question.RECUSAL, WORKER, Reply.NO, " 不申请 "))
    assert scene.do(NoteAnswer(CLERK, Question.RECUSAL, WORKER, Reply.NO, "不申请")).events == ()
    shown = minutes(scene)["answers"]["recusal"]["worker"]
    assert (shown["reply"], shown["remark"], shown["by"]["seat"]) == ("no", "不申请", "mediator")
    assert [answer["reply"] for answer in shown["former"]] == ["yes"]


def test_answers_are_of_those_who_are_asked_and_have_limits() -> None:
    scene = building_site()
    for who in ("clerk", "mediator", "observer", "expert", "nobody"):
        command = NoteAnswer(CLERK, Question.RIGHTS, SeatId(who), Reply.YES)
        assert scene.refused(command) is ErrorCode.NOT_FOUND
    scene.do(NoteAnswer(CLERK, Question.IDENTITY, SeatId("interpreter"), Reply.YES))
    w4, words = SeatId("w4"), "字" * (REMARK_LIMIT + 1)
    assert scene.refused(NoteAnswer(CLERK, Question.RIGHTS, w4, Reply.NO, words)) is ErrorCode.TOO_LARGE
    for number in range(WORDINGS_LIMIT):
        scene.do(NoteAnswer(CLERK, Question.RIGHTS, w4, Reply.YES, str(number)))
    assert scene.refused(NoteAnswer(CLERK, Question.RIGHTS, w4, Reply.NO)) is ErrorCode.TOO_MANY


# -- out of what a machine heard


def test_a_line_taken_from_what_a_machine_heard_is_about_when_that_was_said() -> None:
    scene = heard_by_all()
    at = scene.state.at
    heard = SourceId(speak(scene, "worker", "三个月没发工资"))
    scene.wait(60)
    written = write(scene, "三个月没发工资", source=heard, speaker=WORKER)
    assert line(scene, written)["moment"] == stamp(at)


def test_what_a_machine_heard_apart_is_unknown_to_the_record() -> None:
    scene = apart()
    heard = SourceId(speak(scene, "worker", "其实两万也行"))
    scene.rejoin()
    refused = scene.handle(WriteLine(CLERK, Section.OTHER, "抄来的", source=heard))
    assert refused == Refused(ErrorCode.NOT_JOINT)
