"""What of an agreement one person may see: their own wages and payments, and nothing of a colleague's.

Of a group's agreement the frame is common. What a worker earned, is owed and is paid, and where to, concerns that
worker, whoever acts for them, and the sides that pay.
"""

from collections.abc import Collection
from dataclasses import replace

from rooms.agreement.terms import Agreement, Party, PartyRole
from rooms.ids import SeatId


def seen(agreement: Agreement, seats: Collection[SeatId]) -> Agreement:
    """As those on these seats may see it together; whoever hosts sees the agreement itself."""
    if any(party.role is PartyRole.PAYING and _stands(party, seats) for party in agreement.parties):
        return replace(agreement, parties=tuple(_shown(party, seats) for party in agreement.parties))
    own = {party.seat for party in agreement.workers if _stands(party, seats)}
    parties = tuple(
        _shown(party, seats)
        for party in agreement.parties
        if party.role is not PartyRole.WORKER or party.seat in own
    )
    return replace(
        agreement,
        parties=parties,
        requests=tuple(each for each in agreement.requests if each.by in own),
        wages=tuple(row for row in agreement.wages if row.worker in own),
        payments=tuple(payment for payment in agreement.payments if payment.worker in own),
        differences=tuple(each for each in agreement.differences if each.worker in own),
    )


def _stands(party: Party, seats: Collection[SeatId]) -> bool:
    """Whether it is them, or somebody there acts for them."""
    return party.seat in seats or party.signatory in seats


def _shown(party: Party, seats: Collection[SeatId]) -> Party:
    """Of another their name, side and agent: not what tells who and where they are outside this room."""
    if _stands(party, seats):
        return party
    return replace(party, number=party.number if party.organisation else None, address=None, telephone=None)
