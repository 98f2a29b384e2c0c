"""Arrears of a row, of a worker and of the table."""

from decimal import Decimal
from typing import Any

import pytest

from rooms.agreement.terms import Stand, WageRow
from rooms.agreement.wages import arrears, by_worker, merged, total
from tests.unit.rooms.agreement.settled import figure, party, row, settled

SECOND = {"seat": "SECOND", "name": "石清泉", "group": "worker", "role": "worker"}


def of(**given: Any) -> WageRow:
    return settled(wages=[row(**given)], payments=[]).wages[0]


@pytest.mark.parametrize(
    ("given", "owed"),
    [
        ({"basis": "days", "quantity": "82.5", "rate": "260", "advances": "2850.00"}, "18600.00"),
        ({"basis": "days", "quantity": "0.125", "rate": "260.04", "paid": "0.01"}, "32.50"),
        ({"basis": "pieces", "quantity": "41235", "rate": "0.085"}, "3504.98"),
        ({"basis": "pieces", "quantity": "1", "rate": "0.005"}, "0.01"),
        ({"basis": "pieces", "quantity": "1", "rate": "0.0049"}, "0.00"),
        ({"basis": "monthly", "quantity": "3", "rate": "6000"}, "18000.00"),
        ({"basis": "monthly", "quantity": "2", "rate": "6000", "days": "10"}, "14758.62"),
        ({"basis": "monthly", "quantity": "0", "rate": "4350", "days": "21.75", "paid": "350.00"}, "4000.00"),
        ({"basis": "amount", "amount": "12000.50", "advances": "500.00", "paid": "1000.50"}, "10500.00"),
        ({"basis": "days", "quantity": "10", "rate": "200", "advances": "2500.00"}, "-500.00"),
        ({"basis": "pieces", "quantity": "100000000", "rate": "9999999999.9999"}, "999999999999990000.00"),
    ],
)
def test_a_row_comes_to_what_was_earned_less_what_was_had(given: dict[str, str], owed: str) -> None:
    figures = {name: value if name == "basis" else figure(value) for name, value in given.items()}
    assert str(arrears(of(**figures)).owed) == owed


def test_how_many_days_a_month_is_paid_for_is_given() -> None:
    monthly = of(basis="monthly", quantity=figure("0"), rate=figure("4400"), days=figure("1"))
    assert arrears(monthly, Decimal(22)).owed == Decimal(200)


def test_a_row_without_its_figures_comes_to_nothing() -> None:
    assert arrears(WageRow(**{**_bare(), "basis": "amount"})).owed == 0
    assert arrears(WageRow(**{**_bare(), "basis": "days"})).owed == 0


def _bare() -> dict[str, Any]:
    bare = of(basis="amount", amount=figure("1"))
    return {"id": bare.id, "worker": bare.worker}


@pytest.mark.parametrize(
    ("stands", "stand"),
    [
        ([], Stand.AGREED),
        ([Stand.AGREED, Stand.AGREED], Stand.AGREED),
        ([Stand.AGREED, Stand.OPEN], Stand.OPEN),
        ([Stand.OPEN, Stand.DISPUTED, Stand.AGREED], Stand.DISPUTED),
    ],
)
def test_one_disputed_figure_makes_the_whole_disputed(stands: list[Stand], stand: Stand) -> None:
    assert merged(stands) is stand


def test_each_side_is_asked_for_itself() -> None:
    days = figure("10", worker="agreed", payer="disputed")
    found = arrears(of(basis="days", quantity=days, rate=figure("200", payer="open")))
    assert (found.worker, found.payer, found.stand) == (Stand.AGREED, Stand.DISPUTED, Stand.DISPUTED)


def test_a_table_is_summed_by_worker_and_in_all() -> None:
    rows = [
        row(basis="days", quantity=figure("10"), rate=figure("200"), advances=figure("300.00")),
        {**row(basis="pieces", quantity=figure("10", payer="open"), rate=figure("1.5")), "id": "r2"},
        {**row(basis="amount", amount=figure("700.00")), "id": "r3", "worker": "SECOND"},
    ]
    table = settled(parties=[*party(), SECOND], wages=rows).wages
    sums = by_worker(table)
    assert {seat: (found.owed, found.stand) for seat, found in sums.items()} == {
        "WORKER": (Decimal("1715.00"), Stand.OPEN),
        "SECOND": (Decimal("700.00"), Stand.AGREED),
    }
    whole = total(table)
    assert (whole.gross, whole.advances, whole.owed) == (Decimal(2715), Decimal(300), Decimal(2415))
    assert total([]).owed == 0
