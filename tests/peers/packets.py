"""RTP as bytes: headers with extensions, payloads with labels, VP8 descriptors."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEADER = struct.Struct("!BBHII")
MAX_32 = 1 << 32


@dataclass(frozen=True, slots=True)
class Rtp:
    """A decrypted packet. `extensions` are the one-byte elements by id."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    extensions: Mapping[int, bytes]
    padding: int = 0
    """Octets of padding behind the payload."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a payload says of itself: who sent it, in which stay it was captured, and its number."""

    seat: str
    stay: str
    kind: str
    number: int


def write(packet: Rtp) -> bytes:
    """The packet as octets, extensions in the one-byte form (RFC 8285 §4.2)."""
    first = 0x80 | (0x10 if packet.extensions else 0) | (0x20 if packet.padding else 0)
    second = (0x80 if packet.marker else 0) | packet.payload_type
    head = HEADER.pack(first, second, packet.sequence & 0xFFFF, packet.timestamp % MAX_32, packet.ssrc)
    if packet.extensions:
        elements = b"".join(
            bytes((number << 4 | len(value) - 1,)) + value for number, value in packet.extensions.items()
        )
        elements += bytes(-len(elements) % 4)
        head += struct.pack("!HH", 0xBEDE, len(elements) // 4) + elements
    tail = bytes(packet.padding - 1) + bytes((packet.padding,)) if packet.padding else b""
    return head + packet.payload + tail


def read(data: bytes) -> Rtp:
    """Raises ValueError or struct.error when it is no RTP packet."""
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise ValueError("not RTP version 2")
    at = 12 + 4 * (first & 15)
    extensions: dict[int, bytes] = {}
    if first & 0x10:
        form, words = struct.unpack_from("!HH", data, at)
        end = at + 4 + 4 * words
        if form == 0xBEDE:
            extensions = _elements(data[at + 4 : end])
        at = end
    padding = data[-1] if first & 0x20 else 0
    payload = data[at : len(data) - padding]
    return Rtp(second & 0x7F, bool(second & 0x80), sequence, timestamp, ssrc, payload, extensions, padding)


def _elements(data: bytes) -> dict[int, bytes]:
    found = {}
    at = 0
    while at < len(data):
        head = data[at]
        at += 1
        if head:
            size = (head & 15) + 1
            found[head >> 4] = data[at : at + size]
            at += size
    return found


OPUS_FRAME = b"\x78"  # a TOC octet: CELT, 20 ms, mono, one frame (RFC 6716 §3.1)
_KEY = b"\x10\x02\x00\x9d\x01\x2a" + struct.pack("<HH", 320, 240)  # RFC 6386 §9.1
_DELTA = b"\x11\x02\x00"


def speech(label: Label, size: int = 80) -> bytes:
    """An Opus-like payload that carries a label."""
    return (OPUS_FRAME + _written(label)).ljust(size, b"\0")


def redundant(earlier: Sequence[tuple[int, bytes]], payload: bytes, codec: int) -> bytes:
    """RED (RFC 2198 §3): what packets of this age carried, the oldest first, and the packet's own payload."""
    heads = [
        struct.pack("!BHB", 0x80 | codec, age << 2 | len(one) >> 8, len(one) & 255) for age, one in earlier
    ]
    return b"".join([*heads, bytes((codec,)), *(one for _, one in earlier), payload])


def repeated(payload: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """What `redundant` was given, from what it made."""
    sizes: list[tuple[int, int]] = []
    while payload[0] & 0x80:
        middle, low = struct.unpack("!xHB", payload[:4])
        sizes.append((middle >> 2, (middle & 3) << 8 | low))
        payload = payload[4:]
    payload = payload[1:]
    earlier = []
    for age, size in sizes:
        earlier.append((age, payload[:size]))
        payload = payload[size:]
    return earlier, payload


def picture(label: Label, *, key: bool, begins: bool, picture_id: int, size: int = 900) -> bytes:
    """A VP8-like payload (RFC 7741 §4.2) with a 15 bit picture id and a label."""
    descriptor = bytes((0x90 if begins else 0x80, 0x80)) + struct.pack("!H", 0x8000 | picture_id & 0x7FFF)
    frame = (_KEY if key else _DELTA) if begins else b""
    return (descriptor + frame + _written(label)).ljust(size, b"\0")


def picture_id(payload: bytes) -> int:
    """Of what `picture` wrote."""
    return int.from_bytes(payload[2:4], "big") & 0x7FFF


def label(payload: bytes) -> Label | None:
    """The label in a payload, None when it has none."""
    begin, end = payload.find(b'{"seat"'), payload.rfind(b"}")  # a picture's number may hold a brace too
    if begin < 0 or end < begin:
        return None
    try:
        return Label(**json.loads(payload[begin : end + 1]))
    except (ValueError, TypeError):
        return None


def _written(item: Label) -> bytes:
    return json.dumps(
        {"seat": item.seat, "stay": item.stay, "kind": item.kind, "number": item.number}
    ).encode()
