"""Words on their way into the log: kept, refused for good, or to be tried again."""

from datetime import UTC, datetime

import pytest

from recordings.transcription.register import RegisterUnavailable
from rooms.channel import JOINT
from rooms.commands import Utter
from rooms.errors import ErrorCode
from rooms.ids import SYSTEM, RoomId, SeatId, StayId
from rooms.ports import JournalUnavailable
from rooms.room import Accepted, Outcome, Refused
from rooms.utterance import Utterance, Voice
from server.record.words import WordsRegister
from signaling.registry import RoomElsewhere

ROOM = RoomId("room")
AT = datetime(2026, 3, 2, tzinfo=UTC)
SAID = Utterance("u", SeatId("w"), StayId("s"), StayId("r"), (SeatId("w"),), AT, 900, "好", "e", "m")


class Room:
    """Answers as it is told, and remembers what it was asked."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.asked: list[tuple[Utter, str]] = []

    async def submit(self, command: Utter, key: str) -> Outcome:
        self.asked.append((command, key))
        return self.outcome


def register(found: Room | Exception) -> WordsRegister:
    async def room(_: RoomId) -> Room:
        if isinstance(found, Exception):
            raise found
        return found

    return WordsRegister(room, lambda *_: None)


async def test_words_go_into_the_room_once_by_their_own_id() -> None:
    room = Room(Accepted((), {}))
    assert await register(room).utter(ROOM, JOINT, SAID)
    assert room.asked == [(Utter(SYSTEM, JOINT, SAID), "u")]


@pytest.mark.parametrize("code", [ErrorCode.FORBIDDEN, ErrorCode.BAD_MESSAGE, ErrorCode.KEY_REUSED])
async def test_what_the_room_will_never_take_is_not_tried_again(code: ErrorCode) -> None:
    assert not await register(Room(Refused(code))).utter(ROOM, JOINT, SAID)


@pytest.mark.parametrize("code", [ErrorCode.BUSY, ErrorCode.NOT_SAVED, ErrorCode.INTERNAL])
async def test_what_was_not_decided_is_tried_again(code: ErrorCode) -> None:
    with pytest.raises(RegisterUnavailable):
        await register(Room(Refused(code))).utter(ROOM, JOINT, SAID)


@pytest.mark.parametrize("fault", [RoomElsewhere(ROOM), JournalUnavailable()])
async def test_a_room_that_cannot_be_had_now_is_asked_again(fault: Exception) -> None:
    with pytest.raises(RegisterUnavailable):
        await register(fault).utter(ROOM, JOINT, SAID)


def test_what_is_just_being_said_is_passed_on_and_kept_nowhere() -> None:
    told: list[tuple[object, ...]] = []

    async def room(_: RoomId) -> Room:
        raise AssertionError("it is not for the log")

    voice = Voice(SeatId("w"), StayId("s"), StayId("r"), JOINT, (SeatId("w"),))
    WordsRegister(room, lambda *said: told.append(said)).partial(ROOM, voice, "u", AT, "好")
    assert told == [(ROOM, voice, "u", AT, "好")]
