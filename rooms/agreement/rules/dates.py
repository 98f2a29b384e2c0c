"""When it is paid: on a day that is named, to come, and on which banks and people work."""

from collections.abc import Iterator
from datetime import date

from rooms.agreement.facts import Facts
from rooms.agreement.findings import Code, Finding
from rooms.agreement.terms import Agreement


def due_named(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for number, payment in enumerate(agreement.payments):
        if payment.on_the_spot:
            continue
        where = f"payments[{number}].instalments"
        if not payment.instalments:
            yield Finding(Code.DUE_MISSING, where)
        for place, instalment in enumerate(payment.instalments):
            if instalment.due is None:
                yield Finding(Code.DUE_MISSING, f"{where}[{place}].due")


def spot_at_once(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """What is paid before everybody's eyes is paid: nothing of it falls due later."""
    for number, payment in enumerate(agreement.payments):
        if payment.on_the_spot and payment.instalments:
            yield Finding(Code.SPOT_IN_PARTS, f"payments[{number}].instalments")


def due_to_come(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for where, due in dues(agreement):
        if due < facts.today:
            yield Finding(Code.DUE_PAST, where, {"due": due.isoformat()})


def due_on_working_day(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for where, due in dues(agreement):
        if due in facts.resting:
            yield Finding(Code.DUE_ON_REST_DAY, where, {"due": due.isoformat()})


def due_in_order(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for number, payment in enumerate(agreement.payments):
        last = date.min
        for place, instalment in enumerate(payment.instalments):
            if instalment.due is None:
                continue
            if instalment.due < last:
                where = f"payments[{number}].instalments[{place}].due"
                yield Finding(Code.DUE_UNORDERED, where, {"due": instalment.due.isoformat()})
            last = instalment.due


def dues(agreement: Agreement) -> Iterator[tuple[str, date]]:
    """Every day on which something is due, with its path."""
    for number, payment in enumerate(agreement.payments):
        for place, instalment in enumerate(payment.instalments):
            if instalment.due is not None:
                yield f"payments[{number}].instalments[{place}].due", instalment.due
    for number, duty in enumerate(agreement.duties):
        if duty.due is not None:
            yield f"duties[{number}].due", duty.due
