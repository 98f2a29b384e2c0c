"""Which ways are open on default, and until when."""

from datetime import date
from typing import Any

import pytest

from rooms.agreement.articles import Article
from rooms.agreement.terms import Agreement
from server.cases.routes import Default, Document, Option, Route, Why, routes
from tests.unit.rooms.agreement.settled import payment, settled

DUE = date(2026, 12, 15)
TODAY = date(2026, 12, 20)


def owing(role: str = "employer", **paid: Any) -> Agreement:
    return settled(payers=[{"group": "employer", "role": role}], payments=payment(**paid))


def options(agreement: Agreement, **so: Any) -> dict[Route, Option]:
    default = Default(**{"today": TODAY, "overdue": DUE, **so})
    return {option.route: option for option in routes(agreement, default)}


def closed(agreement: Agreement, **so: Any) -> dict[Route, tuple[Why, ...]]:
    return {route: option.why for route, option in options(agreement, **so).items() if not option.open}


def test_every_route_is_shown_in_its_order() -> None:
    assert list(options(owing())) == list(Route)


def test_before_anything_is_overdue_nothing_is_open() -> None:
    found = options(owing(), overdue=None)
    assert all(Why.NOTHING_OVERDUE in option.why for option in found.values())
    assert all(option.last is None for option in found.values())


def test_of_wages_that_an_employer_owes_all_is_open_but_enforcement() -> None:
    assert closed(owing()) == {Route.ENFORCEMENT: (Why.NOT_ENFORCEABLE,)}


@pytest.mark.parametrize("document", [Document.AWARD, Document.RULING])
def test_what_was_reviewed_or_confirmed_is_enforced(document: Document) -> None:
    found = options(owing(), document=document)
    assert found[Route.ENFORCEMENT].open
    assert found[Route.PAYMENT_ORDER].why == (Why.ENFORCEABLE,)
    assert not found[Route.DIRECT_SUIT].open
    assert not found[Route.ARBITRATION].open


def test_a_foreman_is_sued_but_neither_ordered_to_pay_nor_taken_before_the_arbitrators() -> None:
    found = closed(owing("labour_contractor"))
    assert found[Route.PAYMENT_ORDER] == (Why.NO_EMPLOYER,)
    assert found[Route.ARBITRATION] == (Why.NO_EMPLOYER,)
    assert Route.DIRECT_SUIT not in found
    assert Route.INSPECTION not in found


@pytest.mark.parametrize(
    ("item", "shut"),
    [
        ("overtime", set()),
        ("severance", {Route.DIRECT_SUIT}),
        ("injury_medical", {Route.DIRECT_SUIT, Route.INSPECTION}),
        ("injury_compensation", {Route.DIRECT_SUIT, Route.INSPECTION, Route.PAYMENT_ORDER}),
        ("double_wage", {Route.DIRECT_SUIT, Route.PAYMENT_ORDER}),
        ("other", {Route.DIRECT_SUIT, Route.INSPECTION, Route.PAYMENT_ORDER}),
    ],
)
def test_what_a_sum_is_for_opens_and_shuts(item: str, shut: set[Route]) -> None:
    assert closed(owing(item=item)).keys() - {Route.ENFORCEMENT} == shut


def test_with_a_note_of_wages_owed_one_sues_though_other_sums_are_owed_too() -> None:
    found = options(owing(item="severance"), iou=True)[Route.DIRECT_SUIT]
    assert (found.open, found.article) == (True, Article.IOU_SUIT)
    assert options(owing(), iou=True)[Route.DIRECT_SUIT].article is Article.DIRECT_SUIT


def test_what_was_paid_on_the_spot_is_not_owed() -> None:
    assert Why.OTHER_SUMS in closed(owing(on_the_spot=True))[Route.PAYMENT_ORDER]


def test_a_payer_of_whom_nobody_said_what_it_is_opens_nothing_that_needs_an_employer() -> None:
    assert Why.NO_EMPLOYER in closed(settled(payers=[]))[Route.PAYMENT_ORDER]


def test_the_year_before_the_arbitrators_runs_from_the_day_it_was_due() -> None:
    last = options(owing())[Route.ARBITRATION].last
    assert last is not None
    assert (last.starts, last.ends) == (DUE, date(2027, 12, 15))


def test_of_wages_it_does_not_run_while_the_employment_lasts() -> None:
    assert options(owing(), employed=True)[Route.ARBITRATION].last is None
    assert options(owing(item="severance"), employed=True)[Route.ARBITRATION].last is not None


def test_and_then_from_its_end() -> None:
    later = options(owing(), ended=date(2027, 3, 1))[Route.ARBITRATION].last
    earlier = options(owing(), ended=date(2026, 7, 31))[Route.ARBITRATION].last
    assert later is not None
    assert earlier is not None
    assert (later.starts, earlier.starts) == (date(2027, 3, 1), DUE)


def test_after_its_last_day_a_route_is_closed() -> None:
    shut = closed(owing(), today=date(2027, 12, 16))
    assert shut[Route.ARBITRATION] == (Why.TOO_LATE,)
    assert Route.PAYMENT_ORDER not in shut
