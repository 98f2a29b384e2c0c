"""The record of the joint talk: who writes it, what stays of it, to whom it is read, who confirms it."""

from datetime import timedelta
from typing import Any

import pytest

from rooms import events
from rooms.canonical import digest
from rooms.commands import (
    Adjourn,
    AdmitAll,
    AmendLine,
    Bring,
    CallIn,
    Command,
    ConfirmMinutes,
    CorrectLine,
    End,
    Leave,
    NoteAnswer,
    ObjectToMinutes,
    ReadBack,
    Resume,
    StrikeLine,
    WriteLine,
)
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, LineId, SeatId, SourceId
from rooms.minutes import (
    LINE_LIMIT,
    LINES_LIMIT,
    READINGS_LIMIT,
    REMARK_LIMIT,
    RESPONSES_LIMIT,
    TYPING_LIMIT,
    WORDINGS_LIMIT,
    Colleague,
    Question,
    Reply,
    Section,
)
from rooms.moments import stamp
from rooms.room import Refused
from tests.unit.rooms.dictated import apart, heard_by_all, speak
from tests.unit.rooms.scene import EMPLOYER, Scene, building_site, demonstration, text_of

CLERK, MEDIATOR, WORKER, AGENT = SeatId("clerk"), SeatId("mediator"), SeatId("worker"), SeatId("employer")
PARTIES = ("worker", "employer")
LATER = Colleague("account-7", "向晓梅")


def write(scene: Scene, text: str, section: Section = Section.STATEMENTS, **more: Any) -> LineId:
    seat = more.pop("seat", CLERK)
    return LineId(str(scene.do(WriteLine(seat, section, text, **more)).value["id"]))


def read_back(scene: Scene, seat: SeatId = CLERK) -> str:
    return str(scene.do(ReadBack(seat)).value["digest"])


def minutes(scene: Scene, name: str = "clerk") -> dict[str, Any]:
    shown: Any = scene.view(name)["minutes"]
    return dict(shown)


def line(scene: Scene, wanted: LineId) -> dict[str, Any]:
    return dict(minutes(scene)["lines"][wanted])


def reading(scene: Scene, name: str) -> dict[str, Any]:
    shown: Any = scene.view(name)["reading"]
    return dict(shown)


def texts(scene: Scene, name: str) -> list[str]:
    sections = reading(scene, name)["content"]["sections"]
    return [shown["text"] for section in sections for shown in section["lines"]]


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


# -- reading back


def test_what_is_read_back_is_what_holds_in_the_order_of_the_form() -> None:
    scene = demonstration()
    write(scene, "分两期付清", Section.RESULT)
    wrong = write(scene, "拖欠两个月", speaker=WORKER)
    write(scene, "欠薪三万元", Section.UNDISPUTED)
    slip = write(scene, "他说两万也行")
    scene.do(CorrectLine(CLERK, wrong, 1, "拖欠三个月", WORKER))
    scene.do(StrikeLine(CLERK, slip, 1, "误记"))
    scene.do(NoteAnswer(CLERK, Question.RECUSAL, WORKER, Reply.NO, "不申请"))
    scene.do(NoteAnswer(CLERK, Question.RECUSAL, AGENT, Reply.NO))
    found = read_back(scene)
    for name in PARTIES:
        shown = reading(scene, name)
        assert shown["digest"] == found == digest(shown["content"])
        assert texts(scene, name) == ["拖欠三个月", "欠薪三万元", "分两期付清"]
        assert "两万" not in text_of(shown)
        assert "误记" not in text_of(shown)
        assert "两个月" not in text_of(shown)
    content = reading(scene, "worker")["content"]
    assert [section["section"] for section in content["sections"]] == ["statements", "undisputed", "result"]
    assert content["sections"][0]["lines"] == [{"number": 1, "text": "拖欠三个月", "speaker": "name-worker"}]
    assert content["answers"] == [
        {"question": "recusal", "name": "name-worker", "reply": "no", "remark": "不申请"},
        {"question": "recusal", "name": "name-employer", "reply": "no"},
    ]
    assert [person["name"] for person in content["attendees"]] == [
        f"name-{name}" for name in ("mediator", "worker", "employer", "clerk")
    ]
    assert (content["case_no"], content["title"], content["mode"]) == ("吉劳调〔2026〕1号", "欠薪", "online")


