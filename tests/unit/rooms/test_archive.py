"""Who of the staff reads what of a session afterwards."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from rooms.archive.folding import past
from rooms.archive.past import Happened, Line, LineKind, Past
from rooms.archive.reading import Reader, granted, openings_for, plays, sees_case
from rooms.channel import JOINT, tape_of
from rooms.commands import (
    Adjourn,
    AdmitAll,
    BreakGlass,
    KeepSegment,
    Leave,
    RestartRecording,
    Resume,
)
from rooms.decide.retrieving import GLASS_LASTS, REASON_LIMIT
from rooms.errors import ErrorCode
from rooms.events import GlassBroken, decode, encode
from rooms.ids import SYSTEM, ChannelId, SeatId
from rooms.recording import Kept
from rooms.rights import StaffRole
from tests.unit.rooms.past import (
    CLERK,
    HOST,
    MEDIATOR,
    OF_EMPLOYER,
    OF_WORKER,
    OTHER_CLERK,
    SECRET,
    STRANGER,
    SUPERVISOR,
    WORKER,
    kept,
    record,
    story,
)
from tests.unit.rooms.scene import Scene, building_site, demonstration, text_of


def read(scene: Scene, reader: Reader) -> Past:
    return granted(past(scene.log), reader, max(scene.now, scene.state.at))


def texts(found: Past) -> list[str]:
    return [line.text for line in found.lines if line.text]


def files(found: Past) -> set[str]:
    return {track.kept.id for track in found.tracks}


def test_a_log_says_who_was_where_and_what_happened() -> None:
    found = past(story().log)
    assert found.case_no == "吉劳调〔2026〕1号"
    assert found.ended is not None
    assert found.ended > found.opened
    joint = [line for line in found.lines if line.channel == JOINT and line.what]
    assert [line.what for line in joint if line.what not in (Happened.CAME, Happened.WENT)] == [
        Happened.OPENED,
        Happened.RECORDING_STARTED,
        Happened.APART,
        Happened.TOGETHER,
        Happened.ENDED,
        Happened.RECORDING_STOPPED,
    ]
    visits = [stay for stay in found.residences if stay.seat == MEDIATOR]
    assert [stay.channel for stay in visits] == [JOINT, "neutral", OF_WORKER, OF_EMPLOYER, JOINT]
    assert all(one.until == other.since for one, other in pairwise(visits))
    assert [stretch.channel for stretch in found.recorded] == [JOINT, OF_WORKER]
    assert found.recorded[1].until == visits[2].until


def test_a_log_that_does_not_begin_is_no_session() -> None:
    with pytest.raises(ValueError, match="begins"):
        past([])
    with pytest.raises(ValueError, match="begins"):
        past(story().log[1:])


def test_the_joint_talk_is_read_by_office() -> None:
    scene = story()
    for reader in (CLERK, OTHER_CLERK, SUPERVISOR, HOST):
        assert {"先付五千", "今天到这里"} <= set(texts(read(scene, reader)))
        assert "joint-file" in files(read(scene, reader))


@pytest.mark.parametrize("reader", [CLERK, OTHER_CLERK, SUPERVISOR])
def test_of_a_separate_talk_nothing_shows_by_office(reader: Reader) -> None:
    found = read(story(), reader)
    told = text_of([str(found.lines), str(found.tracks), str(found.residences), str(found.recorded)])
    for hidden in (SECRET, "最多六千", "apart-file", OF_WORKER, OF_EMPLOYER):
        assert hidden not in told


def test_whoever_was_there_reads_it_again() -> None:
    found = read(story(), HOST)
    assert {SECRET, "最多六千"} <= set(texts(found))
    assert files(found) == {"joint-file", "apart-file"}
    assert [stretch.channel for stretch in found.recorded] == [JOINT, OF_WORKER]


@pytest.mark.parametrize("role", [StaffRole.ADMINISTRATOR, StaffRole.AUDITOR])
def test_who_keeps_accounts_or_reads_logs_reads_no_case(role: StaffRole) -> None:
    """Not even of a session in which they once had a seat."""
    reader = Reader("account", role, frozenset({MEDIATOR}))
    found = read(story(), reader)
    assert not sees_case(reader)
    assert (found.lines, found.tracks, found.residences, found.recorded, found.seats) == ((), (), (), (), {})


def test_a_mediator_sees_no_case_of_others() -> None:
    found = read(story(), STRANGER)
    assert not sees_case(STRANGER)
    assert (found.lines, found.tracks, found.residences, found.seats) == ((), (), (), {})


def test_who_was_with_one_side_while_the_other_spoke_reads_nothing_of_that() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    scene.visit("employer", host="comediator")
    scene.say("w1", SECRET)
    scene.say("agent", "六千")
    co = Reader("account-co", StaffRole.MEDIATOR, frozenset({SeatId("comediator")}))
    assert texts(read(scene, co)) == ["六千"]
    assert SECRET in texts(read(scene, HOST))
    scene.visit("worker", host="comediator")
    assert texts(read(scene, co)) == [SECRET, "六千"], "a host who comes has gained what was written"


def test_what_is_written_to_the_hosts_alone_is_no_part_of_the_joint_talk() -> None:
    scene = demonstration()
    scene.drop("mediator")
    scene.wait(11)
    scene.say("worker", SECRET)
    assert SECRET in texts(read(scene, HOST))
    assert SECRET not in texts(read(scene, OTHER_CLERK))


def test_half_a_file_is_none() -> None:
    """A host who came to a recording later, or left before its end, did not hear all of it."""
    scene = demonstration()
    scene.separate()
    scene.visit("worker")
    scene.wait(10)
    early = kept("early", "worker", scene.stay("worker"), scene, seconds=600)
    late = replace(early, id="late", milliseconds=1000, began=scene.now - timedelta(seconds=30))
    whole = replace(early, id="whole", milliseconds=20_000)
    scene.wait(20)
    scene.rejoin()
    for each in (early, late, whole):
        scene.do(KeepSegment(SYSTEM, OF_WORKER, each))
    assert files(read(scene, HOST)) == {"whole"}


def test_an_adjourned_session_says_so_and_one_without_a_host_too() -> None:
    scene = demonstration()
    scene.drop("mediator")
    scene.wait(11)
    scene.back("mediator")
    scene.do(Adjourn(MEDIATOR, None))
    scene.do(Resume(MEDIATOR))
    told = [line.what for line in past(scene.log).lines]
    for what in (Happened.UNHOSTED, Happened.HOSTED, Happened.ADJOURNED, Happened.RESUMED):
        assert what in told


# -- broken glass


def smash(scene: Scene, reason: str = "当事人投诉，需要核实") -> None:
    scene.do(BreakGlass(SYSTEM, "account-s", "督导甲", reason))


def test_a_recording_begun_anew_is_two_stretches_and_no_end_that_people_are_told_of() -> None:
    scene = demonstration()
    record(scene)
    scene.wait(5)
    scene.do(RestartRecording(MEDIATOR, scene.stay("mediator")))
    scene.wait(5)
    record(scene, on=False)
    found = past(scene.log)
    first, second = found.recorded
    assert first.until == second.since
    assert second.until is not None
    told = [line.what for line in found.lines if line.what is not None]
    assert told.count(Happened.RECORDING_STARTED) == told.count(Happened.RECORDING_STOPPED) == 1


def test_a_supervisor_who_breaks_the_glass_reads_the_recordings_for_a_while() -> None:
    scene = story()
    smash(scene)
    found = read(scene, SUPERVISOR)
    assert files(found) == {"joint-file", "apart-file"}
    assert SECRET not in texts(found), "what was written there is not a recording"
    assert OF_EMPLOYER not in str(found), "what was never recorded is not opened"
    assert [stay.channel for stay in found.residences if stay.channel != JOINT] == []
    assert files(read(scene, replace(SUPERVISOR, account="another"))) == {"joint-file"}
    assert files(read(scene, replace(CLERK, account="account-s"))) == {"joint-file"}, "nor with another role"
    scene.wait(GLASS_LASTS.total_seconds())
    assert files(read(scene, SUPERVISOR)) == {"joint-file"}


def test_what_a_machine_heard_in_a_separate_talk_is_opened_with_its_recording() -> None:
    scene = story()
    smash(scene)
    whole = past(scene.log)
    said = Line(LineKind.SAID, OF_WORKER, scene.now, (WORKER,), text=SECRET, milliseconds=900)
    again = replace(whole, lines=(*whole.lines, said))
    assert said in granted(again, SUPERVISOR, scene.state.at).lines
    assert said not in granted(again, OTHER_CLERK, scene.now).lines


def test_the_glass_tells_of_itself_beside_the_recordings_of_each_talk_that_was_opened() -> None:
    scene = story()
    smash(scene, "  核实\u202e投诉  ")
    broken = [event for event in scene.log if isinstance(event, GlassBroken)]
    assert [(event.into, event.channel) for event in broken] == [(OF_WORKER, tape_of(OF_WORKER))]
    assert broken[0].reason == "核实投诉"
    assert decode(encode(broken[0])) == broken[0]
    assert [opening.by for opening in past(scene.log).openings] == ["account-s"]


def test_the_glass_is_broken_for_a_reason_and_where_there_is_something_behind_it() -> None:
    scene = story()
    refused = {
        " \n": ErrorCode.REASON_NEEDED,
        "长" * (REASON_LIMIT + 1): ErrorCode.TOO_LARGE,
    }
    for reason, code in refused.items():
        assert scene.refused(BreakGlass(SYSTEM, "a", "甲", reason)) is code
    plain = demonstration()
    assert plain.refused(BreakGlass(SYSTEM, "a", "甲", "核实")) is ErrorCode.NOTHING_RECORDED
    assert plain.refused(BreakGlass(MEDIATOR, "a", "甲", "核实")) is ErrorCode.FORBIDDEN
    assert ChannelId(OF_WORKER) in scene.state.taped_apart


def test_a_file_plays_for_those_to_whom_it_is_granted_and_nobody_else() -> None:
    scene = story()
    whole = past(scene.log)
    for reader in (HOST, CLERK, OTHER_CLERK, SUPERVISOR, STRANGER):
        at = max(scene.now, scene.state.at)
        may = files(granted(whole, reader, at))
        assert {id_ for id_ in ("joint-file", "apart-file", "none") if plays(whole, reader, at, id_)} == may


def test_a_file_tells_who_sat_at_its_phone() -> None:
    scene = building_site()
    shared = kept("shared", "w1", scene.stay("w1"), scene)
    alone = kept("alone", "w4", scene.stay("w4"), scene)
    assert seats(scene, shared) == {"w1", "w2", "w3"}
    assert seats(scene, alone) == {"w4"}
    scene.do(Leave(SeatId("w2")))
    assert seats(scene, shared) == {"w1", "w2", "w3"}, "who went sat there"


def test_whoever_moves_over_to_another_s_phone_is_on_no_file_of_it_from_before() -> None:
    scene = building_site()
    before = kept("before", "w1", scene.stay("w1"), scene)
    scene.enter("w4", share="w1")
    scene.do(AdmitAll(MEDIATOR))
    after = kept("after", "w1", scene.stay("w1"), scene)
    assert seats(scene, before) == {"w1", "w2", "w3"}
    assert seats(scene, after) == {"w1", "w2", "w3", "w4"}


def test_who_publishes_for_a_phone_whose_owner_went_to_another_is_on_a_file_with_those_who_stayed() -> None:
    scene = building_site()
    stay = scene.stay("w2")
    scene.other_device("w1")
    assert scene.stay("w2") == stay, "it goes on"
    assert seats(scene, kept("file", "w2", stay, scene)) == {"w2", "w3"}


def seats(scene: Scene, file: Kept) -> set[str]:
    """Who is on it, as the log would tell of it now."""
    scene.do(KeepSegment(SYSTEM, JOINT, file))
    return set(next(track.seats for track in past(scene.log).tracks if track.kept.id == file.id))


def test_those_who_were_there_are_told_that_their_talk_was_opened() -> None:
    scene = story()
    scene.do(BreakGlass(SYSTEM, "account-s", "石主任", "举报"))
    whole = past(scene.log)
    assert [opening.channel for opening in openings_for(whole, WORKER)] == [OF_WORKER]
    assert openings_for(whole, SeatId("employer")) == ()
    assert [opening.name for opening in read(scene, HOST).openings] == ["石主任"]
    for untold in (CLERK, OTHER_CLERK, STRANGER, Reader("account-t", StaffRole.SUPERVISOR)):
        assert read(scene, untold).openings == ()
