"""The disclosure ledger: what was heard in private, and how far its speaker lets it be conveyed.

Consent is to the exact wording and to one side. Neither can be changed: other words, or another side,
are another item.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rooms.ids import ChannelId, GroupId, ItemId, SeatId

WORDING_LIMIT = 1000
"""Characters of an item."""

ITEMS_LIMIT = 200
"""Items of one room."""


class ItemState(StrEnum):
    KEPT = "secret"
    ASKED = "asked"
    CONVEYABLE = "may_be_conveyed"
    REFUSED = "refused"
    CONVEYED = "conveyed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Item:
    """What `speaker` said in `channel`, heard `at`; in its state `since`. `side` is whom it is for, once asked."""

    id: ItemId
    speaker: SeatId
    channel: ChannelId
    wording: str
    at: datetime
    since: datetime
    state: ItemState = ItemState.KEPT
    side: GroupId | None = None
