"""Asking for what was lost, telling duplicates, and bounding what others ask."""

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.nack import (
    AUDIO_PATIENCE,
    MAX_GAP,
    MAX_TRIES,
    VIDEO_PATIENCE,
    NackGenerator,
    NackLimiter,
)
from signaling.media.reception import RoundTrip

BASE = 0x1FFF0
"""Extended numbers near a wrap of the 16 bit ones."""


def generator(patience: float = VIDEO_PATIENCE, trip: float = 0.1, *, asks: bool = True) -> NackGenerator:
    return NackGenerator(patience, RoundTrip(trip), asks=asks)


def test_a_gap_is_asked_for_after_the_tolerance_for_reordering() -> None:
    made = generator()
    assert made.gap(BASE + 14, BASE + 18, 1.0)
    assert made.due(1.005) == []
    assert made.due(1.011) == [0xFFFE, 0xFFFF, 0, 1]


def test_what_overtook_is_not_asked_for() -> None:
    made = generator()
    made.gap(BASE, BASE + 2, 1.0)
    assert made.arrived(BASE, 1.004)
    assert made.due(1.02) == [BASE + 1 & 0xFFFF]


def test_it_is_asked_again_each_one_and_a_third_round_trips() -> None:
    made = generator(trip=0.1)
    made.gap(BASE, BASE + 1, 1.0)
    assert made.due(1.02)
    assert made.due(1.149) == []
    assert made.due(1.151)
    assert made.due(1.28) == []
    assert made.due(1.282)


def test_on_a_very_short_way_it_is_still_not_asked_each_moment() -> None:
    made = generator(trip=0.0001)
    made.gap(BASE, BASE + 1, 1.0)
    assert made.due(1.02)
    assert made.due(1.039) == []
    assert made.due(1.041)


def test_after_its_time_a_packet_is_given_up() -> None:
    made = generator(AUDIO_PATIENCE)
    made.gap(BASE, BASE + 1, 1.0)
    assert not made.abandoned
    assert made.due(1.41) == []
    assert made.abandoned
    assert made.missing == {}
    assert not made.arrived(BASE, 1.42)


def test_after_ten_requests_a_packet_is_given_up() -> None:
    made = generator(trip=0.01)
    made.gap(BASE, BASE + 1, 1.0)
    asked = sum(len(made.due(1.0 + 0.02 * step)) for step in range(1, 50))
    assert asked == MAX_TRIES
    assert made.abandoned


def test_an_outage_is_not_asked_for() -> None:
    made = generator()
    assert made.gap(BASE, BASE + MAX_GAP, 1.0)
    assert not made.gap(BASE + 1000, BASE + 1001 + MAX_GAP, 1.0)
    assert made.due(1.5) == []
    assert not made.abandoned


def test_many_gaps_add_up_to_an_outage() -> None:
    made = generator()
    held = [made.gap(BASE + 1000 * step, BASE + 1000 * step + 300, 1.0) for step in range(3)]
    assert held == [True, True, False]
    assert made.missing == {}


def test_a_packet_is_wanted_once() -> None:
    made = generator()
    made.gap(BASE, BASE + 1, 1.0)
    assert made.arrived(BASE, 1.1)
    assert not made.arrived(BASE, 1.2)


def test_what_was_never_missing_is_a_duplicate() -> None:
    assert not generator().arrived(BASE, 1.0)


def test_the_answer_to_a_single_request_tells_the_round_trip() -> None:
    trip = RoundTrip(0.5)
    made = NackGenerator(VIDEO_PATIENCE, trip)
    made.gap(BASE, BASE + 1, 1.0)
    made.due(1.02)
    made.arrived(BASE, 1.06)
    assert 0.039 < trip.seconds < 0.041


def test_the_answer_to_one_of_several_requests_tells_nothing() -> None:
    trip = RoundTrip(0.05)
    made = NackGenerator(VIDEO_PATIENCE, trip)
    made.gap(BASE, BASE + 1, 1.0)
    made.due(1.02)
    made.due(1.2)
    made.arrived(BASE, 1.21)
    assert trip.seconds == 0.05


