"""The token bucket."""

from signaling.limits import Bucket


def test_a_burst_passes_and_then_only_the_rate() -> None:
    bucket = Bucket(rate=2.0, burst=5.0, tokens=5.0, last=100.0)
    assert [bucket.take(100.0) for _ in range(6)] == [True] * 5 + [False]
    assert not bucket.take(100.4)
    assert bucket.take(100.5)
    assert not bucket.take(100.5)


def test_a_long_silence_never_saves_up_more_than_the_burst() -> None:
    bucket = Bucket(rate=2.0, burst=3.0, tokens=0.0, last=0.0)
    assert [bucket.take(10_000.0) for _ in range(4)] == [True, True, True, False]
