"""Packets of a track into frames, in order and whole (RFC 7587 for Opus, RFC 7741 for VP8).

What was lost is waited for as long as it may still be sent again. Speech goes on behind a gap; of pictures nothing is
taken until the next key frame, for what builds on a lost one shows what was never seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from recordings.frame import Frame

SPEECH_PATIENCE: Final = 0.5
PICTURE_PATIENCE: Final = 0.7
"""Seconds that what stands behind a gap waits. Publishers are asked again for speech for 0.4 s
(`signaling.media.nack`), for pictures a little longer than we wait: what waits is nowhere but in memory, and with the
time until it is written (`recordings.recorder.WRITE_EVERY`) a kill is to cost a second at the most."""
MOST_AHEAD: Final = 2000
"""Packets that may wait behind a gap: what comes in that time at 25 Mbit/s."""
LARGEST: Final = 2 * 1024 * 1024
"""Octets of a picture; more is none."""
_HALF: Final = 1 << 31
_WRAP: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Packet:
    """As the gate let it pass."""

    number: int
    """Sequence number, extended so that it never wraps."""
    timestamp: int
    """RTP timestamp, 32 bits."""
    marker: bool
    payload: bytes


class Assembly:
    """One segment of one track. Time is an argument: monotonic seconds."""

    __slots__ = (
        "_clock",
        "_gap_since",
        "_next",
        "_octets",
        "_parts",
        "_patience",
        "_pictures",
        "_started",
        "_waiting",
        "gaps",
    )

    gaps: int
    """Times that something was lost for good."""

    def __init__(self, *, pictures: bool, begin: int = 0) -> None:
        """`begin`: where its first frame stands, in units of the track's clock."""
        self._pictures = pictures
        self._patience = PICTURE_PATIENCE if pictures else SPEECH_PATIENCE
        self._waiting: dict[int, tuple[Packet, float]] = {}
        """Each with its arrival."""
        self._next: int | None = None
        self._gap_since: float | None = None
        """The first arrival of what waits."""
        self._parts: list[bytes] = []
        self._octets = 0
        self._started = not pictures
        self._clock = _Clock(begin)
        self.gaps = 0

    @property
    def wants_key_frame(self) -> bool:
        """Nothing can be taken before the publisher sends one."""
        return not self._started

    def place(self, timestamp: int) -> int | None:
        """Where on the segment's time line a timestamp near the latest one stands; None before the first frame."""
        return self._clock.place(timestamp)

    def add(self, packet: Packet, now: float) -> Iterator[Frame]:
        """The frames that are whole by it."""
        if self._next is None:
            self._next = packet.number
        if packet.number >= self._next:
            self._waiting.setdefault(packet.number, (packet, now))
        return self._ready(now)

    def end(self) -> Iterator[Frame]:
        """What still waits behind gaps: nothing comes any more."""
        while self._waiting:
            self._skip()
            yield from self._in_order()

    def _ready(self, now: float) -> Iterator[Frame]:
        """Gap by gap, as many as what came first has waited behind for long enough."""
        while True:
            yield from self._in_order()
            if not self._waiting:
                return
            if self._gap_since is None:
                self._gap_since = min(came for _, came in self._waiting.values())
            if now - self._gap_since <= self._patience and len(self._waiting) <= MOST_AHEAD:
                return
            self._skip()

    def _skip(self) -> None:
        """What is missing before the first that waits is given up."""
        self._next = min(self._waiting)
        self._lost()

    def _in_order(self) -> Iterator[Frame]:
        while (found := self._waiting.pop(-1 if self._next is None else self._next, None)) is not None:
            packet = found[0]
            self._next, self._gap_since = packet.number + 1, None
            frame = self._of_picture(packet) if self._pictures else packet.payload
            if frame:
                key = not self._pictures or not frame[0] & 1
                self._started |= key
                if self._started:
                    yield Frame(self._clock.at(packet.timestamp), key, frame)

    def _of_picture(self, packet: Packet) -> bytes | None:
        """The whole picture with its last packet."""
        begins, part = _descriptor_removed(packet.payload)
        if self._parts and (begins or self._octets + len(part) > LARGEST):
            self._lost()  # one that never ended
        if not begins and not self._parts:
            return None  # the middle of one whose beginning was lost
        self._parts.append(part)
        self._octets += len(part)
        if not packet.marker:
            return None
        whole = b"".join(self._parts)
        self._forget()
        return whole

    def _lost(self) -> None:
        self.gaps += 1
        self._forget()
        self._started = not self._pictures

    def _forget(self) -> None:
        self._parts.clear()
        self._octets = 0


class _Clock:
    """RTP timestamps counted on from the first, over their wrap; later is never less, whatever a publisher writes."""

    __slots__ = ("_begin", "_first", "_given", "_last")

    def __init__(self, begin: int) -> None:
        self._first: int | None = None
        self._last = 0
        self._begin = begin
        self._given = begin - 1

    def at(self, timestamp: int) -> int:
        if self._first is None:
            self._first = self._last = timestamp
        self._last += self._ahead(timestamp)
        self._given = max(self._given + 1, self._begin + self._last - self._first)
        return self._given

    def place(self, timestamp: int) -> int | None:
        if self._first is None:
            return None
        return self._begin + self._last + self._ahead(timestamp) - self._first

    def _ahead(self, timestamp: int) -> int:
        return (timestamp - self._last + _HALF) % _WRAP - _HALF


def _descriptor_removed(payload: bytes) -> tuple[bool, bytes]:
    """Whether a picture begins here, and its octets (RFC 7741 section 4.2). Nothing of what is malformed."""
    if not payload:
        return False, b""
    first, at = payload[0], 1
    if first & 0x80:
        if len(payload) < 2:
            return False, b""
        extended, at = payload[1], 2
        if extended & 0x80:
            at += 2 if len(payload) > at and payload[at] & 0x80 else 1
        at += (1 if extended & 0x40 else 0) + (1 if extended & 0x30 else 0)
    return first & 0x17 == 0x10, payload[at:]
