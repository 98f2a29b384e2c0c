"""What of the record leaves the house: for a court, for a party, and when it was never read."""

from typing import Any

from rooms.archive import released
from rooms.archive.folding import past
from rooms.archive.past import Past
from rooms.archive.profiles import Profile
from rooms.archive.readout import read_out
from rooms.commands import Leave, ReadBack, WriteLine
from rooms.ids import SeatId
from rooms.minutes import Section
from server.i18n import Language, catalogue
from tests.unit.rooms.scene import Scene, demonstration, text_of

CLERK, WORKER, EMPLOYER = SeatId("clerk"), SeatId("worker"), SeatId("employer")


def written() -> Scene:
    scene = demonstration()
    for section, text in (
        (Section.STATEMENTS, "拖欠三个月"),
        (Section.PROPOSALS, "公司愿意让到两万五"),
        (Section.UNDISPUTED, "欠薪三万元"),
        (Section.RESULT, "约定下周再谈"),
    ):
        scene.do(WriteLine(CLERK, section, text))
    return scene


def found(scene: Scene) -> Past:
    return past(scene.log)


def lines(content: Any) -> list[tuple[int, str]]:
    return [(line["number"], line["text"]) for section in content["sections"] for line in section["lines"]]


def test_a_record_that_was_never_read_leaves_nothing() -> None:
    scene = written()
    for profile in Profile:
        assert released.released(found(scene), profile, WORKER) is None


def test_a_court_is_given_no_proposal_and_no_gap_where_it_stood() -> None:
    scene = written()
    scene.do(ReadBack(CLERK))
    reading = released.released(found(scene), Profile.COURT)
    assert reading is not None
    given = released.record(reading, Profile.COURT)
    assert "两万五" not in text_of(given)
    assert lines(given) == [(1, "拖欠三个月"), (2, "欠薪三万元"), (3, "约定下周再谈")]
    assert lines(released.undisputed(reading)) == [(1, "欠薪三万元")]
    assert lines(released.record(reading, Profile.PARTY)) == lines(reading.content)
    assert released.named(reading, Profile.COURT) == {}
    assert released.named(reading, Profile.PARTY) == {"number": 1, "digest": reading.digest}
    texts = catalogue(Language.CHINESE).part("form", "role")
    told = read_out(given, texts, lambda at: at.isoformat()).splitlines()
    assert told[-1] == texts["form.left_out"].format(section=texts["form.section_proposals"])
    assert texts["form.section_proposals"] not in told


def test_a_party_is_given_the_last_reading_at_which_they_were_present() -> None:
    scene = written()
    scene.do(ReadBack(CLERK))
    scene.wait(5)
    scene.do(Leave(EMPLOYER))
    scene.wait(5)
    scene.do(WriteLine(CLERK, Section.STATEMENTS, "后来又说的话"))
    scene.do(ReadBack(CLERK))
    first = released.released(found(scene), Profile.PARTY, EMPLOYER)
    last = released.released(found(scene), Profile.PARTY, WORKER)
    assert first is not None
    assert last is not None
    assert (first.number, last.number) == (1, 2)
    assert released.released(found(scene), Profile.PARTY, None) is None
