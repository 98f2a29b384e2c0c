"""Coming by a link, by another device, on a shared phone; going."""

import pytest

from rooms.commands import (
    Adjourn,
    Admit,
    AdmitAll,
    AskAlone,
    BackToLobby,
    Connect,
    Disconnect,
    Enter,
    Leave,
    Lock,
    Meet,
    Mute,
    Remove,
    SetConsent,
    SetMedia,
)
from rooms.consent import REQUIRED, ConsentKind
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, DeviceId, SeatId
from rooms.participant import MediaKind, Standing
from rooms.roles import Role
from rooms.room import Refused
from tests.unit.rooms.scene import (
    BUILDING_SITE,
    DEMONSTRATION,
    WORKERS,
    Scene,
    building_site,
    demonstration,
    seat,
)

WORKER, EMPLOYER, MEDIATOR = SeatId("worker"), SeatId("employer"), SeatId("mediator")


def test_a_party_waits_in_a_lobby_of_their_own_until_admitted() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker", "employer")
    assert scene.channel("worker") == "lobby:worker"
    assert scene.sees("worker") == set()
    assert scene.hears("worker") == set()
    scene.admit("worker")
    assert scene.channel("worker") == "joint"
    assert scene.hears("worker") == {"mediator"}
    assert scene.hears("employer") == set()


def test_a_mediator_is_in_the_joint_channel_at_once() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator")
    assert scene.channel("mediator") == "joint"
    assert scene.person("mediator").standing is Standing.ADMITTED


def test_a_mediator_who_comes_while_the_groups_are_apart_is_in_neutral() -> None:
    scene = building_site()
    scene.do(Leave(SeatId("comediator")))
    scene.separate()
    scene.enter("comediator")
    assert scene.channel("comediator") == "neutral"


def test_nobody_but_staff_enters_without_the_consents_that_taking_part_needs() -> None:
    scene = Scene(*DEMONSTRATION)
    given = frozenset({ConsentKind.ONLINE})
    outcome = scene.handle(Enter(WORKER, DeviceId("phone"), given))
    assert outcome == Refused(ErrorCode.CONSENT_NEEDED, {"kinds": ["personal_data"]})
    scene.do(Enter(MEDIATOR, DeviceId("desk")))
    scene.do(Enter(SeatId("clerk"), DeviceId("desk")))


def test_consents_given_before_need_not_be_given_again() -> None:
    scene = demonstration()
    scene.do(Enter(WORKER, DeviceId("phone-worker"), frozenset({ConsentKind.RECORDING})))
    assert scene.view("worker")["me"]["consents"] == {
        "online": True,
        "personal_data": True,
        "recording": True,
    }
    assert scene.channel("worker") == "joint"


def test_the_same_device_resumes_in_its_channel() -> None:
    scene = demonstration()
    scene.separate()
    scene.drop("worker")
    stay = scene.stay("worker")
    assert scene.do(Enter(WORKER, DeviceId("phone-worker"))).events == ()
    scene.back("worker")
    assert scene.stay("worker") == stay
    assert scene.channel("worker") == "group:worker"


def test_another_device_goes_to_the_lobby_and_the_mediator_is_told() -> None:
    scene = demonstration()
    scene.say("worker", "before")
    scene.separate()
    former = scene.stay("worker")
    scene.other_device("worker")
    assert scene.channel("worker") == "lobby:worker"
    assert scene.stay("worker") != former
    assert scene.reads("worker") == []
    assert "new_device" in scene.view("mediator")["roster"]["worker"]
    scene.admit("worker")
    assert scene.channel("worker") == "group:worker"
    assert scene.reads("worker") == ["before"]
    assert "new_device" not in scene.view("mediator")["roster"]["worker"]


def test_another_device_never_enters_a_private_talk() -> None:
    scene = demonstration()
    scene.separate()
    scene.meet("worker")
    scene.other_device("worker")
    assert scene.channel("worker") == "lobby:worker"
    assert scene.channel("mediator") == "neutral"


def test_another_device_in_the_lobby_ends_the_talk_there_and_gets_a_stay_of_its_own() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker")
    stay = scene.stay("worker")
    scene.other_device("worker")
    assert scene.channel("worker") == "lobby:worker"
    assert scene.stay("worker") != stay
    scene.meet("worker")
    scene.other_device("worker")
    assert scene.channel("worker") == "lobby:worker"


