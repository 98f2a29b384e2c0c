"""Reads transport-wide feedback as a browser does (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1)."""

import struct
from typing import NamedTuple


class Feedback(NamedTuple):
    media: int
    base: int
    number: int
    """The feedback's own number, 0-255."""
    arrivals: list[int | None]
    """For each number from `base` on: microseconds, or None."""


def read(packet: bytes) -> Feedback:
    """One complete RTCP packet; an assertion fails when it is not sound to the last octet."""
    first, kind, words, _sender, media, base, count, word = struct.unpack_from("!BBHIIHHI", packet)
    assert (first & 0xDF, kind, 4 * words + 4) == (0x8F, 205, len(packet))
    end = len(packet) - (packet[-1] if first & 0x20 else 0)
    statuses, at = _statuses(packet, count)
    time = (word >> 8) * 64_000
    arrivals: list[int | None] = []
    for status in statuses:
        assert status in (0, 1, 2)
        time += int.from_bytes(packet[at : at + status], "big", signed=status == 2) * 250
        at += status
        arrivals.append(time if status else None)
    assert at == end
    return Feedback(media, base, word & 0xFF, arrivals)


def _statuses(packet: bytes, count: int) -> tuple[list[int], int]:
    statuses: list[int] = []
    at = 20
    while len(statuses) < count:
        (chunk,) = struct.unpack_from("!H", packet, at)
        at += 2
        if not chunk & 0x8000:
            assert 0 < chunk & 0x1FFF <= count - len(statuses)
            statuses += [chunk >> 13] * (chunk & 0x1FFF)
        elif chunk & 0x4000:
            statuses += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    assert not any(statuses[count:])
    return statuses[:count], at
