"""What a peer sends: Opus-like and VP8-like packets from templates, each with a token in its payload.

The token (the payload's last bytes) says who sent the packet, when, and captured in which stay; whoever
decrypts a packet can judge from it alone whether they should have received it.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from bench import description

AUDIO_PERIOD, AUDIO_TICKS = 0.020, 960  # 50 packets a second at 48 kHz
FRAME_PACKETS = 3
FRAME_PERIOD, FRAME_TICKS = FRAME_PACKETS / 70, 90_000 * FRAME_PACKETS // 70  # 70 packets a second at 90 kHz
AUDIO_PAYLOAD, VIDEO_PAYLOAD = 80, 1071
HEADER_SIZE = 28  # fixed header, then one-byte header extensions (RFC 8285) in three words
PICTURE_ID_AT = HEADER_SIZE + 2

fixed_header = struct.Struct("!BBHL")
transport_number = struct.Struct("!H")
picture_id = struct.Struct("!H")
_token = struct.Struct("!4sHHd")
_MAGIC = b"YTbm"
TOKEN_SIZE = _token.size


class Token(NamedTuple):
    """`party` and `stay` (of capture) are the benchmark's own numbers; `sent` is CLOCK_REALTIME."""

    party: int
    stay: int
    sent: float


def write_token(buffer: memoryview, size: int, party: int, stay: int, sent: float) -> None:
    _token.pack_into(buffer, size - TOKEN_SIZE, _MAGIC, party, stay, sent)


def read_token(buffer: memoryview, size: int) -> Token | None:
    """The token of a decrypted packet, or None when it carries none."""
    if size < HEADER_SIZE + TOKEN_SIZE:
        return None
    magic, party, stay, sent = _token.unpack_from(buffer, size - TOKEN_SIZE)
    return Token(party, stay, sent) if magic == _MAGIC else None


class Header(NamedTuple):
    """Bytes 8.. of a packet, and where in the packet the fields are that change (0: not negotiated)."""

    tail: bytes
    send_time_at: int
    transport_number_at: int


def header(ssrc: int, mid: str, extensions: dict[str, int], is_audio: bool) -> Header:
    """SSRC and the header extensions that the answer accepted; mid has to be one character."""
    elements = bytearray(struct.pack("!LHH", ssrc, 0xBEDE, 3))
    places = {description.ABS_SEND_TIME: 0, description.TRANSPORT_CC: 0}
    values = {
        description.MID: mid.encode(),
        description.ABS_SEND_TIME: bytes(3),
        description.TRANSPORT_CC: bytes(2),
    }
    if is_audio:
        values[description.AUDIO_LEVEL] = b"\x9e"  # voice, -30 dBov (RFC 6464)
    for uri, value in values.items():
        if uri in extensions:
            elements.append(extensions[uri] << 4 | len(value) - 1)
            if uri in places:
                places[uri] = 8 + len(elements)
            elements += value
    elements += bytes(20 - len(elements))
    return Header(bytes(elements), *places.values())


def audio_payload() -> bytes:
    return b"\x78" + bytes(AUDIO_PAYLOAD - 1)


def video_payload(*, starts_frame: bool, key_frame: bool) -> bytes:
    """RFC 7741 §4.2: a descriptor with a 15-bit picture id; a frame's start has the VP8 frame header."""
    start = bytes([0x90 if starts_frame else 0x80, 0x80, 0x80, 0])
    if starts_frame:
        start += b"\x10\x02\x00\x9d\x01\x2a" + struct.pack("<HH", 320, 240) if key_frame else b"\x11\x02\x00"
    return start + bytes(VIDEO_PAYLOAD - len(start))
