"""RTCP in and out (RFC 3550 §6, RFC 4585, RFC 5104, draft-alvestrand-rmcat-remb-03).

`parse` takes a decrypted compound or reduced-size packet apart and is tolerant by block: a broken or unknown
block is passed over; a length that leaves the datagram ends the reading. Builders return one complete RTCP
packet each; a datagram is their concatenation.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from signaling.media.transport_feedback_reader import read_transport_feedback


class ReportBlock(NamedTuple):
    ssrc: int
    """The stream reported on."""
    fraction_lost: int
    """0-255, in 256ths, since the last report."""
    lost: int
    """Cumulative, signed 24 bit."""
    highest: int
    """Extended highest sequence number, 32 bit."""
    jitter: int
    """In units of the RTP clock."""
    last_sr: int
    """The middle 32 bits of the NTP time of the last SR; 0 = none."""
    delay: int
    """Since that SR, in 1/65536 s."""


class SenderReport(NamedTuple):
    ssrc: int
    ntp: int
    """64 bit NTP timestamp."""
    rtp: int
    packets: int
    octets: int
    blocks: tuple[ReportBlock, ...]


class ReceiverReport(NamedTuple):
    ssrc: int
    blocks: tuple[ReportBlock, ...]


class Nack(NamedTuple):
    """Generic NACK (RFC 4585 §6.2.1), expanded."""

    media: int
    lost: tuple[int, ...]
    """16 bit sequence numbers as asked for, at most 17 for each entry of the packet."""


class PictureLoss(NamedTuple):
    """PLI (RFC 4585 §6.3.1)."""

    media: int


class FullIntra(NamedTuple):
    """FIR (RFC 5104 §4.3.1): the streams that must send a key frame."""

    requests: tuple[tuple[int, int], ...]
    """(SSRC of the media, number of the command)."""


class TransportFeedback(NamedTuple):
    """Which transport-wide numbers arrived when (see transport_feedback_reader.py)."""

    base: int
    arrivals: list[float | None]
    """Seconds on the receiver's clock, for each number from `base` on; None = missing."""


class Estimate(NamedTuple):
    """REMB: what the receiver believes that it can receive."""

    bitrate: int
    """bit/s."""
    streams: tuple[int, ...]


Packet = SenderReport | ReceiverReport | Nack | PictureLoss | FullIntra | TransportFeedback | Estimate

_SR, _RR, _TRANSPORT_FEEDBACK, _PAYLOAD_FEEDBACK = 200, 201, 205, 206
_HEADER = struct.Struct("!BBH")
_SENDER = struct.Struct("!IQIII")
_BLOCK = struct.Struct("!IIIIII")
_PAIR = struct.Struct("!II")
_NACK_ENTRY = struct.Struct("!HH")


def parse(data: bytes | bytearray | memoryview) -> list[Packet]:
    """The blocks that we act on, in order; not SDES, BYE, APP, XR, nor what is broken. Never raises.

    Transport-wide feedback is left out as well: what we send carries no transport-wide numbers.
    """
    packets: list[Packet] = []
    data = bytes(data)
    position, size = 0, len(data)
    while position + 8 <= size:
        first, kind, words = _HEADER.unpack_from(data, position)
        end = position + 4 + words * 4
        if first >> 6 != 2 or end > size:
            break
        body_end = end - data[end - 1] if first & 0x20 else end
        read = _READERS.get((kind, first & 31) if kind >= _TRANSPORT_FEEDBACK else (kind, 0))
        if read is not None and body_end >= position + 8:
            packet = read(first & 31, data[position + 4 : body_end])
            if packet is not None:
                packets.append(packet)
        position = end
    return packets


def _sender_report(count: int, body: bytes) -> SenderReport | None:
    if len(body) < 24 + 24 * count:
        return None
    ssrc, ntp, rtp, packets, octets = _SENDER.unpack_from(body)
    return SenderReport(ssrc, ntp, rtp, packets, octets, _blocks(body, 24, count))


def _receiver_report(count: int, body: bytes) -> ReceiverReport | None:
    if len(body) < 4 + 24 * count:
        return None
    (ssrc,) = struct.unpack_from("!I", body)
    return ReceiverReport(ssrc, _blocks(body, 4, count))


