"""Wages go to the worker's own account: not to a foreman's, a representative's or a relative's."""

from collections.abc import Iterator

from rooms.agreement.facts import Facts
from rooms.agreement.findings import Code, Finding
from rooms.agreement.terms import Agreement


def account_named(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    for number, payment in enumerate(agreement.payments):
        if payment.account is None and not payment.on_the_spot:
            yield Finding(Code.ACCOUNT_MISSING, f"payments[{number}].account")


def own_account(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """Banks are spelled in many ways, so that an account is known by its number and its holder."""
    names = {party.seat: party.name for party in agreement.parties}
    owners = {account.number: seat for seat, accounts in facts.accounts.items() for account in accounts}
    for number, payment in enumerate(agreement.payments):
        account, where = payment.account, f"payments[{number}].account"
        if account is None:
            continue
        verified = {(known.holder, known.number) for known in facts.accounts.get(payment.worker, ())}
        if account.holder != names[payment.worker]:
            yield Finding(Code.PAYEE_IS_ANOTHER, where)
        elif (account.holder, account.number) not in verified:
            another = owners.get(account.number, payment.worker) != payment.worker
            yield Finding(Code.PAYEE_IS_ANOTHER if another else Code.ACCOUNT_UNVERIFIED, where)
