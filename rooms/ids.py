"""Identifiers. All are opaque strings at the borders; none can be guessed from another."""

from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import NewType, TypeAlias

RoomId = NewType("RoomId", str)
SeatId = NewType("SeatId", str)
StayId = NewType("StayId", str)
ChannelId = NewType("ChannelId", str)
MessageId = NewType("MessageId", str)
DeviceId = NewType("DeviceId", str)
NoteId = NewType("NoteId", str)
ItemId = NewType("ItemId", str)
GroupId = NewType("GroupId", str)
PageId = NewType("PageId", str)
LineId = NewType("LineId", str)
SettlementId = NewType("SettlementId", str)
DocumentId = NewType("DocumentId", str)
ActId: TypeAlias = SettlementId | DocumentId
"""Of whatever has papers."""
PaperId = NewType("PaperId", str)
EntryId = NewType("EntryId", str)
"""Of what somebody said of a payment."""
SourceId = NewType("SourceId", str)
"""Of what a line of the record is about: something that was written, or said, in the joint talk."""

SYSTEM = SeatId("system")
"""Issues the commands behind which no person stands. No seat may bear this id."""

RECORDER = SeatId("recorder")
"""Receives what is recorded. No seat may bear this id."""

TRANSCRIBER = SeatId("transcriber")
"""Receives what is put into words. No seat may bear this id."""

ID_LENGTH = 22
"""Characters of an id: 22 of base64url carry 132 bits."""


def fresh(entropy: bytes, label: str) -> str:
    """An id of 22 url-safe characters made from a command's secret entropy and what the id is for.

    The label, not a counter, tells the ids of one command apart: how many ids others got by the
    same command must not show in one's own.
    """
    made = blake2b(label.encode(), digest_size=18, key=entropy[:64]).digest()
    return urlsafe_b64encode(made)[:ID_LENGTH].decode()