def test_a_mediator_changes_devices_without_losing_the_place() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    scene.other_device("mediator")
    assert scene.channel("mediator") == "group:worker"


def test_locked_keeps_out_the_new_and_lets_resume_who_was_in() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker")
    scene.admit("worker")
    scene.do(Lock(MEDIATOR, True))
    assert scene.handle(Enter(EMPLOYER, DeviceId("phone"), REQUIRED)) == Refused(ErrorCode.LOCKED)
    assert scene.refused(Enter(WORKER, DeviceId("another"), REQUIRED)) is ErrorCode.LOCKED
    scene.do(Enter(WORKER, DeviceId("phone-worker")))
    scene.other_device("mediator")
    scene.do(Lock(MEDIATOR, False))
    scene.enter("employer")


def test_who_was_removed_stays_out_until_a_host_reinstates_them() -> None:
    scene = demonstration()
    scene.do(Remove(MEDIATOR, WORKER))
    assert scene.channel("worker") is None
    for command in (Enter(WORKER, DeviceId("phone-worker"), REQUIRED), Connect(WORKER), AskAlone(WORKER)):
        assert scene.refused(command) is ErrorCode.REMOVED
    scene.do(Disconnect(WORKER))
    scene.do(BackToLobby(MEDIATOR, WORKER))
    scene.enter("worker")
    assert scene.channel("worker") == "lobby:worker"


def test_who_left_comes_back_through_the_lobby() -> None:
    scene = demonstration()
    scene.do(Leave(WORKER))
    assert scene.person("worker").standing is Standing.LEFT
    assert scene.refused(Connect(WORKER)) is ErrorCode.NOT_HERE
    scene.enter("worker")
    assert scene.channel("worker") == "lobby:worker"
    assert "new_device" not in scene.view("mediator")["roster"]["worker"]


def test_connecting_twice_or_dropping_twice_is_one() -> None:
    scene = demonstration()
    assert scene.do(Connect(WORKER)).events == ()
    scene.drop("worker")
    assert scene.do(Disconnect(WORKER)).events == ()


def test_withdrawing_a_required_consent_leads_back_to_the_lobby_until_it_is_given_again() -> None:
    scene = demonstration()
    scene.do(SetConsent(WORKER, ConsentKind.PERSONAL_DATA, False))
    assert scene.channel("worker") == "lobby:worker"
    assert scene.refused(Admit(MEDIATOR, WORKER)) is ErrorCode.CONSENT_NEEDED
    scene.do(AdmitAll(MEDIATOR))
    assert scene.channel("worker") == "lobby:worker"
    scene.do(SetConsent(WORKER, ConsentKind.PERSONAL_DATA, True))
    scene.admit("worker")
    assert scene.channel("worker") == "joint"


def test_who_comes_by_another_device_takes_back_what_they_leave_out_there() -> None:
    scene = demonstration()
    for kind in (ConsentKind.RECORDING, ConsentKind.TRANSCRIPTION):
        scene.consent("worker", True, kind)
    scene.do(Enter(WORKER, DeviceId("computer"), REQUIRED | {ConsentKind.TRANSCRIPTION}))
    assert given(scene, "worker") == REQUIRED | {ConsentKind.TRANSCRIPTION}


def test_what_the_session_requires_is_not_taken_back_by_coming() -> None:
    scene = demonstration()
    scene.do(Enter(WORKER, DeviceId("computer")))
    assert given(scene, "worker") == REQUIRED


def test_who_left_and_comes_back_takes_back_what_they_leave_out_on_the_same_device_too() -> None:
    scene = demonstration()
    scene.consent("worker", True)
    scene.do(Leave(WORKER))
    scene.enter("worker")
    assert given(scene, "worker") == REQUIRED


def test_a_device_that_merely_resumes_takes_nothing_back() -> None:
    scene = demonstration()
    scene.consent("worker", True)
    scene.drop("worker")
    assert scene.do(Enter(WORKER, DeviceId("phone-worker"), REQUIRED)).events == ()
    assert given(scene, "worker") == REQUIRED | {ConsentKind.RECORDING}


