"""What is said in writing."""

from dataclasses import dataclass

from rooms.channel import NEUTRAL
from rooms.events.happening import Happening
from rooms.ids import ChannelId, MessageId, SeatId, StayId
from rooms.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPosted(Happening):
    """A message to everybody in the channel, or `to_hosts` in a joint channel without a host.

    The latter is in the neutral chain: those who are in the joint channel may not read it.
    """

    id: MessageId
    seat: SeatId
    stay: StayId
    into: ChannelId
    text: str
    to_hosts: bool
    readers: tuple[SeatId, ...]
    pages: tuple[Page, ...] = ()

    @property
    def channel(self) -> ChannelId:
        return NEUTRAL if self.to_hosts else self.into


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced(Happening):
    """One channel's copy of what a host says to all. It bears no stay: that would tell where the host is."""

    id: MessageId
    seat: SeatId
    into: ChannelId
    text: str
    readers: tuple[SeatId, ...]

    @property
    def channel(self) -> ChannelId:
        return self.into
