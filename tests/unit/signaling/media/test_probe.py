"""Padding beside the media: when, how much, and what it proves."""

from signaling.media.downlink_limit import DownlinkLimit
from signaling.media.probe import Probe


def told(estimate: float) -> DownlinkLimit:
    """A line of which the browser tells an estimate."""
    line = DownlinkLimit()
    line.estimate = estimate
    return line


def measured(carried: float, queue: float = 0.0) -> DownlinkLimit:
    """A line whose feedback we measure."""
    line = told(carried)
    line.measures = True
    line.queue = line.newest = queue
    return line


def run(
    probe: Probe, seconds: float, *, begin: float = 100.0, rise: float = 1.02
) -> tuple[float | None, list[float]]:
    """What was proved, and the rates of the stages, with an estimate that grows by `rise` in each look."""
    rates: list[float] = []
    estimate = 300_000.0
    for look in range(round(seconds * 10)):
        proved = probe.step(200_000, 700_000, told(estimate), begin + look / 10)
        if proved is not None:
            return proved, rates
        if probe.rate and probe.rate not in rates:
            rates.append(probe.rate)
        estimate *= rise
    return None, rates


def test_a_line_with_room_is_proved_step_by_step() -> None:
    proved, rates = run(Probe(), 5)
    assert proved == 700_000
    assert rates == [300_000, 450_000, 675_000, 700_000]


def test_a_line_whose_estimate_stands_still_is_full() -> None:
    proved, rates = run(Probe(), 3, rise=1.0)
    assert proved is None
    assert rates == [300_000]


def test_after_a_fall_the_next_try_comes_later_and_later() -> None:
    probe = Probe()
    now, pauses = 100.0, []
    for _ in range(5):
        begun = now
        while not probe.rate:
            probe.step(200_000, 700_000, told(300_000), now)
            now += 0.1
        pauses.append(now - begun)
        probe.fell(now)
    assert pauses == sorted(pauses)
    assert 14 < pauses[-1] < 18


def test_a_fall_between_probes_costs_no_patience() -> None:
    probe = Probe()
    for at in range(10):
        probe.fell(100.0 + at / 10)
    proved, _ = run(probe, 6, begin=101.0)
    assert proved == 700_000


def test_each_stage_that_a_measured_line_carries_is_proved() -> None:
    probe, proved, rates = Probe(), [], []
    for look in range(30):
        found = probe.step(200_000, 700_000, measured(probe.rate), 100.0 + look / 10)
        if probe.rate and probe.rate not in rates:
            rates.append(probe.rate)
        if found is not None:
            proved.append(found)
        if found == 700_000:
            break
    assert rates == proved == [300_000, 600_000, 700_000]


def test_a_queue_ends_the_probe_of_a_measured_line_at_once() -> None:
    probe = Probe()
    probe.step(200_000, 700_000, measured(200_000), 100.0)
    assert probe.rate
    assert probe.step(200_000, 700_000, measured(300_000, queue=0.1), 100.1) is None
    assert not probe.rate


def test_a_measured_line_with_a_queue_is_not_probed() -> None:
    probe = Probe()
    probe.step(200_000, 700_000, measured(200_000, queue=0.05), 100.0)
    assert not probe.rate


def test_a_stage_that_did_not_arrive_proves_nothing() -> None:
    probe = Probe()
    for look in range(10):
        assert probe.step(200_000, 700_000, measured(200_000), 100.0 + look / 10) is None
    assert not probe.rate
