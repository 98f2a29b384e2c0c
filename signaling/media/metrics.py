"""What the media plane counts: plain integers, read by `Plane.stats` and turned into Prometheus text
elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from logging import Logger

_LOGGED = 20
"""Faults that are logged: whoever finds one can cause thousands."""


@dataclass(slots=True)
class MediaMetrics:
    """Counters since the start of the process; they only grow."""

    packets_in: int = 0
    """Authenticated RTP packets from publishers, retransmissions included."""
    packets_out: int = 0
    """RTP packets handed to the kernel, retransmissions included."""
    octets_out: int = 0
    """Of those packets, without UDP and IP."""
    unsent: int = 0
    """Packets that the kernel did not take (full buffer, unreachable)."""
    strangers: int = 0
    """Datagrams from addresses that no peer has validated."""
    malformed: int = 0
    """Datagrams of no protocol we speak, truncated ones, RTP with a header that does not fit."""
    unauthentic: int = 0
    """SRTP and SRTCP that failed authentication or were replayed."""
    unknown_streams: int = 0
    """Authenticated RTP of no negotiated line."""
    checks: int = 0
    """Authenticated connectivity checks."""
    checks_refused: int = 0
    """Connectivity checks with wrong credentials."""
    diversions_refused: int = 0
    """Replayed checks that tried to move media to another address."""
    handshakes: int = 0
    handshakes_failed: int = 0
    restarts: int = 0
    feedback_in: int = 0
    """RTCP datagrams."""
    feedback_out: int = 0
    before_boundary: int = 0
    """Packets dropped because they were captured before a move."""
    throttled: int = 0
    """Packets beyond what one person may send."""
    lost_upstream: int = 0
    """Missing packets that were asked for."""
    recovered_upstream: int = 0
    duplicates: int = 0
    nacks_in: int = 0
    """Packets that subscribers asked for again."""
    retransmitted: int = 0
    retransmissions_refused: int = 0
    """Asked for, but too old, cut, too often or over the budget."""
    padded: int = 0
    """Packets of nothing, to find out what a subscriber's line carries."""
    layers_changed: int = 0
    """How often a subscriber got another size of a picture."""
    key_frames_asked: int = 0
    index_refused: int = 0
    """Packets that libsrtp refused to protect because their index was used or too old: always 0 unless we
    err."""
    faults: int = 0
    """Exceptions in handling a datagram or a duty: always 0 unless we err."""
    cuts: int = 0
    """Legs that were withdrawn before a move was committed."""
    grants: int = 0
    """Legs that began to flow after one."""

    def fault(self, log: Logger) -> None:
        """Counts the exception being handled, and logs it unless there are many."""
        self.faults += 1
        if self.faults <= _LOGGED:
            log.exception("fault %d in the media plane", self.faults)

    def snapshot(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}
