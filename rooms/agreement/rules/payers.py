"""Who pays: somebody who is bound by a signature, and who can be made to."""

from collections.abc import Iterator

from rooms.agreement.facts import Facts
from rooms.agreement.findings import Code, Finding
from rooms.agreement.terms import Agreement, ChainRole, Liability
from rooms.ids import GroupId


def payer_is_party(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    bound = agreement.groups
    for where, group in _paying(agreement):
        if group not in bound:
            yield Finding(Code.PAYER_NO_PARTY, where)


def payer_declared(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """What the payer is in the chain decides which routes are open later."""
    declared = {payer.group for payer in agreement.payers}
    for number, payment in enumerate(agreement.payments):
        if payment.payer not in declared:
            yield Finding(Code.PAYER_UNDECLARED, f"payments[{number}].payer")


def payer_is_other_side(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    workers = {party.group for party in agreement.workers}
    for where, group in _paying(agreement):
        if group in workers:
            yield Finding(Code.PAYER_IS_PAYEE, where)


def duty_on_party(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """Who does not sign owes nothing."""
    bound = agreement.groups
    for number, duty in enumerate(agreement.duties):
        if duty.group not in bound:
            yield Finding(Code.DUTY_ON_OUTSIDER, f"duties[{number}]")


def employer_pays(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """A payment order presupposes an employer, which a natural person cannot be."""
    if _owing(agreement) == {ChainRole.LABOUR_CONTRACTOR}:
        yield Finding(Code.ONLY_LABOUR_CONTRACTOR, "payers")


def general_contractor_there(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    roles = {payer.role for payer in agreement.payers}
    if ChainRole.SUBCONTRACTOR in roles and ChainRole.GENERAL_CONTRACTOR not in roles:
        yield Finding(Code.GENERAL_CONTRACTOR_ABSENT, "payers")


def general_contractor_recovers(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    """It pays for the subcontractor, and may have it back: where both are there, that is to be said."""
    roles = {payer.role for payer in agreement.payers}
    for number, payer in enumerate(agreement.payers):
        general = payer.role is ChainRole.GENERAL_CONTRACTOR and payer.liability is Liability.DIRECT
        if general and ChainRole.SUBCONTRACTOR in roles:
            yield Finding(Code.GENERAL_CONTRACTOR_RECOVERS, f"payers[{number}].liability")


def work_given_to_person(agreement: Agreement, facts: Facts) -> Iterator[Finding]:
    roles = {payer.role for payer in agreement.payers}
    if ChainRole.LABOUR_CONTRACTOR in roles and not roles & {ChainRole.GENERAL_CONTRACTOR, ChainRole.OWNER}:
        yield Finding(Code.WORK_GIVEN_TO_PERSON, "payers")


def _paying(agreement: Agreement) -> Iterator[tuple[str, GroupId]]:
    for number, payer in enumerate(agreement.payers):
        yield f"payers[{number}].group", payer.group
    for number, payment in enumerate(agreement.payments):
        yield f"payments[{number}].payer", payment.payer


def _owing(agreement: Agreement) -> frozenset[ChainRole]:
    """What those are who still owe something once it is signed."""
    roles = {payer.group: payer.role for payer in agreement.payers}
    return frozenset(
        roles[payment.payer]
        for payment in agreement.payments
        if not payment.on_the_spot and payment.payer in roles
    )
