"""Working days of China: with their holidays and the weekends worked for them, and of years nobody has announced."""

from datetime import date

import pytest

from server.cases import calendar


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # a Saturday, worked for the Spring Festival
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
        (date(2026, 9, 25), False),
        (date(2026, 10, 1), False),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), True),
    ],
)
def test_weekends_are_worked_for_holidays(day: date, works: bool) -> None:
    assert calendar.known(day)
    assert calendar.works(day) is works


@pytest.mark.parametrize(
    ("day", "works"), [(date(2099, 1, 2), True), (date(2099, 1, 3), False), (date(2003, 1, 1), True)]
)
def test_of_a_year_that_is_not_known_the_weekends_rest(day: date, works: bool) -> None:
    assert not calendar.known(day)
    assert calendar.works(day) is works


def test_days_are_sorted_out() -> None:
    assert calendar.resting([date(2026, 10, 1), date(2026, 10, 8)]) == {date(2026, 10, 1)}


def test_the_nearest_working_days() -> None:
    assert calendar.on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.on_or_before(date(2026, 10, 7)) == date(2026, 9, 30)
    assert (
        calendar.on_or_after(date(2026, 10, 8))
        == calendar.on_or_before(date(2026, 10, 8))
        == date(2026, 10, 8)
    )


def test_the_version_is_told() -> None:
    assert calendar.VERSION.startswith("chinesecalendar 1.")
