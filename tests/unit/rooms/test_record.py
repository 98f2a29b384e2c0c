"""The record of a past session: whole, marked, in the order of the form."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from rooms.archive.folding import past
from rooms.archive.reading import Reader, granted
from rooms.archive.readout import read_out
from rooms.archive.record import structured, text
from rooms.canonical import canonical
from rooms.commands import ReadBack, WriteLine
from rooms.events import decode
from rooms.ids import SeatId
from rooms.minutes import NOTHING, Section
from rooms.rights import StaffRole
from rooms.roles import Role
from server.i18n import Language, catalogue
from tests.unit.rooms.scene import EMPLOYER, Scene, demonstration, seat

LINES = (Path(__file__).parent / "golden" / "0.4.minutes.jsonl").read_text("utf-8").splitlines()
LOG = [decode(json.loads(line)) for line in LINES]


def clock(at: datetime) -> str:
    return at.strftime("%H:%M:%S")


def words(language: Language = Language.CHINESE) -> dict[str, str]:
    return catalogue(language).part("form", "role")


def test_the_text_is_in_the_order_of_the_form_with_what_was_struck_and_corrected() -> None:
    written = text(past(LOG), words(), clock).splitlines()
    assert written[:3] == ["调解笔录", "案号：吉劳调〔2026〕1号", "案由：欠薪"]
    begins = [line for line in written if not line.startswith(" ")]
    headings = ["到场人", "核对身份", "是否申请调解员回避", "各方陈述", "没有争议的事实"]
    assert [line for line in begins if line in headings] == headings
    assert "  name-worker（当事人）" in written
    assert "  name-worker：核对无误" in written
    place = next(number for number, line in enumerate(written) if line.startswith("  1. "))
    assert written[place].endswith("name-worker：拖欠三个月工资")
    assert written[place + 1].startswith("    原来写的：拖欠两个月（")
    assert written[place + 1].endswith("name-clerk改）")
    assert written[place + 2].startswith("    原来写的：拖欠三个月（")
    assert written[place + 2].endswith("向晓梅改）。理由：与录音核对")
    assert written[place + 3].startswith("  2. ")
    assert "〔已划去〕重复的一条" in written[place + 3]
    assert written[place + 4].endswith("name-clerk划去。理由：重复")
    assert any("这里不对，应该是三个月" in line for line in written)
    assert sum("没有问题" in line for line in written) == 2


def test_a_former_answer_is_kept_beside_the_one_that_holds() -> None:
    written = text(past(LOG), words(), clock)
    assert "name-employer：不申请（不申请）\n    原来写的：不申请（" in written


@pytest.mark.parametrize("language", Language)
def test_there_are_words_for_all_of_it_in_both_languages(language: Language) -> None:
    found = past(LOG)
    assert text(found, words(language), clock)
    for reading in found.minutes.readings:
        assert read_out(reading.content, words(language), clock)


def test_what_was_read_is_a_text_of_its_own_without_what_did_not_hold() -> None:
    first, second = past(LOG).minutes.readings
    read = read_out(first.content, words(), clock)
    assert "1. name-worker：拖欠两个月" in read
    assert "重复的一条" not in read
    assert "不申请（不申请）" in read
    assert "开始：" in read
    again = read_out(second.content, words(), clock)
    assert "拖欠两个月" not in again
    assert "第1次宣读，name-worker：应该是三个月" in again


def test_the_structure_holds_every_wording_answer_and_reading_and_is_json() -> None:
    whole = structured(past(LOG))
    assert json.loads(canonical(whole)) == whole
    lines = whole["lines"]
    assert isinstance(lines, list)
    assert [former["text"] for former in lines[0]["former"]] == ["拖欠两个月", "拖欠三个月"]
    assert lines[0]["by"] == {"name": "向晓梅", "account": "account-7"}
    assert lines[1]["struck"]["reason"] == "重复"
    assert {"began", "ended"} <= whole.keys()
    readings = whole["readings"]
    assert isinstance(readings, list)
    assert [len(reading["responses"]) for reading in readings] == [1, 2]


def test_it_says_who_agreed_to_be_recorded_by_their_last_word() -> None:
    scene = demonstration()
    scene.consent("worker", True)
    scene.consent("employer", True)
    scene.consent("employer", False)
    found = past(scene.log)
    written = text(found, words(), clock)
    assert "  name-worker（当事人），同意录音录像" in written
    assert "  name-employer（代理人），不同意录音录像" in written
    attendees = structured(found)["attendees"]
    assert isinstance(attendees, list)
    assert [person.get("consents_to_recording") for person in attendees] == [None, True, False, None]
    assert "group" not in attendees[0]
    assert "结束" not in written


def test_a_record_before_the_parties_came_has_no_beginning_and_who_comes_later_is_in_it() -> None:
    scene = Scene(seat("mediator", Role.MEDIATOR))
    scene.enter("mediator")
    scene.do(WriteLine(SeatId("mediator"), Section.OPENING, "等候各方"))
    scene.do(ReadBack(SeatId("mediator")))
    found = past(scene.log)
    assert "began" not in structured(found)
    assert "开始：" not in text(found, words(), clock)
    assert "开始：" not in read_out(found.minutes.readings[0].content, words(), clock)
    scene.add(seat("late", Role.PARTY, EMPLOYER))
    scene.enter("late")
    scene.admit("late")
    assert "name-late（当事人）" in text(past(scene.log), words(), clock)


@pytest.mark.parametrize(
    ("role", "seats", "reads"),
    [
        (StaffRole.CLERK, set(), True),
        (StaffRole.SUPERVISOR, set(), True),
        (StaffRole.MEDIATOR, {"mediator"}, True),
        (StaffRole.MEDIATOR, set(), False),
        (StaffRole.ADMINISTRATOR, set(), False),
        (StaffRole.AUDITOR, set(), False),
    ],
)
def test_it_is_read_by_office_like_the_joint_talk(role: StaffRole, seats: set[str], reads: bool) -> None:
    whole = past(LOG)
    reader = Reader("account", role, frozenset(map(SeatId, seats)))
    found = granted(whole, reader, LOG[-1].at)
    assert found.minutes == (whole.minutes if reads else NOTHING)
    assert bool(text(found, words(), clock).count("欠薪三万元")) == reads
