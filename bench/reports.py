"""The RTCP of a light peer (RFC 3550, RFC 4585): what it sends each second, what it reads."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_NTP_EPOCH = 2_208_988_800
SENDER_REPORT, RECEIVER_REPORT, DESCRIPTION, PAYLOAD_FEEDBACK = 200, 201, 202, 206
_PLI, _FIR, _APPLICATION = 1, 4, 15


class Block(NamedTuple):
    """A reception report: nothing lost, `highest` extended sequence number, and when the last SR came."""

    ssrc: int
    highest: int
    last_report: int
    since_last_report: float


def ntp(at: float) -> tuple[int, int]:
    seconds = int(at)
    return seconds + _NTP_EPOCH, int((at - seconds) * (1 << 32))


def sender_report(
    ssrc: int, at: float, timestamp: int, packets: int, octets: int, blocks: Sequence[Block] = ()
) -> bytes:
    body = struct.pack("!L", ssrc) + struct.pack(
        "!LLLLL", *ntp(at), timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
    )
    return _packet(SENDER_REPORT, len(blocks), body + b"".join(map(_block, blocks)))


def receiver_report(ssrc: int, blocks: Sequence[Block]) -> bytes:
    return _packet(RECEIVER_REPORT, len(blocks), struct.pack("!L", ssrc) + b"".join(map(_block, blocks)))


def source_description(ssrc: int) -> bytes:
    item = b"\x01\x05bench\x00"  # CNAME, then the end of the list
    return _packet(DESCRIPTION, 1, struct.pack("!L", ssrc) + item)


def bandwidth_estimate(ssrc: int, bits_a_second: int, sources: Sequence[int]) -> bytes:
    """REMB (draft-alvestrand-rmcat-remb-03)."""
    exponent = max(0, bits_a_second.bit_length() - 18)
    word = len(sources) << 24 | exponent << 18 | bits_a_second >> exponent
    body = struct.pack("!LL", ssrc, 0) + b"REMB" + struct.pack("!L", word)
    return _packet(PAYLOAD_FEEDBACK, _APPLICATION, body + b"".join(struct.pack("!L", s) for s in sources))


def _block(block: Block) -> bytes:
    delay = int(block.since_last_report * 65536) & 0xFFFFFFFF if block.last_report else 0
    return struct.pack("!LLLLLL", block.ssrc, 0, block.highest, 0, block.last_report, delay)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def key_frames_wanted(compound: bytes) -> Iterator[int]:
    """The media SSRCs that a PLI or FIR in the compound asks a key frame of."""
    for count, kind, body in _split(compound):
        if kind == PAYLOAD_FEEDBACK and count == _PLI:
            yield from struct.unpack_from("!L", body, 4)
        elif kind == PAYLOAD_FEEDBACK and count == _FIR:
            for at in range(8, len(body) - 7, 8):
                yield from struct.unpack_from("!L", body, at)


def sender_reports(compound: bytes) -> Iterator[tuple[int, int]]:
    """SSRC and the middle 32 bits of the NTP time of each sender report."""
    for _, kind, body in _split(compound):
        if kind == SENDER_REPORT:
            ssrc, seconds, fraction = struct.unpack_from("!LLL", body)
            yield ssrc, (seconds & 0xFFFF) << 16 | fraction >> 16


def _split(compound: bytes) -> Iterable[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(compound):
        first, kind, words = struct.unpack_from("!BBH", compound, at)
        yield first & 31, kind, compound[at + 4 : at + 4 + 4 * words]
        at += 4 + 4 * words
