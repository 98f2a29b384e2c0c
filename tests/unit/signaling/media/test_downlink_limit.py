"""When an estimate is a limit: from its first fall until there is room again."""

from signaling.media.downlink_limit import DownlinkLimit


def test_a_low_estimate_that_grows_is_no_limit() -> None:
    limit = DownlinkLimit()
    for step in range(20):
        assert limit.heard(80_000 + 8_000 * step, 300_000, step * 0.25) is None


def test_a_fall_below_what_is_sent_is_a_limit_at_once() -> None:
    limit = DownlinkLimit()
    limit.heard(500_000, 450_000, 0.0)
    assert limit.heard(300_000, 450_000, 1.0) == 300_000


def test_a_fall_above_what_is_sent_is_none() -> None:
    limit = DownlinkLimit()
    limit.heard(500_000, 100_000, 0.0)
    assert limit.heard(300_000, 100_000, 1.0) is None


def test_after_a_calm_while_a_little_more_is_asked_for() -> None:
    limit = DownlinkLimit()
    limit.heard(500_000, 450_000, 0.0)
    limit.heard(300_000, 450_000, 1.0)
    assert limit.heard(302_000, 300_000, 2.0) == 302_000
    assert limit.heard(310_000, 300_000, 4.0) == 341_000


def test_room_above_what_is_sent_ends_the_limit() -> None:
    limit = DownlinkLimit()
    limit.heard(500_000, 450_000, 0.0)
    limit.heard(300_000, 450_000, 1.0)
    assert limit.heard(420_000, 300_000, 9.0) is None
    assert not limit.limited
