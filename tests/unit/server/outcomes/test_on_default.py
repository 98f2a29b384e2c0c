"""What the worker asks for where an agreement is not kept: of whom, and how much."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rooms.agreement.terms import Breach, ChainRole, Party, PartyRole, Payer, to_json
from rooms.commands import ConfirmPayment, DraftSettlement, FreezeSettlement, ProposeSettlement, SealPaper
from rooms.document import DocumentKind
from rooms.ids import SYSTEM, SeatId, SettlementId
from rooms.performance import Way
from server.outcomes.documents import on_default
from server.outcomes.documents.asked import Unfit
from server.outcomes.documents.offering import FORMS, why
from tests.unit.rooms.agreed import DUE, agreement
from tests.unit.rooms.documents import in_force
from tests.unit.rooms.papers import EMPLOYER, MEDIATOR, PAPER, WORKER, digest, paper, read, signed, until
from tests.unit.rooms.scene import CONTRACTOR, START, Scene, demonstration
from tests.unit.server.outcomes.two_sums import in_force as two_sums
from tests.unit.server.outcomes.wording import IMPRINT, asked, said

LATE = timedelta(days=200)


def two_payers() -> Scene:
    """The company and a foreman owe 10,000.00 each."""
    scene = demonstration()
    told = agreement(("worker", "10000.00"))
    (first,) = told.payments
    foreman = Party(seat=SeatId("clerk"), name="name-foreman", group=CONTRACTOR, role=PartyRole.PAYING)
    told = replace(
        told,
        parties=(*told.parties, foreman),
        payers=(*told.payers, Payer(group=CONTRACTOR, role=ChainRole.LABOUR_CONTRACTOR)),
        payments=(first, replace(first, id="pay-foreman", payer=CONTRACTOR)),
    )
    id = SettlementId(str(scene.do(DraftSettlement(MEDIATOR, to_json(told))).value["id"]))
    scene.do(ProposeSettlement(MEDIATOR, id, 1))
    scene.do(FreezeSettlement(MEDIATOR, id, 1, (replace(paper(), worker=WORKER),), until(scene)))
    read(scene, WORKER, EMPLOYER)
    signed(scene, WORKER, EMPLOYER, MEDIATOR)
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "sealed"))
    return scene


def test_whoever_has_paid_is_not_sued_for_what_another_owes() -> None:
    scene = two_payers()
    scene.do(ConfirmPayment(WORKER, PAPER, "pay-worker", 0, Decimal(10000), START.date(), Way.BANK))
    late = asked(scene, WORKER, LATE)
    assert why(late, DocumentKind.DIRECT_SUIT, PAPER) == []
    (sheet,) = FORMS[DocumentKind.DIRECT_SUIT].sheets(late, PAPER, on_default.OfCourt(court="法院"))
    words = said(sheet(IMPRINT))
    assert "被告name-foreman" in words
    assert "被告吉首建筑公司" not in words


def test_nobody_is_asked_to_pay_the_debts_of_two() -> None:
    late = asked(two_payers(), WORKER, LATE)
    (sheet,) = FORMS[DocumentKind.PAYMENT_ORDER].sheets(late, PAPER, on_default.OfCourt(court="法院"))
    words = said(sheet(IMPRINT))
    assert "合计人民币10,000.00元" in words
    assert "20,000.00" not in words


def test_what_falls_due_at_once_is_asked_for_on_the_paper_too() -> None:
    scene = two_sums(breach=Breach(accelerates=True))
    (settlement,) = scene.state.settlements.values()
    whose = {PAPER: replace(settlement.papers[PAPER], worker=WORKER)}
    scene.state = replace(scene.state, settlements={settlement.id: replace(settlement, papers=whose)})
    late = asked(scene, WORKER, timedelta(days=(DUE - START.date()).days + 1))
    given = on_default.OfCommission(commission="仲裁委")
    (sheet,) = FORMS[DocumentKind.ARBITRATION].sheets(late, PAPER, given)
    assert "35,000.00" in said(sheet(IMPRINT))


def test_a_worker_does_not_say_less_than_they_have_confirmed() -> None:
    scene = in_force()
    scene.do(ConfirmPayment(WORKER, PAPER, "pay-worker", 0, Decimal(20000), START.date(), Way.BANK))
    given = on_default.OfCourt(court="法院", paid=(on_default.Paid("pay-worker", 1, "0"),))
    with pytest.raises(Unfit):
        FORMS[DocumentKind.PAYMENT_ORDER].sheets(asked(scene, WORKER, LATE), PAPER, given)


def test_where_two_owe_it_the_worker_chooses_of_whom_it_is_asked() -> None:
    late = asked(two_payers(), WORKER, LATE)
    suit = FORMS[DocumentKind.DIRECT_SUIT]
    (sheet,) = suit.sheets(late, PAPER, on_default.OfCourt(court="法院", against=CONTRACTOR))
    assert "被告name-foreman" in said(sheet(IMPRINT))
    with pytest.raises(Unfit):
        suit.sheets(late, PAPER, on_default.OfCourt(court="法院", against="nobody"))


def test_no_court_orders_a_contractor_to_pay_who_employs_nobody() -> None:
    scene = two_payers()
    scene.do(ConfirmPayment(WORKER, PAPER, "pay-worker", 0, Decimal(10000), START.date(), Way.BANK))
    order = FORMS[DocumentKind.PAYMENT_ORDER]
    with pytest.raises(Unfit):
        order.sheets(asked(scene, WORKER, LATE), PAPER, on_default.OfCourt(court="法院"))