def test_a_host_who_signs_in_on_another_device_keeps_the_consents_that_nobody_asked_for() -> None:
    scene = demonstration()
    scene.consent("mediator", True)
    scene.consent("mediator", True, ConsentKind.TRANSCRIPTION)
    before = given(scene, "mediator")
    scene.do(Enter(MEDIATOR, DeviceId("tablet")))
    assert given(scene, "mediator") == before


def test_on_a_shared_phone_whoever_comes_answers_for_themselves_alone() -> None:
    scene = building_site()
    for name in ("w1", "w2", "w3"):
        scene.consent(name, True)
    everything = REQUIRED | {ConsentKind.RECORDING}
    scene.do(Leave(SeatId("w3")))
    scene.do(Enter(SeatId("w3"), DeviceId("phone-w1"), REQUIRED, SeatId("w1")))
    assert [given(scene, name) for name in ("w1", "w2", "w3")] == [everything, everything, REQUIRED]
    scene.other_device("w1")
    assert [given(scene, name) for name in ("w1", "w2", "w3")] == [REQUIRED, everything, REQUIRED]


def given(scene: Scene, name: str) -> set[ConsentKind]:
    return {kind for kind, given in scene.person(name).consents.items() if given}


def test_any_other_consent_changes_nobodys_place() -> None:
    scene = demonstration()
    scene.do(SetConsent(WORKER, ConsentKind.RECORDING, True))
    scene.do(SetConsent(WORKER, ConsentKind.RECORDING, False))
    assert scene.do(SetConsent(WORKER, ConsentKind.RECORDING, False)).events == ()
    assert scene.channel("worker") == "joint"


def test_three_on_one_phone_wait_are_admitted_and_move_together() -> None:
    scene = building_site()
    assert {scene.channel(name) for name in ("w1", "w2", "w3")} == {"joint"}
    assert scene.view("w2")["me"]["shares"] == ["name-w1", "name-w3"]
    assert scene.view("agent")["people"]["w1"]["shares"] == ["name-w2", "name-w3"]
    scene.do(BackToLobby(MEDIATOR, SeatId("w3")))
    assert {scene.channel(name) for name in ("w1", "w2", "w3")} == {"lobby:w1"}
    assert scene.sees("w1") == {"w2", "w3"}
    assert scene.hears("w1") == set()
    scene.admit("w2")
    assert {scene.channel(name) for name in ("w1", "w2", "w3")} == {"joint"}


def test_a_shared_phone_sends_and_receives_once() -> None:
    scene = building_site()
    assert {"w2", "w3"}.isdisjoint(scene.hears("agent"))
    assert "w1" in scene.hears("agent")
    assert scene.hears("w2") == set()
    assert scene.refused(SetMedia(SeatId("w2"), MediaKind.AUDIO, False)) is ErrorCode.SHARED_DEVICE
    scene.do(SetMedia(SeatId("w1"), MediaKind.AUDIO, False))
    assert scene.view("w2")["me"]["mic"] is False


def test_another_person_at_a_phone_leads_the_phone_back_to_the_lobby() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w1")
    scene.admit("w1")
    scene.meet("w1")
    scene.enter("w2", share="w1")
    assert {scene.channel("w1"), scene.channel("w2")} == {"lobby:w1"}
    assert scene.channel("mediator") == "joint"
    assert scene.do(Enter(SeatId("w2"), DeviceId("phone-w1"), share_with=SeatId("w1"))).events == ()


def test_nobody_shares_the_device_of_another_side() -> None:
    scene = building_site()
    shared = Enter(SeatId("contractor"), DeviceId("phone-w1"), REQUIRED, SeatId("w1"))
    assert scene.refused(shared) is ErrorCode.OTHER_GROUP
    for name in ("clerk", "observer"):
        shared = Enter(SeatId("expert"), DeviceId(f"phone-{name}"), REQUIRED, SeatId(name))
        assert scene.refused(shared) is ErrorCode.OTHER_GROUP


@pytest.mark.parametrize("other", ["w4", "w1", "agent", "nobody", "system"])
def test_who_is_not_on_the_device_learns_nothing_about_another_seat(other: str) -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w4", "agent")
    refused = scene.handle(Enter(SeatId("w1"), DeviceId("phone-w1"), REQUIRED, SeatId(other)))
    assert refused == Refused(ErrorCode.NOT_FOUND)


