"""Chat at a thousand messages a second: how long from sending to each reader."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.service import Person
from bench.wire import Refused


@dataclass(slots=True)
class Chat:
    """Seconds to the other readers and to the author's acknowledgement; messages that were refused."""

    sent: int = 0
    refused: int = 0
    delivered: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)


async def run(people: Sequence[Person], rate: float, seconds: float) -> Chat:
    """Everybody says something in turn, `rate` messages a second together, to those in the same room."""
    outcome = Chat()
    listeners = [asyncio.create_task(_listen(person, outcome)) for person in people]
    talk = []
    begun = time.time()
    for number in range(int(rate * seconds)):
        due = begun + number / rate
        if (wait := due - time.time()) > 0.001:
            await asyncio.sleep(wait)
        talk.append(asyncio.create_task(_say(people[number % len(people)], outcome)))
    await asyncio.gather(*talk)
    await asyncio.sleep(0.5)
    for task in listeners:
        task.cancel()
    return outcome


async def _say(person: Person, outcome: Chat) -> None:
    outcome.sent += 1
    asked = time.time()
    try:
        answered = await person.do(
            "say", stay=person.stay, text=f"{asked!r} 双方就拖欠工资的数额再核对一次。"
        )
    except Refused:
        outcome.refused += 1
    else:
        outcome.acknowledged.append(answered.at - asked)


async def _listen(person: Person, outcome: Chat) -> None:
    events = person.watch()
    while True:
        name, data = await events.get()
        if name != "change":
            continue
        read = time.time()
        for message in data["patch"].get("messages", {}).values():
            if _is_whole(message) and message["seat"] != person.seat:
                outcome.delivered.append(read - float(message["text"].split()[0]))


def _is_whole(message: Any) -> bool:
    return isinstance(message, dict) and "text" in message and "seat" in message
