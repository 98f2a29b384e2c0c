"""The record read back to those who talked: what is read, to whom, and who says that it is right."""

from rooms import events
from rooms.canonical import digest
from rooms.commands import (
    Adjourn,
    AdmitAll,
    CallIn,
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
from rooms.ids import SeatId
from rooms.minutes import (
    READINGS_LIMIT,
    RESPONSES_LIMIT,
    Question,
    Reply,
    Section,
)
from rooms.moments import stamp
from tests.unit.rooms.minutes import (
    AGENT,
    CLERK,
    MEDIATOR,
    PARTIES,
    WORKER,
    minutes,
    read_back,
    reading,
    texts,
    write,
)
from tests.unit.rooms.scene import EMPLOYER, building_site, demonstration, text_of

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
