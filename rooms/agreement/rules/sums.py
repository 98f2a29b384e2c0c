"""Whether the sums agree with each other, with the table of wages and with what was asked for."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from rooms.agreement.facts import Facts
from rooms.agreement.findings import Code, Finding
from rooms.agreement.terms import LARGEST, Agreement, Item, PartyRole, Stand
from rooms.agreement.wages import arrears, by_worker
from rooms.ids import SeatId


def amount_is_something(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for number, payment in enumerate(agreement.payments):
        if not payment.amount:
            yield Finding(Code.AMOUNT_NOTHING, f"payments[{number}].amount")
        for place, instalment in enumerate(payment.instalments):
            if not instalment.amount:
                yield Finding(Code.AMOUNT_NOTHING, f"payments[{number}].instalments[{place}].amount")


def instalments_add_up(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for number, payment in enumerate(agreement.payments):
        given = sum((instalment.amount for instalment in payment.instalments), Decimal(0))
        if payment.instalments and given != payment.amount:
            yield Finding(Code.INSTALMENTS_DIFFER, f"payments[{number}]", _pair(payment.amount, given))


def wages_add_up(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """What is paid as wages is what the table gives, with the difference that was agreed."""
    paid = _paid(agreement, only=Item.WAGES)
    tables = by_worker(agreement.wages, facts.rulebook.pay_days)
    differences = {each.worker: each.amount for each in agreement.differences}
    for number, party in enumerate(agreement.parties):
        if party.seat in tables or party.seat in differences:
            owed = tables[party.seat].owed if party.seat in tables else Decimal(0)
            due = owed + differences.get(party.seat, Decimal(0))
            if due != paid.get(party.seat, Decimal(0)):
                params = _pair(due, paid.get(party.seat, Decimal(0)))
                yield Finding(Code.WAGES_DIFFER, f"parties[{number}]", params)


def wages_agreed(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """A row that is not agreed on both sides, where the difference was not settled either."""
    settled = {each.worker for each in agreement.differences}
    for number, row in enumerate(agreement.wages):
        if row.worker not in settled and arrears(row).stand is not Stand.AGREED:
            yield Finding(Code.WAGES_NOT_AGREED, f"wages[{number}]")


def wages_in_bounds(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for number, row in enumerate(agreement.wages):
        found = arrears(row, facts.rulebook.pay_days)
        if found.gross > LARGEST:
            yield Finding(Code.WAGES_TOO_LARGE, f"wages[{number}]")
        elif found.owed < 0:
            yield Finding(Code.WAGES_NEGATIVE, f"wages[{number}]", {"amount": _shown(found.owed)})


def sum_in_bounds(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """What all of it comes to is written out on the paper, and so has to have words."""
    if sum((payment.amount for payment in agreement.payments), Decimal(0)) > LARGEST:
        yield Finding(Code.SUM_TOO_LARGE, "payments")


def nobody_left_out(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """In a dispute of several, one who gets nothing where others do."""
    paid = _paid(agreement)
    for number, party in enumerate(agreement.parties):
        if paid and party.role is PartyRole.WORKER and party.seat not in paid:
            yield Finding(Code.WORKER_LEFT_OUT, f"parties[{number}]")


def requests_answered(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """Less, or more, than was asked for is to be seen by whoever agrees to it."""
    asked: dict[SeatId, Decimal] = {}
    for request in agreement.requests:
        if request.amount is not None:
            asked[request.by] = asked.get(request.by, Decimal(0)) + request.amount
    paid = _paid(agreement)
    for number, party in enumerate(agreement.parties):
        if party.seat in asked and party.seat in paid and asked[party.seat] != paid[party.seat]:
            below = paid[party.seat] < asked[party.seat]
            code = Code.BELOW_REQUEST if below else Code.BEYOND_REQUEST
            yield Finding(code, f"parties[{number}]", _pair(asked[party.seat], paid[party.seat]))


def penalty_in_measure(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    if agreement.breach is None or agreement.breach.penalty is None:
        return
    owed = sum((payment.amount for payment in agreement.payments if not payment.on_the_spot), Decimal(0))
    share = facts.rulebook.penalty_share
    if agreement.breach.penalty > owed * share:
        params = {"amount": _shown(agreement.breach.penalty), "share": f"{share * 100:.0f}"}
        yield Finding(Code.PENALTY_HIGH, "breach.penalty", params)


def _paid(agreement: Agreement, only: Item | None = None) -> Mapping[SeatId, Decimal]:
    sums: dict[SeatId, Decimal] = {}
    for payment in agreement.payments:
        if only in (None, payment.item):
            sums[payment.worker] = sums.get(payment.worker, Decimal(0)) + payment.amount
    return sums


def _pair(amount: Decimal, given: Decimal) -> Mapping[str, str]:
    return {"amount": _shown(amount), "sum": _shown(given)}


def _shown(amount: Decimal) -> str:
    return f"{amount:.2f}"
