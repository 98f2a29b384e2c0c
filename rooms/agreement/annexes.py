"""The part of an agreement of many that is one worker's: their annex, for their eyes and the paying side's."""

from dataclasses import replace

from rooms.agreement.terms import Agreement, PartyRole
from rooms.ids import SeatId


def annex(agreement: Agreement, *workers: SeatId) -> Agreement:
    """What is agreed as if these alone were on the workers' side: of no other is anything left, not the name.

    Clauses and duties must not name people: they are the same for everybody.
    """
    return replace(
        agreement,
        parties=tuple(
            party
            for party in agreement.parties
            if party.role is not PartyRole.WORKER or party.seat in workers
        ),
        requests=tuple(request for request in agreement.requests if request.by in workers),
        wages=tuple(row for row in agreement.wages if row.worker in workers),
        payments=tuple(payment for payment in agreement.payments if payment.worker in workers),
        differences=tuple(each for each in agreement.differences if each.worker in workers),
    )


def untouched(agreement: Agreement, before: Agreement, worker: SeatId) -> bool:
    """Whether all that concerns this worker is as it was."""
    return annex(agreement, worker) == annex(before, worker)
