"""What a host does with people, and what nobody else may."""

import pytest

from rooms.commands import (
    Admit,
    AdmitAll,
    BackToLobby,
    Bring,
    CancelAsk,
    Command,
    Enter,
    Leave,
    Meet,
    Mute,
    Remove,
    SetMedia,
)
from rooms.consent import REQUIRED
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, DeviceId, SeatId
from rooms.participant import MediaKind, Standing
from rooms.policy import routes
from tests.unit.rooms.scene import DEMONSTRATION, Scene, building_site, demonstration

WORKER, EMPLOYER, MEDIATOR, CLERK = (SeatId(n) for n in ("worker", "employer", "mediator", "clerk"))
CO = SeatId("comediator")


def test_admitting_one_leaves_the_others_waiting() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker", "employer")
    scene.admit("worker")
    assert scene.channels() == {"mediator": "joint", "worker": "joint", "employer": "lobby:employer"}
    assert scene.do(Admit(MEDIATOR, WORKER)).events == ()


def test_nobody_is_admitted_who_has_not_come() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator")
    assert scene.refused(Admit(MEDIATOR, WORKER)) is ErrorCode.NOT_HERE
    assert scene.do(AdmitAll(MEDIATOR)).events == ()


def test_who_is_admitted_while_the_groups_are_apart_goes_to_their_own() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker", "employer", "clerk")
    scene.admit("employer")
    scene.separate()
    scene.admit("worker", "clerk")
    assert scene.channel("worker") == "group:worker"
    assert scene.channel("clerk") == "neutral"
    assert scene.hears("worker") == set()


def test_who_is_admitted_in_a_private_talk_stays_in_it_until_the_host_goes() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker")
    scene.meet("worker")
    scene.admit("worker")
    assert scene.channel("worker") == "private:worker"
    scene.rejoin()
    assert scene.channel("worker") == "joint"


def test_who_is_sent_back_is_not_admitted_and_hears_nobody() -> None:
    scene = demonstration()
    scene.do(BackToLobby(MEDIATOR, WORKER))
    assert scene.person("worker").standing is Standing.WAITING
    assert scene.channel("worker") == "lobby:worker"
    assert scene.hears("worker") == set()
    assert scene.do(BackToLobby(MEDIATOR, WORKER)).events == ()


def test_sending_back_ends_a_private_talk() -> None:
    scene = demonstration()
    scene.meet("worker")
    scene.do(BackToLobby(MEDIATOR, WORKER))
    assert (scene.channel("worker"), scene.channel("mediator")) == ("lobby:worker", "joint")


def test_sending_back_a_person_who_is_only_expected_changes_nothing() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator")
    assert scene.do(BackToLobby(MEDIATOR, WORKER)).events == ()


def test_a_person_removed_in_a_private_talk_is_gone_and_the_host_is_home() -> None:
    scene = demonstration()
    scene.separate()
    scene.meet("worker")
    scene.do(Remove(MEDIATOR, WORKER))
    assert scene.channels() == {"mediator": "neutral", "clerk": "neutral", "employer": "group:employer"}
    assert scene.view("worker")["place"] == {"channel": "lobby", "kind": "lobby"}
    assert scene.do(Remove(MEDIATOR, WORKER)).events == ()


def test_removing_one_of_three_on_a_phone_leads_the_others_to_the_lobby() -> None:
    scene = building_site()
    scene.do(Remove(MEDIATOR, SeatId("w1")))
    assert scene.channel("w1") is None
    assert {scene.channel("w2"), scene.channel("w3")} == {"lobby:w2"}
    assert scene.person("w2").standing is Standing.WAITING


def test_the_system_removes_anybody_and_ends_the_session() -> None:
    scene = building_site()
    scene.do(Remove(SYSTEM, CO))
    assert scene.channel("comediator") is None
    assert scene.refused(Remove(SYSTEM, SeatId("nobody"))) is ErrorCode.NOT_FOUND
    assert scene.refused(Enter(CO, DeviceId("desk"), REQUIRED)) is ErrorCode.REMOVED


def test_no_host_sends_away_or_meets_another_host() -> None:
    scene = building_site()
    for command in (Admit(CO, MEDIATOR), BackToLobby(CO, MEDIATOR), Remove(CO, MEDIATOR), Meet(CO, MEDIATOR)):
        assert scene.refused(command) is ErrorCode.FORBIDDEN
    assert scene.refused(Bring(CO, MEDIATOR)) is ErrorCode.FORBIDDEN


