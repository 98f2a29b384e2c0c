"""What a room answers to a command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from rooms.canonical import JSON
from rooms.errors import ErrorCode
from rooms.events import Event

Value: TypeAlias = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The events are still to be made durable and applied; the value goes to whoever asked."""

    events: tuple[Event, ...]
    value: Value = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing changes."""

    code: ErrorCode
    params: Value = field(default_factory=dict)


Outcome: TypeAlias = Accepted | Refused
