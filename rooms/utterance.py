"""What was said, in words that a machine made of it, and what the log keeps of them."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rooms.canonical import JSON
from rooms.channel import wire_name
from rooms.chat import normalise
from rooms.doubt import doubts
from rooms.ids import ID_LENGTH, ChannelId, SeatId, StayId
from rooms.moments import stamp

TEXT_LIMIT = 2000
"""Characters of one utterance: a tenth of it is said in the longest."""

LONGEST = timedelta(minutes=10)
"""Of what is kept as one: an utterance is cut long before, a gap may be as long as the queue."""

WINDOW = 60
"""How many captions a view holds; the log holds all."""

_ID = re.compile(f"[A-Za-z0-9_-]{{{ID_LENGTH}}}")
_DIGEST = re.compile("[0-9a-f]{64}")


class TextSource(StrEnum):
    """Whose words these are."""

    MACHINE = "machine"
    """Speech recognition's: for information only, until a person confirms them."""
    NOBODY = "nobody"
    """Nobody's: somebody spoke, perhaps, and the machine could not keep up. The sound may be in the recording."""


@dataclass(frozen=True, slots=True, order=True)
class Voice:
    """What may be put into words: the speech of one device, in one stay, while one recording runs.

    `speakers`: everybody who sat at the device, of whom it was one.
    """

    seat: SeatId
    stay: StayId
    recording: StayId
    channel: ChannelId
    speakers: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence or a part of one. The times are those of the speech, not of the recognition."""

    id: str
    seat: SeatId
    stay: StayId
    recording: StayId
    speakers: tuple[SeatId, ...]
    began: datetime
    milliseconds: int
    text: str
    engine: str
    model: str
    """SHA-256 of the model's files, in hexadecimal."""
    source: TextSource = TextSource.MACHINE

    def voice(self, channel: ChannelId) -> Voice:
        return Voice(self.seat, self.stay, self.recording, channel, self.speakers)


def well_formed(utterance: Utterance) -> bool:
    """Whether it can be kept: words, or none where there are none, of a length that speech has."""
    machine = utterance.source is TextSource.MACHINE
    return (
        _ID.fullmatch(utterance.id) is not None
        and bool(utterance.text) == machine
        and len(utterance.text) <= TEXT_LIMIT
        and normalise(utterance.text) == utterance.text
        and timedelta(0) < timedelta(milliseconds=utterance.milliseconds) <= LONGEST
        and 0 < len(utterance.engine) <= TEXT_LIMIT
        and _DIGEST.fullmatch(utterance.model) is not None
    )


def worded(text: str) -> str:
    """What a machine made, as it can be kept; empty when nothing is left."""
    return normalise(text)[:TEXT_LIMIT].strip()


@dataclass(frozen=True, slots=True)
class Caption:
    """An utterance as those who are in the channel are shown it, built once for all of them."""

    utterance: Utterance
    began: datetime
    """By the room's clock."""
    wire: dict[str, JSON] = field(compare=False, repr=False)


def caption(
    utterance: Utterance, began: datetime, channel: ChannelId, person: str, name: str, speakers: list[str]
) -> Caption:
    """`began`: by the room's clock; `speakers`: the names of all who sat at the device."""
    wire: dict[str, JSON] = {
        "channel": wire_name(channel),
        "seat": utterance.seat,
        "person": person,
        "name": name,
        "text": utterance.text,
        "at": stamp(utterance.began),
        "source": utterance.source.value,
    }
    if len(speakers) > 1:
        wire["one_of"] = [*speakers]
    found = doubts(utterance.text)
    if found:
        wire["doubts"] = [{"start": one.start, "end": one.end, "kind": one.kind.value} for one in found]
    return Caption(utterance, began, wire)
