"""Two histories that differ only out of somebody's sight are the same to that person, byte for byte.

A session is played to some point. From there two rooms go on: in each, other things happen that the
observer may not know of. Then the same things are done in both. As long as the observer may know the
same of both, everything the observer is sent is the same: patches, ids, times, answers and refusals.
Who may know what is judged by the plain account, not by the room.
"""

import copy
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms import views
from rooms.ids import SeatId
from rooms.room import Context, Refused, RoomState, apply, handle
from tests.property.account import Account
from tests.property.plays import (
    ACTS,
    CAST,
    NAMES,
    NOT_HOSTS,
    SAYINGS,
    SECRETS,
    Act,
    acts_of,
    secrets,
    wander,
    willing,
)
from tests.unit.rooms.scene import START, Scene

SCATTERINGS: list[list[str]] = [[], ["separate"], ["send_back"], ["separate", "send_back"], ["meet"]]
"""What the mediator does before the two histories part."""

REUNIONS: list[list[str]] = [[], ["rejoin"], ["admit"], ["rejoin", "admit"], ["separate", "admit"], ["visit"]]
"""What the mediator does when they have: it brings the observer together with others."""


class Room:
    """A room and its account, in which the n-th thing happens at the n-th second with the n-th entropy."""

    def __init__(self) -> None:
        self.state, self.account = Scene(*CAST).state, Account(CAST)

    def twin(self) -> "Room":
        other = copy.copy(self)
        other.account = self.account.copy()
        return other

    def do(self, act: Act, number: int) -> object:
        """The answer, as who asked gets it."""
        command = act.command(self.state)
        entropy = hashlib.sha256(b"%d" % number).digest()
        outcome = handle(
            self.state, command, Context(START + timedelta(seconds=number), entropy, f"key-{number}")
        )
        if isinstance(outcome, Refused):
            return (outcome.code.value, dict(outcome.params))
        for event in outcome.events:
            self.state = apply(self.state, event)
        self.account.obey(command, START + timedelta(seconds=number), str(outcome.value.get("id", "")))
        return dict(outcome.value)

    def sent(self, before: RoomState, observer: SeatId) -> str:
        return json.dumps(views.project(before, self.state, observer), ensure_ascii=False)

    def shown(self, observer: SeatId) -> str:
        return json.dumps(views.view(self.state, observer), ensure_ascii=False)


@settings(max_examples=settings.default.max_examples * 3)
@given(
    observer=st.sampled_from(NOT_HOSTS),
    scattered=st.sampled_from(SCATTERINGS),
    common=st.lists(ACTS, max_size=8),
    hidden=st.tuples(SECRETS, SECRETS),
    reunited=st.sampled_from(REUNIONS),
    after=st.lists(ACTS | SAYINGS, max_size=8),
    data=st.data(),
)
def test_what_one_may_not_know_changes_nothing_that_one_gets(
    observer: SeatId,
    scattered: list[str],
    common: list[Act],
    hidden: tuple[list[Act], list[Act]],
    reunited: list[str],
    after: list[Act],
    data: st.DataObject,
) -> None:
    asked = data.draw(st.lists(acts_of(observer), max_size=4))
    common = [*_led(scattered, observer), *common]
    _same_for(observer, common, hidden, [*_led(reunited, observer), *after, *asked])


@pytest.mark.parametrize("seed", range(settings.default.max_examples * 2))
def test_nor_do_long_histories_out_of_sight(seed: int) -> None:
    random = Random(seed)
    observer = random.choice(NOT_HOSTS)
    common = [*_led(random.choice(SCATTERINGS), observer), *wander(random, 10)]
    hidden = (secrets(random), secrets(random))
    after = [*_led(random.choice(REUNIONS), observer), *wander(random, 15)]
    _same_for(observer, common, hidden, [*after, *(replace(act, who=observer) for act in wander(random, 5))])


def _same_for(
    observer: SeatId, common: list[Act], hidden: tuple[list[Act], list[Act]], after: list[Act]
) -> None:
    """Plays what is common, in each of two rooms what is secret, and in both what comes after."""
    room = _together()
    for number, act in enumerate(common, 100):
        room.do(act, number)
    rooms = [_out_of_sight(room.twin(), acts, observer) for acts in hidden]
    for number, act in enumerate(after, 300):
        if act.who == observer and act.verb == "share":
            continue  # who has another's phone in hand knows more than the account says
        before = [each.state for each in rooms]
        answers = [each.do(act, number) for each in rooms]
        if rooms[0].account.knowledge(observer) != rooms[1].account.knowledge(observer):
            return
        sent = [each.sent(former, observer) for each, former in zip(rooms, before, strict=True)]
        assert sent[0] == sent[1]
        assert rooms[0].shown(observer) == rooms[1].shown(observer)
        if act.command(before[0]).seat == observer:
            assert answers[0] == answers[1]


def _led(verbs: list[str], observer: SeatId) -> list[Act]:
    return [Act(verb, SeatId("MEDIATOR"), observer, 0) for verb in verbs]


def _together() -> Room:
    room = Room()
    for number, member in enumerate(CAST):
        room.do(Act("enter", member.id, member.id, 1), number)
        room.do(Act("connect", member.id, member.id, 1), 20 + number)
    room.do(Act("admit_all", SeatId("MEDIATOR"), SeatId("MEDIATOR"), 0), 50)
    for number, act in enumerate(willing(NAMES), 51):
        room.do(act, number)
    return room


def _out_of_sight(room: Room, acts: list[Act], observer: SeatId) -> Room:
    """Does of these things what the observer may not know of, and holds that nothing is sent of it."""
    for number, act in enumerate(acts, 200):
        before = room.twin()
        room.do(act, number)
        if act.who == observer or room.account.knowledge(observer) != before.account.knowledge(observer):
            room = before
        else:
            assert room.sent(before.state, observer) == "null"
            assert room.shown(observer) == before.shown(observer)
    return room
