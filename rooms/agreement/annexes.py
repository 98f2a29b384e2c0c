"""The part of an agreement of many that is one worker's: their annex, for their eyes and the paying side's."""

from dataclasses import replace

from rooms.agreement.terms import Agreement, PartyRole
from rooms.ids import SeatId


def annex(agreement: Agreement, worker: SeatId) -> Agreement:
    """What is agreed as if that worker alone were on the workers' side: of no other is anything left, not the name.

    Clauses, duties and requests of others' making must not name people: they are the same for everybody.
    """
    return replace(
        agreement,
        parties=tuple(
            party for party in agreement.parties if party.seat == worker or party.role is not PartyRole.WORKER
        ),
        requests=tuple(request for request in agreement.requests if request.by == worker),
        wages=tuple(row for row in agreement.wages if row.worker == worker),
        payments=tuple(payment for payment in agreement.payments if payment.worker == worker),
        differences=tuple(each for each in agreement.differences if each.worker == worker),
    )


def framework(agreement: Agreement) -> Agreement:
    """What is the same for all: without any worker's rows, payments, requests, accounts and numbers."""
    return replace(
        agreement,
        parties=tuple(
            replace(party, number=None, address=None, telephone=None)
            if party.role is PartyRole.WORKER
            else party
            for party in agreement.parties
        ),
        requests=(),
        wages=(),
        payments=(),
        differences=(),
    )
