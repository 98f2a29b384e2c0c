"""The performance of a sealed agreement: what is due when, what was said of it, and whose word counts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rooms.agreement.terms import to_json
from rooms.answer import Refused
from rooms.commands import (
    ClaimPayment,
    ConfirmPayment,
    DraftSettlement,
    End,
    Enter,
    FreezeSettlement,
    Leave,
    ProposeSettlement,
    RemindPayment,
    SealPaper,
    WithdrawPayment,
)
from rooms.consent import REQUIRED
from rooms.errors import ErrorCode
from rooms.events import PaymentConfirmed, PaymentReminded
from rooms.ids import SYSTEM, DeviceId, EntryId, PaperId, SeatId
from rooms.performance import (
    ENTRIES_LIMIT,
    Claim,
    Performance,
    Receipt,
    Reminder,
    RowState,
    Said,
    Way,
    reminder,
    schedule,
)
from rooms.policy import due, may_pursue
from rooms.settlement import NewPaper
from tests.unit.rooms.agreed import DUE, agreement
from tests.unit.rooms.papers import (
    CLAUSES,
    EMPLOYER,
    FROZEN,
    MEDIATOR,
    PAPER,
    WORKER,
    digest,
    paper,
    read,
    signed,
    until,
)
from tests.unit.rooms.performed import (
    PAY,
    TODAY,
    TWO,
    claim,
    claimed,
    confirm,
    deny,
    in_force,
    parts,
    rows,
    shown,
)
from tests.unit.rooms.scene import START, Scene, building_site, demonstration, text_of

# -- the schedule


def received(*amounts: tuple[int, str], payment: str = PAY) -> Performance:
    return Performance(
        receipts={
            EntryId(str(at)): Receipt(
                EntryId(str(at)), WORKER, START, Said(payment, part, Decimal(amount), TODAY, Way.CASH), False
            )
            for at, (part, amount) in enumerate(amounts)
        }
    )


def test_each_instalment_is_a_row_with_its_day() -> None:
    told = parts(agreement(("worker", "30000.00")), *TWO)
    found = schedule(told, WORKER, TODAY)
    assert [(row.part, row.amount, row.due, row.left) for row in found] == [
        (0, Decimal(20000), DUE, Decimal(20000)),
        (1, Decimal(10000), DUE + timedelta(days=30), Decimal(10000)),
    ]
    assert {row.state() for row in found} == {RowState.DUE}
    assert schedule(told, None, TODAY) == found


def test_what_is_paid_on_the_spot_is_due_on_the_day_it_is_in_force() -> None:
    told = parts(agreement(("worker", "30000.00")), spot=True)
    (row,) = schedule(told, WORKER, TODAY)
    assert (row.on_the_spot, row.due, row.amount) == (True, TODAY, Decimal(30000))
    assert row.state(TODAY) is RowState.DUE
    assert row.state(TODAY + timedelta(days=1)) is RowState.OVERDUE


def test_of_many_workers_each_has_their_own_rows_and_of_nobody_there_are_none() -> None:
    told = agreement(("w1", "100"), ("w2", "200"))
    assert [row.payment for row in schedule(told, SeatId("w2"), TODAY)] == ["pay-w2"]
    assert schedule(told, None, TODAY) == ()


def test_money_counts_for_its_instalment_and_what_is_more_for_the_next() -> None:
    told = parts(agreement(("worker", "30000.00")), *TWO)
    first, second = schedule(told, WORKER, TODAY, received((0, "5000"), (0, "5000.50")))
    assert (first.received, first.state(), second.received) == (
        Decimal("10000.50"),
        RowState.PART,
        Decimal(0),
    )
    first, second = schedule(told, WORKER, TODAY, received((0, "22000")))
    assert (first.state(), second.received, second.over) == (RowState.PAID, Decimal(2000), Decimal(0))
    first, second = schedule(told, WORKER, TODAY, received((1, "10000"), (1, "21000.01")))
    assert (first.state(), second.state(), second.over) == (RowState.PAID, RowState.PAID, Decimal("1000.01"))


def test_money_for_another_payment_or_no_instalment_of_this_one_changes_nothing() -> None:
    told = parts(agreement(("worker", "30000.00")), *TWO)
    for other in (received((0, "5000"), payment="other"), received((7, "5000"))):
        assert schedule(told, WORKER, TODAY, other) == schedule(told, WORKER, TODAY)


def test_an_instalment_without_a_day_is_never_overdue_and_comes_last() -> None:
    told = parts(agreement(("worker", "30000.00")), ("10000", None), ("20000", DUE))
    dated, undated = schedule(told, WORKER, TODAY)
    assert (dated.part, undated.part) == (1, 0)
    assert undated.state(date.max) is RowState.DUE
    assert reminder(undated, date.max, (3,)) is None
    assert schedule(parts(told), WORKER, TODAY) == ()


def test_a_row_is_overdue_from_the_day_after_until_all_of_it_is_there() -> None:
    told = agreement(("worker", "30000.00"))
    (row,) = schedule(told, WORKER, TODAY, received((0, "29999.99")))
    assert [row.state(DUE + timedelta(days=days)) for days in (0, 1)] == [RowState.PART, RowState.OVERDUE]
    (row,) = schedule(told, WORKER, TODAY, received((0, "30000")))
    assert not row.late(date.max)


@pytest.mark.parametrize(
    ("before", "days"), [(9, None), (8, None), (7, 7), (4, 7), (3, 3), (1, 3), (0, 3), (-1, -1), (-90, -1)]
)
def test_it_is_time_for_the_last_reminder_whose_day_has_come(before: int, days: int | None) -> None:
    (row,) = schedule(agreement(("worker", "30000.00")), WORKER, TODAY)
    found = reminder(row, DUE - timedelta(days=before), (3, 7))
    assert found == (None if days is None else Reminder(PAY, 0, days))


def test_nobody_is_reminded_of_what_is_paid() -> None:
    (row,) = schedule(agreement(("worker", "30000.00")), WORKER, TODAY, received((0, "30000")))
    assert reminder(row, DUE + timedelta(days=1), (3,)) is None
    assert reminder(replace(row, received=Decimal(1)), DUE, ()) is None


# -- in the room


def test_before_it_is_in_force_there_is_nothing_to_perform() -> None:
    scene = demonstration()
    id = str(scene.do(DraftSettlement(MEDIATOR, to_json(agreement(("worker", "30000.00"))))).value["id"])
    settlement = next(one for one in scene.state.settlements if one == id)
    scene.do(ProposeSettlement(MEDIATOR, settlement, 1))
    assert scene.refused(claim()) is ErrorCode.NOT_FOUND
    scene.do(FreezeSettlement(MEDIATOR, settlement, 1, (paper(),), until(scene)))
    assert scene.refused(claim()) is ErrorCode.NOT_IN_FORCE
    assert scene.refused(confirm()) is ErrorCode.NOT_IN_FORCE
    assert scene.refused(deny("x")) is ErrorCode.NOT_IN_FORCE
    assert scene.refused(WithdrawPayment(WORKER, PAPER, EntryId("x"), "错")) is ErrorCode.NOT_IN_FORCE
    assert scene.refused(RemindPayment(SYSTEM, PAPER, PAY, 0, 3)) is ErrorCode.NOT_FOUND
    assert "performance" not in str(scene.view("worker"))


def test_what_is_claimed_waits_for_the_worker_and_may_be_more_than_came() -> None:
    scene = in_force(*TWO)
    entry = claimed(scene)
    assert [int(row.claimed) for row in rows(scene)] == [20000, 0]
    scene.do(confirm("15000", claim=entry))
    first, second = rows(scene)
    assert (str(first.received), str(first.left), first.state()) == ("15000", "5000.00", RowState.PART)
    scene.do(confirm("15000", part=0))
    first, second = rows(scene)
    assert (first.state(), int(second.received)) == (RowState.PAID, 10000)
    assert second.state() is RowState.PAID


def test_each_event_is_in_the_chain_of_its_paper_and_says_whether_it_was_in_the_session() -> None:
    scene = in_force(spot=True)
    scene.do(confirm("30000"))
    last = scene.log[-1]
    assert isinstance(last, PaymentConfirmed)
    assert (last.channel, last.session, last.seat) == (f"paper:{PAPER}", True, WORKER)
    assert rows(scene)[0].state() is RowState.PAID
    scene.do(End(MEDIATOR))
    scene.do(confirm("1"))
    last = scene.log[-1]
    assert isinstance(last, PaymentConfirmed)
    assert not last.session


def test_who_left_the_room_confirms_outside_the_session() -> None:
    scene = in_force()
    scene.do(Leave(WORKER))
    scene.do(confirm("1"))
    last = scene.log[-1]
    assert isinstance(last, PaymentConfirmed)
    assert not last.session


def test_only_the_worker_says_what_has_arrived() -> None:
    scene = in_force()
    entry = claimed(scene)
    assert scene.refused(confirm(seat=EMPLOYER)) is ErrorCode.FORBIDDEN
    assert scene.refused(confirm(seat=MEDIATOR)) is ErrorCode.FORBIDDEN
    assert scene.refused(confirm(seat=SeatId("clerk"))) is ErrorCode.FORBIDDEN
    assert scene.refused(deny(entry, seat=EMPLOYER)) is ErrorCode.FORBIDDEN
    assert scene.refused(claim(seat=WORKER)) is ErrorCode.FORBIDDEN
    assert scene.refused(claim(seat=MEDIATOR)) is ErrorCode.FORBIDDEN


def site(*signers: str, worker: str = "w1", who: tuple[str, ...] = ("w1",), agent: str = "") -> Scene:
    """A building site's agreement in force: these sign beside the mediator."""
    scene = building_site()
    told = agreement(*((name, "30000.00") for name in who), payer="agent")
    if agent:
        first, *others = told.parties
        acting = told.parties[-1].agent
        assert acting is not None
        told = replace(told, parties=(replace(first, agent=replace(acting, seat=SeatId(agent))), *others))
    id = str(scene.do(DraftSettlement(MEDIATOR, to_json(told))).value["id"])
    settlement = next(one for one in scene.state.settlements if one == id)
    scene.do(ProposeSettlement(MEDIATOR, settlement, 1))
    hands = tuple(map(SeatId, (*signers, "mediator")))
    new = NewPaper(PAPER, FROZEN, CLAUSES, hands, SeatId(worker))
    scene.do(FreezeSettlement(MEDIATOR, settlement, 1, (new,), until(scene)))
    read(scene, *hands[:-1])
    signed(scene, *hands)
    scene.do(SealPaper(SYSTEM, PAPER, digest(scene), "sealed"))
    return scene