def test_a_reading_is_frozen_until_it_is_read_anew() -> None:
    scene = demonstration()
    written = write(scene, "拖欠两个月")
    first = read_back(scene)
    assert minutes(scene)["reading"]["current"]
    before = scene.view("worker")
    scene.do(CorrectLine(CLERK, written, 1, "拖欠三个月"))
    assert scene.view("worker") == before
    assert not minutes(scene)["reading"]["current"]
    scene.do(CorrectLine(CLERK, written, 2, "拖欠两个月"))
    assert minutes(scene)["reading"]["current"]
    assert scene.do(ReadBack(CLERK)).events == ()
    scene.do(CorrectLine(CLERK, written, 3, "拖欠四个月"))
    assert read_back(scene, MEDIATOR) != first
    assert texts(scene, "worker") == ["拖欠四个月"]
    assert reading(scene, "worker")["number"] == 2


def test_it_is_read_in_the_joint_talk_only_with_a_host_and_with_something_in_it() -> None:
    scene = demonstration()
    assert scene.refused(ReadBack(CLERK)) is ErrorCode.NOTHING_TO_READ
    struck = write(scene, "到场")
    scene.do(StrikeLine(CLERK, struck, 1, "重复"))
    assert scene.refused(ReadBack(CLERK)) is ErrorCode.NOTHING_TO_READ
    write(scene, "到场")
    scene.separate()
    assert scene.refused(ReadBack(CLERK)) is ErrorCode.NOT_HERE
    scene.rejoin()
    scene.drop("mediator")
    scene.wait(11)
    assert scene.refused(ReadBack(CLERK)) is ErrorCode.NOT_HERE
    scene.back("mediator")
    scene.do(Adjourn(MEDIATOR))
    assert scene.refused(ReadBack(CLERK)) is ErrorCode.ADJOURNED


def test_readings_have_a_limit() -> None:
    scene = demonstration()
    for number in range(READINGS_LIMIT):
        write(scene, f"第{number}条")
        read_back(scene)
    write(scene, "再一条")
    assert scene.refused(ReadBack(CLERK)) is ErrorCode.TOO_MANY


def test_a_reading_is_shown_in_the_joint_talk_and_to_whoever_comes_late() -> None:
    scene = demonstration()
    write(scene, "到场")
    scene.do(Leave(WORKER))
    read_back(scene)
    scene.separate()
    assert not any("reading" in scene.view(name) for name in PARTIES)
    scene.enter("worker")
    scene.do(AdmitAll(MEDIATOR))
    assert "reading" not in scene.view("worker")
    scene.rejoin()
    assert texts(scene, "worker") == texts(scene, "employer") == ["到场"]
    scene.do(Adjourn(MEDIATOR))
    assert "reading" in scene.view("worker")
    scene.do(Resume(MEDIATOR))
    assert "reading" not in scene.view("worker")
    scene.do(End(MEDIATOR))
    assert not any({"reading", "minutes"} & set(scene.view(name)) for name in (*PARTIES, "clerk"))


def test_it_is_read_to_the_parties_and_their_interpreters_and_to_no_observer() -> None:
    scene = building_site()
    scene.do(CallIn(MEDIATOR, "彭经理", EMPLOYER))
    caller = list(scene.state.people)[-1]
    write(scene, "到场")
    read_back(scene)
    readers = {name for name in scene.state.people if "reading" in scene.view(name)}
    assert readers == {"w1", "w2", "w3", "w4", "w5", "w6", "lawyer", "interpreter", "contractor", "agent"}
    assert caller not in readers
    assert {name for name in scene.state.people if "minutes" in scene.view(name)} == {
        "mediator",
        "comediator",
        "clerk",
    }


def test_who_waits_in_the_lobby_writes_and_reads_nothing() -> None:
    scene = demonstration()
    write(scene, "到场")
    read_back(scene)
    for name in ("worker", "clerk"):
        scene.other_device(name)
        assert not {"reading", "minutes"} & set(scene.view(name))
    assert scene.refused(WriteLine(CLERK, Section.OTHER, "话")) is ErrorCode.NOT_HERE
    assert scene.refused(ConfirmMinutes(WORKER, WORKER, "00")) is ErrorCode.NOT_HERE


# -- confirming


def test_each_confirms_for_themselves_what_was_read() -> None:
    scene = demonstration()
    write(scene, "到场")
    found = read_back(scene)
    before = scene.view("employer")
    assert reading(scene, "worker")["mine"] == {"worker": {"name": "name-worker", "state": "open"}}
    scene.do(ConfirmMinutes(WORKER, WORKER, found))
    at = stamp(scene.state.at)
    assert reading(scene, "worker")["mine"]["worker"]["state"] == "confirmed"
    assert scene.view("employer") == before
    said = minutes(scene)["reading"]["responses"]
    assert said == [{"seat": "worker", "name": "name-worker", "at": at}]
    assert scene.do(ConfirmMinutes(WORKER, WORKER, found)).events == ()


