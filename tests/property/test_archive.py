"""What staff read of a session afterwards, judged by what everybody was really shown while it lasted."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from hypothesis import settings

from rooms import events, views
from rooms.archive.folding import past
from rooms.archive.past import LineKind, Past
from rooms.archive.reading import Reader, granted
from rooms.channel import JOINT
from rooms.ids import SeatId
from rooms.rights import StaffRole
from rooms.room import Context, Refused, apply, handle
from tests.property.plays import CAST, HOSTS, Act, wander
from tests.unit.rooms.scene import START, Scene

OFFICES = [Reader("a clerk", StaffRole.CLERK), Reader("a supervisor", StaffRole.SUPERVISOR)]


class Session:
    """A room that is played, its log, and every text that each host was ever shown."""

    def __init__(self) -> None:
        scene = Scene(*CAST)
        self.state, self.log = scene.state, scene.log
        self.shown: dict[SeatId, set[str]] = {host: set() for host in HOSTS}
        self.now = START

    def play(self, acts: Iterator[tuple[int, Act]]) -> None:
        for number, act in acts:
            self.now = START + timedelta(seconds=number)
            entropy = hashlib.sha256(b"%d" % number).digest()
            outcome = handle(self.state, act.command(self.state), Context(self.now, entropy, f"key-{number}"))
            if isinstance(outcome, Refused):
                continue
            for event in outcome.events:
                self.state = apply(self.state, event)
                self.log.append(event)
            for host, texts in self.shown.items():
                messages = views.view(self.state, host)["messages"]
                assert isinstance(messages, dict)
                texts.update(message["text"] for message in messages.values())

    def read(self, reader: Reader) -> Past:
        return granted(past(event for event in self.log if event.durable), reader, self.now)


def played(seed: int) -> Session:
    session, random = Session(), Random(seed)
    for number, member in enumerate(CAST):
        session.play(iter([(number, Act("enter", member.id, member.id, 1))]))
        session.play(iter([(20 + number, Act("connect", member.id, member.id, 1))]))
    session.play(iter([(50, Act("admit_all", SeatId("MEDIATOR"), SeatId("MEDIATOR"), 0))]))
    session.play(iter(enumerate(wander(random, 60), 100)))
    return session


def written(found: Past) -> set[str]:
    return {line.text for line in found.lines if line.kind is LineKind.WRITTEN}


SEEDS = pytest.mark.parametrize("seed", range(settings.default.max_examples))


@SEEDS
def test_whoever_led_reads_again_what_they_were_shown_and_of_the_joint_talk_all(seed: int) -> None:
    session = played(seed)
    joint = _joint(session)
    for host in HOSTS:
        found = written(session.read(Reader("account", StaffRole.MEDIATOR, frozenset({host}))))
        assert found <= session.shown[host] | joint
        assert session.shown[host] <= found


@SEEDS
def test_by_office_one_reads_the_joint_talk_and_nothing_else(seed: int) -> None:
    session = played(seed)
    apart = {event.into for event in session.log if isinstance(event, events.ChatPosted)} - {JOINT}
    for reader in OFFICES:
        found = session.read(reader)
        assert written(found) == _joint(session)
        assert {line.channel for line in found.lines} <= {JOINT}
        assert {stay.channel for stay in found.residences} <= {JOINT}
        told = f"{found.lines} {found.residences} {found.recorded} {found.tracks} {found.openings}"
        assert not [channel for channel in apart if channel in told]


@SEEDS
def test_who_had_no_part_in_a_case_reads_nothing_of_it(seed: int) -> None:
    session = played(seed)
    for role in (StaffRole.MEDIATOR, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR):
        found = session.read(Reader("account", role))
        assert [*found.lines, *found.residences, *found.recorded, *found.tracks, *found.seats] == []


def _joint(session: Session) -> set[str]:
    """What was written to everybody in the joint talk."""
    posted = (event for event in session.log if isinstance(event, events.ChatPosted | events.Announced))
    return {
        event.text
        for event in posted
        if event.into == JOINT and not (isinstance(event, events.ChatPosted) and event.to_hosts)
    }