def _blocks(body: bytes, at: int, count: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for offset in range(at, at + 24 * count, 24):
        ssrc, loss, highest, jitter, last_sr, delay = _BLOCK.unpack_from(body, offset)
        lost = loss & 0xFFFFFF
        blocks.append(
            ReportBlock(ssrc, loss >> 24, lost - ((lost & 0x800000) << 1), highest, jitter, last_sr, delay)
        )
    return tuple(blocks)


def _nack(_count: int, body: bytes) -> Nack | None:
    if len(body) < 12:
        return None
    _sender, media = _PAIR.unpack_from(body)
    lost: list[int] = []
    for number, mask in _NACK_ENTRY.iter_unpack(body[8 : 8 + (len(body) - 8 & ~3)]):
        lost.append(number)
        while mask:
            lowest = mask & -mask
            lost.append(number + lowest.bit_length() & 0xFFFF)
            mask ^= lowest
    return Nack(media, tuple(lost))


def _picture_loss(_count: int, body: bytes) -> PictureLoss | None:
    return PictureLoss(_PAIR.unpack_from(body)[1]) if len(body) >= 8 else None


def _full_intra(_count: int, body: bytes) -> FullIntra | None:
    if len(body) < 16:
        return None
    entries = _PAIR.iter_unpack(body[8 : 8 + (len(body) - 8 & ~7)])
    return FullIntra(tuple((media, word >> 24) for media, word in entries))


def _transport_feedback(_count: int, body: bytes) -> TransportFeedback | None:
    found = read_transport_feedback(body)
    return None if found is None else TransportFeedback(*found)


def _estimate(_count: int, body: bytes) -> Estimate | None:
    if len(body) < 16 or body[8:12] != b"REMB":
        return None
    (word,) = struct.unpack_from("!I", body, 12)
    count = word >> 24
    if len(body) < 16 + 4 * count:
        return None
    bitrate = (word & 0x3FFFF) << (word >> 18 & 0x3F)
    return Estimate(bitrate, struct.unpack_from(f"!{count}I", body, 16))


_READERS: dict[tuple[int, int], Callable[[int, bytes], Packet | None]] = {
    (_SR, 0): _sender_report,
    (_RR, 0): _receiver_report,
    (_TRANSPORT_FEEDBACK, 1): _nack,
    (_TRANSPORT_FEEDBACK, 15): _transport_feedback,
    (_PAYLOAD_FEEDBACK, 1): _picture_loss,
    (_PAYLOAD_FEEDBACK, 4): _full_intra,
    (_PAYLOAD_FEEDBACK, 15): _estimate,
}
"""By packet type and, for feedback, its format; the readers get the count or format and what follows the
header."""


def receiver_report(sender: int, blocks: Sequence[ReportBlock] = ()) -> bytes:
    """At most 31 blocks (ValueError)."""
    if len(blocks) > 31:
        raise ValueError("more than 31 report blocks")
    body = b"".join(map(_packed_block, blocks))
    return struct.pack("!BBHI", 0x80 | len(blocks), _RR, 1 + 6 * len(blocks), sender) + body


def _packed_block(block: ReportBlock) -> bytes:
    loss = block.fraction_lost << 24 | block.lost & 0xFFFFFF
    return _BLOCK.pack(block.ssrc, loss, block.highest, block.jitter, block.last_sr, block.delay)


def sender_report(ssrc: int, ntp: int, rtp: int, packets: int, octets: int) -> bytes:
    """Without report blocks. Counters and `rtp` are taken modulo 2^32."""
    counters = (rtp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return struct.pack("!BBHIQIII", 0x80, _SR, 6, ssrc, ntp, *counters)


def nack(sender: int, media: int, lost: Iterable[int]) -> bytes:
    """Generic NACK for 16 bit numbers, at least one, which are packed in pairs of a number and a mask."""
    entries: list[tuple[int, int]] = []
    first = mask = -1
    for number in lost:
        distance = number - first & 0xFFFF
        if first >= 0 and 1 <= distance <= 16:
            mask |= 1 << distance - 1
        elif number != first:
            if first >= 0:
                entries.append((first, mask))
            first, mask = number, 0
    entries.append((first, mask))
    fci = b"".join(_NACK_ENTRY.pack(*entry) for entry in entries)
    return struct.pack("!BBHII", 0x81, _TRANSPORT_FEEDBACK, 2 + len(entries), sender, media) + fci


def picture_loss(sender: int, media: int) -> bytes:
    """PLI."""
    return struct.pack("!BBHII", 0x81, _PAYLOAD_FEEDBACK, 2, sender, media)


def estimate(sender: int, bitrate: int, streams: Sequence[int]) -> bytes:
    """REMB for at most 255 streams (ValueError); the bitrate is rounded down to 18 significant bits."""
    if len(streams) > 255:
        raise ValueError("more than 255 streams")
    exponent = max(0, bitrate.bit_length() - 18)
    word = len(streams) << 24 | exponent << 18 | bitrate >> exponent
    fci = struct.pack(f"!4sI{len(streams)}I", b"REMB", word, *streams)
    return struct.pack("!BBHII", 0x8F, _PAYLOAD_FEEDBACK, 4 + len(streams), sender, 0) + fci