def got(seat: str, worker: str = "w1") -> ConfirmPayment:
    return ConfirmPayment(SeatId(seat), PAPER, f"pay-{worker}", 0, Decimal(1), TODAY, Way.CASH)


def test_nobody_confirms_for_a_worker_not_even_from_the_same_phone() -> None:
    scene = site("w1", "contractor", "agent")
    for name in ("lawyer", "interpreter", "agent"):
        assert scene.refused(got(name)) is ErrorCode.FORBIDDEN
    assert scene.refused(got("contractor")) is ErrorCode.NOT_YOUR_MONEY
    assert scene.refused(got("w2")) is ErrorCode.NOT_YOUR_MONEY
    assert scene.refused(got("w4")) is ErrorCode.NOT_FOUND
    scene.do(got("w1"))
    claim = ClaimPayment(SeatId("contractor"), PAPER, "pay-w1", 0, Decimal(1), TODAY, Way.CASH)
    assert scene.refused(claim) is ErrorCode.FORBIDDEN


def test_a_worker_for_whom_another_signed_confirms_themselves() -> None:
    scene = site("lawyer", "agent", worker="w4", who=("w4",), agent="lawyer")
    assert scene.refused(got("lawyer", "w4")) is ErrorCode.FORBIDDEN
    scene.do(got("w4", "w4"))
    assert "performance" in str(scene.view("w4"))


