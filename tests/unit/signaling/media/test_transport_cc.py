"""Transport-wide feedback: everything that arrived is told once, in packets that fit."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.transport_cc import TransportWideReceiver
from signaling.media.transport_feedback import write_transport_feedback, write_unbroken_feedback
from tests.unit.signaling.media.feedback_reader import read


def told(packets: list[bytes]) -> dict[int, int | None]:
    """{16 bit number: microseconds or None} of all the packets, which must be sound and small."""
    statuses: dict[int, int | None] = {}
    for packet in packets:
        assert len(packet) < 1200
        feedback = read(packet)
        assert feedback.media == 99
        for offset, arrival in enumerate(feedback.arrivals):
            statuses[feedback.base + offset & 0xFFFF] = arrival
    return statuses


def receiver(*arrivals: tuple[int, float]) -> TransportWideReceiver:
    made = TransportWideReceiver(1)
    for number, now in arrivals:
        made.add(number, now)
    return made


def test_nothing_arrived_nothing_is_told() -> None:
    assert TransportWideReceiver(1).feedback(99) == []


def test_times_are_told_to_a_quarter_of_a_millisecond() -> None:
    packets = receiver((10, 5.0), (11, 5.001), (12, 5.0025)).feedback(99)
    assert told(packets) == {10: 5_000_000, 11: 5_001_000, 12: 5_002_500}


def test_what_is_missing_is_told_as_lost_also_between_two_feedbacks() -> None:
    made = receiver((65534, 1.0), (0, 1.01))
    assert told(made.feedback(99)) == {65534: 1_000_000, 65535: None, 0: 1_010_000}
    made.add(3, 1.1)
    assert told(made.feedback(99)) == {1: None, 2: None, 3: 1_100_000}


def test_disorder_within_an_interval_is_told_as_it_was() -> None:
    assert told(receiver((5, 1.0), (7, 1.01), (6, 1.02)).feedback(99)) == {
        5: 1_000_000,
        6: 1_020_000,
        7: 1_010_000,
    }


def test_a_packet_that_comes_after_it_was_told_lost_is_told_again_alone() -> None:
    made = receiver((5, 1.0), (8, 1.01))
    made.feedback(99)
    made.add(6, 1.1)
    made.add(9, 1.11)
    assert told(made.feedback(99)) == {6: 1_100_000, 9: 1_110_000}


def test_late_packets_alone_do_not_move_the_count_back() -> None:
    made = receiver((5, 1.0), (8, 1.01))
    made.feedback(99)
    made.add(6, 1.1)
    assert told(made.feedback(99)) == {6: 1_100_000}
    made.add(9, 1.2)
    assert told(made.feedback(99)) == {9: 1_200_000}


def test_of_a_repeated_number_the_first_arrival_is_told() -> None:
    assert told(receiver((5, 1.0), (5, 1.05)).feedback(99)) == {5: 1_000_000}


def test_feedbacks_are_numbered_and_wrap() -> None:
    made = TransportWideReceiver(1)
    counted = []
    for number in range(300):
        made.add(number, number / 10)
        counted += [read(packet).number for packet in made.feedback(99)]
    assert counted == [number & 0xFF for number in range(300)]


def test_a_jump_is_not_told_as_thousands_of_losses() -> None:
    assert told(receiver((5, 1.0), (5000, 1.01)).feedback(99)) == {5: 1_000_000, 5000: 1_010_000}


def test_somebody_who_skips_numbers_cannot_make_us_work() -> None:
    made = TransportWideReceiver(1)
    for step in range(2000):
        made.add(step * 900 & 0xFFFF, 1 + step / 10_000)
    packets = made.feedback(99)
    assert sum(len(packet) for packet in packets) < 2000 * 30


def test_late_packets_in_great_numbers_are_not_all_told() -> None:
    made = receiver((30_000, 1.0))
    made.feedback(99)
    for number in range(1000, 20_000, 20):
        made.add(number, 2.0)
    assert len(made.feedback(99)) == 8


def test_a_pause_longer_than_a_delta_begins_a_new_packet() -> None:
    packets = receiver((1, 1.0), (2, 20.0), (4, 20.1)).feedback(99)
    assert len(packets) == 2
    assert told(packets) == {1: 1_000_000, 2: 20_000_000, 3: None, 4: 20_100_000}


@given(
    first=st.integers(0, 0xFFFF),
    steps=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5000)), min_size=1, max_size=1500),
    every=st.integers(1, 700),
)
def test_on_a_usual_line_each_arrival_is_told_once_and_each_loss_as_such(
    first: int, steps: list[tuple[int, int]], every: int
) -> None:
    made = TransportWideReceiver(1)
    number, ticks = first, 4_000
    expected: dict[int, int | None] = {}
    seen: dict[int, int | None] = {}
    losses = 0
    for index, (step, pause) in enumerate(steps):
        if index:
            expected.update({number + skipped & 0xFFFF: None for skipped in range(1, step)})
            number += step
            losses += step - 1
        ticks += pause
        # Times that floating point holds exactly come back exactly.
        made.add(number & 0xFFFF, ticks / 4096)
        expected[number & 0xFFFF] = int(ticks / 4096 * 1_000_000) // 250 * 250
        if index % every == 0 or losses > 900:
            losses = 0
            seen.update(told(made.feedback(99)))
    seen.update(told(made.feedback(99)))
    assert seen == expected


@given(
    arrivals=st.lists(st.tuples(st.integers(0, 0xFFFF), st.floats(0, 1e6)), max_size=300),
    often=st.integers(1, 50),
)
def test_whatever_arrives_the_packets_are_sound(arrivals: list[tuple[int, float]], often: int) -> None:
    made = TransportWideReceiver(1)
    for index, (number, now) in enumerate(arrivals):
        made.add(number, now)
        if index % often == 0:
            told(made.feedback(99))
    told(made.feedback(99))
    assert made.feedback(99) == []


times = st.one_of(st.none(), st.integers(0, 2_000_000))


@given(
    base=st.integers(0, 0xFFFF),
    number=st.integers(0, 255),
    start=st.integers(0, 2**50),
    offsets=st.lists(times, min_size=1, max_size=300).filter(lambda some: set(some) != {None}),
)
def test_arrivals_are_written_within_a_tick(
    base: int, number: int, start: int, offsets: list[int | None]
) -> None:
    moments = [None if one is None else start + one for one in offsets]
    feedback = read(write_transport_feedback(5, 99, base, number, moments))
    assert (feedback.media, feedback.base, feedback.number) == (99, base, number)
    assert [one is None for one in feedback.arrivals] == [one is None for one in moments]
    wrap = (1 << 24) * 64_000
    for told_moment, moment in zip(feedback.arrivals, moments, strict=True):
        if told_moment is not None and moment is not None:
            assert 0 <= (moment - told_moment) % wrap < 250


def test_a_long_outage_is_told_in_a_word() -> None:
    assert len(write_transport_feedback(1, 99, 0, 0, [0] + [None] * 8000 + [1])) <= 20 + 4 + 4 + 4


@given(
    first=st.integers(0, 1 << 18),
    pauses=st.lists(st.integers(0, 63_000), min_size=1, max_size=350),
    begun=st.integers(0, 10**9),
)
def test_where_nothing_was_lost_both_ways_of_writing_say_the_same(
    first: int, pauses: list[int], begun: int
) -> None:
    arrivals = list(accumulate(pauses, initial=begun))[1:]
    ticks = [arrival // 250 for arrival in arrivals]
    reference = arrivals[0] // 64_000
    deltas = [later - earlier for earlier, later in pairwise([reference * 256, *ticks])]
    assert write_unbroken_feedback(5, 6, first, 7, reference, bytes(deltas)) == write_transport_feedback(
        5, 6, first, 7, list(arrivals)
    )
