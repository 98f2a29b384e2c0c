"""Storage that cannot be used, and what can be wrong with a log that was not left as it was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rooms.ports import JournalUnavailable


class StorageUnavailable(JournalUnavailable):
    """The database or its keys cannot be used now; nothing was changed."""


class StorageInUse(StorageUnavailable):
    """Others read for long what must be had alone for a moment; later it can be."""


class FaultKind(StrEnum):
    """How the log differs from what was written."""

    ENTRY_MISSING = "entry_missing"
    ENTRY_OUT_OF_ORDER = "entry_out_of_order"
    CHAIN_BROKEN = "chain_broken"
    CONTENT_CHANGED = "content_changed"
    CHANNEL_UNREADABLE = "channel_unreadable"
    KEY_MISSING = "key_missing"
    CASE_CHAIN_BROKEN = "case_chain_broken"
    SIGNATURE_INVALID = "signature_invalid"
    ANCHOR_DIFFERS = "anchor_differs"
    """The chains are not those that an anchor once confirmed: what came last was cut off, or all was
    written anew."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference: in which room, in which channel (None: not known), at which place of the room's order."""

    room: str
    kind: FaultKind
    channel: str | None = None
    position: int | None = None


class Tampered(JournalUnavailable):
    """The log is not as it was written; nothing may be built on it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(
            f"room {first.room}: {first.kind} at position {first.position}, {len(faults)} faults in all"
        )
        self.faults = tuple(faults)