def test_what_is_not_right_is_noted_in_the_record_and_read_with_it() -> None:
    scene = demonstration()
    written = write(scene, "拖欠两个月")
    first = read_back(scene)
    scene.do(ObjectToMinutes(WORKER, WORKER, first, " 应该是三个月 "))
    mine = reading(scene, "worker")["mine"]["worker"]
    assert (mine["state"], mine["words"]) == ("objected", "应该是三个月")
    assert "应该是三个月" not in text_of(scene.view("employer"))
    assert scene.do(ObjectToMinutes(WORKER, WORKER, first, "应该是三个月")).events == ()
    assert not minutes(scene)["reading"]["current"]
    scene.do(CorrectLine(CLERK, written, 1, "拖欠三个月"))
    second = read_back(scene)
    assert scene.refused(ConfirmMinutes(WORKER, WORKER, first)) is ErrorCode.READ_ANEW
    assert scene.refused(ObjectToMinutes(WORKER, WORKER, first, "还不对")) is ErrorCode.READ_ANEW
    noted = [{"reading": 1, "name": "name-worker", "words": "应该是三个月"}]
    assert reading(scene, "employer")["content"]["objections"] == noted
    for seat in (WORKER, AGENT):
        scene.do(ConfirmMinutes(seat, seat, second))
    responses = [reading.responses for reading in scene.state.minutes.readings]
    assert [[said.objection for said in each] for each in responses] == [["应该是三个月"], [None, None]]


def test_who_objected_by_mistake_may_confirm_and_who_confirmed_may_object() -> None:
    scene = demonstration()
    write(scene, "到场")
    found = read_back(scene)
    for _ in range(RESPONSES_LIMIT // 2):
        scene.do(ObjectToMinutes(WORKER, WORKER, found, "不对"))
        scene.do(ConfirmMinutes(WORKER, WORKER, found))
    assert reading(scene, "worker")["mine"]["worker"]["state"] == "confirmed"
    assert scene.refused(ObjectToMinutes(WORKER, WORKER, found, "不对")) is ErrorCode.TOO_MANY


def test_on_a_shared_phone_each_seat_confirms_by_itself() -> None:
    scene = building_site()
    write(scene, "到场")
    found = read_back(scene)
    w1, w2 = SeatId("w1"), SeatId("w2")
    assert set(reading(scene, "w1")["mine"]) == {"w1", "w2", "w3"}
    scene.do(ConfirmMinutes(w1, w2, found))
    states = {seat: mine["state"] for seat, mine in reading(scene, "w1")["mine"].items()}
    assert states == {"w1": "open", "w2": "confirmed", "w3": "open"}
    event = scene.log[-1]
    assert isinstance(event, events.MinutesConfirmed)
    assert event.seat == "w2"
    assert scene.refused(ConfirmMinutes(w1, SeatId("w4"), found)) is ErrorCode.NOT_FOUND


def test_an_interpreter_reads_and_confirms_for_nobody() -> None:
    scene = building_site()
    write(scene, "到场")
    found = read_back(scene)
    interpreter = SeatId("interpreter")
    assert texts(scene, "interpreter") == ["到场"]
    assert reading(scene, "interpreter")["mine"] == {}
    for who in (interpreter, SeatId("w6")):
        assert scene.refused(ConfirmMinutes(interpreter, who, found)) is ErrorCode.NOT_FOUND


def test_nothing_is_confirmed_that_was_not_read_to_one() -> None:
    scene = demonstration()
    written = write(scene, "到场")
    assert scene.refused(ConfirmMinutes(WORKER, WORKER, "00")) is ErrorCode.NOT_FOUND
    found = read_back(scene)
    assert scene.refused(ObjectToMinutes(WORKER, WORKER, found, " ")) is ErrorCode.BAD_MESSAGE
    assert scene.refused(ConfirmMinutes(CLERK, WORKER, found)) is ErrorCode.NOT_FOUND
    assert scene.refused(ConfirmMinutes(MEDIATOR, WORKER, found)) is ErrorCode.FORBIDDEN
    scene.separate()
    assert scene.refused(ConfirmMinutes(WORKER, WORKER, found)) is ErrorCode.NOT_FOUND
    assert scene.state.minutes.lines[written].version == 1


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
