"""Redundant speech (RFC 2198): a packet that also carries what the packets before it carried.

On a line that loses one packet in ten, every hundredth is lost twice in a row: with the last packet's speech in
each, nobody has to ask for anything, and nothing waits for a round trip.
"""

from __future__ import annotations

from collections.abc import Sequence

LEVELS = 2
"""Earlier packets that one may carry, as we make it and as we take it: 40 ms more of delay repair nearly all."""
_LARGEST_OFFSET = (1 << 14) - 1
_LARGEST_BLOCK = (1 << 10) - 1
_MOST_BLOCKS = 10

Block = tuple[int, memoryview]
"""How much older than the packet's timestamp, and the octets."""


def split(payload: memoryview) -> list[Block]:
    """The blocks of a payload, the oldest first and the packet's own, of offset 0, last; [] when it is malformed.

    Which codec a block has is not looked at: only Opus is negotiated (§3).
    """
    heads: list[tuple[int, int]] = []
    at, size = 0, len(payload)
    while at < size and payload[at] & 0x80:
        if at + 4 > size or len(heads) == _MOST_BLOCKS:
            return []
        word = int.from_bytes(payload[at : at + 4], "big")
        heads.append((word >> 10 & _LARGEST_OFFSET, word & _LARGEST_BLOCK))
        at += 4
    at += 1
    blocks: list[Block] = []
    for offset, octets in heads:
        blocks.append((offset, payload[at : at + octets]))
        at += octets
    if at >= size:
        return []
    blocks.append((0, payload[at:]))
    return blocks


def join(earlier: Sequence[tuple[int, bytes]], payload: bytes, codec: int) -> bytes:
    """A payload with blocks of `earlier` packets (age in timestamp units, octets), the oldest first.

    What a header cannot say, more than 341 ms of age or 1,023 octets, is left out.
    """
    heads = body = b""
    for age, octets in earlier:
        if 0 < age <= _LARGEST_OFFSET and 0 < len(octets) <= _LARGEST_BLOCK:
            heads += ((0x80 | codec) << 24 | age << 10 | len(octets)).to_bytes(4, "big")
            body += octets
    return heads + bytes((codec,)) + body + payload
