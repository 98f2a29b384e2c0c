"""What arrives from a publisher, for receiver reports (RFC 3550 §6.4.1, A.3, A.8); round-trip times."""

from __future__ import annotations

from signaling.media.rtcp import ReportBlock

_MASK = 0xFFFFFFFF


class RoundTrip:
    """Smoothed round-trip time to a peer, in seconds."""

    __slots__ = ("_measured", "seconds")

    def __init__(self, seconds: float = 0.06) -> None:
        """`seconds`: what to assume until something is measured."""
        self.seconds = seconds
        self._measured = False

    def sample(self, seconds: float) -> None:
        """A measured round trip; below 0 or above 5 s is ignored."""
        if not 0 <= seconds <= 5:
            return
        self.seconds = self.seconds * 0.875 + seconds * 0.125 if self._measured else seconds
        self._measured = True

    def report(self, block: ReportBlock, ntp_now: int) -> None:
        """From the peer's report about one of our sender reports; `ntp_now` is 64 bit time on their clock."""
        if block.last_sr:
            units = ((ntp_now >> 16) - block.last_sr - block.delay) & _MASK
            self.sample(units / 65536)


class ReceptionStats:
    """Counts one SSRC. Not for RTX: that has an SSRC of its own, and does not undo a loss (RFC 4588 §4)."""

    __slots__ = (
        "_base",
        "_jitter",
        "_prior_expected",
        "_prior_received",
        "_rate",
        "_received",
        "_sr",
        "_sr_arrival",
        "_transit",
        "highest",
        "loss",
        "ssrc",
    )

    highest: int
    """Highest extended sequence number; -1 before the first packet."""
    loss: float
    """Loss fraction 0-1 on the uplink alone, in the interval of the last `block`."""

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        self.ssrc = ssrc
        self._rate = float(clock_rate)
        self.highest = -1
        self.loss = 0.0
        self._base = 0
        self._received = 0
        self._transit = 0.0
        self._jitter = 0.0
        self._prior_expected = self._prior_received = 0
        self._sr = 0
        self._sr_arrival = 0.0

    def add(self, sequence: int, timestamp: int, now: float) -> int:
        """Counts a packet and returns its extended number: `highest + 1` in order, less than `highest` when
        late.

        Extended numbers begin at 2^16 + sequence, so that late first packets stay positive. Of two readings
        the one nearer to `highest` is taken, as SRTP takes it for its packet index (RFC 3711 §3.3.1).
        """
        self._received += 1
        number = self.highest + 1
        if number & 0xFFFF == sequence and number:
            self.highest = number
        else:
            number = self._extended(sequence)
            if number > self.highest:
                self.highest = number
        # A.8, in floating point; the wrapping of timestamps and the sources' pauses are left out of it.
        transit = now * self._rate - timestamp
        change = transit - self._transit
        self._transit = transit
        if change < 0:
            change = -change
        if change < self._rate:
            self._jitter += (change - self._jitter) * 0.0625
        return number

    def _extended(self, sequence: int) -> int:
        if self.highest < 0:
            self._base = sequence + 0x10000
            return self._base
        return self.highest + ((sequence - self.highest + 0x8000 & 0xFFFF) - 0x8000)

    def sender_report(self, ntp: int, now: float) -> None:
        """The publisher's SR arrived: its NTP time goes back in our reports."""
        self._sr = ntp >> 16 & _MASK
        self._sr_arrival = now

    def block(self, now: float, worst_leg: float = 0.0) -> ReportBlock:
        """The report block for the time since the last call. Not before the first packet.

        `worst_leg` is the largest loss fraction (0-1) that a subscriber of this stream reports. It is merged
        in as 1 - (1 - own)(1 - worst_leg), so that the publisher protects its speech for the worst listener.
        """
        expected = self.highest - self._base + 1
        expected_now = expected - self._prior_expected
        received_now = self._received - self._prior_received
        self._prior_expected, self._prior_received = expected, self._received
        self.loss = max(0.0, 1 - received_now / expected_now) if expected_now > 0 else 0.0
        fraction = 1 - (1 - self.loss) * (1 - min(1.0, max(0.0, worst_leg)))
        return ReportBlock(
            ssrc=self.ssrc,
            fraction_lost=min(255, int(fraction * 256)),
            lost=max(-0x800000, min(0x7FFFFF, expected - self._received)),
            highest=(self.highest - 0x10000) & _MASK,
            jitter=int(self._jitter) & _MASK,
            last_sr=self._sr,
            delay=min(_MASK, int((now - self._sr_arrival) * 65536)) if self._sr else 0,
        )
