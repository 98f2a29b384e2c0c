"""What leaves the house in which bundle, by whose word, and of which chains a person may keep the head."""

from dataclasses import replace

import pytest

from rooms.archive import entitled
from rooms.archive.folding import past
from rooms.archive.past import Past
from rooms.archive.profiles import (
    APPROVED,
    CONTENTS,
    Artefact,
    NotOrderable,
    Profile,
    contents,
    cut,
    orderable,
    sealed,
)
from rooms.archive.reading import Reader, granted
from rooms.archive.requests import STAGES, Stage, Step, after, first, verdict_fault
from rooms.channel import JOINT, of_group, private, tape_of
from rooms.commands import AdmitAll, End, KeepSegment, Lock, Meet, Record
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, SeatId
from rooms.rights import RIGHTS, Right, StaffRole
from tests.unit.rooms.past import HOST, MEDIATOR, SECRET, WORKER, kept, story
from tests.unit.rooms.scene import (
    DEMONSTRATION,
    EMPLOYER,
    WORKERS,
    Scene,
    building_site,
    demonstration,
    text_of,
)

SPOKEN = {Artefact.RECORDINGS, Artefact.FILM, Artefact.TRANSCRIPT, Artefact.CHAT}


def read(scene: Scene, reader: Reader = HOST) -> Past:
    return granted(past(scene.log), reader, max(scene.now, scene.state.at))


@pytest.mark.parametrize("kind", sorted(SPOKEN))
def test_what_was_conceded_reaches_a_court_only_by_name(kind: Artefact) -> None:
    assert kind not in contents(Profile.COURT)
    assert kind in contents(Profile.COURT, frozenset({kind}))


def test_nothing_else_can_be_ordered() -> None:
    assert orderable(Profile.JOINT) == orderable(Profile.PARTY) == ()
    for profile, kind in ((Profile.JOINT, Artefact.RECEIPTS), (Profile.PARTY, Artefact.RECORDINGS)):
        with pytest.raises(NotOrderable):
            contents(profile, frozenset({kind}))
    with pytest.raises(NotOrderable):
        contents(Profile.COURT, frozenset({Artefact.RECEIPTS}))


@pytest.mark.parametrize("profile", list(Profile))
def test_no_order_brings_the_sealed_record_to_a_court(profile: Profile) -> None:
    kinds = contents(profile, frozenset(orderable(profile)))
    assert sealed(profile, kinds) == (kinds - {Artefact.RECORD} if profile is Profile.COURT else kinds)


def test_a_party_keeps_no_recording_and_no_log() -> None:
    assert not contents(Profile.PARTY) & {
        Artefact.RECORDINGS,
        Artefact.FILM,
        Artefact.LOG,
        Artefact.TRANSCRIPT,
    }


def test_every_part_needs_a_right_that_somebody_has() -> None:
    for parts in CONTENTS.values():
        assert set(parts.values()) <= {Right.EXPORT, Right.APPROVE_EXPORT}
    assert all(Right.APPROVE_EXPORT not in RIGHTS[role] for role in StaffRole if Right.EXPORT in RIGHTS[role])
    assert {profile for profile in Profile if orderable(profile)} == APPROVED


@pytest.mark.parametrize("profile", list(Profile))
def test_of_separate_talks_nothing_is_in_any_bundle_even_of_one_who_sat_there(profile: Profile) -> None:
    scene = story()
    assert SECRET in text_of(str(read(scene).lines))
    told = text_of(str(replace(cut(read(scene), profile, WORKER), groups=())))
    for hidden in (SECRET, "最多六千", "apart-file", of_group(WORKERS), of_group(EMPLOYER)):
        assert hidden not in told


def test_the_whole_joint_talk_names_whoever_was_in_it() -> None:
    found = cut(read(story()), Profile.JOINT)
    assert {line.text for line in found.lines if line.text} == {"先付五千", "今天到这里"}
    assert [track.kept.id for track in found.tracks] == ["joint-file"]
    assert [stretch.channel for stretch in found.recorded] == [JOINT]
    assert found.seats.keys() == {"worker", "employer", "mediator", "clerk"}


def test_a_party_keeps_what_was_written_to_them() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "employer")
    scene.do(AdmitAll(MEDIATOR))
    scene.say("employer", "他还没来")
    scene.enter("worker")
    scene.do(AdmitAll(MEDIATOR))
    scene.say("mediator", "现在开始")
    for name, words in (("worker", ["现在开始"]), ("employer", ["他还没来", "现在开始"])):
        found = cut(read(scene), Profile.PARTY, SeatId(name))
        assert [line.text for line in found.lines] == words
        assert not found.tracks
        assert not found.residences
        assert not found.recorded
    assert cut(read(scene), Profile.PARTY, WORKER).seats.keys() == {"worker", "mediator"}
    assert not cut(read(scene), Profile.PARTY).lines


