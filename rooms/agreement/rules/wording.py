"""What the words say, whatever the figures do: patterns find it, so a text may still say it in other words."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final

from rooms.agreement.amounts import amounts, plain
from rooms.agreement.facts import Facts
from rooms.agreement.findings import Code, Finding
from rooms.agreement.terms import Agreement, InsuranceStatement, LabourStatus, Review
from rooms.agreement.wages import arrears, by_worker, total

_BLANK: Final = re.compile("[_＿]{2,}|[Xx×Ｘ]{3,}")


def insurance_kept(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    insurance = agreement.insurance
    if insurance is not None and insurance.statement is InsuranceStatement.WAIVED:
        yield Finding(Code.INSURANCE_WAIVED, "insurance.statement")
    yield from _said(agreement, facts.rulebook.waivers, Code.INSURANCE_WAIVED)


def complaints_free(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    return _said(agreement, facts.rulebook.gags, Code.COMPLAINT_FORBIDDEN)


def suits_free(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """Who does not get what was agreed may go to arbitration, whatever the paper says."""
    return _said(agreement, facts.rulebook.suits, Code.SUIT_FORBIDDEN)


def relation_not_reviewed(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """The arbitration commission reviews no agreement that confirms a labour relation."""
    if agreement.review is not Review.ARBITRATION:
        return
    if agreement.labour is not None and agreement.labour.status is LabourStatus.CONFIRMED:
        yield Finding(Code.RELATION_CONFIRMED, "labour.status")
    yield from _said(agreement, facts.rulebook.confirmations, Code.RELATION_CONFIRMED)


def amounts_as_agreed(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    known = _known(agreement, facts.rulebook.pay_days)
    for where, text in texts(agreement):
        for amount in dict.fromkeys(amounts(text)):
            if amount not in known:
                yield Finding(Code.AMOUNT_IN_TEXT, where, {"amount": f"{amount:.2f}"})


def nothing_blank(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """A line to write on, left empty: whoever has the paper later could fill it in."""
    for where, text in texts(agreement):
        if _BLANK.search(text):
            yield Finding(Code.BLANK_LEFT, where)


def workers_unnamed(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """What is alike on everybody's paper would tell each of them of that one."""
    names = {plain(worker.name) for worker in agreement.workers}
    if len(agreement.workers) < 2:
        return
    facts_told = ((f"undisputed[{at}].text", fact.text) for at, fact in enumerate(agreement.undisputed))
    for where, text in (*facts_told, *texts(agreement)):
        if not where.startswith("differences") and any(name in plain(text) for name in names):
            yield Finding(Code.WORKER_NAMED, where)


def texts(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """All words that bind, with their paths."""
    for number, clause in enumerate(agreement.clauses):
        yield f"clauses[{number}].heading", clause.heading
        yield f"clauses[{number}].text", clause.text
    for number, duty in enumerate(agreement.duties):
        yield f"duties[{number}].name", duty.name
        yield f"duties[{number}].text", duty.text
    for number, difference in enumerate(agreement.differences):
        yield f"differences[{number}].reason", difference.reason
    parts = {
        "labour.handover": agreement.labour and agreement.labour.handover,
        "insurance.text": agreement.insurance and agreement.insurance.text,
        "breach.text": agreement.breach and agreement.breach.text,
        "settled.text": agreement.settled and agreement.settled.text,
    }
    yield from ((where, text) for where, text in parts.items() if text)


def _said(agreement: Agreement, patterns: tuple[str, ...], code: Code) -> Iterator[Finding]:
    compiled = _compiled(patterns)
    for where, text in texts(agreement):
        looked_at = plain(text)
        if any(pattern.search(looked_at) for pattern in compiled):
            yield Finding(code, where)


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


def _known(agreement: Agreement, pay_days: Decimal) -> frozenset[Decimal]:
    """Every amount that the terms themselves name, and what these come to."""
    found = {request.amount for request in agreement.requests if request.amount is not None}
    found |= {abs(difference.amount) for difference in agreement.differences}
    if agreement.breach is not None and agreement.breach.penalty is not None:
        found.add(agreement.breach.penalty)
    paid: dict[str, Decimal] = {}
    for payment in agreement.payments:
        found |= {payment.amount, *(instalment.amount for instalment in payment.instalments)}
        paid[payment.worker] = paid.get(payment.worker, Decimal(0)) + payment.amount
    found |= {*paid.values(), sum(paid.values(), Decimal(0))}
    return frozenset(found | _of_table(agreement, pay_days))


def _of_table(agreement: Agreement, pay_days: Decimal) -> set[Decimal]:
    rows = agreement.wages
    figures = [figure for row in rows for figure in (row.rate, row.amount) if figure is not None]
    results = [
        *(arrears(row, pay_days) for row in rows),
        *by_worker(rows, pay_days).values(),
        total(rows, pay_days),
    ]
    sums = {sum_ for found in results for sum_ in (found.gross, found.advances, found.paid, found.owed)}
    return sums | {figure.value for figure in figures}
