"""Keys, moments, replay, and what a room may be made of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from rooms import events
from rooms.channel import Group
from rooms.commands import AddSeat, Adjourn, Connect, Enter, Mute, Restart, Say, SetMedia
from rooms.consent import REQUIRED
from rooms.context import Context, moment
from rooms.effects import KEYS_KEPT
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, DeviceId, GroupId, RoomId, SeatId, fresh
from rooms.moments import parse, stamp, whole
from rooms.participant import Authority, MediaKind, Scope, Seat
from rooms.roles import Role
from rooms.room import Accepted, Refused, apply, deadline, initial, replay
from rooms.seating import SEAT_LIMIT
from tests.unit.rooms.scene import (
    AUTHORITY,
    BUILDING_SITE,
    DEMONSTRATION,
    EMPLOYER,
    GROUPS,
    START,
    WORKERS,
    Scene,
    building_site,
    demonstration,
    seat,
)

WORKER, MEDIATOR = SeatId("worker"), SeatId("mediator")


def test_a_repeated_key_gives_the_same_answer_and_changes_nothing_twice() -> None:
    scene = demonstration()
    say = Say(WORKER, scene.stay("worker"), "once")
    first = scene.do(say, key="k1")
    again = scene.handle(say, key="k1")
    assert again == Accepted((), first.value)
    scene.separate()
    assert scene.handle(say, key="k1") == Accepted((), first.value)
    assert scene.reads("worker") == ["once"]


def test_a_key_is_not_used_for_another_command_but_another_seat_may_have_the_same() -> None:
    scene = demonstration()
    scene.do(Say(WORKER, scene.stay("worker"), "one"), key="k1")
    assert scene.refused(Say(WORKER, scene.stay("worker"), "two"), key="k1") is ErrorCode.KEY_REUSED
    assert scene.refused(Connect(WORKER), key="k1") is ErrorCode.KEY_REUSED
    scene.do(Say(SeatId("employer"), scene.stay("employer"), "mine"), key="k1")


def test_a_refusal_is_not_remembered() -> None:
    scene = demonstration()
    assert scene.refused(Mute(MEDIATOR, SeatId("nobody")), key="k") is ErrorCode.NOT_FOUND
    scene.do(Mute(MEDIATOR, WORKER), key="k")


def test_a_command_that_changed_nothing_does_not_change_anything_when_it_comes_again() -> None:
    scene = demonstration()
    on = SetMedia(WORKER, MediaKind.AUDIO, True)
    noted = scene.do(on, key="on").events
    assert [type(event) for event in noted] == [events.Noted]
    assert noted[0].channel == "lobby:worker"
    scene.do(SetMedia(WORKER, MediaKind.AUDIO, False), key="off")
    assert scene.handle(on, key="on") == Accepted((), {})
    assert scene.view("worker")["me"]["mic"] is False


def test_a_key_of_what_does_not_last_is_kept_all_the_same() -> None:
    scene = demonstration()
    scene.drop("worker")
    kinds = [(type(event), event.durable) for event in scene.do(Connect(WORKER), key="k").events]
    assert kinds == [(events.Noted, True), (events.Connected, False)]
    assert scene.handle(Connect(WORKER), key="k") == Accepted((), {})


def test_the_newest_keys_of_a_seat_are_remembered() -> None:
    scene = demonstration()
    on = SetMedia(WORKER, MediaKind.AUDIO, True)
    for number in range(KEYS_KEPT + 1):
        scene.do(on, key=f"k{number}")
    assert len(scene.state.keys[WORKER]) == KEYS_KEPT
    assert scene.do(on, key="k0").events != ()
    assert scene.do(on, key="k2").events == ()


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_key_is_neither_empty_nor_long(key: str) -> None:
    assert demonstration().refused(Connect(WORKER), key=key) is ErrorCode.BAD_MESSAGE


@pytest.mark.parametrize(
    "command",
    [
        Enter(WORKER, DeviceId("phone-worker"), REQUIRED),
        Adjourn(MEDIATOR, START),
        AddSeat(SYSTEM, seat("new", Role.REPRESENTATIVE, EMPLOYER, authority=AUTHORITY)),
    ],
)
def test_every_command_can_bear_a_key(command: Enter) -> None:
    scene = demonstration()
    done = scene.do(command, key="k")
    assert scene.handle(command, key="k") == Accepted((), done.value)


def test_keys_survive_a_restart() -> None:
    scene = demonstration()
    say = Say(WORKER, scene.stay("worker"), "once")
    first = scene.do(say, key="k1")
    scene.state = replay([event for event in scene.log if event.durable])
    assert scene.handle(say, key="k1") == Accepted((), first.value)


def test_a_room_rebuilt_from_its_log_is_as_it_was_with_nobody_connected() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    scene.say("w4", "kept")
    scene.meet("agent", host="comediator")
    restarted = events.Restarted(at=scene.state.at + timedelta(seconds=1))
    rebuilt = replay([event for event in scene.log if event.durable])
    assert apply(rebuilt, restarted) == apply(scene.state, restarted)
    assert not any(person.online for person in apply(rebuilt, restarted).people.values())


def test_after_a_restart_a_host_has_ten_seconds_to_come_back() -> None:
    scene = demonstration()
    scene.wait(3600)
    scene.state = replay([event for event in scene.log if event.durable])
    scene.do(Restart())
    since = scene.state.at
    assert deadline(scene.state) == since + timedelta(seconds=10)
    scene.back("mediator")
    scene.wait(20)
    assert not scene.state.status.unhosted


@pytest.mark.parametrize("log", [[], [events.Restarted(at=START)]])
def test_a_log_without_its_opening_is_no_room(log: list[events.Event]) -> None:
    with pytest.raises(ValueError, match="opening"):
        replay(log)


def test_moments_are_whole_milliseconds_and_strictly_increase() -> None:
    state = demonstration().state
    late = datetime(2026, 3, 2, 9, 30, 0, 1999, tzinfo=timezone(timedelta(hours=8)))
    assert moment(state, late) == state.at + timedelta(milliseconds=1)
    assert moment(state, late + timedelta(hours=1)) == datetime(2026, 3, 2, 2, 30, 0, 1000, tzinfo=UTC)


@pytest.mark.parametrize(
    "at",
    [
        START + timedelta(microseconds=1),
        START.replace(tzinfo=None),
        START.astimezone(timezone(timedelta(0), "x")),
    ],
)
def test_a_command_has_a_moment_as_the_log_keeps_it(at: datetime) -> None:
    with pytest.raises(ValueError, match="milliseconds"):
        Context(at, bytes(16))


def test_a_command_needs_entropy() -> None:
    with pytest.raises(ValueError, match="entropy"):
        Context(START, bytes(15))


def test_ids_are_url_safe_and_differ_by_entropy_and_purpose() -> None:
    ids = {fresh(entropy, label) for entropy in (bytes(16), bytes(32)) for label in ("a", "b")}
    assert len(ids) == 4
    assert all(len(made) == 22 and made.replace("-", "").replace("_", "").isalnum() for made in ids)


@pytest.mark.parametrize(
    "text", ["2026-03-02T01:30:00.000", "2026-03-02T01:30:00.000+", "2026-13-02T01:30:00.000Z"]
)
def test_what_is_no_time_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time|month|Invalid"):
        parse(text)


def test_a_time_stamp_is_read_as_it_was_written() -> None:
    assert stamp(START) == "2026-03-02T01:30:00.000Z"
    assert parse(stamp(whole(START + timedelta(microseconds=1999)))) == START + timedelta(milliseconds=1)


def authority(**changes: object) -> Authority:
    return replace(AUTHORITY, **changes)  # type: ignore[arg-type]


UNSOUND = [
    seat("system", Role.CLERK),
    seat("", Role.CLERK),
    seat("a:b", Role.CLERK),
    Seat(SeatId("x"), "x", "", Role.CLERK),
    Seat(SeatId("x"), "x" * 61, "x", Role.CLERK),
    seat("x", Role.PARTY),
    seat("x", Role.REPRESENTATIVE),
    seat("x", Role.PARTY, GroupId("unknown")),
    seat("x", Role.CLERK, WORKERS),
    seat("x", Role.MEDIATOR, WORKERS),
    seat("x", Role.INTERPRETER),
    seat("x", Role.INTERPRETER, interprets=SeatId("unknown")),
    seat("x", Role.INTERPRETER, interprets=SeatId("mediator")),
    seat("x", Role.EXPERT, interprets=SeatId("worker")),
    seat("x", Role.REPRESENTATIVE, EMPLOYER, authority=authority(principal="")),
    seat("x", Role.REPRESENTATIVE, EMPLOYER, authority=authority(ceiling=Decimal("NaN"))),
    seat("x", Role.REPRESENTATIVE, EMPLOYER, authority=authority(ceiling=Decimal(-1))),
    seat("x", Role.REPRESENTATIVE, EMPLOYER, authority=authority(expires=datetime(2026, 1, 1))),
]


@pytest.mark.parametrize("unsound", UNSOUND)
def test_a_seat_that_cannot_be_is_refused_at_opening_and_later(unsound: Seat) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Scene(*DEMONSTRATION, unsound)
    assert demonstration().refused(AddSeat(SYSTEM, unsound)) is ErrorCode.BAD_MESSAGE


@pytest.mark.parametrize(
    "groups",
    [
        (GROUPS[0], GROUPS[0]),
        (Group(GroupId("lobby"), "x", "x"),),
        (Group(GroupId("a:b"), "x", "x"),),
        (Group(GroupId("a"), "", "x"),),
        (Group(GroupId("a"), "x" * 61, "x"),),
    ],
)
def test_groups_that_cannot_be_are_refused(groups: tuple[Group, ...]) -> None:
    with pytest.raises(ValueError, match="group"):
        initial(RoomId("r"), "1", "t", groups, [], at=START)


def test_a_room_has_a_title_of_some_length_and_every_seat_once() -> None:
    with pytest.raises(ValueError, match="title"):
        initial(RoomId("r"), "1", "t" * 201, GROUPS, [], at=START)
    with pytest.raises(ValueError, match="seats"):
        Scene(DEMONSTRATION[0], DEMONSTRATION[0])
    with pytest.raises(ValueError, match="seats"):
        Scene(*(seat(f"s{number}", Role.CLERK) for number in range(SEAT_LIMIT + 1)))


def test_a_room_takes_no_seat_twice_and_not_without_end() -> None:
    scene = Scene(*BUILDING_SITE)
    assert scene.refused(AddSeat(SYSTEM, BUILDING_SITE[0])) is ErrorCode.ALREADY_THERE
    for number in range(SEAT_LIMIT - len(BUILDING_SITE)):
        scene.add(seat(f"s{number}", Role.CLERK))
    refused = scene.handle(AddSeat(SYSTEM, seat("last", Role.CLERK)))
    assert refused == Refused(ErrorCode.TOO_MANY, {"limit": SEAT_LIMIT})


def test_only_the_system_adds_seats() -> None:
    scene = demonstration()
    assert scene.refused(AddSeat(MEDIATOR, seat("x", Role.CLERK))) is ErrorCode.FORBIDDEN


def test_an_authority_is_kept_to_the_millisecond() -> None:
    scene = demonstration()
    expires = START + timedelta(microseconds=1500)
    scene.add(
        seat("x", Role.REPRESENTATIVE, EMPLOYER, authority=Authority("p", Scope.GENERAL, None, expires))
    )
    assert scene.person("x").seat.authority == Authority(
        "p", Scope.GENERAL, None, START + timedelta(milliseconds=1)
    )


def test_deciding_changes_nothing_by_itself() -> None:
    scene = demonstration()
    before = scene.state
    copy = replace(before)
    scene.handle(Say(WORKER, scene.stay("worker"), "x"))
    assert scene.state is before
    assert scene.state == copy
