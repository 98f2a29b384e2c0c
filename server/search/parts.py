"""A session's past in parts, one for each chain whose key it lies under, and put together again.

What of a past lies under a channel's key goes into that channel's part, so that it ends with the key; who was where,
and what only hosts read, is in the neutral chain (`rooms.events`), and so it is here. A part holds no keys of
photographs and no authorities: nothing is looked for in them.
"""

import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from rooms.archive.past import Happened, Line, LineKind, Opening, Past, Recorded, Residence, Track
from rooms.channel import MINUTES, NEUTRAL, tape_of
from rooms.ids import ChannelId, LineId, RoomId, SeatId
from rooms.minutes import Hand, Minutes, Section, Wording
from rooms.minutes import Line as MinutesLine
from rooms.participant import Seat

T = TypeVar("T")
_BLOCK: Final = 4096
"""Octets of which a part's length is a multiple: it tells little of what is in it."""
_LENGTH: Final = 4
_NOBODY: Final = Hand("")
"""Who wrote a line of the record is not searched."""
_FAST: Final = 1

OF_TAPE: Final = frozenset({Happened.RECORDING_STARTED, Happened.RECORDING_STOPPED})
"""What happened is told in the neutral chain, but for these."""

Talks = Collection[ChannelId]
_NONE: Final[Talks] = ()


class Damaged(Exception):
    """Not what ``pack`` made, or what another release made."""


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """What a session is about before anybody said anything."""

    seats: dict[str, Seat]
    opened: datetime
    ended: datetime | None


class Written(msgspec.Struct, frozen=True, array_like=True):
    """A line of the record of the joint talk, as it holds."""

    id: str
    section: Section
    moment: datetime
    speaker: str | None
    text: str


class Part(msgspec.Struct, array_like=True):
    """What lies under one chain's key."""

    lines: list[Line] = []
    residences: list[Residence] = []
    recorded: list[Recorded] = []
    tracks: list[Track] = []
    openings: list[Opening] = []
    frame: Frame | None = None
    written: list[Written] = []


def chain_of(line: Line, within: Talks = _NONE) -> ChannelId:
    """The chain that tells of a line; `within`: the talks whose own chains tell of their recordings, as in old logs."""
    if line.kind is LineKind.HAPPENED:
        return _tape(line.channel, within) if line.what in OF_TAPE else NEUTRAL
    return NEUTRAL if line.to_hosts else line.channel


def _tape(talk: ChannelId, within: Talks) -> ChannelId:
    return talk if talk in within else tape_of(talk)


def bare(past: Past) -> Past:
    """A past with what search needs of it, and no more."""
    return replace(
        past,
        case_no="",
        title="",
        groups=(),
        seats={id_: replace(seat, authority=None) for id_, seat in past.seats.items()},
        lines=tuple(replace(line, pages=()) for line in past.lines if line.text or line.seats),
        minutes=_minutes(written(past.minutes)),
        agreed={},
    )


def split(past: Past, within: Talks = _NONE) -> dict[ChannelId, Part]:
    """A bare past, by chains; `within`: as in `chain_of`."""
    parts: dict[ChannelId, Part] = {}

    def of(chain: ChannelId) -> Part:
        return parts.setdefault(chain, Part())

    of(NEUTRAL).frame = Frame({str(id_): seat for id_, seat in past.seats.items()}, past.opened, past.ended)
    of(NEUTRAL).residences.extend(past.residences)
    for line in past.lines:
        of(chain_of(line, within)).lines.append(line)
    for stretch in past.recorded:
        of(_tape(stretch.channel, within)).recorded.append(stretch)
    for track in past.tracks:
        of(_tape(track.channel, within)).tracks.append(track)
    for opening in past.openings:
        of(_tape(opening.channel, within)).openings.append(opening)
    if past.minutes.lines:
        of(MINUTES).written.extend(written(past.minutes))
    return parts


def written(minutes: Minutes) -> list[Written]:
    """What holds of the record, in its order."""
    return [
        Written(line.id, line.section, line.moment, line.wording.speaker, line.wording.text)
        for line in minutes.standing
    ]


def _minutes(lines: Iterable[Written]) -> Minutes:
    """The record again, as far as it was kept: what its lines say."""
    made = {}
    for each in lines:
        speaker = None if each.speaker is None else SeatId(each.speaker)
        wording = Wording(each.text, speaker, _NOBODY, each.moment)
        made[LineId(each.id)] = MinutesLine(LineId(each.id), each.section, each.moment, None, (wording,))
    return Minutes(lines=made)


def join(room: RoomId, parts: Iterable[Part]) -> Past | None:
    """The past again, without what lay under a key that was destroyed; None when that is all of it."""
    found = list(parts)
    frame = next((part.frame for part in found if part.frame), None)
    if frame is None:
        return None
    lines = sorted((line for part in found for line in part.lines), key=lambda line: line.at)
    seats: Mapping[SeatId, Seat] = {SeatId(id_): seat for id_, seat in frame.seats.items()}
    return Past(
        room=room,
        case_no="",
        title="",
        groups=(),
        seats=seats,
        opened=frame.opened,
        ended=frame.ended,
        residences=tuple(stay for part in found for stay in part.residences),
        lines=tuple(lines),
        recorded=tuple(stretch for part in found for stretch in part.recorded),
        tracks=tuple(track for part in found for track in part.tracks),
        openings=tuple(opening for part in found for opening in part.openings),
        minutes=_minutes(line for part in found for line in part.written),
        agreed={},
    )


def pack(value: object) -> bytes:
    """What is sealed: length ‖ MessagePack, compressed ‖ filling."""
    body = zlib.compress(msgspec.msgpack.encode(value), _FAST)
    framed = len(body).to_bytes(_LENGTH, "big") + body
    return framed + bytes(-len(framed) % _BLOCK)


def unpack(packed: bytes, kind: type[T]) -> T:
    """What was packed; raises Damaged."""
    length = int.from_bytes(packed[:_LENGTH], "big")
    try:
        return msgspec.msgpack.decode(zlib.decompress(packed[_LENGTH : _LENGTH + length]), type=kind)
    except (zlib.error, msgspec.DecodeError) as error:
        raise Damaged from error
