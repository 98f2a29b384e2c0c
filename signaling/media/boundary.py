"""The stay boundary: nothing captured before a move is heard after it, however long it was queued.

A gate stands at each publisher's kind (audio, camera, screen). It is closed when the person moves and opens at a
boundary in RTP time: the latest of what the client reported, the highest timestamp received before the move plus one,
and the move's time mapped through the publisher's sender reports. Video opens on a key frame only.
"""

from __future__ import annotations

MARGIN = 0.3
"""Seconds after the mapped move for clients without encoded transforms."""
MEMORY = 20.0
"""Seconds of RTP time after the boundary during which older timestamps may still arrive."""


class ClockMap:
    """A publisher stream's RTP clock against the server's monotonic clock, from its sender reports."""

    __slots__ = ()

    def __init__(self, clock_rate: int) -> None:
        raise NotImplementedError

    def report(self, ntp: int, rtp: int, now: float) -> None:
        """A sender report (64 bit NTP time, RTP timestamp) arrived at `now`."""
        raise NotImplementedError

    def rtp_at(self, moment: float) -> int | None:
        """The 32 bit timestamp of what was captured at the server's `moment`; None before the first report."""
        raise NotImplementedError


class StayGate:
    """Admits a publisher's packets by timestamp. Starts closed."""

    __slots__ = ("open",)

    open: bool
    """The hot path's only check: True = everything is admitted, because the boundary passed long ago."""

    def __init__(self, clock: ClockMap, *, video: bool) -> None:
        raise NotImplementedError

    def close(self, now: float, highest: int | None) -> None:
        """The person moves now. `highest`: highest timestamp received of this stream so far, None = none yet.

        Closes at once; a second move before the report only makes the boundary later.
        """
        raise NotImplementedError

    def report(self, timestamp: int | None) -> None:
        """The client's first timestamp of the new stay; None = it has no transform: the mapped move plus MARGIN.

        The caller has checked that the report names the current stay. Without a timestamp and without any sender
        report yet the gate stays closed until `settle` finds one.
        """
        raise NotImplementedError

    def admits(self, timestamp: int, key_frame: bool) -> bool:
        """Whether a packet may pass; `key_frame`: it starts a VP8 key frame (ignored for audio).

        A key frame at or past the boundary opens video; packets of older timestamps stay out (also RTX originals).
        """
        raise NotImplementedError

    @property
    def wants_key_frame(self) -> bool:
        """Video, boundary known, no key frame past it yet: time for a PLI."""
        raise NotImplementedError

    def settle(self, now: float) -> None:
        """Periodic (each 0.5 s or so): opens a gate that waited for a sender report, and forgets a boundary whose
        time is so long past that nothing older can be on the way and 32 bit comparison would become ambiguous."""
        raise NotImplementedError
