"""Who is speaking, from the audio level header extension (RFC 6464): no decoding."""

from __future__ import annotations

_LOUD = 50
"""-dBov. Speech at a microphone lies between 20 and 45, a quiet room beyond 60."""
_BEGINS, _ENDS = 0.5, 0.2
_SMOOTHING = 0.4


class SpeechMeter:
    """One publisher's level; ranks by who spoke last."""

    __slots__ = ("_loud", "_loudest", "_packets", "_share", "speaking", "spoke")

    speaking: bool
    spoke: float
    """The moment (monotonic) at which the person was last found speaking; 0.0 = never."""

    def __init__(self) -> None:
        self.speaking = False
        self.spoke = 0.0
        self._packets = self._loud = 0
        self._share = 0.0
        self._loudest: int | None = None

    def add(self, octet: int) -> None:
        """The extension's octet: a voice flag, and -dBov (0 loud, 127 silent). Hot: it only counts."""
        self._packets += 1
        level = octet & 0x7F
        if level < _LOUD:
            self._loud += 1
        if self._loudest is None or level < self._loudest:
            self._loudest = level

    def loudest(self) -> int | None:
        """-dBov, of all that was added since the last time; None of nothing."""
        loudest, self._loudest = self._loudest, None
        return loudest

    def update(self, now: float) -> bool:
        """Periodic, each 100-500 ms: smooths what was added since. True when `speaking` changed.

        The voice flag is not looked at: browsers set it differently, and some never.
        """
        share = self._loud / self._packets if self._packets else 0.0
        self._packets = self._loud = 0
        self._share += (share - self._share) * _SMOOTHING
        before = self.speaking
        self.speaking = self._share > (_ENDS if before else _BEGINS)
        if self.speaking:
            self.spoke = now
        return self.speaking is not before
