"""Three who talk and are recorded: who they are, their consent, the host's word, and time that passes."""

from __future__ import annotations

import asyncio

from tests.integration.cast import Cast
from tests.integration.voice import Voice

PARTIES = ("worker", "employer")


async def consents(cast: Cast, *people: str, kind: str = "recording", given: bool = True) -> None:
    for person in people:
        await cast[person].do("consent", kind=kind, given=given)


async def records(cast: Cast, on: bool = True, host: str = "mediator") -> None:
    await cast[host].do("record", stay=cast[host].stay, on=on)


async def say_more(*voices: Voice) -> None:
    await asyncio.gather(*(voice.says_more(60) for voice in voices))
