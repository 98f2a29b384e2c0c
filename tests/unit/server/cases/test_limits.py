"""When limits end."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from rooms.agreement.articles import Article
from server.cases import calendar, limits
from server.cases.limits import Limit, Rule, Rules, Unit, deadline


def ends(start: date, count: int, unit: Unit) -> date:
    rules = Rules(version=1, limits={Limit.ACCEPT: Rule(count, unit)})
    return deadline(Limit.ACCEPT, start, rules).ends


@pytest.mark.parametrize(
    ("start", "three", "five", "seven", "fifteen"),
    [
        ("2026-02-12", "2026-02-24", "2026-02-26", "2026-02-28", "2026-02-27"),
        ("2026-09-24", "2026-09-30", "2026-10-09", "2026-10-12", "2026-10-09"),
        ("2026-09-30", "2026-10-10", "2026-10-13", "2026-10-15", "2026-10-15"),
    ],
)
def test_working_and_natural_days_around_the_holidays_of_2026(
    start: str, three: str, five: str, seven: str, fifteen: str
) -> None:
    begins = date.fromisoformat(start)
    counted = [ends(begins, count, Unit.WORKING_DAYS) for count in (3, 5, 7)]
    assert [str(day) for day in (*counted, ends(begins, 15, Unit.DAYS))] == [three, five, seven, fifteen]


def test_a_limit_that_ends_on_a_holiday_moves_and_the_safe_day_does_not() -> None:
    found = deadline(Limit.ARBITRATION_REVIEW, date(2026, 9, 20))
    assert (found.ends, found.safe) == (date(2026, 10, 8), date(2026, 9, 30))
    assert not found.provisional


def test_a_limit_that_ends_on_a_worked_saturday_does_not_move() -> None:
    assert deadline(Limit.ARBITRATION_REVIEW, date(2026, 1, 30)).ends == date(2026, 2, 14)


def test_review_and_confirmation_run_from_the_day_it_takes_effect() -> None:
    begins = date(2026, 11, 23)
    assert deadline(Limit.ARBITRATION_REVIEW, begins).ends == date(2026, 12, 8)
    assert deadline(Limit.COURT_CONFIRMATION, begins).ends == date(2026, 12, 23)


def test_a_year_ends_with_the_day_of_the_same_number() -> None:
    found = deadline(Limit.ARBITRATION, date(2025, 6, 30))
    assert (found.ends, found.rule.article) == (date(2026, 6, 30), Article.ARBITRATION_LIMITATION)
    assert deadline(Limit.ARBITRATION, date(2024, 2, 29)).ends == date(2025, 2, 28)


def test_what_the_calendar_does_not_know_is_provisional() -> None:
    found = deadline(Limit.ARBITRATION, date(2098, 5, 4))
    assert found.provisional
    assert found.calendar == calendar.VERSION
    assert deadline(Limit.ACCEPT, date(2003, 12, 31)).provisional


def test_a_day_ends_in_beijing() -> None:
    found = deadline(Limit.ARBITRATION_REVIEW, date(2026, 11, 23))
    assert found.until == datetime(2026, 12, 8, 16, tzinfo=UTC)
    assert [found.left(date(2026, 12, day)) for day in (1, 8, 9)] == [7, 0, -1]


def test_the_safe_day_is_never_before_it_began() -> None:
    begins = date(2026, 10, 3)
    rules = Rules(version=1, limits={Limit.ACCEPT: Rule(1, Unit.DAYS)})
    assert deadline(Limit.ACCEPT, begins, rules).safe == begins


def test_every_limit_has_its_rule() -> None:
    assert limits.rules().limits.keys() == set(Limit)
    with pytest.raises(KeyError, match="accept"):
        limits.read("version = 1\n[limits.mediate]\ncount = 15\nunit = 'days'\n")


@pytest.mark.parametrize(
    "text",
    [
        "version = 1\n[limits.lunch]\ncount = 1\nunit = 'days'\n",
        "version = 1\n[limits.accept]\ncount = 0\nunit = 'days'\n",
        "version = 1\n[limits.accept]\ncount = 1\nunit = 'weeks'\n",
        "version = 1\n[limits.accept]\ncount = 1\nunit = 'days'\narticle = 'none'\n",
        "version = 1\n[limits.accept]\ncount = 1\nunit = 'days'\nmore = 1\n",
        "version = '1'\n[limits]\n",
    ],
)
def test_rules_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        limits.read(text)
