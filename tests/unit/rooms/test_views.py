"""What one sees of the room: exactly the others in one's channel, and what is one's own."""

import pytest

from rooms import views
from rooms.commands import AddSeat, AskAlone, Bring, End, Mute, SetMedia
from rooms.ids import SYSTEM, SeatId
from rooms.moments import stamp
from rooms.participant import MediaKind
from rooms.roles import Role
from tests.unit.rooms.scene import (
    BUILDING_SITE,
    DEMONSTRATION,
    EMPLOYER,
    Scene,
    building_site,
    demonstration,
    seat,
    text_of,
)

MEDIATOR = SeatId("mediator")


def test_the_whole_view_of_a_worker() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker")
    scene.admit("worker")
    message = scene.say("mediator", "好")
    assert scene.view("worker") == {
        "session": {
            "id": "room",
            "case_no": "吉劳调〔2026〕1号",
            "title": "欠薪",
            "state": "open",
            "locked": False,
            "rule": "everyone",
        },
        "me": {
            "seat": "worker",
            "person": "key-worker",
            "name": "name-worker",
            "role": "party",
            "group": "worker",
            "host": False,
            "standing": "admitted",
            "shares": [],
            "mic": True,
            "camera": True,
            "screen": False,
            "muted_by_host": False,
            "consents": {"online": True, "personal_data": True},
        },
        "place": {
            "channel": "joint",
            "kind": "joint",
            "stay": scene.stay("worker"),
            "since": "2026-03-02T01:30:00.005Z",
        },
        "mediator": {"state": "here"},
        "unhosted": False,
        "people": {
            "mediator": {
                "person": "key-mediator",
                "name": "name-mediator",
                "role": "mediator",
                "mic": True,
                "camera": True,
                "screen": False,
                "online": True,
                "shares": [],
            }
        },
        "groups": [
            {"id": "worker", "zh": "劳动者", "en": "Workers"},
            {"id": "employer", "zh": "用人单位", "en": "Employer"},
            {"id": "contractor", "zh": "包工头", "en": "Contractor"},
        ],
        "messages": {
            message: {
                "channel": "joint",
                "seat": "mediator",
                "person": "key-mediator",
                "name": "name-mediator",
                "text": "好",
                "at": "2026-03-02T01:30:00.006Z",
                "to_hosts": False,
            }
        },
        "captions": {},
    }


def test_the_roster_is_for_hosts() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker")
    scene.do(AskAlone(SeatId("worker")))
    scene.do(Mute(MEDIATOR, SeatId("worker")))
    view = scene.view("mediator")
    assert view["phase"] == "joint"
    assert view["roster"]["worker"] == {
        "person": "key-worker",
        "name": "name-worker",
        "role": "party",
        "group": "worker",
        "standing": "waiting",
        "channel": "lobby",
        "since": "2026-03-02T01:30:00.003Z",
        "asked_alone": "2026-03-02T01:30:00.005Z",
        "mic": False,
        "camera": True,
        "screen": False,
        "muted": True,
        "online": True,
        "shares": [],
    }
    assert view["roster"]["clerk"]["standing"] == "expected"
    assert "roster" not in scene.view("worker")
    assert "phase" not in scene.view("worker")


def test_those_who_wait_see_that_the_mediator_is_away_since_when_and_nothing_of_what_follows() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    scene.visit("employer")
    left = stamp(scene.state.at)
    waiting = ("w4", "contractor", "expert")
    before = {name: scene.view(name) for name in waiting}
    assert before["w4"]["mediator"] == {"state": "away", "since": left}
    scene.wait(60)
    scene.visit("neutral")
    scene.meet("agent")
    scene.meet("agent", host="comediator")
    scene.say("agent", "our last offer")
    scene.do(SetMedia(SeatId("agent"), MediaKind.CAMERA, False))
    scene.drop("agent")
    scene.do(AskAlone(SeatId("agent")))
    scene.visit("employer")
    assert {name: scene.view(name) for name in waiting} == before


def test_the_mediator_is_here_as_long_as_any_host_stays() -> None:
    scene = building_site()
    scene.meet("w4", host="comediator")
    assert scene.view("w5")["mediator"] == {"state": "here"}
    scene.drop("mediator")
    assert scene.view("w5")["mediator"] == {"state": "here"}
    assert scene.view("w5")["people"]["mediator"]["online"] is False


