"""Whether a subscriber's line loses packets, and so how much each packet of speech repeats of the ones before."""

from __future__ import annotations

from signaling.media.red import LEVELS

_CALM = 10.0
"""Seconds without a loss after which speech goes once again: losses come in spells."""
_BAD = 0.05
"""From this share on two in a row are lost every few seconds."""
_NOTED = 0.02
"""A share that matters when it is reported; a single packet that is asked for counts, too: reports on speech come
every five seconds only (RFC 3550 §6.2)."""


class LossWatch:
    """One subscriber's. Time is an argument: monotonic seconds."""

    __slots__ = ("_bad", "_lost")

    def __init__(self) -> None:
        self._lost = self._bad = float("-inf")

    def reported(self, share: float, now: float) -> None:
        """A receiver report: the share of packets lost since the one before, 0 to 1."""
        if share >= _NOTED:
            self._lost = now
        if share >= _BAD:
            self._bad = now

    def asked(self, now: float) -> None:
        """Packets were asked for again."""
        self._lost = now

    def levels(self, now: float) -> int:
        """Earlier packets to put into each: none on a good line."""
        if now - self._lost > _CALM:
            return 0
        return LEVELS if now - self._bad <= _CALM else 1
