"""What of the record leaves the house: for a court, for a party, and when it was never read."""

from dataclasses import replace
from typing import Any

from rooms.archive import released
from rooms.archive.folding import past
from rooms.archive.past import Past
from rooms.archive.profiles import Profile
from rooms.archive.readout import read_out
from rooms.commands import AdmitAll, ConfirmMinutes, Leave, ObjectToMinutes, ReadBack, WriteLine
from rooms.ids import SeatId
from rooms.minutes import Section
from server.i18n import Language, catalogue
from tests.unit.rooms.scene import DEMONSTRATION, Scene, building_site, demonstration, text_of

CLERK, MEDIATOR = SeatId("clerk"), SeatId("mediator")
WORKER, EMPLOYER = SeatId("worker"), SeatId("employer")


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
    given = released.record(reading, Profile.COURT, agreed=True)
    assert "两万五" not in text_of(given)
    assert lines(given) == [(1, "拖欠三个月"), (2, "欠薪三万元"), (3, "约定下周再谈")]
    assert lines(released.undisputed(reading)) == [(1, "欠薪三万元")]
    assert lines(released.record(reading, Profile.PARTY, agreed=False)) == lines(reading.content)
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


# -- what nobody disputes


def is_agreed(scene: Scene) -> bool:
    read = found(scene)
    return released.agreed(read.minutes, read.seats)


def test_the_record_is_agreed_when_every_side_has_confirmed_it_and_nobody_objects() -> None:
    scene = written()
    assert not is_agreed(scene), "nothing was read"
    digest = str(scene.do(ReadBack(CLERK)).value["digest"])
    assert not is_agreed(scene), "nobody has said anything"
    scene.do(ConfirmMinutes(WORKER, WORKER, digest))
    assert not is_agreed(scene), "one side has said nothing"
    scene.do(ConfirmMinutes(EMPLOYER, EMPLOYER, digest))
    assert is_agreed(scene)
    scene.do(ObjectToMinutes(EMPLOYER, EMPLOYER, digest, "欠两万"))
    assert not is_agreed(scene)
    scene.do(ConfirmMinutes(EMPLOYER, EMPLOYER, digest))
    assert is_agreed(scene), "what was said last counts"


def test_where_somebody_who_was_there_is_not_known_the_record_is_not_agreed() -> None:
    scene = written()
    digest = str(scene.do(ReadBack(CLERK)).value["digest"])
    for seat in (WORKER, EMPLOYER):
        scene.do(ConfirmMinutes(seat, seat, digest))
    read = found(scene)
    for gone in (WORKER, CLERK):
        known = {seat: each for seat, each in read.seats.items() if seat != gone}
        assert not released.agreed(read.minutes, known)


def test_what_staff_read_among_themselves_is_agreed_by_no_side() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "clerk")
    scene.do(AdmitAll(MEDIATOR))
    scene.do(WriteLine(CLERK, Section.UNDISPUTED, "欠薪三万元"))
    scene.do(ReadBack(CLERK))
    assert not is_agreed(scene)


def test_an_interpreter_is_there_for_the_side_for_which_they_interpret() -> None:
    scene = building_site()
    scene.do(WriteLine(CLERK, Section.UNDISPUTED, "欠薪三万元"))
    digest = str(scene.do(ReadBack(CLERK)).value["digest"])
    for name in ("w1", "contractor", "agent"):
        scene.do(ConfirmMinutes(SeatId(name), SeatId(name), digest))
    read = found(scene)
    assert released.agreed(read.minutes, read.seats)
    alone = replace(read.minutes, attendees=(SeatId("interpreter"),))
    assert released.agreed(alone, read.seats)
    (latest,) = read.minutes.readings
    others = tuple(said for said in latest.responses if said.seat != "w1")
    unsaid = replace(alone, readings=(replace(latest, responses=others),))
    assert not released.agreed(unsaid, read.seats)


def test_a_court_is_not_given_as_undisputed_what_not_every_side_has_confirmed() -> None:
    scene = written()
    scene.do(ReadBack(CLERK))
    reading = released.released(found(scene), Profile.COURT)
    assert reading is not None
    given = released.record(reading, Profile.COURT, agreed=False)
    assert lines(given) == [(1, "拖欠三个月"), (2, "约定下周再谈")]
    assert given["left_out"] == ["objections", "proposals", "undisputed"]
