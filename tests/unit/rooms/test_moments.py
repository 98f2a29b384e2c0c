"""Days are Beijing's, and terms end by the calendar."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.moments import beijing_day, last_day


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [
        (date(2021, 3, 2), 60, date(2026, 3, 2)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_a_term_ends_with_the_day_of_the_same_number_or_the_months_last(
    start: date, months: int, ends: date
) -> None:
    assert last_day(start, months) == ends


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 1_200))
def test_a_longer_term_never_ends_earlier(start: date, months: int) -> None:
    assert start <= last_day(start, months) <= last_day(start, months + 1)
    assert last_day(start, months).day <= start.day


def test_the_day_is_beijings() -> None:
    assert beijing_day(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert beijing_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
