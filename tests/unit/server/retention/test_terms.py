"""When a term ends: by the calendar, by the day in Beijing, and by what stands in its way."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.retention.terms import (
    DEFAULT_MONTHS,
    FIVE_YEARS,
    Cause,
    Kind,
    Span,
    Verdict,
    Why,
    judge,
    months_fault,
)

ENDED = date(2021, 3, 2)


def test_on_its_last_day_it_stays_and_on_the_next_it_goes() -> None:
    assert judge(ENDED, 60, [], date(2026, 3, 2)) == Verdict(Why.TERM_RUNS, date(2026, 3, 2))
    assert judge(ENDED, 60, [], date(2026, 3, 3)) == Verdict(None, date(2026, 3, 2))


def test_what_has_not_ended_has_no_term() -> None:
    assert judge(None, 0, [], date(2999, 1, 1)) == Verdict(Why.NOT_ENDED)


@pytest.mark.parametrize("cause", Cause)
def test_while_it_is_paused_nothing_goes(cause: Cause) -> None:
    lasting = [Span(cause, date(2022, 1, 1))]
    assert judge(ENDED, 60, lasting, date(2036, 1, 1)).why == Why(cause)


def test_a_hold_that_was_lifted_leaves_the_term_as_it_was() -> None:
    lifted = [Span(Cause.LEGAL_HOLD, date(2022, 1, 1), date(2024, 1, 1))]
    assert judge(ENDED, 60, lifted, date(2026, 3, 3)) == Verdict(None, date(2026, 3, 2))


@pytest.mark.parametrize("cause", [Cause.LITIGATION, Cause.DEFAULT])
def test_in_litigation_and_default_the_term_stands_still(cause: Cause) -> None:
    over = [Span(cause, date(2022, 1, 1), date(2022, 1, 31))]
    assert judge(ENDED, 60, over, date(2026, 3, 3)) == Verdict(Why.TERM_RUNS, date(2026, 4, 1))
    assert judge(ENDED, 60, over, date(2026, 4, 2)).why is None


def test_days_of_two_pauses_are_counted_once_and_those_before_the_term_never() -> None:
    spans = [
        Span(Cause.LITIGATION, date(2020, 1, 1), date(2021, 3, 12)),
        Span(Cause.DEFAULT, date(2021, 3, 7), date(2021, 3, 22)),
        Span(Cause.LITIGATION, date(2021, 3, 10), date(2021, 3, 15)),
        Span(Cause.DEFAULT, date(2020, 1, 1), date(2020, 2, 1)),
    ]
    assert judge(ENDED, 60, spans, date(2026, 3, 3)).last_day == date(2026, 3, 22)


def test_of_several_reasons_the_hold_is_named() -> None:
    spans = [Span(Cause.DEFAULT, date(2022, 1, 1)), Span(Cause.LEGAL_HOLD, date(2023, 1, 1))]
    assert judge(ENDED, 60, spans, date(2036, 1, 1)).why is Why.LEGAL_HOLD


@given(
    st.lists(
        st.tuples(st.sampled_from(Cause), st.integers(0, 3_000), st.integers(0, 3_000)).map(
            lambda drawn: Span(
                drawn[0],
                date(2018, 1, 1) + timedelta(days=drawn[1]),
                date(2018, 1, 1) + timedelta(days=drawn[1] + drawn[2]),
            )
        )
    )
)
def test_no_pause_brings_an_end_nearer(spans: list[Span]) -> None:
    ends = judge(ENDED, 60, spans, date(2040, 1, 1)).last_day
    assert ends is not None
    assert ends >= date(2026, 3, 2)


def test_every_kind_is_kept_five_years_but_separate_talks() -> None:
    assert {kind for kind, months in DEFAULT_MONTHS.items() if months != FIVE_YEARS} == {Kind.CAUCUS}
    assert set(DEFAULT_MONTHS) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "months", "nearest"),
    [
        (Kind.ACCESS_LOG, 5, 6),
        (Kind.ACCESS_LOG, 6, None),
        (Kind.CAUCUS, 0, None),
        (Kind.TALK, -1, 0),
        (Kind.TALK, 1_201, 1_200),
        (Kind.TALK, 10**9, 1_200),
    ],
)
def test_a_term_that_cannot_be_is_answered_with_the_nearest_that_can(
    kind: Kind, months: int, nearest: int | None
) -> None:
    assert months_fault(kind, months) == nearest
