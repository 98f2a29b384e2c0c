"""What a publisher is told to send."""

from signaling.media.bitrate import CEILING, FLOOR, PublisherCap


def test_without_subscribers_the_ceiling_holds() -> None:
    assert PublisherCap().value(0.0) == CEILING


def test_the_worst_subscriber_decides() -> None:
    cap = PublisherCap()
    cap.heard("employer", 900_000, 1.0)
    cap.heard("mediator", 400_000, 1.0)
    assert cap.value(2.0) == 400_000


def test_who_can_receive_hardly_anything_does_not_blind_the_others() -> None:
    cap = PublisherCap()
    cap.heard("employer", 5_000, 1.0)
    assert cap.value(2.0) == FLOOR


def test_nobody_lifts_the_ceiling() -> None:
    cap = PublisherCap(ceiling=300_000)
    cap.heard("employer", 9_000_000, 1.0)
    assert cap.value(2.0) == 300_000


def test_an_estimate_that_was_not_repeated_does_not_count() -> None:
    cap = PublisherCap()
    cap.heard("employer", 100_000, 1.0)
    assert cap.value(6.0) == 100_000
    assert cap.value(6.1) == CEILING


def test_who_no_longer_receives_does_not_count() -> None:
    cap = PublisherCap()
    cap.heard("employer", 100_000, 1.0)
    cap.forget("employer")
    cap.forget("nobody")
    assert cap.value(1.0) == CEILING