def test_only_a_court_s_bundle_waits_for_approval() -> None:
    assert {profile: first(profile) for profile in Profile} == {
        Profile.JOINT: Stage.MAKING,
        Profile.COURT: Stage.ASKED,
        Profile.PARTY: Stage.MAKING,
    }
    assert after(Stage.ASKED, Step.APPROVE) is Stage.MAKING
    assert after(Stage.REFUSED, Step.APPROVE) is None
    assert after(Stage.MAKING, Step.LAPSE) is None
    assert set(STAGES.values()) <= set(Stage)


def test_nobody_approves_what_they_asked_for_and_nobody_without_a_reason() -> None:
    assert verdict_fault(StaffRole.SUPERVISOR, "s", "c", "来函属实") is None
    assert verdict_fault(StaffRole.SUPERVISOR, "s", "s", "来函属实") is ErrorCode.FORBIDDEN
    assert verdict_fault(StaffRole.SUPERVISOR, "s", "c", " ") is ErrorCode.REASON_NEEDED
    assert verdict_fault(StaffRole.CLERK, "c", "d", "来函属实") is ErrorCode.FORBIDDEN


def heads(scene: Scene, name: str) -> dict[str, int]:
    return dict(
        entitled.heads(past(scene.log), ((event.channel, event) for event in scene.log), SeatId(name))
    )


def sizes(scene: Scene) -> dict[str, int]:
    found: dict[str, int] = {}
    for event in scene.log:
        found[event.channel] = found.get(event.channel, 0) + 1
    return found


def test_whoever_was_there_all_the_time_keeps_the_whole_head() -> None:
    scene = story()
    told = sizes(scene)
    theirs = (JOINT, of_group(WORKERS), tape_of(of_group(WORKERS)))
    assert heads(scene, "worker") == {chain: told[chain] for chain in theirs}
    assert heads(scene, "employer") == {JOINT: told[JOINT], of_group(EMPLOYER): told[of_group(EMPLOYER)]}
    assert heads(scene, "clerk") == {JOINT: told[JOINT]}


def test_a_head_ends_before_the_first_entry_that_one_missed() -> None:
    scene = demonstration()
    scene.say("employer", "都在")
    scene.do(Lock(MEDIATOR, True))
    scene.do(Meet(MEDIATOR, WORKER))
    scene.say("worker", SECRET)
    scene.say("employer", "他不在")
    scene.rejoin()
    scene.say("worker", "回来了")
    assert heads(scene, "worker") == {JOINT: 2, private(WORKER): 1}
    assert heads(scene, "employer")[JOINT] == sizes(scene)[JOINT]


def test_who_came_late_keeps_no_head_of_what_was_before() -> None:
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "employer")
    scene.do(AdmitAll(MEDIATOR))
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    scene.enter("worker")
    scene.do(AdmitAll(MEDIATOR))
    scene.say("worker", "到了")
    assert heads(scene, "worker") == {}
    assert heads(scene, "employer") == {JOINT: 2}


def test_a_fellow_worker_learns_nothing_of_a_talk_of_their_side_without_them() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker")
    scene.say("w1", "一起")
    scene.do(Meet(MEDIATOR, SeatId("w4")))
    scene.say("w1", "他不在时")
    assert heads(scene, "w4")[of_group(WORKERS)] == 1
    assert heads(scene, "w1")[of_group(WORKERS)] == 2


def test_who_missed_that_their_talk_was_recorded_keeps_no_head_that_tells_of_it() -> None:
    scene = building_site()
    scene.separate()
    scene.visit("worker", host="comediator")
    scene.say("w1", "一起")
    scene.meet("w4")
    scene.do(Record(SeatId("comediator"), scene.stay("comediator"), True))
    workers = of_group(WORKERS)
    assert heads(scene, "w1") | {JOINT: 0} == {JOINT: 0, workers: 1, tape_of(workers): 1}
    assert heads(scene, "w4") | {JOINT: 0} == {JOINT: 0, workers: 1}


def test_a_file_that_became_whole_after_the_end_is_theirs_who_were_recorded_together() -> None:
    scene = demonstration()
    joint = kept("joint-file", "worker", scene.stay("worker"), scene)
    scene.wait(10)
    scene.do(End(MEDIATOR))
    scene.do(KeepSegment(SYSTEM, JOINT, joint))
    assert heads(scene, "worker") == {JOINT: 2}


def test_who_was_never_there_keeps_nothing() -> None:
    assert heads(demonstration(), "nobody") == {}
