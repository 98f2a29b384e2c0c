"""What a publisher is asked to send at most."""

from signaling.media.bitrate import PublisherCap


def test_without_anybody_s_limit_there_is_none() -> None:
    cap = PublisherCap()
    assert cap.value(1.0) is None
    assert cap.told(1.0) is None


def test_the_narrowest_line_counts() -> None:
    cap = PublisherCap()
    cap.heard("worker", 200_000, 1.0)
    cap.heard("employer", 500_000, 1.0)
    assert cap.value(1.0) == 200_000
    cap.forget("worker")
    assert cap.value(1.0) == 500_000


def test_who_has_not_been_heard_of_for_a_while_limits_nobody() -> None:
    cap = PublisherCap()
    cap.heard("worker", 200_000, 1.0)
    assert cap.value(5.9) == 200_000
    assert cap.value(6.1) is None


def test_small_changes_are_not_told() -> None:
    cap = PublisherCap()
    told = []
    for bitrate in (200_000, 210_000, 195_000, 240_000, 250_000, 150_000):
        cap.heard("worker", bitrate, 1.0)
        told.append(cap.told(1.0))
    assert told == [200_000, 200_000, 200_000, 240_000, 240_000, 150_000]
    cap.forget("worker")
    assert cap.told(1.0) is None
