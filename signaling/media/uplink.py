"""One stream that a person sends on one connection: numbers, clocks, the stay's gate, and who receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.participant import MediaKind
from signaling.media.boundary import ClockMap, StayGate
from signaling.media.levels import SpeechMeter
from signaling.media.media_line import Line, Medium
from signaling.media.nack import AUDIO_PATIENCE, VIDEO_PATIENCE, NackGenerator
from signaling.media.reception import ReceptionStats
from signaling.media.vp8 import starts_key_frame

if TYPE_CHECKING:
    from signaling.media.downlink import Leg
    from signaling.media.peer import Peer
    from signaling.media.tap import Tap

CLOCK_RATE = {Medium.AUDIO: 48_000, Medium.VIDEO: 90_000}
_COMPARABLE = 3600.0
"""Seconds for which the last timestamp can be compared in 32 bit: 6 hours of video would be too long."""
KEY_FRAME_INTERVAL = 0.5
"""Seconds between requests for a key frame of one stream, however many subscribers ask."""
KEPT = 256
"""Video packets kept for retransmission: more than a second at 1.5 Mbit/s. A power of two."""
KEEP_MASK = KEPT - 1
SAID = 4
"""Audio packets kept for redundancy. A power of two, more than `red.LEVELS`."""
SAID_MASK = SAID - 1

_SILENT = 0.7
"""Seconds after which a layer counts as left out by its browser: five frames of a shared screen."""
OVERHEAD = 68
"""Octets around a payload: IP and UDP (28), the RTP header with extensions (24), the authentication tag
(16)."""

Kept = tuple[int, int, int, int, bytes]
"""Extended number, first octet's padding bit, marker bit, timestamp, payload."""
Said = tuple[int, int, bytes]
"""Extended number, timestamp, payload."""