def test_no_word_of_the_workers_is_taken_where_whoever_owes_it_sits_beside_them() -> None:
    scene = site("w4", "agent", worker="w4", who=("w4",))
    scene.do(ClaimPayment(SeatId("agent"), PAPER, "pay-w4", 0, Decimal(1), TODAY, Way.CASH))
    (row,) = shown(scene, "w4")
    assert row["mine"] == {"seat": "w4", "what": "receive"}
    state = scene.state
    people = {**state.people, SeatId("agent"): replace(state.people[SeatId("agent")], primary=SeatId("w4"))}
    scene.state = replace(state, people=people)
    assert scene.refused(got("w4", "w4")) is ErrorCode.OTHER_SIDE_HERE
    (row,) = shown(scene, "w4")
    assert row["mine"] == {"seat": "agent", "what": "pay"}


def test_on_a_shared_phone_each_worker_is_shown_whose_word_is_asked_for() -> None:
    scene = site("w1", "agent")
    for name in ("w1", "w2", "w3"):
        (row,) = shown(scene, name)
        assert row["mine"] == {"seat": "w1", "what": "receive"}
    (row,) = shown(scene, "agent")
    assert row["mine"] == {"seat": "agent", "what": "pay"}
    (row,) = shown(scene, "mediator")
    assert "mine" not in row
    assert "papers" not in scene.view("w4")


