"""The disclosure ledger: what was heard in private, and how far its speaker lets it be conveyed.

Consent is to the exact wording and to one side. Neither can be changed: other words, or another side,
are another item. So it is with a settlement that was proposed apart: consent is to one version of it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rooms.ids import ChannelId, GroupId, ItemId, SeatId, SettlementId

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


FOR_ALL = GroupId("joint")
"""The side of a proposal that is to be put before everybody in the joint talk; no group can have this id."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The version of a settlement that one is asked to let go."""

    settlement: SettlementId
    version: int


@dataclass(frozen=True, slots=True)
class Item:
    """What `speaker` said in `channel`, heard `at`; in its state `since`. `side` is whom it is for, once asked.

    With a `proposal` it bears no words: it is what was put before the speaker there, and `became` what it was
    conveyed as.
    """

    id: ItemId
    speaker: SeatId
    channel: ChannelId
    wording: str
    at: datetime
    since: datetime
    state: ItemState = ItemState.KEPT
    side: GroupId | None = None
    proposal: Proposal | None = None
    became: SettlementId | None = None