class Stream:
    """One SSRC of a publisher, on one connection. The packet loop works on its fields directly."""

    __slots__ = (
        "_asked",
        "_measured",
        "arrival",
        "bitrate",
        "clock",
        "count",
        "doubled",
        "fresh",
        "gate",
        "kept",
        "kind",
        "layout",
        "legs",
        "level_at",
        "line",
        "meter",
        "moved",
        "nacks",
        "octets",
        "payload",
        "payload_at",
        "peer",
        "rate",
        "red",
        "repeated",
        "reported",
        "rid",
        "said",
        "ssrc",
        "stats",
        "taps",
        "timestamp",
        "transport_at",
        "transport_tag",
        "video",
        "waiting",
    )

    def __init__(self, peer: Peer, kind: MediaKind, line: Line, rid: str = "") -> None:
        if line.medium is None:
            raise ValueError("a rejected line carries no stream")
        self.peer, self.kind, self.line, self.rid = peer, kind, line, rid
        self.video = line.medium is Medium.VIDEO
        self.rate = CLOCK_RATE[line.medium]
        self.payload = line.payload
        self.red = line.red or -1
        """Payload type of redundant speech; -1 = not negotiated."""
        self.ssrc = line.ssrc
        """0 until the first packet when the offer did not tell."""
        self.clock = ClockMap(self.rate)
        self.gate = StayGate(self.clock, video=self.video)
        self.fresh = False
        """The connection was made for the present stay: whatever it brings was captured in it."""
        self.reported = True
        """The gate waits for no report of the client's."""
        self.moved = 0.0
        """When the person last moved."""
        self.stats = ReceptionStats(line.ssrc, self.rate)
        patience = VIDEO_PATIENCE if self.video else AUDIO_PATIENCE
        self.nacks = NackGenerator(patience, peer.round_trip, asks=not self.video or "nack" in line.feedback)
        self.meter = SpeechMeter()
        self.legs: list[Leg] = []
        """Subscribers to whom packets flow now."""
        self.taps: list[Tap] = []
        """What records it."""
        self.waiting: list[Leg] = []
        """Granted ones that wait for their first packet: past the boundary, for video a key frame."""
        self.kept: list[Kept | None] = [None] * KEPT if self.video else []
        self.doubled = False
        """Some subscriber gets redundant speech: `said` is kept for it."""
        self.repeated = False
        """Some subscriber gets each packet of speech a second time."""
        self.said: list[Said | None] = [None] * SAID
        self.timestamp = 0
        """Of the highest packet in order; meaningless before the first, see `stats.highest`."""
        self.arrival = 0.0
        self.count = self.octets = 0
        """Admitted packets and their payload's octets; legs derive their own counters from these."""
        self.bitrate = 0.0
        """bit/s lately, as a subscriber gets it: with the headers of UDP and IP."""
        self._measured = (0.0, 0, 0)
        self._asked = float("-inf")
        # Where things stood in the last packet's header: they stand there again while `layout`, the size of
        # its
        # extension in words, is the same, and the tag of the transport-wide number is found at its place.
        self.layout = -1
        self.payload_at = self.transport_at = self.level_at = 0
        self.transport_tag = 0
        """What stands at `transport_at`; when the element is absent, the header's first octet."""

    def started(self) -> bool:
        return self.stats.highest >= 0

    def flows(self, now: float) -> bool:
        """Whether packets arrive now."""
        return self.started() and now - self.arrival < _SILENT

    def measure(self, now: float) -> None:
        """Brings `bitrate` up to date; each second or so."""
        at, count, octets = self._measured
        if not at:
            self._measured = (now, self.count, self.octets)
            return
        bits = 8 * (self.octets - octets + OVERHEAD * (self.count - count))
        self._measured = (now, self.count, self.octets)
        fresh = bits / max(now - at, 0.01)
        self.bitrate = (self.bitrate + fresh) / 2 if self.bitrate else fresh

    def bind(self, ssrc: int) -> None:
        """The first packet told the SSRC that the offer did not."""
        self.ssrc = ssrc
        self.stats = ReceptionStats(ssrc, self.rate)

    def welcome(self, now: float) -> None:
        """The connection is new, and its offer was made in the present stay."""
        self.gate.close(now, None)
        self.fresh = True

    def move(self, now: float) -> None:
        """The person moves: nothing passes until the new stay's boundary is known."""
        self.fresh = self.reported = False
        self.moved = now
        recent = self.started() and now - self.arrival < _COMPARABLE
        self.gate.close(now, self.timestamp if recent else None)
        self.nacks.clear()
        self.forget_kept()

    def admits(self, timestamp: int, payload: bytes | memoryview) -> bool:
        """The gate, while it is not wide open."""
        if self.fresh:
            self.fresh = False
            self.gate.report(
                (timestamp - self.rate) % (1 << 32)
            )  # with a second's room for what was overtaken
        key_frame = self.video and self.gate.wants_key_frame and starts_key_frame(payload)
        return self.gate.admits(timestamp, key_frame)

    def report(self, timestamp: int | None) -> None:
        """The client's boundary for the present stay; only the first one counts."""
        if not self.reported:
            self.reported = True
            self.gate.report(timestamp)

    def floor(self, since: float) -> int | None:
        """The first timestamp that somebody may receive who arrived here at `since`; None = anything."""
        mapped = self.clock.rtp_at(since)
        if mapped is not None:
            return mapped
        return (self.timestamp + 1) % (1 << 32) if self.started() else None

    def forget_kept(self) -> None:
        if self.video:
            self.kept = [None] * KEPT
        else:
            self.said = [None] * SAID

    def earlier(self, number: int, timestamp: int, first: int, levels: int) -> list[tuple[int, bytes]]:
        """(age, payload) of up to `levels` packets before this one, not before number `first`; the oldest first."""
        found = []
        for before in range(max(first, number - levels), number):
            said = self.said[before & SAID_MASK]
            if said is not None and said[0] == before:
                found.append(((timestamp - said[1]) & 0xFFFFFFFF, said[2]))
        return found

    def cut(self, leg: Leg) -> None:
        """Takes a subscriber off; effective for the next packet."""
        if leg in self.legs:
            self.legs.remove(leg)
        if leg in self.waiting:
            self.waiting.remove(leg)

    def request_key_frame(self, now: float, *, urgent: bool = False) -> bool:
        """Whether to send a PLI now. `urgent`: somebody was just granted this stream and sees nothing yet."""
        interval = KEY_FRAME_INTERVAL / 10 if urgent else KEY_FRAME_INTERVAL
        if not self.video or not self.ssrc or now - self._asked < interval:
            return False
        self._asked = now
        return True
