"""The transport-wide feedback packet (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1), both ways.

After the sender's and the media's SSRC: base number (16), number of statuses (16), reference time (24,
signed, units of 64 ms), feedback number (8), then chunks of statuses, then the arrival deltas of received
packets in units of 250 µs.
"""

from __future__ import annotations

import struct
from typing import NamedTuple


class TransportFeedback(NamedTuple):
    """Which packets arrived when, as the receiver tells."""

    media: int
    base: int
    """16 bit number of the first status."""
    number: int
    """The feedback's own number, 0-255."""
    arrivals: tuple[int | None, ...]
    """For each number from `base` on: microseconds on the receiver's clock (modulo 2^24 × 64 ms), or None."""


_HEADER = struct.Struct("!IIHHI")
_TICK = 250
_REFERENCE = 64_000
_MOST_STATUSES = 1 << 14
"""More cannot belong to one interval; what claims more is broken."""


def read_transport_feedback(body: bytes) -> TransportFeedback | None:
    """`body` begins with the sender's SSRC; None when it is broken."""
    if len(body) < 18:
        return None
    _sender, media, base, count, word = _HEADER.unpack_from(body)
    if not 0 < count <= _MOST_STATUSES:
        return None
    read = _read_statuses(body, count)
    if read is None:
        return None
    statuses, position = read
    time = (word >> 8) * _REFERENCE
    arrivals: list[int | None] = []
    for status in statuses:
        if status == 0:
            arrivals.append(None)
            continue
        size = status
        if position + size > len(body):
            return None
        time += int.from_bytes(body[position : position + size], "big", signed=size == 2) * _TICK
        position += size
        arrivals.append(time)
    return TransportFeedback(media, base, word & 0xFF, tuple(arrivals))


def _read_statuses(body: bytes, count: int) -> tuple[list[int], int] | None:
    """Statuses: 0 lost, 1 a delta of one octet, 2 a signed delta of two. And where the deltas begin."""
    statuses: list[int] = []
    position = 16
    while len(statuses) < count:
        if position + 2 > len(body):
            return None
        chunk = body[position] << 8 | body[position + 1]
        position += 2
        if not chunk & 0x8000:
            statuses += [chunk >> 13 & 3] * min(chunk & 0x1FFF, count - len(statuses))
            if not chunk & 0x1FFF:
                return None
        elif chunk & 0x4000:
            statuses += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    del statuses[count:]
    return (statuses, position) if 3 not in statuses else None


def write_transport_feedback(
    sender: int, media: int, base: int, number: int, arrivals: list[int | None]
) -> bytes:
    """A complete RTCP packet. `arrivals`: microseconds or None for each number from `base` on.

    At least one has arrived, times are not negative, and successive ones differ by less than 8.19 s.
    """
    reference = next(arrival for arrival in arrivals if arrival is not None) // _REFERENCE
    ticks = reference * (_REFERENCE // _TICK)
    statuses: list[int] = []
    deltas = bytearray()
    for arrival in arrivals:
        if arrival is None:
            statuses.append(0)
            continue
        # Differences of rounded times, not rounded differences: errors must not add up.
        delta = arrival // _TICK - ticks
        ticks += delta
        if 0 <= delta <= 255:
            statuses.append(1)
            deltas.append(delta)
        else:
            statuses.append(2)
            deltas += struct.pack("!h", delta)
    word = (reference & 0xFFFFFF) << 8 | number & 0xFF
    body = _HEADER.pack(sender, media, base & 0xFFFF, len(statuses), word) + _chunks(statuses) + deltas
    padding = -len(body) & 3
    if padding:
        body += bytes(padding - 1) + bytes((padding,))
    return struct.pack("!BBH", 0xAF if padding else 0x8F, 205, len(body) // 4) + body


def _chunks(statuses: list[int]) -> bytes:
    """Run lengths where seven or more statuses are equal, else vectors of seven two-bit statuses."""
    chunks = bytearray()
    at, size = 0, len(statuses)
    while at < size:
        status = statuses[at]
        end = at + 1
        while end < size and statuses[end] == status and end - at < 0x1FFF:
            end += 1
        if end - at >= 7 or end == size:
            chunk = status << 13 | end - at
            at = end
        else:
            chunk = 0xC000
            for shift, value in zip(range(12, -1, -2), statuses[at : at + 7], strict=False):
                chunk |= value << shift
            at += 7
        chunks += chunk.to_bytes(2, "big")
    return bytes(chunks)
