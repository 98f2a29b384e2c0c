"""What pages note is read right: a black-out that looked short would be praised."""

import pytest

from bench.course import Course, Moment

TICK = 0.05


def course(seconds: float, *, silent: tuple[float, float], still: tuple[float, float]) -> Course:
    """A page's notes from 0 on, 20 frames a second; nothing real is heard or seen in the gaps."""
    moments, concealed, frames = [], 0, 0.0
    for number in range(int(seconds / TICK) + 1):
        at = number * TICK
        concealed += int(TICK * 48_000) if silent[0] < at <= silent[1] else 0
        frames += 0 if still[0] < at <= still[1] else 20 * TICK
        live = not 2.0 <= at < 4.0
        moments.append(
            Moment(at, live, int(at * 48_000), concealed, round(frames), round(at * 10), round(frames * 4000))
        )
    return Course(moments)


GAPS = course(10.0, silent=(2.0, 4.5), still=(2.0, 5.0))


def test_what_is_concealed_is_a_share_of_what_is_played() -> None:
    assert GAPS.concealed() == pytest.approx(25.0, abs=0.5)
    assert GAPS.between(5.0, 10.0).concealed() == 0.0
    assert GAPS.between(3.0, 4.0).concealed() == pytest.approx(100.0, abs=1)


def test_a_page_that_plays_nothing_hears_nothing() -> None:
    still = [Moment(at, True, 4800, 0, 0, 0, 0) for at in (0.0, 1.0)]
    assert Course(still).concealed() == 100.0
    assert Course(still).heard_from() is None


def test_rates_are_frames_a_second() -> None:
    assert GAPS.between(5.0, 10.0).decoded_rate() == pytest.approx(20.0, abs=0.5)
    assert GAPS.sent_rate() == pytest.approx(10.0)


def test_sound_is_back_when_half_of_it_is_real() -> None:
    assert GAPS.between(2.0, 10.0).heard_from() == pytest.approx(4.4, abs=2 * TICK)


def test_sound_that_was_never_away_is_not_back() -> None:
    assert GAPS.silent_from() == pytest.approx(1.9, abs=2 * TICK)
    assert GAPS.heard_again() == GAPS.between(2.0, 10.0).heard_from()
    assert GAPS.between(5.0, 10.0).heard_again() is None


def test_video_is_back_when_it_moves_on() -> None:
    after = GAPS.between(2.0, 10.0)
    assert after.seen_from() == pytest.approx(4.6, abs=3 * TICK)


def test_video_is_full_when_frames_and_bytes_are() -> None:
    after = GAPS.between(2.0, 10.0)
    assert after.full_from(15.0, 60_000) == pytest.approx(4.75, abs=3 * TICK)
    assert after.full_from(15.0, 90_000) is None
    assert GAPS.between(6.0, 9.0).byte_rate() == pytest.approx(80_000, rel=0.05)


def test_the_page_is_live_when_it_says_so() -> None:
    assert GAPS.between(2.0, 10.0).live_from() == pytest.approx(4.0)
    assert GAPS.between(2.0, 3.0).live_from() is None


def test_a_time_is_read_in_seconds() -> None:
    noted = {"at": 1500, "live": True, "samples": 10, "concealed": 4, "frames": 0, "sent": 0, "bytes": 0}
    assert (Moment.noted(noted).at, Moment.noted(noted).real) == (1.5, 6)
