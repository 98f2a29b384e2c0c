"""The VP8 payload descriptor (RFC 7741 §4.2): no decoding."""

from __future__ import annotations

from typing import NamedTuple


class Descriptor(NamedTuple):
    """What we use of it; 0 = the field is absent."""

    size: int
    """Octets of the descriptor: the VP8 data begins there."""
    key_frame: bool
    """Starts a key frame."""
    picture: int
    """15 bits in two octets, the first with its top bit set, or 7 bits in one."""
    tl0: int


def starts_key_frame(payload: bytes | bytearray | memoryview) -> bool:
    """Whether this RTP payload begins a key frame. Never raises.

    Flat because it looks at each video packet while somebody waits for a picture; most are told by the first
    octet.
    """
    try:
        first = payload[0]
        # S set and partition index 0, else it is no beginning of a frame.
        if first & 0x17 != 0x10:
            return False
        at = 1
        if first & 0x80:
            extended = payload[1]
            at = 2
            if extended & 0x80:
                at = 4 if payload[2] & 0x80 else 3
            if extended & 0x40:
                at += 1
            if extended & 0x30:
                at += 1
        # The frame tag's P bit: 0 = key frame (RFC 6386 §9.1).
        return not payload[at] & 1
    except IndexError:
        return False


def parse(payload: bytes | bytearray | memoryview) -> Descriptor | None:
    """The descriptor, or None when it does not fit into the payload or nothing follows it."""
    try:
        return _parse(payload)
    except IndexError:
        return None


class PictureShift(NamedTuple):
    """What is added to picture ids and TL0PICIDX so that a receiver sees one stream go on."""

    picture: int
    tl0: int

    def apply(self, frame: memoryview, at: int) -> None:
        """Rewrites the descriptor that begins at `at` in place. What is no descriptor is left as it is."""
        if not frame[at] & 0x80:
            return
        extended = frame[at + 1]
        at += 2
        if extended & 0x80:
            if frame[at] & 0x80:
                picture = (frame[at] << 8 | frame[at + 1]) + self.picture & 0x7FFF
                frame[at], frame[at + 1] = 0x80 | picture >> 8, picture & 0xFF
                at += 2
            else:
                frame[at] = frame[at] + self.picture & 0x7F
                at += 1
        if extended & 0x40:
            frame[at] = frame[at] + self.tl0 & 0xFF


def follow(last: Descriptor, shift: PictureShift | None, first: Descriptor) -> PictureShift:
    """The shift that lets `first` follow `last`, which was sent with `shift`, as the next picture."""
    before = shift or PictureShift(0, 0)
    return PictureShift(
        (last.picture + before.picture + 1 - first.picture) & 0x7FFF,
        (last.tl0 + before.tl0 + 1 - first.tl0) & 0xFF,
    )


def _parse(payload: bytes | bytearray | memoryview) -> Descriptor:
    first = payload[0]
    at = 1
    picture = tl0 = 0
    if first & 0x80:
        extended = payload[1]
        at = 2
        if extended & 0x80:
            wide = bool(payload[at] & 0x80)
            picture = (payload[at] & 0x7F) << 8 | payload[at + 1] if wide else payload[at]
            at += 2 if wide else 1
        if extended & 0x40:
            tl0 = payload[at]
            at += 1
        if extended & 0x30:
            at += 1
    # Reads the octet after the descriptor in any case, so that an empty frame is no frame.
    key = not payload[at] & 1 and first & 0x17 == 0x10
    return Descriptor(at, key, picture, tl0)