def test_in_the_lobby_the_mediator_is_away_since_one_came() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("worker")
    since = scene.view("worker")["place"]["since"]
    scene.enter("mediator", "employer")
    scene.meet("employer")
    scene.rejoin()
    assert scene.view("worker")["mediator"] == {"state": "away", "since": since}


def test_who_has_not_come_sees_nothing() -> None:
    scene = demonstration()
    scene.add(seat("late", Role.PARTY, EMPLOYER))
    view = scene.view("late")
    assert view["place"] == {"channel": "lobby", "kind": "lobby"}
    assert view["people"] == view["messages"] == {}
    assert view["mediator"] == {"state": "away"}
    assert scene.view("mediator")["roster"]["late"]["standing"] == "expected"


def test_an_authority_is_shown_to_hosts_to_the_same_side_and_in_the_joint_channel() -> None:
    scene = building_site()
    assert "authority" in scene.view("w4")["people"]["agent"]
    scene.separate()
    scene.visit("employer")
    scene.do(Bring(MEDIATOR, SeatId("expert")))
    assert "authority" in scene.view("mediator")["people"]["agent"]
    assert "authority" not in scene.view("expert")["people"]["agent"]
    scene.add(seat("second", Role.REPRESENTATIVE, EMPLOYER))
    scene.enter("second")
    scene.admit("second")
    assert "authority" in scene.view("second")["people"]["agent"]


def test_a_person_at_a_shared_phone_is_online_while_the_phone_is() -> None:
    scene = building_site()
    for name in ("w2", "w3"):
        scene.drop(name)
    assert scene.view("agent")["people"]["w3"]["online"] is True
    scene.drop("w1")
    assert scene.view("agent")["people"]["w3"]["online"] is False


def test_a_view_holds_no_null_anywhere() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    scene.say("w4", "hello")
    for name in scene.state.people:
        assert "null" not in text_of(scene.view(name))


def test_changes_are_told_to_those_who_may_know_and_to_nobody_else() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    before = scene.state
    scene.say("w4", "among us")
    changes = views.changes(before, scene.state)
    assert set(changes) == {
        "w1", "w2", "w3", "w4", "w5", "w6", "lawyer", "interpreter", "mediator", "comediator"
    }  # fmt: skip
    assert "among us" not in text_of(changes[SeatId("comediator")])
    assert set(changes[SeatId("comediator")]) == {"groups"}


def test_no_change_is_no_patch() -> None:
    scene = demonstration()
    assert views.changes(scene.state, scene.state) == {}


@pytest.mark.parametrize("name", ["worker", "mediator"])
def test_a_patch_folded_into_the_former_view_is_the_new_view(name: str) -> None:
    scene = demonstration()
    before = scene.state
    scene.say("worker", "hello")
    scene.separate()
    scene.do(End(MEDIATOR))
    patch = views.project(before, scene.state, SeatId(name))
    assert patch is not None
    assert views.fold(views.view(before, SeatId(name)), patch) == scene.view(name)


def test_a_seat_added_while_the_room_runs_takes_part() -> None:
    scene = demonstration()
    scene.do(AddSeat(SYSTEM, seat("w9", Role.PARTY, EMPLOYER)))
    scene.enter("w9")
    scene.admit("w9")
    assert "w9" in scene.sees("worker")
    assert "w9" in scene.hears("worker")


def test_for_whom_one_interprets_is_seen_where_that_person_is() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w1", "w6")
    scene.enter("interpreter", share="w1")
    assert "interprets" not in scene.view("w1")["people"]["interpreter"]
    scene.admit("w1", "w6")
    assert scene.view("w1")["people"]["interpreter"]["interprets"] == "w6"
    assert scene.view("w6")["people"]["interpreter"]["interprets"] == "w6"
    scene.meet("w6")
    assert "interprets" not in scene.view("w1")["people"]["interpreter"]


def test_who_waits_or_is_gone_is_told_nothing_of_what_others_write() -> None:
    scene = demonstration()
    scene.add(seat("late", Role.PARTY, EMPLOYER))
    scene.enter("late")
    before = scene.state
    scene.say("worker", "hello")
    assert "late" not in views.changes(before, scene.state)
