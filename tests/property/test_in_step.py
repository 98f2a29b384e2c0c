"""Tracks of different devices play in step, whatever their clocks, their lines and the marks do."""

from __future__ import annotations

import itertools
import random
from bisect import bisect_left
from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from recordings.frame import Mark
from recordings.playback.timeline import Timeline, timeline
from rooms.participant import MediaKind
from tests.property.senders import EPOCH, Line, Recorded, Sender, recorded

APART = 0.08
"""Seconds: what a stranger begins to notice."""
BRIEFLY = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
"""Hours are simulated: what fails is shown as it is, for making it smaller takes longer than understanding it."""


def errors(
    tracks: Sequence[Recorded], line: Timeline, settled: float = 0.0
) -> dict[str, list[tuple[float, float]]]:
    """By track: (when it was captured, how much later the timeline has it)."""
    zero = line.began.timestamp() - EPOCH
    return {
        track.segment.id: [
            (at, line.lane(track.segment.id).timeline(place) + zero - at)
            for place, at in track.captured[:: max(1, len(track.captured) // 3000)]
            if at >= settled
        ]
        for track in tracks
    }


def apart(tracks: Sequence[Recorded], without: Sequence[tuple[float, float]] = ()) -> float:
    """The most that any two tracks are out of step at any moment, outside some spans."""
    found = errors(tracks, timeline((track.segment, track.finished) for track in tracks))
    worst = 0.0
    for one, other in itertools.combinations(found.values(), 2):
        times = [at for at, _ in other]
        for at, late in one:
            near = min(bisect_left(times, at), len(times) - 1)
            if abs(times[near] - at) < 10 and not any(begin <= at <= end for begin, end in without):
                worst = max(worst, abs(late - other[near][1]))
    return worst


lines = st.builds(
    Line,
    delay=st.floats(0.003, 0.03),
    jitter=st.floats(0.001, 0.02),
    loss=st.sampled_from([0.0, 0.02, 0.1]),
    queues=st.lists(
        st.tuples(st.floats(150, 9000), st.floats(5, 120), st.floats(0.1, 1.2)).map(
            lambda q: (q[0], q[0] + q[1], q[2])
        ),
        max_size=3,
    ).map(tuple),
)
senders = st.builds(
    Sender,
    kind=st.sampled_from([MediaKind.AUDIO, MediaKind.CAMERA]),
    began=st.floats(0, 60),
    media_ppm=st.floats(-100, 100),
    clock_ppm=st.floats(-100, 100),
    offset=st.sampled_from([0.0, -86_400.0, 0.5, 3_600.0 * 24 * 365]),
    sets=st.lists(
        st.tuples(st.floats(200, 9000), st.sampled_from([-9.0, -2.0, -0.3, 0.3, 5.0, 3600.0])), max_size=2
    ).map(tuple),
    line=lines,
    every=st.just(1.0),
    seed=st.integers(0, 1 << 16),
)


SLOW = Sender(
    MediaKind.CAMERA,
    media_ppm=-39,
    clock_ppm=-99,
    sets=((600, 0.3), (7856, -0.3)),
    line=Line(delay=0.003, queues=((7900, 8020, 0.4), (7990, 8110, 0.4), (8100, 8220, 0.3))),
    every=1.0,
)
"""Its word about its clock creeps by 60 ms, and is all there is for longer than a minute."""
DISTANT = Sender(
    media_ppm=82, clock_ppm=16, line=Line(delay=0.03, queues=((600, 682, 0.8),)), every=1.0, seed=2
)


@settings(BRIEFLY, max_examples=12, derandomize=True)
@given(st.lists(senders, min_size=2, max_size=3))
@example([SLOW, DISTANT])
def test_tracks_of_three_hours_stay_within_eighty_milliseconds_of_each_other(those: list[Sender]) -> None:
    tracks = [recorded(f"track {number}", sender) for number, sender in enumerate(those)]
    assert apart(tracks) <= APART


@settings(BRIEFLY, max_examples=8, derandomize=True)
@given(
    st.tuples(st.floats(100, 1700), st.floats(0.5, 600)),
    st.lists(st.floats(60, 3500), max_size=4, unique=True).map(sorted).map(tuple),
    st.integers(0, 1 << 16),
)
def test_a_microphone_that_stood_still_and_a_camera_that_changed_its_layer_are_in_step_again(
    pause: tuple[float, float], turns: tuple[float, ...], seed: int
) -> None:
    microphone = Sender(ends=3600, media_ppm=60, pauses=(pause,), seed=seed, every=0.1)
    line = Line(jitter=0.06)
    camera = Sender(
        MediaKind.CAMERA, ends=3600, media_ppm=-60, turns=turns, line=line, seed=seed + 1, every=0.1
    )
    tracks = [recorded("microphone", microphone), recorded("camera", camera)]
    begin = pause[0] - 1
    # When it went on shows with the next word about its clock, five seconds later at the most.
    # Beside a change of layers single pictures stand where they arrived.
    changes = [(turn - 1, turn + 1) for turn in turns]
    assert apart(tracks, [(begin, begin + pause[1] + 7), *changes]) <= APART


@settings(BRIEFLY, max_examples=8, derandomize=True)
@given(st.integers(0, 1 << 16), st.floats(0, 0.3))
def test_marks_that_are_wrong_move_nothing(seed: int, share: float) -> None:
    rng = random.Random(seed)

    def spoil(marks: list[Mark]) -> list[Mark]:
        wrong = [
            Mark(
                rng.randrange(1 << 40) if rng.random() < 0.2 else mark.at,
                mark.wall + rng.randrange(-(10**8), 10**8),
                True,
            )
            if mark.told and rng.random() < share
            else mark
            for mark in marks
        ]
        rng.shuffle(wrong)
        return wrong

    tracks = [
        recorded("spoiled", Sender(ends=1800, media_ppm=80, seed=seed, every=0.5), spoil),
        recorded("whole", Sender(ends=1800, media_ppm=-80, seed=seed + 1, every=0.5)),
    ]
    assert apart(tracks) <= APART


@given(
    st.lists(
        st.builds(Mark, st.integers(-10, 1 << 40), st.integers(-(1 << 62), 1 << 62), st.booleans()),
        max_size=20,
    ),
    st.integers(0, 10**8),
)
def test_whatever_the_marks_say_a_lane_rises_and_leads_back(marks: list[Mark], milliseconds: int) -> None:
    track = recorded("any", Sender(ends=2))
    finished = track.finished.__class__(1, b"", 1, b"", 1, milliseconds, tuple(marks), torn=False)
    line = timeline([(track.segment, finished)])
    (lane,) = line.lanes
    assert all(x0 <= x1 and t0 < t1 for (x0, t0), (x1, t1) in itertools.pairwise(lane.knots))
    assert (lane.begin, lane.end) == (0.0, line.seconds)
    for share in (0.0, 0.3, 0.7, 1.0):
        at = lane.end * share
        back = lane.track(at)
        assert back is not None
        assert 0 <= back <= milliseconds / 1000 + 0.001
    assert lane.track(-0.1) is None
    assert lane.track(lane.end + 0.1) is None
