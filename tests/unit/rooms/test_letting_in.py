"""Who else comes in by a host's word, what is noted of links and codes, and who leads."""

import pytest

from rooms import events
from rooms.commands import AdmitAll, CallIn, End, Enter, HandOver, Leave, Renew, Telephone
from rooms.consent import REQUIRED
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, GroupId, SeatId
from rooms.participant import Pass, Standing
from rooms.room import replay
from rooms.seating import SEAT_LIMIT
from tests.unit.rooms.scene import BUILDING_SITE, EMPLOYER, WORKERS, Scene, building_site, demonstration

MEDIATOR, CO, WORKER = SeatId("mediator"), SeatId("comediator"), SeatId("worker")


def caller_of(scene: Scene, name: str = "彭先生") -> SeatId:
    value = scene.do(CallIn(MEDIATOR, name, EMPLOYER)).value
    return SeatId(str(value["seat"]))


# A caller without a seat


def test_a_caller_is_present_on_their_side_and_seen_by_name() -> None:
    scene = demonstration()
    caller = caller_of(scene, "  彭先生\u202e ")
    person = scene.state.people[caller]
    assert (person.seat.name, person.group, person.telephone) == ("彭先生", EMPLOYER, True)
    assert person.standing is Standing.ADMITTED
    assert scene.view("worker")["people"][caller]["telephone"] is True
    scene.separate()
    assert caller not in scene.view("worker")["people"]
    assert scene.state.people[caller].channel == "group:employer"


def test_a_callers_key_tells_nothing_of_other_callers() -> None:
    scene = demonstration()
    one, other = caller_of(scene), caller_of(scene)
    assert one != other
    assert scene.state.people[one].seat.person == one


def test_who_hung_up_is_gone_and_may_call_again() -> None:
    scene = demonstration()
    caller = caller_of(scene)
    scene.do(Telephone(MEDIATOR, caller, False))
    assert scene.state.people[caller].standing is Standing.LEFT
    scene.do(Telephone(MEDIATOR, caller, True))
    assert scene.state.people[caller].telephone


@pytest.mark.parametrize(
    ("name", "group", "code"),
    [
        ("\u202e ", EMPLOYER, ErrorCode.BAD_MESSAGE),
        ("长" * 61, EMPLOYER, ErrorCode.TOO_LARGE),
        ("彭先生", GroupId("nobody"), ErrorCode.NOT_FOUND),
    ],
)
def test_a_caller_needs_a_name_and_a_side(name: str, group: GroupId, code: ErrorCode) -> None:
    assert demonstration().refused(CallIn(MEDIATOR, name, group)) is code


def test_a_room_that_is_full_takes_no_caller() -> None:
    scene = demonstration()
    while len(scene.state.people) < SEAT_LIMIT:
        caller_of(scene)
    assert scene.refused(CallIn(MEDIATOR, "彭先生", WORKERS)) is ErrorCode.TOO_MANY


def test_a_log_with_a_caller_leads_to_the_same_room() -> None:
    scene = demonstration()
    caller_of(scene)
    assert replay(scene.log).people == scene.state.people


# Links and codes


@pytest.mark.parametrize("what", Pass)
def test_a_new_link_or_code_is_noted_with_who_asked_for_it_and_shown_to_nobody(what: Pass) -> None:
    scene = demonstration()
    before = {name: scene.view(name) for name in ("worker", "employer", "mediator")}
    (noted,) = scene.do(Renew(MEDIATOR, WORKER, what)).events
    assert isinstance(noted, events.Renewed)
    assert (noted.seat, noted.who, noted.what, noted.channel) == (MEDIATOR, WORKER, what, "neutral")
    assert {name: scene.view(name) for name in before} == before


def test_only_who_comes_by_such_a_link_is_given_another() -> None:
    scene = building_site()
    assert scene.refused(Renew(MEDIATOR, SeatId("clerk"), Pass.LINK)) is ErrorCode.FORBIDDEN
    assert scene.refused(Renew(MEDIATOR, CO, Pass.CODE)) is ErrorCode.FORBIDDEN
    assert scene.refused(Renew(MEDIATOR, SeatId("nobody"), Pass.LINK)) is ErrorCode.NOT_FOUND
    assert scene.refused(Renew(WORKER, WORKER, Pass.LINK)) is ErrorCode.NOT_FOUND
    assert scene.refused(Renew(SeatId("w1"), SeatId("w1"), Pass.LINK)) is ErrorCode.FORBIDDEN
    scene.do(End(MEDIATOR))
    assert scene.refused(Renew(MEDIATOR, SeatId("w1"), Pass.LINK)) is ErrorCode.ENDED


# Who leads


def test_the_mediator_leads_until_another_host_is_given_the_lead() -> None:
    scene = building_site()
    assert scene.view("comediator")["lead"] == MEDIATOR
    (handed,) = scene.do(HandOver(MEDIATOR, CO)).events
    assert isinstance(handed, events.LeadHanded)
    assert scene.view("mediator")["lead"] == scene.view("comediator")["lead"] == CO
    assert "lead" not in scene.view("w1")
    assert scene.do(HandOver(CO, CO)).events == ()
    assert replay(scene.log).status.lead == CO


def test_the_lead_is_taken_from_nobody_who_is_there_and_by_anybody_when_they_are_not() -> None:
    scene = building_site()
    assert scene.refused(HandOver(CO, CO)) is ErrorCode.FORBIDDEN
    scene.do(Leave(MEDIATOR))
    scene.do(HandOver(CO, CO))
    assert scene.state.status.lead == CO


def test_the_lead_goes_to_a_host_who_is_in_the_session() -> None:
    scene = building_site()
    assert scene.refused(HandOver(MEDIATOR, SeatId("nobody"))) is ErrorCode.NOT_FOUND
    assert scene.refused(HandOver(MEDIATOR, SeatId("w1"))) is ErrorCode.FORBIDDEN
    scene.do(Leave(CO))
    assert scene.refused(HandOver(MEDIATOR, CO)) is ErrorCode.NOT_HERE


def test_a_room_without_a_mediator_is_led_by_whoever_says_so() -> None:
    seats = [seat for seat in BUILDING_SITE if seat.id != MEDIATOR]
    scene = Scene(*seats)
    scene.do(Enter(CO, DeviceId("desk"), REQUIRED))
    scene.do(AdmitAll(CO))
    assert "lead" not in scene.view("comediator")
    scene.do(HandOver(CO, CO))
    assert scene.view("comediator")["lead"] == CO
