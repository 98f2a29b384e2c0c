"""Who reads what was written and said."""

from datetime import datetime

from rooms.chat import Message
from rooms.ids import (
    ChannelId,
    PageId,
    SeatId,
)
from rooms.pages import Page
from rooms.participant import Person, Standing
from rooms.policy.media import voices
from rooms.policy.presence import takes_part
from rooms.state import RoomState, SessionState
from rooms.utterance import Caption, Voice


def may_read(state: RoomState, seat: SeatId, message: Message) -> bool:
    """Whether a message that was posted may be shown now.

    Its readers were fixed when it was posted; a host who came to a group's channel later has gained
    what was written there before. Who is not admitted, perhaps on another device than then, reads
    only what was said within the present stay.
    """
    if state.status.session is SessionState.ENDED:
        return False
    person = state.people[seat]
    if person.standing is Standing.ADMITTED:
        gained = not message.to_all and message.number < caught_up(state, seat, message.channel)
        return seat in message.readers or gained
    if person.standing is not Standing.WAITING or person.stay is None:
        return False
    return (
        seat in message.readers and message.channel == person.stay.channel and message.at > person.stay.since
    )


def captions(state: RoomState, seat: SeatId) -> tuple[Caption, ...]:
    """What was said in the channel in which one is, since one came: the newest of it."""
    person = state.people[seat]
    if person.stay is None:
        return ()
    channel = person.stay.channel
    here = state.captions.get(channel, ())
    return tuple(one for one in here if may_follow(person, channel, one.began))


def begun(state: RoomState, voice: Voice, began: datetime) -> datetime:
    """When a saying began by the room's clock, which stays have: never before it could be put into words.

    The machine's clock, which `began` is of, may have been set back; the room's does not go back with it.
    """
    return max(began, state.voices.get(voice, began))


def may_follow(person: Person, channel: ChannelId, began: datetime) -> bool:
    """Whether one may read words whose saying began at that moment in that channel: one was there, and still is."""
    stay = person.stay
    if stay is None or stay.channel != channel or person.telephone:
        return False
    return takes_part(person) and stay.since <= began


def listeners(state: RoomState, voice: Voice, began: datetime) -> frozenset[SeatId]:
    """Who may be shown what is just being said, if it may still be put into words: none, if not.

    `began`: by the room's clock.
    """
    if voice not in voices(state):
        return frozenset()
    return frozenset(p.id for p in state.people.values() if may_follow(p, voice.channel, began))


def page(state: RoomState, seat: SeatId, wanted: PageId) -> Page | None:
    """The page, if the message that carries it may be shown now."""
    message = state.pages.get(wanted)
    if message is None or seat not in state.people or not may_read(state, seat, message):
        return None
    return next(found for found in message.pages if found.id == wanted)


def caught_up(state: RoomState, seat: SeatId, channel: ChannelId) -> int:
    """Up to which message, counted within a group's channel, a host has been given its history."""
    return state.marks.get(seat, {}).get(channel, 0)


def readers(state: RoomState, message: Message) -> frozenset[SeatId]:
    """Everybody who may be shown the message now."""
    return frozenset(seat for seat in state.people if may_read(state, seat, message))


def unread(state: RoomState, host: Person, channel: ChannelId) -> int:
    """How many messages of a group's channel a host could not read yet; none while in it."""
    if host.channel == channel or channel not in state.logs:
        return 0
    return len(state.logs[channel]) - caught_up(state, host.id, channel)
