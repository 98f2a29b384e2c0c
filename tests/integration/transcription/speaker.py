"""A person who is silent until they speak one of the sentences."""

from __future__ import annotations

import asyncio
import time

from rooms import events
from rooms.ids import RoomId
from rooms.utterance import Utterance
from tests.e2e.until import until
from tests.integration.cast import Cast
from tests.integration.guest import Guest
from tests.integration.office import Office
from tests.integration.voice import Voice
from tests.speech import PERIOD, opus_of


async def speakers(cast: Cast, *people: str) -> dict[str, Voice]:
    """Everybody with a microphone that is open and silent."""
    voices = [await cast.voice(person, (), transforms=False) for person in people]
    return dict(zip(people, voices, strict=True))


async def speak(voice: Voice, number: int, *, packets: slice = slice(None)) -> None:
    """A sentence at the pace of speech, or some of its packets."""
    due = time.monotonic()
    for payload in opus_of(number)[packets]:
        voice.peer.say(payload, at=due)
        due += PERIOD
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def consent(
    cast: Cast, *people: str, given: bool = True, kinds: tuple[str, ...] = ("recording", "transcription")
) -> None:
    for person in people:
        for kind in kinds:
            await cast[person].do("consent", kind=kind, given=given)


async def record(cast: Cast, on: bool = True) -> None:
    await cast["mediator"].do("record", stay=cast["mediator"].stay, on=on)


def captions(guest: Guest) -> list[str]:
    """What this person is shown."""
    return [caption["text"] for caption in guest.view["captions"].values()]


def partials(guest: Guest) -> list[str]:
    return [data["text"] for name, data in guest.events if name == "partial"]


async def uttered(office: Office, cast: Cast) -> list[tuple[str, Utterance]]:
    """What the log holds: the channel, and the words."""
    log = await office.store.journal.load(RoomId(cast.case.room))
    return [(event.into, event.utterance) for event in log if isinstance(event, events.Uttered)]


async def uttered_at_least(office: Office, cast: Cast, count: int) -> list[tuple[str, Utterance]]:
    return await until(
        lambda: uttered(office, cast), lambda found: len(found) >= count, "words in the log", 20
    )
