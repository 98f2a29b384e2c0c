"""The transcriber's register (recordings.transcription.register): words in the log, and what is just being said."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from recordings.transcription.register import RegisterUnavailable
from rooms.commands import Utter
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, ChannelId, RoomId
from rooms.ports import JournalUnavailable
from rooms.room import Outcome, Refused
from rooms.utterance import Utterance, Voice
from signaling.registry import RoomElsewhere

_FOR_GOOD = frozenset({ErrorCode.FORBIDDEN, ErrorCode.BAD_MESSAGE, ErrorCode.KEY_REUSED})
"""The room's own refusals; what else is refused was not looked at."""


class Room(Protocol):
    """A live room."""

    async def submit(self, command: Utter, key: str) -> Outcome:
        """Has a command decided."""


class WordsRegister:
    """See Register."""

    def __init__(
        self,
        room: Callable[[RoomId], Awaitable[Room]],
        partly_said: Callable[[RoomId, Voice, str, datetime, str], None],
    ) -> None:
        """`room`: the live room; raises RoomElsewhere, JournalUnavailable."""
        self._room, self._partly_said = room, partly_said

    async def utter(self, room: RoomId, channel: ChannelId, utterance: Utterance) -> bool:
        """See Register."""
        try:
            live = await self._room(room)
        except (RoomElsewhere, JournalUnavailable) as error:
            raise RegisterUnavailable from error
        outcome = await live.submit(Utter(SYSTEM, channel, utterance), utterance.id)
        if isinstance(outcome, Refused) and outcome.code not in _FOR_GOOD:
            raise RegisterUnavailable
        return not isinstance(outcome, Refused)

    def partial(self, room: RoomId, voice: Voice, id: str, began: datetime, text: str) -> None:
        """See Register."""
        self._partly_said(room, voice, id, began, text)
