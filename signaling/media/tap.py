"""What the recorder receives: a publication's best layer, as the gate lets it pass, nothing sent again for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.ports import Track
from signaling.media.uplink import Stream
from signaling.media.vp8 import starts_key_frame

if TYPE_CHECKING:
    from signaling.media.publication import Floors, Publication

CLOCK_EVERY = 5.0
"""Seconds after which the track is told the publisher's clock again: two clocks drift 50 ppm apart."""
_PADDED, _MARKER = 0x20, 0x80
_HALF, _MASK = 1 << 31, (1 << 32) - 1


class Tap:
    """One publication on its way to one track."""

    __slots__ = ("_clocked", "_first", "_floors", "_target", "publication", "stream", "track")

    def __init__(self, publication: Publication, track: Track, floors: Floors | None, now: float) -> None:
        self.publication, self.track = publication, track
        self._floors = floors
        self.stream = self._best(now)
        """The layer that flows; before it begins, the one that is waited for."""
        self._first: int | None = None
        """The number with which it began; older ones are not the track's."""
        self._target: Stream | None = None
        """The layer that takes over with its next key frame."""
        self._clocked = float("-inf")
        self.stream.taps.append(self)

    def take(
        self,
        stream: Stream,
        number: int,
        first: int,
        second: int,
        timestamp: int,
        payload: bytes | memoryview,
        now: float,
    ) -> None:
        """A packet of a stream at which it stands, past the gate. `first`, `second`: the header's octets."""
        if stream is self._target:
            if not starts_key_frame(payload) or not self._welcomes(stream, timestamp):
                return
            self.stream.taps.remove(self)
            self.stream, self._target = stream, None
            self.track.turn(now)
            self._first, self._clocked = number, float("-inf")
        elif self._first is None:
            if not self._welcomes(stream, timestamp):
                return
            self._first = number
        if number < self._first:
            return
        if now - self._clocked > CLOCK_EVERY:
            self._tell_clock(stream, now)
        content = bytes(payload)
        if first & _PADDED and content:
            content = content[: max(0, len(content) - content[-1])]
        self.track.take(number, timestamp, second & _MARKER != 0, content, now)

    def follow(self, now: float) -> bool:
        """Goes on with the best layer that arrives; each second or so. True: a key frame has to be asked for."""
        if not self.publication.video:
            self.track.hear(self.stream.meter.loudest())
            return False
        best = self._best(now)
        if best is self.stream or best is self._target:
            return self.wants_key_frame
        if self._target is not None:
            self._target.taps.remove(self)
        self._target = best
        best.taps.append(self)
        return True

    @property
    def wants_key_frame(self) -> bool:
        """Nothing can be made of what comes before the next one."""
        return self.publication.video and (self._target is not None or self.track.wants_key_frame)

    def end(self) -> None:
        """The cut: effective for the next packet."""
        for stream in self.publication.layers:
            if self in stream.taps:
                stream.taps.remove(self)
        self.track.close()

    def _best(self, now: float) -> Stream:
        flowing = self.publication.flowing(now)
        return flowing[-1] if flowing else getattr(self, "stream", self.publication.layers[0])

    def _welcomes(self, stream: Stream, timestamp: int) -> bool:
        """Whether it was captured after the recording began."""
        if self._floors is None:
            return True
        floor = self._floors.of(stream)
        if floor is None:
            return stream is self.publication.layers[0]
        return (timestamp - floor) & _MASK < _HALF

    def _tell_clock(self, stream: Stream, now: float) -> None:
        timestamp = stream.clock.rtp_at(now)
        if timestamp is not None:
            self._clocked = now
            self.track.clock(timestamp, now)
