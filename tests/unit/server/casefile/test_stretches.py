"""What was recorded, stretch by stretch, and where in it each line stands."""

from dataclasses import replace
from datetime import timedelta

from rooms.channel import ChannelKind
from server.casefile.stretches import MAKING, stretches
from server.casefile.transcript import transcript
from tests.unit.rooms.past import HOST, OTHER_CLERK
from tests.unit.server.casefile.recorded import SECONDS, seen_by, session


def test_a_stretch_is_as_long_as_its_files_and_names_who_is_on_them() -> None:
    scene = session()
    first, apart, empty = stretches(seen_by(HOST, scene), scene.state.at)
    assert (first.channel, first.kind, first.seconds) == ("joint", ChannelKind.JOINT, SECONDS)
    assert [seat.id for seat in first.people] == ["worker"]
    assert (apart.channel, apart.met and apart.met.id) == ("private", "worker")
    assert (empty.tracks, empty.people, empty.seconds) == ((), (), 10)


def test_of_a_separate_talk_without_files_that_are_granted_there_is_no_stretch() -> None:
    scene = session()
    assert [each.channel for each in stretches(seen_by(OTHER_CLERK, scene), scene.state.at)] == ["joint"] * 2
    bare = replace(seen_by(HOST, scene), tracks=())
    assert [each.channel for each in stretches(bare, scene.state.at)] == ["joint"] * 2


def test_files_may_come_until_some_time_after_the_end() -> None:
    scene = session()
    whole = seen_by(HOST, scene)
    assert whole.ended is not None
    assert stretches(whole, whole.ended)[-1].making
    assert not stretches(whole, whole.ended + MAKING)[-1].making
    live = replace(whole, ended=None, recorded=(replace(whole.recorded[-1], until=None),))
    (stretch,) = stretches(live, whole.ended + 2 * MAKING)
    assert stretch.making


def test_a_line_stands_in_the_recording_of_its_own_channel_that_plays() -> None:
    scene = session()
    whole = seen_by(HOST, scene)
    found = stretches(whole, scene.state.at)
    entries = {entry.line.text: entry for entry in transcript(whole, found) if entry.line.text}
    assert entries["先付五千"].stretch == found[0]
    assert entries["最多六千"].stretch is None
    assert entries["先付五千"].people[0].id == "employer"
    assert entries["先付五千"].moment == round(entries["先付五千"].line.at.timestamp() * 1000)


def test_nothing_of_what_is_shown_names_a_seat() -> None:
    scene = session()
    whole = seen_by(HOST, scene)
    found = stretches(whole, scene.state.at)
    assert {entry.channel for entry in transcript(whole, found)} <= {"joint", "private", "worker", "neutral"}
    assert timedelta(seconds=found[0].seconds) == found[0].ended - found[0].began