def test_an_interpreter_may_sit_at_the_phone_of_the_person() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "interpreter")
    scene.enter("w6", share="interpreter")
    scene.admit("w6")
    scene.meet("w6")
    assert scene.channel("w6") == scene.channel("interpreter") == "private:w6"
    scene.rejoin()
    scene.do(Meet(MEDIATOR, SeatId("interpreter")))
    assert scene.channel("w6") == scene.channel("interpreter") == "private:w6"


def test_an_interpreter_at_the_phone_of_others_stays_with_the_phone() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w1", "w6")
    scene.enter("interpreter", share="w1")
    scene.do(AdmitAll(MEDIATOR))
    scene.meet("w6")
    assert scene.channel("interpreter") == scene.channel("w1") == "joint"
    assert scene.refused(Meet(MEDIATOR, SeatId("w1"))) is ErrorCode.SHARED_DEVICE


def test_when_the_phones_owner_leaves_everybody_on_it_leaves_and_else_only_the_one() -> None:
    scene = building_site()
    scene.do(Leave(SeatId("w2")))
    assert scene.channel("w1") == scene.channel("w3") == "joint"
    scene.do(Leave(SeatId("w1")))
    assert scene.channel("w1") is None
    assert scene.channel("w3") is None


def test_when_the_phones_owner_takes_another_phone_the_next_one_sends_for_the_rest() -> None:
    scene = building_site()
    scene.do(SetMedia(SeatId("w1"), MediaKind.CAMERA, False))
    scene.other_device("w1")
    assert scene.channel("w1") == "lobby:w1"
    assert scene.channel("w2") == scene.channel("w3") == "joint"
    assert "w2" in scene.hears("agent")
    assert scene.view("w3")["me"]["camera"] is False
    assert scene.view("w2")["me"]["shares"] == ["name-w3"]


def test_who_enters_muted_stays_muted() -> None:
    scene = demonstration()
    scene.do(SetMedia(WORKER, MediaKind.CAMERA, False))
    scene.do(Mute(MEDIATOR, WORKER))
    scene.other_device("worker")
    scene.admit("worker")
    me = scene.view("worker")["me"]
    assert (me["mic"], me["camera"], me["muted_by_host"]) == (False, True, True)


def test_people_may_come_and_go_while_the_session_is_adjourned() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator")
    scene.do(Adjourn(MEDIATOR))
    scene.enter("worker")
    assert scene.channel("worker") == "lobby:worker"
    scene.do(Leave(WORKER))


def test_nobody_without_a_seat_gets_an_answer_other_than_not_found() -> None:
    scene = demonstration()
    assert scene.refused(Enter(SeatId("stranger"), DeviceId("x"), REQUIRED)) is ErrorCode.NOT_FOUND
    assert scene.refused(Connect(SeatId("stranger"))) is ErrorCode.NOT_FOUND
    assert scene.refused(Connect(SYSTEM)) is ErrorCode.FORBIDDEN


def test_a_worker_does_not_share_the_silent_device_of_an_observer_but_an_observer_shares_the_workers() -> (
    None
):
    union = seat("union", Role.OBSERVER, WORKERS)
    scene = Scene(*BUILDING_SITE, union)
    scene.enter("mediator", "union", "w4")
    shared = Enter(SeatId("w5"), DeviceId("phone-union"), REQUIRED, SeatId("union"))
    assert scene.refused(shared) is ErrorCode.SHARED_DEVICE
    scene.enter("w1")
    scene.enter("union", "w2", share="w1")
    scene.admit("w1")
    scene.do(Remove(MEDIATOR, SeatId("w1")))
    assert scene.person("union").primary == "w2"
    scene.do(Remove(MEDIATOR, SeatId("w2")))
    assert scene.person("union").primary == "union"
    assert scene.view("union")["me"]["mic"] is False


def test_another_consent_does_not_end_a_talk_about_the_one_that_was_withdrawn() -> None:
    scene = demonstration()
    scene.do(SetConsent(WORKER, ConsentKind.ONLINE, False))
    scene.meet("worker")
    scene.do(SetConsent(WORKER, ConsentKind.RECORDING, True))
    assert scene.channel("worker") == "private:worker"
