"""A subscriber's line as a whole: found narrow, filled without a queue, and found wide again."""

import pytest

from tests.unit.signaling.media.simulated_line import Call, Line


def test_a_good_line_is_never_a_limit() -> None:
    call = Call(Line(rate=2e6))
    call.run(60)
    assert not call.limit.limited
    assert call.paused == 0.0


@pytest.mark.parametrize("loss", [0.02, 0.1, 0.2])
def test_packets_lost_by_chance_are_no_limit(loss: float) -> None:
    call = Call(Line(rate=2e6, loss=loss, jitter=0.03))
    call.run(60)
    assert not call.limit.limited


def test_a_radio_link_that_swings_is_no_limit() -> None:
    call = Call(Line(rate=3e6, jitter=0.12))
    call.run(60)
    assert not call.limit.limited


@pytest.mark.parametrize("rate", [150_000, 300_000, 500_000])
def test_a_line_that_becomes_narrow_is_filled_without_a_queue(rate: float) -> None:
    call = Call(Line(rate=2e6))
    call.run(10)
    call.line.rate = rate
    call.run(6)
    begun, paused = len(call.queues), call.paused
    call.run(30)
    later = call.queues[begun:]
    assert sorted(later)[int(0.95 * len(later))] < 0.2
    assert max(later) < 0.3
    assert call.paused - paused < 3.0
    assert call.shown + call.speech > 0.5 * rate


def test_the_onset_costs_little_speech() -> None:
    """400 ms of queue are full within half a second: pictures wait until it has drained."""
    call = Call(Line(rate=2e6))
    call.run(10)
    call.line.rate = 300_000
    call.run(3)
    assert sum(queue > 0.35 for queue in call.queues[-300:]) * 0.01 < 0.8


@pytest.mark.parametrize("after", [10, 11, 12.3, 20, 31.7])
def test_a_line_that_is_wide_again_is_found_out_within_five_seconds(after: float) -> None:
    call = Call(Line(rate=2e6))
    call.run(10)
    call.line.rate = 300_000
    call.run(after)
    assert call.limit.limited
    call.line.rate = 2e6
    call.run(4.5)
    assert call.shown > 0.9 * call.full
    assert not call.limit.limited


def test_a_longer_way_is_not_taken_for_a_queue_for_long() -> None:
    """The phone went from one network to another: every packet takes longer, and no picture helps that."""
    call = Call(Line(rate=2e6))
    call.run(10)
    call.line.way = 0.15
    call.run(12)
    assert not call.limit.draining
    call.run(8)
    assert call.shown > 0.9 * call.full


def test_a_clock_that_was_set_is_no_queue() -> None:
    call = Call(Line(rate=2e6))
    call.run(10)
    call.line.clock += 3600.0
    call.run(1)
    call.line.clock -= 7200.0
    call.run(5)
    assert not call.limit.limited


def test_a_policer_without_a_queue_is_found_by_its_losses() -> None:
    call = Call(Line(rate=2e6))
    call.run(10)
    call.line.rate, call.line.queue = 300_000, 0.03
    call.run(10)
    assert call.limit.limited
    assert call.shown < 400_000


def test_after_an_outage_all_is_shown_at_once() -> None:
    """Five seconds in which nothing passes, in either direction: no queue, and no line that drops what is too much."""
    call = Call(Line(rate=2e6))
    call.run(10)
    call.line.loss = 1.0
    call.run(5)
    call.line.loss = 0.0
    call.run(1)
    assert not call.limit.limited
    assert call.shown == call.full
