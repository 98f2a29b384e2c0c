"""The events of recording. What was said is in the chain of its channel, what is told of recordings beside it.

A recording is kept longer than the words of a separate talk: that there is one, of whom, and who agreed, must last as
long. Logs of older releases have all of it in the chain of the talk.
"""

from dataclasses import dataclass

from rooms.channel import tape_of
from rooms.events.happening import Happening
from rooms.ids import ChannelId, SeatId, StayId
from rooms.recording import Kept, RecordingRule
from rooms.utterance import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class _InChannel(Happening):
    into: ChannelId

    @property
    def channel(self) -> ChannelId:
        return self.into


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfTape(_InChannel):
    @property
    def channel(self) -> ChannelId:
        return tape_of(self.into)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStarted(_OfTape):
    """A host began to record a channel, or asks for it where everybody must agree; `stay` is the host's."""

    id: StayId
    seat: SeatId
    stay: StayId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingAgreed(_OfTape):
    """A person agrees that this separate talk is recorded, for as long as their stay lasts."""

    seat: SeatId
    stay: StayId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingDeclined(_OfTape):
    """A person does not agree that this separate talk is recorded, or no longer does: its recording ends."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStopped(_OfTape):
    """`seat`: the host who ended it; none when it ended by itself."""

    seat: SeatId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRestarted(_OfTape):
    """A host has the recording go on in new files, under a new id."""

    id: StayId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRuleChosen(_InChannel):
    """A host said whose consent the recording of the joint talk needs."""

    seat: SeatId
    rule: RecordingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentKept(_OfTape):
    """A part of the recording is a file now."""

    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Uttered(_InChannel):
    """Something was said there, perhaps long ago, and is words now."""

    utterance: Utterance