def test_without_negotiation_nothing_is_asked_but_duplicates_are_told() -> None:
    made = generator(asks=False)
    made.gap(BASE, BASE + 2, 1.0)
    assert made.due(1.2) == []
    assert made.arrived(BASE, 1.3)
    assert not made.arrived(BASE, 1.3)
    made.due(2.1)
    assert made.missing == {}


def test_a_new_beginning_forgets_what_was_missing() -> None:
    made = generator()
    made.gap(BASE, BASE + 1, 1.0)
    made.abandoned = True
    made.clear()
    assert (made.missing, made.abandoned) == ({}, False)


@given(
    st.lists(
        st.tuples(st.sampled_from(["gap", "arrived", "due"]), st.integers(0, 60), st.floats(0, 0.3)),
        max_size=200,
    )
)
def test_no_packet_is_wanted_twice_and_memory_stays_small(steps: list[tuple[str, int, float]]) -> None:
    made = generator()
    now, front = 0.0, BASE
    wanted: set[int] = set()
    for action, size, pause in steps:
        now += pause
        match action:
            case "gap":
                made.gap(front, front + size, now)
                front += size + 1
            case "arrived":
                number = front - size
                if made.arrived(number, now):
                    assert number not in wanted
                    wanted.add(number)
            case _:
                assert len(made.due(now)) <= 2 * MAX_GAP
        assert len(made.missing) <= 2 * MAX_GAP


# -- what others ask of us


def test_a_packet_is_resent_once_in_a_round_trip() -> None:
    limiter = NackLimiter(RoundTrip(0.1))
    assert limiter.allows(1, 5, 1000, 10.0)
    assert not limiter.allows(1, 5, 1000, 10.08)
    assert limiter.allows(1, 5, 1000, 10.1)
    assert limiter.allows(2, 5, 1000, 10.1)


def test_a_long_round_trip_does_not_forbid_a_second_try_for_ever() -> None:
    limiter = NackLimiter(RoundTrip(4.0))
    assert limiter.allows(1, 5, 100, 10.0)
    assert limiter.allows(1, 5, 100, 10.26)


def test_video_is_resent_within_a_share_of_what_the_subscriber_receives() -> None:
    limiter = NackLimiter(RoundTrip(0.05))
    limiter.bitrate(1_000_000)
    sent = sum(1000 * limiter.allows(1, number, 1000, 10 + number / 1000) for number in range(10_000))
    assert 0.9 * 187_500 < sent < 1.1 * 187_500


def test_a_poor_line_still_gets_a_little() -> None:
    limiter = NackLimiter()
    limiter.bitrate(1000)
    sent = sum(500 * limiter.allows(1, number, 500, 10 + number / 100) for number in range(1000))
    assert 0.9 * 50_000 < sent < 1.2 * 50_000


def test_a_blackouts_ring_is_not_replayed() -> None:
    limiter = NackLimiter()
    assert sum(limiter.allows(1, number, 1100, 10.0) for number in range(512)) <= 6


def test_speech_has_a_budget_of_its_own() -> None:
    limiter = NackLimiter()
    for number in range(100, 200):
        limiter.allows(1, number, 1100, 10.0)
    assert not limiter.allows(1, 300, 1100, 10.0)
    assert limiter.allows(2, 300, 100, 10.0, audio=True)
    assert sum(limiter.allows(2, number, 100, 10.0, audio=True) for number in range(1000, 2000)) < 50


def test_memory_of_what_was_resent_stays_small() -> None:
    limiter = NackLimiter()
    limiter.bitrate(10**9)
    for number in range(20_000):
        limiter.allows(number >> 16, number & 0xFFFF, 1, 10 + number / 1000)
    assert len(limiter._resent) <= 2001


def test_what_was_lost_in_an_outage_is_not_asked_for_however_little_it_was() -> None:
    made = generator()
    assert made.gap(BASE, BASE + 2, 1.0, silence=0.9)
    assert not made.gap(BASE + 10, BASE + 12, 3.0, silence=1.1)
    assert made.missing == {}
