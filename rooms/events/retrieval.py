"""The events of what staff do with a record after the talk, as far as its people are told of it."""

from dataclasses import dataclass
from datetime import datetime

from rooms.channel import tape_of
from rooms.events.happening import Happening
from rooms.ids import ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken(Happening):
    """A supervisor opened the recordings of a separate talk, which nobody but its own people may open.

    `by` is an account of the staff, `name` whose it is; until `until` it may be read by that account.
    """

    into: ChannelId
    by: str
    name: str
    reason: str
    until: datetime

    @property
    def channel(self) -> ChannelId:
        return tape_of(self.into)
