"""How long somebody waits who tries codes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.auth.limits import FORGOTTEN_AFTER, FROM_ANYWHERE, FROM_ONE_ADDRESS, Tally, wait

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NONE = timedelta()


def failures(count: int, at: datetime = NOW) -> Tally:
    tally = Tally()
    for _ in range(count):
        tally = tally.failed(at)
    return tally


def test_the_first_failures_cost_nothing() -> None:
    assert wait(failures(3), failures(3), NOW, mortal=True) == NONE


def test_then_waiting_doubles_up_to_a_limit() -> None:
    waits = [wait(failures(count), Tally(), NOW, mortal=True).total_seconds() for count in range(4, 15)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_time_that_has_passed_is_not_waited_again() -> None:
    tally = failures(7)
    assert wait(tally, Tally(), NOW + timedelta(seconds=5), mortal=True) == timedelta(seconds=3)
    assert wait(tally, Tally(), NOW + timedelta(seconds=8), mortal=True) == NONE
    assert wait(tally, Tally(), NOW + timedelta(seconds=60), mortal=True) == NONE


def test_who_never_failed_does_not_wait_for_others_where_the_code_dies() -> None:
    assert wait(Tally(), failures(1000), NOW, mortal=True) == NONE


def test_who_failed_also_waits_for_others() -> None:
    assert wait(failures(1), failures(1000), NOW, mortal=True) == FROM_ANYWHERE.longest


def test_everybody_waits_where_the_code_never_dies() -> None:
    assert wait(Tally(), failures(1000), NOW, mortal=False) == FROM_ANYWHERE.longest


def test_old_failures_are_forgotten() -> None:
    later = NOW + FORGOTTEN_AFTER
    assert failures(50).at(later) == Tally()
    assert failures(50).failed(later) == Tally(1, later)


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.timedeltas(NONE, timedelta(days=1)), st.booleans())
def test_nobody_ever_waits_longer_than_the_longest(
    here: int, anywhere: int, passed: timedelta, mortal: bool
) -> None:
    own, all_ = Tally(here, NOW), Tally(anywhere, NOW)
    assert NONE <= wait(own, all_, NOW + passed, mortal=mortal) <= FROM_ONE_ADDRESS.longest
