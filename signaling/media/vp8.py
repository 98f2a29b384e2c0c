"""The VP8 payload descriptor (RFC 7741 §4.2): no decoding."""

from __future__ import annotations

from typing import NamedTuple


class Descriptor(NamedTuple):
    """Offsets are into the payload; 0 = the field is absent (offset 0 is the descriptor's first octet)."""

    size: int
    """Octets of the descriptor; the VP8 payload begins there."""
    starts_frame: bool
    """S bit set and partition 0."""
    key_frame: bool
    """Starts a key frame."""
    picture_at: int
    picture_wide: bool
    """15 bit picture id (two octets, top bit set) rather than 7."""
    picture: int
    tl0_at: int
    tl0: int
    tid: int
    """Temporal layer, 0 when absent."""
    keyidx: int


def starts_key_frame(payload: bytes | bytearray | memoryview) -> bool:
    """Whether this RTP payload begins a key frame. Hot; never raises."""
    raise NotImplementedError


def parse(payload: bytes | bytearray | memoryview) -> Descriptor | None:
    """The descriptor, or None when it does not fit in the payload or nothing follows it."""
    raise NotImplementedError
