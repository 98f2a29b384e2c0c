"""What the transcriber needs of the rooms, that is of the log and of those who are in a talk."""

from datetime import datetime
from typing import Protocol

from rooms.ids import ChannelId, RoomId
from rooms.utterance import Utterance, Voice


class RegisterUnavailable(Exception):
    """It cannot be written now; later it can."""


class Register(Protocol):
    """Takes what was said."""

    async def utter(self, room: RoomId, channel: ChannelId, utterance: Utterance) -> bool:
        """Keeps it; the same one twice is kept once. False: it may not be kept, ever.

        Raises:
            RegisterUnavailable: not now.
        """

    def partial(self, room: RoomId, voice: Voice, id: str, began: datetime, text: str) -> None:
        """Shows what is just being said to who takes part there and then; kept nowhere."""
