"""Who reads what, for how long, and what a text may be."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import views
from rooms.chat import EMPTY, MARKS_LIMIT, TEXT_LIMIT, Log, Message, normalise
from rooms.commands import Adjourn, BackToLobby, Bring, Leave, Remove, Resume, Say
from rooms.errors import ErrorCode
from rooms.ids import ChannelId, MessageId, SeatId, StayId
from rooms.policy import readers
from rooms.room import Refused
from tests.unit.rooms.scene import BUILDING_SITE, START, Scene, building_site, demonstration

WORKER, MEDIATOR = SeatId("worker"), SeatId("mediator")


def test_everybody_in_the_channel_reads_it_online_or_not() -> None:
    scene = demonstration()
    scene.drop("employer")
    scene.say("worker", "你好")
    assert all(scene.reads(name) == ["你好"] for name in scene.channels())


def test_who_comes_later_does_not_read_what_was_said_before() -> None:
    scene = demonstration()
    scene.do(BackToLobby(MEDIATOR, WORKER))
    scene.say("employer", "in absence")
    scene.admit("worker")
    assert scene.reads("worker") == []


def test_a_host_who_comes_to_a_group_gains_what_was_written_while_away_and_nobody_else_does() -> None:
    scene = building_site()
    scene.say("agent", "together")
    scene.separate()
    scene.say("w4", "first")
    scene.visit("worker", host="comediator")
    scene.say("w5", "second")
    scene.visit("neutral", host="comediator")
    scene.say("w4", "third")
    assert _unread(scene, "mediator") == 3
    assert _unread(scene, "comediator") == 1
    assert scene.reads("comediator") == ["together", "first", "second"]
    scene.visit("worker")
    assert _unread(scene, "mediator") == 0
    assert scene.reads("mediator") == ["together", "first", "second", "third"]
    assert scene.reads("agent") == scene.reads("clerk") == ["together"]
    scene.do(Bring(MEDIATOR, SeatId("clerk")))
    assert scene.reads("clerk") == ["together"]


def test_what_a_host_gains_stands_where_it_was_said() -> None:
    scene = demonstration()
    scene.separate()
    scene.say("worker", "one")
    scene.visit("employer")
    scene.say("mediator", "two")
    scene.visit("worker")
    assert scene.reads("mediator") == ["one", "two"]
    times = [message["at"] for message in scene.view("mediator")["messages"].values()]
    assert times == sorted(set(times))


def test_only_hosts_are_told_how_much_they_have_not_read() -> None:
    scene = demonstration()
    scene.separate()
    scene.say("worker", "unread")
    assert scene.view("mediator")["groups"][0] == {
        "id": "worker",
        "zh": "劳动者",
        "en": "Workers",
        "unread": 1,
    }
    for name in ("worker", "employer", "clerk"):
        assert scene.view(name)["groups"][0] == {"id": "worker", "zh": "劳动者", "en": "Workers"}


def test_a_private_word_stays_between_the_two() -> None:
    scene = building_site()
    scene.separate()
    scene.meet("w4")
    scene.say("w4", "I am afraid")
    scene.visit("worker")
    assert [name for name in scene.channels() if "I am afraid" in scene.reads(name)] == ["w4", "mediator"]
    message = next(iter(scene.view("w4")["messages"].values()))
    assert (message["channel"], message["with"]) == ("private", "w4")


def test_a_message_typed_before_a_move_is_refused() -> None:
    scene = demonstration()
    stay = scene.stay("worker")
    scene.separate()
    assert scene.refused(Say(WORKER, stay, "for the employer")) is ErrorCode.STALE_STAY
    assert scene.refused(Say(WORKER, StayId("none"), "x")) is ErrorCode.STALE_STAY


def test_nobody_writes_in_the_lobby_and_no_observer_anywhere() -> None:
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "w4", "observer")
    assert scene.refused(Say(SeatId("w4"), scene.stay("w4"), "hello")) is ErrorCode.NOT_HERE
    scene.admit("observer")
    assert scene.refused(Say(SeatId("observer"), scene.stay("observer"), "hello")) is ErrorCode.FORBIDDEN


def test_who_is_met_in_the_lobby_reads_that_talk_and_no_earlier_one() -> None:
    scene = demonstration()
    scene.say("worker", "before")
    scene.do(BackToLobby(MEDIATOR, WORKER))
    scene.meet("worker")
    scene.say("mediator", "who is beside you?")
    assert scene.reads("worker") == ["who is beside you?"]
    scene.rejoin()
    assert scene.reads("worker") == []
    scene.admit("worker")
    assert scene.reads("worker") == ["before", "who is beside you?"]


@pytest.mark.parametrize("command", [Leave(WORKER), Remove(MEDIATOR, WORKER)])
def test_who_is_gone_reads_nothing(command: Leave) -> None:
    scene = demonstration()
    scene.say("worker", "said")
    scene.do(command)
    assert scene.reads("worker") == []


def test_without_a_host_the_joint_channel_writes_to_the_hosts_only() -> None:
    scene = building_site()
    scene.meet("w4")
    scene.meet("w5", host="comediator")
    scene.wait(10)
    scene.say("w2", "help")
    assert [name for name in scene.channels() if scene.reads(name)] == [
        "w1",
        "w2",
        "w3",
        "mediator",
        "comediator",
    ]
    assert scene.log[-1].channel == "neutral"
    assert scene.view("mediator")["messages"] == scene.view("w1")["messages"]
    message = next(iter(scene.view("mediator")["messages"].values()))
    assert (message["channel"], message["to_hosts"]) == ("joint", True)
    scene.rejoin()
    scene.say("agent", "again")
    assert scene.reads("w6") == ["again"]


def test_the_readers_of_a_message_are_known() -> None:
    scene = demonstration()
    scene.separate()
    scene.say("worker", "said")
    message = scene.state.logs[ChannelId("group:worker")].at(0)
    assert readers(scene.state, message) == {"worker"}
    scene.visit("worker")
    assert readers(scene.state, message) == {"worker", "mediator"}
    scene.do(Adjourn(MEDIATOR))
    scene.do(Resume(MEDIATOR))
    assert readers(scene.state, message) == {"mediator"}


def test_a_view_holds_the_newest_three_hundred() -> None:
    scene = demonstration()
    scene.separate()
    for number in range(320):
        scene.say("worker", str(number))
    assert scene.reads("worker") == [str(number) for number in range(20, 320)]
    scene.visit("worker")
    assert scene.reads("mediator") == [str(number) for number in range(20, 320)]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  two\r\nlines\u2028three \n", "two\nlines\nthree"),
        ("bell\a and\ttab", "bell and tab"),
        ("cafe\u0301", "caf\u00e9"),
        ("\u202eevil\u2066", "evil"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_a_text_is_kept_as_it_reads(written: str, kept: str) -> None:
    assert normalise(written) == kept


@given(st.text(st.characters(exclude_categories=())))
def test_a_normalised_text_has_no_control_characters_and_stays_as_it_is(text: str) -> None:
    kept = normalise(text)
    assert normalise(kept) == kept
    assert not any(ord(letter) < 32 and letter != "\n" for letter in kept)
    kept.encode()


@pytest.mark.parametrize("text", ["", " \n ", "\u0007\u200e".replace("\u200e", "")])
def test_an_empty_text_is_refused(text: str) -> None:
    scene = demonstration()
    assert scene.refused(Say(WORKER, scene.stay("worker"), text)) is ErrorCode.BAD_MESSAGE


def test_a_text_has_a_greatest_length_after_normalising() -> None:
    scene = demonstration()
    scene.say("worker", "字" * TEXT_LIMIT + " " * 10)
    outcome = scene.handle(Say(WORKER, scene.stay("worker"), "字" * (TEXT_LIMIT + 1)))
    assert outcome == Refused(ErrorCode.TOO_LARGE, {"limit": TEXT_LIMIT})


def _message(number: int) -> Message:
    return Message(
        id=MessageId(f"m{number}"),
        channel=ChannelId("joint"),
        number=number,
        stay=StayId("s"),
        seat=WORKER,
        person="worker",
        name="n",
        text=str(number),
        at=START + timedelta(seconds=number),
        to_hosts=False,
        readers=frozenset(),
    )


MESSAGES = [_message(number) for number in range(300)]


def _log(messages: list[Message]) -> Log:
    log = EMPTY
    for message in messages:
        log = log.append(message)
    return log


@given(st.integers(0, 200), st.integers(0, 250), st.integers(0, 250))
def test_a_log_is_the_sequence_of_its_messages(size: int, start: int, stop: int) -> None:
    log = _log(MESSAGES[:size])
    assert (len(log), list(log)) == (size, MESSAGES[:size])
    stop = min(stop, size)
    assert log.span(start, stop) == MESSAGES[:size][start:stop]
    assert log.newest(70) == MESSAGES[:size][-70:]


@given(st.sets(st.integers(0, 299)), st.sets(st.integers(0, 299)))
def test_a_log_merged_is_in_the_order_of_time_and_extends_only_what_comes_before(
    one: set[int], two: set[int]
) -> None:
    log = _log([MESSAGES[number] for number in sorted(one)])
    merged = log.merge([MESSAGES[number] for number in sorted(two - one)])
    assert list(merged) == [MESSAGES[number] for number in sorted(one | two)]
    assert merged.extends(log) == (list(merged)[: len(log)] == list(log))


def _unread(scene: Scene, host: str) -> int:
    return int(scene.view(host)["groups"][0]["unread"])


@pytest.mark.parametrize("marks", ["\u0301" * 8_000 + "\u0323" * 8_000, "\u0344" * 16_000])
def test_a_pile_of_marks_is_cut_short_before_anybody_waits_for_its_sorting(marks: str) -> None:
    kept = normalise(f"a{marks}b")
    assert len(kept) <= MARKS_LIMIT + 2
    assert kept[-1] == "b"
    assert normalise(kept) == kept


@pytest.mark.parametrize("step", [1, 7, 310, 640])
def test_patches_let_the_oldest_go_as_new_ones_come(step: int) -> None:
    scene = demonstration()
    shown, before = scene.view("employer"), scene.state
    for number in range(1, 641):
        scene.say("worker", str(number))
        if number % step == 0:
            patch = views.project(before, scene.state, SeatId("employer"))
            assert patch == views.diff(shown, scene.view("employer"))
            shown, before = views.fold(shown, patch or {}), scene.state
    assert shown["messages"] == views.view(before, SeatId("employer"))["messages"]
