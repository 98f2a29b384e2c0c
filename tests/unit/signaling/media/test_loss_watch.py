"""How often speech is said again, by what a subscriber lost."""

from signaling.media.loss_watch import LossWatch


def test_nothing_is_repeated_on_a_good_line() -> None:
    watch = LossWatch()
    watch.reported(0.0, 1.0)
    watch.reported(0.01, 2.0)
    assert watch.levels(2.0) == 0


def test_a_single_packet_asked_for_is_enough_to_begin() -> None:
    watch = LossWatch()
    watch.asked(5.0)
    assert watch.levels(5.0) == 1


def test_a_bad_line_gets_more() -> None:
    watch = LossWatch()
    watch.reported(0.1, 5.0)
    assert watch.levels(5.0) == 2


def test_after_ten_calm_seconds_it_ends() -> None:
    watch = LossWatch()
    watch.reported(0.1, 5.0)
    watch.asked(8.0)
    assert [watch.levels(at) for at in (14.9, 15.1, 18.1)] == [2, 1, 0]
