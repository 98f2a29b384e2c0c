"""What follows from a sealed agreement as it is performed: what is overdue, and which ways that opens."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from rooms.agreement.terms import Breach, LabourRelation, LabourStatus
from rooms.commands import ConfirmPayment
from rooms.performance import Way
from server.cases.routes import Document
from server.outcomes.owing import following
from tests.unit.rooms.agreed import DUE
from tests.unit.rooms.papers import PAPER, WORKER
from tests.unit.rooms.performed import PAY, TODAY
from tests.unit.rooms.scene import Scene
from tests.unit.server.outcomes.two_sums import LATER, found, in_force


def steps(scene: Scene, day: date, document: Document = Document.NONE) -> dict[str, Any]:
    told = following(scene.state, found(scene), day, document)
    assert told is not None
    return dict(told)


def ways(scene: Scene, day: date, document: Document = Document.NONE) -> set[str]:
    return {way["route"] for way in steps(scene, day, document)["routes"] if way["open"]}


def got(scene: Scene, amount: str, payment: str = PAY, part: int = 0) -> None:
    scene.do(ConfirmPayment(WORKER, PAPER, payment, part, Decimal(amount), TODAY, Way.BANK))


def test_of_what_is_not_in_force_nothing_follows() -> None:
    scene = in_force()
    assert following(scene.state, replace(found(scene), sealed=None), DUE) is None


def test_nothing_is_overdue_until_its_day_is_over() -> None:
    assert steps(in_force(), DUE) == {"paper": PAPER, "in_force": TODAY.isoformat(), "left": "35000.00"}


def test_only_what_is_overdue_and_missing_is_asked_for() -> None:
    scene = in_force()
    got(scene, "4000.50")
    told = steps(scene, DUE + timedelta(days=1))
    assert (told["overdue"], told["owed"], told["left"]) == (DUE.isoformat(), "10999.50", "30999.50")
    assert ways(scene, DUE + timedelta(days=1)) == {
        "payment_order",
        "direct_suit",
        "arbitration",
        "inspection",
    }


def test_where_all_falls_due_at_once_all_of_it_is_asked_for() -> None:
    scene = in_force(breach=Breach(accelerates=True))
    assert steps(scene, DUE + timedelta(days=1))["owed"] == "35000.00"
    assert "direct_suit" not in ways(scene, DUE + timedelta(days=1))
    assert "owed" not in steps(scene, DUE)


def test_a_way_is_open_by_what_is_missing_not_by_what_was_paid() -> None:
    scene = in_force()
    got(scene, "15000")
    got(scene, "15000", part=1)
    after = LATER + timedelta(days=1)
    (closed,) = [way for way in steps(scene, after)["routes"] if way["route"] == "payment_order"]
    assert closed["why"] == ["other_sums"]
    assert ways(scene, after) == {"arbitration"}


def test_what_was_to_be_paid_on_the_spot_and_was_not_is_owed_as_anything_else() -> None:
    scene = in_force(spot=True)
    told = steps(scene, TODAY + timedelta(days=1))
    assert (told["overdue"], told["owed"]) == (TODAY.isoformat(), "30000.00")
    assert "payment_order" in ways(scene, TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("labour", "limited"),
    [
        (None, True),
        (LabourRelation(status=LabourStatus.ENDED, ended=TODAY), True),
        (LabourRelation(status=LabourStatus.CONTINUES), False),
    ],
)
def test_while_somebody_works_there_no_limit_runs_for_their_wages(
    labour: LabourRelation | None, limited: bool
) -> None:
    routes = steps(in_force(labour=labour), DUE + timedelta(days=1))["routes"]
    (arbitration,) = [way for way in routes if way["route"] == "arbitration"]
    assert ("last" in arbitration) == limited


def test_with_a_ruling_it_is_enforced() -> None:
    assert ways(in_force(), DUE + timedelta(days=1), Document.RULING) == {"enforcement", "inspection"}
