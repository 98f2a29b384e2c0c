"""What is told by a short message, and the port to whoever sends it.

A message says that there is something, and where; never what: telephones lie on tables, and numbers change hands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType, Protocol

from rooms.answer import Refused
from rooms.ids import SeatId
from server.i18n import Language

MessageId = NewType("MessageId", str)

LASTS: Final = timedelta(hours=24)
"""For so long a message is tried to be sent, unless it says otherwise."""


class MessageKind(StrEnum):
    """Its text is ``message.{kind}`` in the catalogues; the parameters that it has are named beside it."""

    CODE = "code"  # code
    SIGN = "sign"  # link
    COPY = "copy"  # link
    REMINDER = "reminder"
    OVERDUE = "overdue"
    CHECK = "check"


class MessageState(StrEnum):
    """``sent``: the gateway has it; ``delivered``, ``failed``: by the gateway's word, or nobody took it in time."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Message:
    """``once``: of messages with the same word here one is sent; ``until``: after that it would be of no use; ``held``:
    for so long it waits to be released or withdrawn.
    """

    kind: MessageKind
    seat: SeatId
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    language: Language = Language.CHINESE
    once: str = ""
    until: datetime | None = None
    held: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a message is."""

    state: MessageState
    queued: datetime
    sent: datetime | None = None
    ended: datetime | None = None


class Messenger(Protocol):
    """Every method raises StorageUnavailable when storage fails; then nothing is sent."""

    @property
    def sends(self) -> bool:
        """Whether anything is sent at all: without a gateway links and codes are handed over by people."""

    async def send(self, message: Message) -> MessageId | Refused:
        """Kept, to be sent to the seat's number as soon as that can be done.

        Raises KeyError for a message without a parameter that its text has.
        Refused with MESSAGES_OFF, NUMBER_NEEDED (the seat has no number that can be written to), NOT_FOUND.
        """
