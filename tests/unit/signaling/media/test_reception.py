"""Counting what arrives: RFC 3550's appendix, also across wraps, losses and disorder."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.reception import ReceptionStats, RoundTrip
from signaling.media.rtcp import ReportBlock


def stats(*sequences: int) -> ReceptionStats:
    made = ReceptionStats(7, 48_000)
    for index, sequence in enumerate(sequences):
        made.add(sequence, 960 * index, 0.02 * index)
    return made


def test_numbers_go_on_in_order_across_the_wrap() -> None:
    made = ReceptionStats(7, 48_000)
    assert made.highest == -1
    numbers = [made.add(sequence, 0, 0.0) for sequence in (65534, 65535, 0, 1)]
    assert numbers == [65534 + 0x10000 + step for step in range(4)]
    assert made.highest == numbers[-1]


def test_a_stream_may_begin_at_zero_and_with_a_late_packet() -> None:
    made = ReceptionStats(7, 48_000)
    assert made.add(0, 0, 0.0) == 0x10000
    assert made.add(65535, 0, 0.0) == 0xFFFF
    assert made.add(1, 0, 0.0) == 0x10001


def test_a_late_packet_keeps_its_number_and_the_highest_stays() -> None:
    made = stats(10, 11, 14)
    assert made.add(12, 0, 0.0) == 12 + 0x10000
    assert made.highest == 14 + 0x10000


def test_losses_are_counted_since_the_last_report_and_altogether() -> None:
    made = stats(0, 1, 2, 3)
    first = made.block(1.0)
    assert (first.ssrc, first.fraction_lost, first.lost, first.highest) == (7, 0, 0, 3)
    for sequence in (5, 7):
        made.add(sequence, 0, 1.0)
    second = made.block(2.0)
    assert (second.fraction_lost, second.lost, second.highest) == (128, 2, 7)
    assert made.loss == 0.5
    made.add(8, 0, 2.0)
    third = made.block(3.0)
    assert (third.fraction_lost, third.lost) == (0, 2)


def test_a_loss_that_turns_out_late_is_no_loss() -> None:
    made = stats(0, 2)
    made.add(1, 0, 1.0)
    assert made.block(1.0).lost == 0


def test_more_packets_than_expected_are_no_negative_loss() -> None:
    made = stats(0, 2)
    made.block(1.0)
    made.add(1, 0, 1.0)
    made.add(3, 0, 1.0)
    block = made.block(2.0)
    assert (block.fraction_lost, block.lost) == (0, 0)


def test_an_interval_without_packets_is_no_loss() -> None:
    made = stats(0, 1)
    made.block(1.0)
    assert made.block(2.0).fraction_lost == 0
    assert made.loss == 0.0


@pytest.mark.parametrize(("worst", "fraction"), [(0.0, 128), (0.5, 192), (1.0, 255), (7.0, 255), (-1.0, 128)])
def test_the_worst_listeners_loss_is_merged_into_the_publishers(worst: float, fraction: int) -> None:
    made = stats(0, 1, 2, 5)
    made.block(1.0)
    made.add(7, 0, 1.0)
    assert made.block(2.0, worst).fraction_lost == fraction
    assert made.loss == 0.5


def test_jitter_is_that_of_the_appendix() -> None:
    made = ReceptionStats(7, 1000)
    jitter, before = 0.0, None
    for index, delay in enumerate([5, 9, 3, 40, 5, 5, 5, 60, 2]):
        made.add(index, 20 * index, (20 * index + delay) / 1000)
        if before is not None:
            jitter += (abs(delay - before) - jitter) / 16
        before = delay
    assert made.block(1.0).jitter == pytest.approx(jitter, abs=1)


def test_a_wrapping_timestamp_is_no_jitter() -> None:
    made = ReceptionStats(7, 48_000)
    for index in range(50):
        made.add(index, (0xFFFFFFFF - 960 * 25 + 960 * index) & 0xFFFFFFFF, 0.02 * index)
    assert made.block(1.0).jitter < 2


def test_the_senders_report_comes_back_with_its_age() -> None:
    made = stats(0)
    assert (made.block(1.0).last_sr, made.block(1.0).delay) == (0, 0)
    made.sender_report(0x1234_5678_9ABC_DEF0, 2.0)
    block = made.block(3.5)
    assert (block.last_sr, block.delay) == (0x5678_9ABC, 98_304)


def test_a_report_stays_within_its_fields() -> None:
    made = stats(0)
    made.sender_report(1 << 20, 0.0)
    for sequence in range(0, 65536 * 1024, 32000):
        made.add(sequence & 0xFFFF, 0, 0.0)
    block = made.block(1e9)
    assert block.lost == 0x7FFFFF
    assert block.delay == 0xFFFFFFFF
    assert 0 <= block.highest < 1 << 32


@given(start=st.integers(0, 0xFFFF), loss=st.floats(0, 0.5), seed=st.integers(0, 1000))
def test_every_number_is_told_right_whatever_is_lost_or_overtaken(start: int, loss: float, seed: int) -> None:
    chance = Random(seed)
    kept = [0, *(number for number in range(1, 499) if chance.random() > loss), 499]
    order = sorted(kept, key=lambda number: number + 9 * chance.random())
    made = ReceptionStats(7, 48_000)
    first = order[0]
    for number in order:
        assert made.add(start + number & 0xFFFF, 0, 0.0) - 0x10000 == number - first + (
            start + first & 0xFFFF
        )
    assert made.block(1.0).lost == 500 - first - len(kept)


def test_a_round_trip_is_assumed_then_measured_then_smoothed() -> None:
    trip = RoundTrip(0.2)
    assert trip.seconds == 0.2
    trip.sample(0.1)
    assert trip.seconds == 0.1
    trip.sample(0.18)
    assert trip.seconds == pytest.approx(0.11)


@pytest.mark.parametrize("nonsense", [-0.001, 5.1, float("nan"), float("inf")])
def test_an_impossible_round_trip_is_ignored(nonsense: float) -> None:
    trip = RoundTrip()
    trip.sample(nonsense)
    assert trip.seconds == 0.06


def test_a_round_trip_follows_from_the_peers_report_about_us() -> None:
    trip = RoundTrip()
    sent = (1000 << 32) + (1 << 31)
    block = ReportBlock(1, 0, 0, 0, 0, sent >> 16 & 0xFFFFFFFF, 65536)
    trip.report(block, sent + (3 << 31))
    assert trip.seconds == pytest.approx(0.5)


def test_a_report_about_nothing_tells_no_round_trip() -> None:
    trip = RoundTrip()
    trip.report(ReportBlock(1, 0, 0, 0, 0, 0, 0), 1 << 48)
    assert trip.seconds == 0.06
