"""The transport-wide feedback packet (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1), written.

After the sender's and the media's SSRC: base number (16), number of statuses (16), reference time (24,
signed, units of 64 ms), feedback number (8), then chunks of statuses, then the arrival deltas of received
packets, in 250 µs.
"""

from __future__ import annotations

import struct

_HEADER = struct.Struct("!IIHHI")
_UNBROKEN = struct.Struct("!BBHIIHHIH")
_PADDING = (b"", b"\1", b"\0\2", b"\0\0\3")
_TICK = 250
_REFERENCE = 64_000


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


def write_unbroken_feedback(
    sender: int, media: int, base: int, number: int, reference: int, deltas: bytes | bytearray
) -> bytes:
    """The same where all packets arrived: `reference` in units of 64 ms, `deltas` (at most 8191) in 250 µs."""
    word = (reference & 0xFFFFFF) << 8 | number & 0xFF
    count = len(deltas)
    padding = -(count + 2) & 3
    head = _UNBROKEN.pack(
        0xAF if padding else 0x8F,
        205,
        (18 + count + padding) // 4,
        sender,
        media,
        base & 0xFFFF,
        count,
        word,
        1 << 13 | count,
    )
    return head + deltas + _PADDING[padding]


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
