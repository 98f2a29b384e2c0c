"""Where things stand in an RTP header (RFC 3550 §5.1) and its one-byte extensions (RFC 8285 §4.2)."""

from __future__ import annotations

import struct

_EXTENSION = struct.Struct("!HH").unpack_from
_ONE_BYTE_FORM = 0xBEDE


def payload_begin(frame: memoryview, size: int) -> int:
    """Where the payload begins; 0 = the header does not fit into `size`. `size` ≥ 12."""
    begin = 12 + 4 * (frame[0] & 0x0F)
    if frame[0] & 0x10:
        if begin + 4 > size:
            return 0
        begin += 4 + 4 * _EXTENSION(frame, begin)[1]
    return begin if begin <= size else 0


def payload_end(frame: memoryview, begin: int, size: int) -> int:
    """Where the payload ends before the padding; `begin` when there is nothing but padding."""
    if not frame[0] & 0x20 or size <= begin:
        return size
    return max(begin, size - frame[size - 1])


def elements(frame: memoryview, begin: int) -> dict[int, tuple[int, int]]:
    """{id: (where its octets begin, how many)} of the extension that ends at `begin`; the first of an id
    counts.
    """
    found: dict[int, tuple[int, int]] = {}
    if not frame[0] & 0x10:
        return found
    at = 12 + 4 * (frame[0] & 0x0F)
    if _EXTENSION(frame, at)[0] != _ONE_BYTE_FORM:
        return found
    at += 4
    while at < begin:
        head = frame[at]
        if head == 0:
            at += 1
            continue
        if head >> 4 == 15:  # RFC 8285 §4.2: nothing after it is read
            break
        size = (head & 0x0F) + 1
        if at + 1 + size > begin:
            break
        found.setdefault(head >> 4, (at + 1, size))
        at += 1 + size
    return found
