"""Transport-wide feedback read (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1); see
transport_feedback.py for its parts.
"""

from __future__ import annotations

import struct

_HEADER = struct.Struct("!IIHHI").unpack_from
_HEADER_SIZE = 16
_TICK = 0.000_25
_REFERENCE = 0.064
MOST = 2048
"""Packets that one feedback may speak of: more than we remember."""


def read_transport_feedback(body: bytes) -> tuple[int, list[float | None]] | None:
    """What follows the header of the RTCP packet: (the base number, for each number its arrival in seconds or None).

    None when it is malformed or speaks of too many.
    """
    if len(body) < _HEADER_SIZE + 2:
        return None
    _sender, _media, base, count, word = _HEADER(body)
    if count > MOST:
        return None
    statuses, at = _statuses(body, count)
    if len(statuses) < count:
        return None
    time = (word >> 8) * _REFERENCE
    arrivals: list[float | None] = []
    size = len(body)
    for status in statuses:
        if not status:
            arrivals.append(None)
            continue
        if at + status > size or status == 3:
            return None
        if status == 1:
            time += body[at] * _TICK
        else:
            time += int.from_bytes(body[at : at + 2], "big", signed=True) * _TICK
        at += status
        arrivals.append(time)
    return base, arrivals


def _statuses(body: bytes, count: int) -> tuple[list[int], int]:
    """For each number 0 (missing), 1 or 2 (the octets of its delta) or 3 (reserved); and where the deltas begin."""
    statuses: list[int] = []
    at = _HEADER_SIZE
    while len(statuses) < count and at + 2 <= len(body):
        chunk = body[at] << 8 | body[at + 1]
        at += 2
        if not chunk & 0x8000:
            statuses += [chunk >> 13] * min(chunk & 0x1FFF, count - len(statuses))
            if not chunk & 0x1FFF:
                return [], at  # an empty run: nothing would ever end it
        elif chunk & 0x4000:
            statuses += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return statuses[:count], at
