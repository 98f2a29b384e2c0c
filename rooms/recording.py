"""What a host has begun to record, who has agreed to it there and then, and what the log keeps of a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rooms.ids import SeatId, StayId
from rooms.participant import MediaKind


class RecordingRule(StrEnum):
    """Whose consent the recording of the joint talk needs; a host may choose while it is not recorded."""

    EVERYONE = "everyone"
    """Everyone's, or nobody is recorded."""
    CONSENTING = "consenting"
    """Each for their own device's tracks. Whoever does not consent may still be heard on another's, and is told so."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The recorder's stay in a channel. It ends when a host ends it, and outside the joint channel with the stay of
    the host who began it, with the first person who says no, or when no host there has been online for too long.

    `agreed`: who agreed, and in which of their stays; whoever goes and comes back is asked again. Nobody is asked in
    the joint channel: the consents given before count there.
    """

    id: StayId
    host: SeatId
    stay: StayId
    since: datetime
    agreed: Mapping[SeatId, StayId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished file of one source and kind, within one stay and one recording: whoever changes it is found out."""

    id: str
    seat: SeatId
    stay: StayId
    recording: StayId
    media: MediaKind
    began: datetime
    milliseconds: int
    length: int
    """Octets of the file as it is stored, encrypted."""
    digest: str
    """SHA-256 of the same, in hexadecimal."""
    plain_length: int
    plain_digest: str
    """The same of the WebM that is in it."""
    torn: bool
    """The process that recorded it was killed: up to a second is missing at its end."""
