"""Channels: who is in one together hears and reads each other. A person is in exactly one.

`lobby:<seat>` each device alone · `joint` · `group:<group>` one per party group ·
`neutral` mediators and clerk · `private:<seat>` hosts with that one person and their interpreter.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from rooms.ids import ChannelId, GroupId, PaperId, SeatId, StayId


class ChannelKind(StrEnum):
    LOBBY = "lobby"
    JOINT = "joint"
    GROUP = "group"
    NEUTRAL = "neutral"
    PRIVATE = "private"


JOINT = ChannelId("joint")
NEUTRAL = ChannelId("neutral")

_TAPE: Final = "tape:"

MINUTES = ChannelId("minutes")
"""The chain of the record of the joint talk. Nobody stays in it."""

RESERVED_NAMES = frozenset(kind.value for kind in ChannelKind)
"""Wire names that no group may have as its id."""


@dataclass(frozen=True, slots=True)
class Group:
    """A side of the dispute: the workers, the employer, the contractor, any number of them."""

    id: GroupId
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Stay:
    """One residence of a seat in a channel, from `since` until its next stay begins."""

    id: StayId
    seat: SeatId
    channel: ChannelId
    since: datetime


def lobby(seat: SeatId) -> ChannelId:
    return ChannelId(f"lobby:{seat}")


def of_group(group: GroupId) -> ChannelId:
    return ChannelId(f"group:{group}")


def private(seat: SeatId) -> ChannelId:
    return ChannelId(f"private:{seat}")


def notes_of(host: SeatId) -> ChannelId:
    """The chain of a host's private notes. Nobody stays in it, and only its author is shown what is in it."""
    return ChannelId(f"notes:{host}")


def ledger_of(source: ChannelId) -> ChannelId:
    """The chain of what is noted for conveying out of one channel: its key can go when that channel's goes."""
    return ChannelId(f"ledger:{source}")


def draft_of(source: ChannelId) -> ChannelId:
    """The chain of what is drafted in one channel: its key can go when that channel's goes. Nobody stays in it."""
    return ChannelId(f"draft:{source}")


def tape_of(talk: ChannelId) -> ChannelId:
    """The chain of what is told of a talk's recordings. Of a separate talk it is one of its own, whose key goes with
    theirs and not with that talk's words; the joint talk tells of its recordings itself. Nobody stays in it.
    """
    return talk if talk == JOINT else ChannelId(f"{_TAPE}{talk}")


def talk_of(chain: ChannelId) -> ChannelId:
    """The talk of whose recordings a chain tells; any other chain is its own."""
    return ChannelId(chain.removeprefix(_TAPE))


def of_paper(paper: PaperId) -> ChannelId:
    """The chain of one paper that is signed. Nobody stays in it."""
    return ChannelId(f"paper:{paper}")


def kind_of(channel: ChannelId) -> ChannelKind:
    return ChannelKind(channel.partition(":")[0])


def met_in(channel: ChannelId) -> SeatId | None:
    """The person whose private channel this is."""
    kind, _, seat = channel.partition(":")
    return SeatId(seat) if kind == ChannelKind.PRIVATE else None


def wire_name(channel: ChannelId) -> str:
    """The name that pages show. It never carries a seat: the group's id, or the kind."""
    kind, _, owner = channel.partition(":")
    return owner if kind == ChannelKind.GROUP else kind