@pytest.mark.parametrize(
    "amount", ["0", "-1", "-0.01", "0.001", "10000000000.01", "1E+11", "NaN", "sNaN", "Infinity"]
)
def test_what_is_no_sum_of_money_is_refused(amount: str) -> None:
    scene = in_force()
    assert scene.refused(claim(amount)) is ErrorCode.AMOUNT_UNFIT
    assert scene.refused(confirm(amount)) is ErrorCode.AMOUNT_UNFIT


@pytest.mark.parametrize("days", [1, 400, -1, -4000])
def test_a_day_to_come_or_before_the_text_was_written_is_refused(days: int) -> None:
    scene = in_force()
    day = TODAY + timedelta(days=days)
    for command in (claim(day=day), confirm(day=day)):
        assert scene.handle(command) == Refused(
            ErrorCode.DAY_UNFIT, {"first": "2026-03-02", "last": "2026-03-02"}
        )


def test_what_is_not_owed_is_unknown() -> None:
    scene = in_force()
    for command in (
        claim(part=1),
        claim(part=-1),
        replace(claim(), payment="none"),
        replace(claim(), paper=PaperId("none")),
        confirm(part=9),
        confirm(claim="none"),
        deny("none"),
        replace(deny("x"), paper=PaperId("none")),
        WithdrawPayment(WORKER, PAPER, EntryId("none"), "错了"),
        WithdrawPayment(WORKER, PaperId("none"), EntryId("none"), "错了"),
        RemindPayment(SYSTEM, PAPER, PAY, 5, 3),
        RemindPayment(SYSTEM, PaperId("none"), PAY, 0, 3),
    ):
        assert scene.refused(command) is ErrorCode.NOT_FOUND
    assert scene.refused(claim(text="长" * 201)) is ErrorCode.TOO_LARGE


def test_a_claim_is_confirmed_only_of_its_own_instalment() -> None:
    scene = in_force(*TWO)
    entry = claimed(scene)
    assert scene.refused(confirm(part=1, claim=entry)) is ErrorCode.NOT_FOUND


