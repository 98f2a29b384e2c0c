"""A person on a plain telephone is present by the host's word: seen, moved, and sent nothing."""

from rooms import policy, tenure
from rooms.commands import (
    Adjourn,
    AdmitAll,
    BackToLobby,
    Connect,
    Enter,
    Leave,
    Remove,
    Resume,
    Say,
    Telephone,
)
from rooms.consent import REQUIRED
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, SeatId
from tests.unit.rooms.scene import DEMONSTRATION, Scene, building_site, demonstration

MEDIATOR, WORKER, EMPLOYER = SeatId("mediator"), SeatId("worker"), SeatId("employer")


def calling() -> Scene:
    """The employer is on the telephone, everybody in the joint channel."""
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker", "clerk")
    scene.do(AdmitAll(MEDIATOR))
    scene.do(Telephone(MEDIATOR, EMPLOYER, True))
    return scene


def test_those_in_the_same_channel_see_who_is_on_the_telephone() -> None:
    scene = calling()
    shown = scene.view("worker")["people"]["employer"]
    assert (shown["telephone"], shown["online"], shown["mic"]) == (True, False, False)
    assert scene.view("mediator")["roster"]["employer"]["telephone"] is True
    assert scene.view("mediator")["roster"]["employer"]["standing"] == "admitted"
    scene.separate()
    assert scene.sees("worker") == set()


def test_they_are_moved_with_their_group_and_can_be_met() -> None:
    scene = calling()
    scene.separate()
    assert scene.channel("employer") == "group:employer"
    scene.visit("employer")
    assert scene.sees("mediator") == {"employer"}
    scene.meet("employer")
    assert scene.channel("employer") == "private:employer"
    scene.rejoin()
    assert scene.channel("employer") == "joint"


def test_no_media_goes_to_or_from_them_and_they_read_nothing_of_it_later() -> None:
    scene = calling()
    scene.say("worker", "八万")
    assert all(EMPLOYER not in (r.source, r.target) for r in policy.routes(scene.state))
    assert scene.reads("employer") == []
    scene.enter("employer")
    scene.admit("employer")
    assert scene.reads("employer") == []
    scene.say("worker", "七万")
    assert scene.reads("employer") == ["七万"]


def test_entering_by_link_ends_it_and_leads_to_the_lobby() -> None:
    scene = calling()
    scene.enter("employer")
    person = scene.person("employer")
    assert (person.telephone, person.standing.value, person.channel) == (False, "waiting", "lobby:employer")
    assert person.new_device is not None
    assert scene.refused(Telephone(MEDIATOR, EMPLOYER, True)) is ErrorCode.ALREADY_THERE


def test_a_device_from_before_does_not_come_back_in_unasked() -> None:
    scene = demonstration()
    scene.do(Leave(EMPLOYER))
    scene.do(Telephone(MEDIATOR, EMPLOYER, True))
    device = DeviceId("phone-employer")
    assert tenure.lapsed(scene.state, EMPLOYER, device) is ErrorCode.NOT_HERE
    assert scene.refused(Connect(EMPLOYER)) is ErrorCode.NOT_HERE
    assert scene.refused(Say(EMPLOYER, scene.stay("employer"), "我在")) is ErrorCode.NOT_HERE
    scene.do(Enter(EMPLOYER, device, REQUIRED))
    assert scene.channel("employer") == "lobby:employer"


def test_nobody_shares_the_device_of_who_has_none() -> None:
    scene = building_site()
    scene.do(Leave(SeatId("w4")))
    scene.do(Telephone(MEDIATOR, SeatId("w4"), True))
    sharing = Enter(SeatId("w5"), DeviceId("phone-w4"), REQUIRED, SeatId("w4"))
    assert scene.refused(sharing) is ErrorCode.NOT_FOUND


def test_the_host_notes_that_they_have_hung_up() -> None:
    scene = calling()
    scene.do(Telephone(MEDIATOR, EMPLOYER, False))
    assert scene.person("employer").standing.value == "left"
    assert "employer" not in scene.channels()
    assert scene.do(Telephone(MEDIATOR, EMPLOYER, False)).events == ()
    scene.do(Telephone(MEDIATOR, EMPLOYER, True))
    assert scene.channel("employer") == "joint"
    assert scene.do(Telephone(MEDIATOR, EMPLOYER, True)).events == ()


def test_after_an_adjournment_they_wait_and_are_admitted_again_without_consents() -> None:
    scene = calling()
    scene.do(Adjourn(MEDIATOR))
    scene.do(Resume(MEDIATOR))
    assert scene.channel("employer") == "lobby:employer"
    scene.do(AdmitAll(MEDIATOR))
    assert scene.channel("employer") == "joint"
    scene.do(BackToLobby(MEDIATOR, EMPLOYER))
    scene.admit("employer")
    assert scene.person("employer").telephone


def test_nobody_is_noted_who_is_there_was_removed_or_hosts() -> None:
    scene = demonstration()
    assert scene.refused(Telephone(MEDIATOR, WORKER, True)) is ErrorCode.ALREADY_THERE
    assert scene.refused(Telephone(MEDIATOR, WORKER, False)) is ErrorCode.ALREADY_THERE
    assert scene.refused(Telephone(MEDIATOR, MEDIATOR, True)) is ErrorCode.FORBIDDEN
    assert scene.refused(Telephone(MEDIATOR, SeatId("nobody"), True)) is ErrorCode.NOT_FOUND
    assert scene.refused(Telephone(WORKER, EMPLOYER, True)) is ErrorCode.FORBIDDEN
    scene.do(Remove(MEDIATOR, WORKER))
    assert scene.refused(Telephone(MEDIATOR, WORKER, True)) is ErrorCode.REMOVED