@pytest.mark.parametrize("command", [Admit, BackToLobby, Remove, Mute, Meet, Bring])
def test_a_host_naming_nobody_is_told_so(command: type[Admit]) -> None:
    assert demonstration().refused(command(MEDIATOR, SeatId("nobody"))) is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("who", ["employer", "mediator", "nobody"])
@pytest.mark.parametrize("command", [Admit, BackToLobby, Remove, Mute, Meet, Bring])
def test_a_party_asking_for_what_only_hosts_may_learns_nothing(command: type[Admit], who: str) -> None:
    assert demonstration().refused(command(WORKER, SeatId(who))) is ErrorCode.FORBIDDEN


def test_the_muted_are_silent_until_they_unmute_themselves() -> None:
    scene = demonstration()
    scene.do(Mute(MEDIATOR, WORKER))
    assert scene.do(Mute(MEDIATOR, WORKER)).events == ()
    assert scene.view("worker")["me"]["muted_by_host"] is True
    assert scene.view("employer")["people"]["worker"]["mic"] is False
    sources = [
        route.kind for route in routes(scene.state) if route.source == "worker" and route.target == "employer"
    ]
    assert sources == [MediaKind.CAMERA]
    scene.do(SetMedia(WORKER, MediaKind.AUDIO, True))
    assert scene.view("worker")["me"]["muted_by_host"] is False
    assert scene.view("employer")["people"]["worker"]["mic"] is True


def test_muting_one_at_a_shared_phone_mutes_the_phone() -> None:
    scene = building_site()
    scene.do(Mute(MEDIATOR, SeatId("w3")))
    assert scene.view("w1")["me"]["muted_by_host"] is True
    assert scene.view("w2")["me"]["mic"] is False


def test_one_mutes_neither_oneself_nor_the_absent() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator")
    assert scene.refused(Mute(MEDIATOR, MEDIATOR)) is ErrorCode.FORBIDDEN
    assert scene.refused(Mute(MEDIATOR, WORKER)) is ErrorCode.NOT_HERE


def test_a_clerk_comes_along_to_a_group_as_long_as_a_host_is_there() -> None:
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    scene.do(Bring(MEDIATOR, CLERK))
    assert scene.channel("clerk") == "group:worker"
    assert scene.do(Bring(MEDIATOR, CLERK)).events == ()
    scene.visit("employer")
    assert scene.channel("clerk") == "neutral"
    scene.visit("worker")
    assert scene.channel("clerk") == "neutral"


def test_an_expert_waits_in_the_lobby_while_the_groups_are_apart_unless_brought() -> None:
    scene = building_site()
    scene.separate()
    assert scene.channel("expert") == "lobby:expert"
    assert scene.hears("expert") == set()
    scene.do(Bring(MEDIATOR, SeatId("expert")))
    assert scene.channel("expert") == "neutral"
    scene.rejoin()
    assert scene.channel("expert") == "joint"


def test_an_observer_receives_and_never_sends() -> None:
    scene = building_site()
    assert "agent" in scene.hears("observer")
    assert "observer" not in scene.hears("agent")
    assert scene.refused(SetMedia(SeatId("observer"), MediaKind.AUDIO, True)) is ErrorCode.FORBIDDEN
    assert scene.view("observer")["me"]["mic"] is False


@pytest.mark.parametrize("who", ["w4", "agent", "lawyer", "interpreter"])
def test_only_neutral_people_are_brought(who: str) -> None:
    scene = building_site()
    scene.separate()
    assert scene.refused(Bring(MEDIATOR, SeatId(who))) is ErrorCode.FORBIDDEN


def test_nobody_is_brought_into_a_private_talk_or_before_being_admitted() -> None:
    scene = demonstration()
    scene.separate()
    scene.meet("worker")
    assert scene.refused(Bring(MEDIATOR, CLERK)) is ErrorCode.FORBIDDEN
    scene.do(BackToLobby(MEDIATOR, CLERK))
    scene.visit("worker")
    assert scene.refused(Bring(MEDIATOR, CLERK)) is ErrorCode.NOT_HERE


@pytest.mark.parametrize("command", [AdmitAll(CO), Mute(CO, WORKER)])
def test_a_host_who_has_gone_leads_nothing(command: Command) -> None:
    scene = building_site()
    scene.do(Leave(CO))
    assert scene.refused(command) is ErrorCode.NOT_HERE
    assert scene.refused(CancelAsk(CO)) is ErrorCode.FORBIDDEN