def test_what_has_not_arrived_is_in_dispute_until_it_comes_after_all() -> None:
    scene = in_force()
    entry = claimed(scene)
    for reason, code in (("", ErrorCode.REASON_NEEDED), ("长" * 501, ErrorCode.TOO_LARGE)):
        assert scene.refused(deny(entry, reason)) is code
    scene.do(deny(entry))
    (row,) = rows(scene)
    assert (row.state(), int(row.claimed)) == (RowState.DISPUTED, 0)
    assert row.state(DUE + timedelta(days=1)) is RowState.DISPUTED
    assert row.late(DUE + timedelta(days=1))
    assert scene.refused(deny(entry)) is ErrorCode.ALREADY_ANSWERED
    scene.do(confirm("30000", claim=entry))
    assert rows(scene)[0].state() is RowState.PAID
    for command in (confirm(claim=entry), deny(entry)):
        assert scene.refused(command) is ErrorCode.ALREADY_ANSWERED


def test_a_claim_is_taken_back_by_who_made_it_as_long_as_the_worker_has_not_confirmed_it() -> None:
    scene = in_force()
    entry = EntryId(claimed(scene))
    assert scene.refused(WithdrawPayment(WORKER, PAPER, entry, "错了")) is ErrorCode.FORBIDDEN
    assert scene.refused(WithdrawPayment(EMPLOYER, PAPER, entry, " ")) is ErrorCode.REASON_NEEDED
    scene.do(confirm(claim=entry))
    assert scene.refused(WithdrawPayment(EMPLOYER, PAPER, entry, "错了")) is ErrorCode.ALREADY_ANSWERED
    other = EntryId(claimed(scene, "500"))
    scene.do(WithdrawPayment(EMPLOYER, PAPER, other, "转错了"))
    assert rows(scene)[0].claimed == 0
    assert scene.do(WithdrawPayment(EMPLOYER, PAPER, other, "转错了")).events == ()
    for command in (confirm(claim=other), deny(other)):
        assert scene.refused(command) is ErrorCode.ALREADY_ANSWERED
    states = [one["state"] for one in _list(shown(scene)[0]["claims"])]
    assert states == ["confirmed", "withdrawn"]


def _list(found: object) -> list[dict[str, object]]:
    assert isinstance(found, list)
    return found


def test_a_worker_takes_back_a_mistake_and_the_claim_is_open_again() -> None:
    scene = in_force()
    entry = claimed(scene)
    receipt = EntryId(str(scene.do(confirm(claim=entry)).value["entry"]))
    scene.do(WithdrawPayment(WORKER, PAPER, receipt, "看错了"))
    (row,) = rows(scene)
    assert (int(row.received), int(row.claimed)) == (0, 20000)
    (told,) = shown(scene)
    assert _list(told["receipts"])[0]["withdrawn"] == "看错了"
    assert _list(told["claims"])[0]["state"] == "open"
    scene.do(confirm(claim=entry))
    assert rows(scene)[0].received == 20000


def test_more_than_was_owed_is_told_and_not_refused() -> None:
    scene = in_force()
    scene.do(confirm("30000.01"))
    (row,) = rows(scene)
    assert (row.state(), int(row.left), row.over) == (RowState.PAID, 0, Decimal("0.01"))
    assert shown(scene, "employer")[0]["over"] == "0.01"


def test_a_press_twice_counts_once() -> None:
    scene = in_force()
    first = scene.do(confirm("10"), key="same")
    assert scene.do(confirm("10"), key="same").value == first.value
    assert rows(scene)[0].received == 10


def test_of_one_paper_so_much_is_said_and_no_more() -> None:
    scene = in_force()
    for _ in range(ENTRIES_LIMIT):
        scene.do(confirm("0.01"))
    assert scene.refused(confirm("0.01")) is ErrorCode.TOO_MANY
    assert scene.refused(claim()) is ErrorCode.TOO_MANY


