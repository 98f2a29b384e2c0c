"""What of an agreement one person may see: their own wages and payments, and nothing of a colleague's.

Of a group's agreement the frame is common. What a worker earned, is owed and is paid, and where to, concerns that
worker, whoever acts for them, and the sides that pay.
"""

from collections.abc import Collection
from dataclasses import replace

from rooms.agreement.annexes import annex
from rooms.agreement.terms import Agreement, Party, PartyRole
from rooms.ids import SeatId


def seen(agreement: Agreement, seats: Collection[SeatId]) -> Agreement:
    """As those on these seats may see it together; whoever hosts sees the agreement itself."""
    own = concerning(agreement, seats)
    return replace(own, parties=tuple(_shown(party, seats) for party in own.parties))


def concerning(agreement: Agreement, seats: Collection[SeatId]) -> Agreement:
    """What these together may let others have of it: the frame and what is theirs, and of a colleague nothing."""
    if any(party.role is PartyRole.PAYING and _stands(party, seats) for party in agreement.parties):
        return agreement
    return annex(agreement, *(party.seat for party in agreement.workers if _stands(party, seats)))


def _stands(party: Party, seats: Collection[SeatId]) -> bool:
    """Whether it is them, or somebody there acts for them."""
    return party.seat in seats or party.signatory in seats


def _shown(party: Party, seats: Collection[SeatId]) -> Party:
    """Of another their name, side and agent: not what tells who and where they are outside this room."""
    if _stands(party, seats):
        return party
    return replace(party, number=party.number if party.organisation else None, address=None, telephone=None)
