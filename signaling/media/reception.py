"""What arrives from a publisher, for receiver reports (RFC 3550 §6.4.1, A.1, A.3, A.8), and round-trip times."""

from __future__ import annotations

from signaling.media.rtcp import ReportBlock


class RoundTrip:
    """Smoothed round-trip time to a peer."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float = 0.06) -> None:
        self.seconds = seconds

    def sample(self, seconds: float) -> None:
        """A measured round trip; below 0 or above 5 s is ignored."""
        raise NotImplementedError

    def report(self, block: ReportBlock, ntp_now: int) -> None:
        """From the peer's report about one of our sender reports; `ntp_now` is a 64 bit NTP time on our clock."""
        raise NotImplementedError


class ReceptionStats:
    """Counts one SSRC. Not for RTX: retransmissions have their own SSRC and do not undo a loss (RFC 4588 §4)."""

    __slots__ = ("highest", "ssrc")

    highest: int
    """Highest extended sequence number, -1 before the first packet."""

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        raise NotImplementedError

    def add(self, sequence: int, timestamp: int, now: float) -> int:
        """Counts a packet and returns its extended (unwrapped) number: `highest + 1` in order, less when late.

        The extended number starts at 2^16 + sequence so that late first packets stay positive. A jump of 3,000 or
        more either way counts as a restart of the source: numbering goes on in the next cycle.
        """
        raise NotImplementedError

    def sender_report(self, ntp: int, now: float) -> None:
        """The publisher's SR arrived: its NTP time comes back in our reports."""
        raise NotImplementedError

    def block(self, now: float, worst_leg: float = 0.0) -> ReportBlock:
        """The report block for the time since the last call.

        `worst_leg` is the largest loss fraction (0-1) that a subscriber of this stream reports: merged in as
        1 - (1 - u)(1 - worst_leg), so that the publisher protects its speech for the worst listener.
        """
        raise NotImplementedError

    def loss(self) -> float:
        """Loss fraction 0-1 of the last `block` on the uplink alone."""
        raise NotImplementedError
