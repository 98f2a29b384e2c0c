"""What staff read of a session afterwards, judged by what everybody was really shown while it lasted."""

import pytest
from hypothesis import settings

from rooms import events
from rooms.archive.folding import past
from rooms.archive.past import LineKind, Past
from rooms.archive.reading import Reader
from rooms.channel import JOINT
from rooms.ids import StayId
from rooms.participant import MediaKind
from rooms.recording import Kept
from rooms.rights import StaffRole
from tests.property.plays import HOSTS
from tests.property.sessions import Session, played

OFFICES = [Reader("a clerk", StaffRole.CLERK), Reader("a supervisor", StaffRole.SUPERVISOR)]


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


@SEEDS
def test_a_file_tells_of_everybody_who_sat_at_its_device_and_of_nobody_else(seed: int) -> None:
    session = played(seed)
    at = session.log[-1].at
    files = (
        Kept("", min(sat), stay, StayId("r"), MediaKind.AUDIO, at, 1, 2, "a", 3, "b", torn=False)
        for stay, sat in session.sat.items()
    )
    told = past([*session.log, *(events.SegmentKept(at=at, into=JOINT, kept=file) for file in files)])
    assert {track.kept.stay: track.seats for track in told.tracks} == session.sat


def _joint(session: Session) -> set[str]:
    """What was written to everybody in the joint talk."""
    posted = (event for event in session.log if isinstance(event, events.ChatPosted | events.Announced))
    return {
        event.text
        for event in posted
        if event.into == JOINT and not (isinstance(event, events.ChatPosted) and event.to_hosts)
    }