def test_everybody_who_has_the_paper_sees_how_it_stands_and_nobody_else() -> None:
    scene = in_force(*TWO)
    entry = claimed(scene)
    scene.do(deny(entry, "卡里没有这笔钱"))
    scene.separate()
    for name in ("worker", "employer", "mediator", "clerk"):
        first, second = shown(scene, name)
        assert (first["state"], first["due"], first["amount"]) == ("disputed", DUE.isoformat(), "20000.00")
        (told,) = _list(first["claims"])
        assert (told["state"], told["reason"], told["name"]) == ("denied", "卡里没有这笔钱", "name-employer")
        assert (second["claims"], second["receipts"], second["state"]) == ([], [], "due")
        assert (first["worker"], first["payer"]) == ("name-worker", "吉首建筑公司")


def test_a_stranger_to_the_paper_is_told_nothing_of_it() -> None:
    scene = site("w1", "agent")
    scene.do(ClaimPayment(SeatId("agent"), PAPER, "pay-w1", 0, Decimal("777.77"), TODAY, Way.OTHER))
    for name in ("w4", "contractor", "lawyer", "observer", "expert"):
        assert "777.77" not in text_of(scene.view(name))


def test_an_instalment_without_a_day_is_shown_without_one() -> None:
    scene = in_force(("30000", None))
    assert "due" not in shown(scene)[0]


def test_people_are_reminded_of_each_once_and_not_of_what_is_paid() -> None:
    scene = in_force(*TWO)
    scene.do(RemindPayment(SYSTEM, PAPER, PAY, 0, 3))
    last = scene.log[-1]
    assert isinstance(last, PaymentReminded)
    assert last.channel == f"paper:{PAPER}"
    assert scene.do(RemindPayment(SYSTEM, PAPER, PAY, 0, 3)).events == ()
    assert scene.do(RemindPayment(SYSTEM, PAPER, PAY, 0, -1)).events != ()
    scene.do(confirm("20000"))
    assert scene.do(RemindPayment(SYSTEM, PAPER, PAY, 0, 1)).events == ()


def test_who_waits_at_the_door_says_nothing_of_money() -> None:
    scene = in_force()
    scene.do(Enter(WORKER, DeviceId("another"), REQUIRED))
    assert scene.refused(confirm()) is ErrorCode.NOT_FOUND


def test_a_paper_of_no_agreement_has_nothing_due() -> None:
    scene = in_force()
    (settlement,) = scene.state.settlements.values()
    found = settlement.papers[PAPER]
    assert due(replace(scene.state, settlements={}), found) == ()


def test_what_is_claimed_of_another_payment_does_not_count() -> None:
    entry = EntryId("e")
    told = Claim(entry, EMPLOYER, START, Said("other", 0, Decimal(1), TODAY, Way.BANK), "")
    (row,) = schedule(agreement(("worker", "30000.00")), WORKER, TODAY, Performance(claims={entry: told}))
    assert row.claimed == 0


def test_what_can_be_done_is_told_to_who_is_owed_who_signed_for_them_and_hosts() -> None:
    scene = site("lawyer", "agent", worker="w4", who=("w4",), agent="lawyer")
    (settlement,) = scene.state.settlements.values()
    told = settlement.papers[PAPER]
    pursuing = {name for name in scene.state.people if may_pursue(scene.state, name, told)}
    assert pursuing == {"w4", "lawyer", "mediator", "comediator", "clerk"}
    assert not may_pursue(replace(scene.state, settlements={}), SeatId("w4"), told)
    plain = in_force()
    (settlement,) = plain.state.settlements.values()
    own = settlement.papers[PAPER]
    assert own.worker is None
    assert {name for name in plain.state.people if may_pursue(plain.state, name, own)} == {
        "worker",
        "mediator",
        "clerk",
    }
