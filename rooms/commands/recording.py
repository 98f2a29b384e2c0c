"""What is recorded, put into words and retrieved."""

from dataclasses import dataclass

from rooms.ids import (
    ChannelId,
    SeatId,
    StayId,
)
from rooms.recording import Kept, RecordingRule
from rooms.utterance import Utterance


@dataclass(frozen=True, slots=True)
class Record:
    """A host begins or ends the recording of the channel in which `stay` is; refused when that is not the present one:
    whoever was just moved must not record another talk than they meant.
    """

    seat: SeatId
    stay: StayId
    on: bool


@dataclass(frozen=True, slots=True)
class RestartRecording:
    """A host ends the files of the recording of the channel in which `stay` is and begins new ones: nobody is asked
    again. Refused when that stay is not the present one.
    """

    seat: SeatId
    stay: StayId


@dataclass(frozen=True, slots=True)
class ChooseRule:
    """A host in the joint talk (`stay`) says whose consent its recording needs; not while it is recorded."""

    seat: SeatId
    stay: StayId
    rule: RecordingRule


@dataclass(frozen=True, slots=True)
class AgreeRecording:
    """Whether those on this device agree that the separate talk in which they are is recorded."""

    seat: SeatId
    stay: StayId
    agreed: bool


@dataclass(frozen=True, slots=True)
class KeepSegment:
    """A part of the recording of a channel is a file now; the session may have ended long ago."""

    seat: SeatId
    into: ChannelId
    kept: Kept


@dataclass(frozen=True, slots=True)
class Utter:
    """What was said in a channel is words now; the session may have ended long ago."""

    seat: SeatId
    into: ChannelId
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """A supervisor opens the recordings of the separate talks: account, name and reason go into their log."""

    seat: SeatId
    by: str
    name: str
    reason: str
