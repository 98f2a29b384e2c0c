"""Asking publishers for what was lost, and bounding what subscribers may ask of us (RFC 4585, RFC 4588)."""

from __future__ import annotations

from signaling.media.reception import RoundTrip

VIDEO_PATIENCE = 1.0
AUDIO_PATIENCE = 0.4
MAX_TRIES = 10
MAX_GAP = 400
"""More missing at once is an outage: a key frame is cheaper and sooner than all of them."""
_REORDER = 0.01
_LEAST_INTERVAL = 0.02


class _Missing:
    __slots__ = ("asked", "since", "tries")

    def __init__(self, since: float) -> None:
        self.since = since
        self.asked = since
        self.tries = 0


class NackGenerator:
    """The missing packets of one publisher's stream, by extended sequence number (see ReceptionStats.add).

    Called on the slow path only: on a gap, on a late packet, on RTX, and periodically while `missing` is not
    empty. It also tells retransmissions that are wanted from duplicates: browsers resend unasked, to probe.
    """

    __slots__ = ("_asks", "_patience", "_round_trip", "abandoned", "missing")

    missing: dict[int, _Missing]
    """Empty when nothing is missing: the cheap check of the periodic duty."""
    abandoned: bool
    """A packet was given up since this was last set to False. For video: ask for a key frame."""

    def __init__(self, patience: float, round_trip: RoundTrip, *, asks: bool = True) -> None:
        """`patience`: seconds until a packet is given up. Without `asks` it only tells duplicates."""
        self.missing = {}
        self.abandoned = False
        self._patience = patience
        self._round_trip = round_trip
        self._asks = asks

    def gap(self, first: int, end: int, now: float, silence: float = 0.0) -> bool:
        """Numbers first..end-1 did not arrive before `end`. False: too many, or missing for too long; none is asked
        for any more.

        `silence`: seconds without any packet before `end`. What was lost in an outage would be played too late, and
        fills the line that is just back: a publisher sends it again before anything new.
        """
        outage = silence > self._patience
        if outage or end - first > MAX_GAP or len(self.missing) + end - first > 2 * MAX_GAP:
            self.missing.clear()
            return False
        for number in range(first, end):
            self.missing[number] = _Missing(now)
        return True

    def arrived(self, number: int, now: float) -> bool:
        """A late or resent packet. True: it was missing, use it. False: a duplicate or given up, drop it."""
        entry = self.missing.pop(number, None)
        if entry is None:
            return False
        if entry.tries == 1:
            self._round_trip.sample(now - entry.asked)
        return True

    def due(self, now: float) -> list[int]:
        """The 16 bit numbers to ask for now: after 10 ms for reordering, then each 1.3 round trips."""
        interval = max(_LEAST_INTERVAL, 1.3 * self._round_trip.seconds)
        numbers: list[int] = []
        hopeless: list[int] = []
        for number, entry in self.missing.items():
            if now - entry.since > self._patience or entry.tries >= MAX_TRIES:
                hopeless.append(number)
            elif self._asks and now - entry.asked >= (interval if entry.tries else _REORDER):
                entry.asked = now
                entry.tries += 1
                numbers.append(number & 0xFFFF)
        for number in hopeless:
            del self.missing[number]
            self.abandoned = True
        return numbers

    def clear(self) -> None:
        """Forgets everything: the stream starts anew on a key frame."""
        self.missing.clear()
        self.abandoned = False


class _Bucket:
    """Octets that may be spent, refilled with time; it holds at most half a second's worth."""

    __slots__ = ("_at", "_level", "_rate")

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._level = rate / 2
        self._at: float | None = None

    def set_rate(self, rate: float) -> None:
        self._rate = rate

    def take(self, size: int, now: float) -> bool:
        elapsed = 0.0 if self._at is None else max(0.0, now - self._at)
        self._at = now
        self._level = min(self._rate / 2, self._level + elapsed * self._rate)
        if self._level < size:
            return False
        self._level -= size
        return True


_BUDGET_SHARE = 0.15
_LEAST_BUDGET = 40_000
_FIRST_ESTIMATE = 600_000
_AUDIO_BUDGET = 48_000
"""bit/s: one Opus stream entirely, or the tenth of ten."""
_MOST_REMEMBERED = 2000


class NackLimiter:
    """What one subscriber may have resent: each packet at most once a round trip, and all within a byte
    budget.

    Without it a subscriber on a queueing link asks for 20,000 packets in 20 s and makes its own queue.
    """

    __slots__ = ("_audio", "_resent", "_round_trip", "_video")

    def __init__(self, round_trip: RoundTrip | None = None) -> None:
        self._round_trip = round_trip or RoundTrip(0.1)
        self._video = _Bucket(_FIRST_ESTIMATE * _BUDGET_SHARE / 8)
        self._audio = _Bucket(_AUDIO_BUDGET / 8)
        self._resent: dict[int, float] = {}

    def bitrate(self, estimate: int) -> None:
        """The subscriber's REMB, bit/s: the budget for video is 15 % of it, at least 40 kbit/s."""
        self._video.set_rate(max(_LEAST_BUDGET, estimate * _BUDGET_SHARE) / 8)

    def allows(self, ssrc: int, sequence: int, size: int, now: float, *, audio: bool = False) -> bool:
        """Whether to resend these `size` octets now; then they are counted. Audio has a budget of its own."""
        key = ssrc << 16 | sequence
        interval = min(0.25, max(_LEAST_INTERVAL, 0.9 * self._round_trip.seconds))
        if now - self._resent.get(key, -1.0) < interval:
            return False
        if not (self._audio if audio else self._video).take(size, now):
            return False
        if len(self._resent) >= _MOST_REMEMBERED:
            self._resent = {past: at for past, at in self._resent.items() if now - at < 0.25}
        self._resent[key] = now
        return True
