"""Who is speaking, from the audio level header extension (RFC 6464): no decoding."""

from __future__ import annotations


class SpeechMeter:
    """One publisher's level. `spoke` is the monotonic time at which the person last was found speaking, 0.0 = never."""

    __slots__ = ("speaking", "spoke")

    speaking: bool
    spoke: float

    def __init__(self) -> None:
        raise NotImplementedError

    def add(self, octet: int) -> None:
        """The extension's octet: voice flag and -dBov (0 loud … 127 silent). Hot: two additions."""
        raise NotImplementedError

    def update(self, now: float) -> bool:
        """Periodic (each 100-500 ms): smooths what was added since; True when `speaking` changed."""
        raise NotImplementedError
