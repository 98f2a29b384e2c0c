"""What one person sends of one kind on one connection: one stream, or with simulcast one of each layer.

A layer is a stream in everything: it has an SSRC, clocks, numbers and a gate of its own, because browsers begin
each at a random timestamp. So a move closes the gate of each, and the boundary of each is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rooms.participant import MediaKind
from signaling.media.bitrate import PublisherCap
from signaling.media.media_line import Line, Medium
from signaling.media.uplink import Stream

if TYPE_CHECKING:
    from signaling.media.peer import Peer

_FADES = 0.95
"""Of what it was, each second: a picture that stands still needs little, and moves again."""
_MOST_EARLY = 4
"""Boundaries of SSRCs that no packet has named yet; a camera has two or three."""


class Floors:
    """Where each layer stood when somebody came: older timestamps are not for them."""

    __slots__ = ("_known", "since")

    def __init__(self, layers: Iterable[Stream], since: float) -> None:
        self.since = since
        """Monotonic seconds."""
        self._known = {stream: stream.floor(since) for stream in layers}

    def of(self, stream: Stream) -> int | None:
        """The first timestamp of a layer that may be received; None = not known yet."""
        known = self._known.get(stream)
        return stream.clock.rtp_at(self.since) if known is None else known


class Publication:
    """See the module. The layers never change: those that the offer named."""

    __slots__ = ("_early", "_full", "cap", "kind", "layers", "line", "peer", "video")

    def __init__(self, peer: Peer, kind: MediaKind, line: Line) -> None:
        self.peer, self.kind, self.line = peer, kind, line
        self.video = line.medium is Medium.VIDEO
        self.layers = tuple(Stream(peer, kind, line, rid) for rid in line.layers or ("",))
        """The smallest first."""
        self.cap = PublisherCap()
        self._full = 0.0
        self._early: dict[int, int | None] = {}
        """Boundaries that arrived before the first packet of their SSRC."""

    # -- SSRCs

    def layer(self, rid: str) -> Stream | None:
        """The layer of a RID; without simulcast the one stream, whatever is said."""
        if not self.line.layers:
            return self.layers[0]
        return next((stream for stream in self.layers if stream.rid == rid), None)

    def bind(self, stream: Stream, ssrc: int) -> None:
        """A first packet told the SSRC that the offer did not."""
        stream.bind(ssrc)
        if ssrc in self._early:
            stream.report(self._early.pop(ssrc))

    # -- stays

    def welcome(self, now: float) -> None:
        """The connection is new, and its offer was made in the present stay."""
        for stream in self.layers:
            stream.welcome(now)

    def move(self, since: float) -> None:
        """The person moves: nothing passes until the new stay's boundary is known, of each layer its own."""
        self._early.clear()
        for stream in self.layers:
            stream.move(since)

    def report(self, timestamp: int | None, ssrc: int | None) -> bool:
        """The client's boundary for the present stay. False: it was known, or tells nothing.

        A timestamp counts for the layer of `ssrc` only; None for all that were not reported.
        """
        if timestamp is None or not self.line.layers:
            due = [stream for stream in self.layers if not stream.reported]
        else:
            due = [stream for stream in self.layers if stream.ssrc == ssrc and not stream.reported]
            if (
                ssrc
                and ssrc not in {stream.ssrc for stream in self.layers}
                and len(self._early) < _MOST_EARLY
            ):
                self._early.setdefault(ssrc, timestamp)
        for stream in due:
            stream.report(timestamp)
        return bool(due)

    def floors(self, since: float) -> Floors:
        """Where each layer stood when somebody came at `since`."""
        return Floors(self.layers, since)

    # -- choosing

    def measure(self, now: float) -> None:
        """Brings the layers' rates up to date; each second or so."""
        for stream in self.layers:
            stream.measure(now)
        if self.cap.value(now) is None:
            self._full = max(self._largest(now), _FADES * self._full)

    def full(self, now: float) -> float:
        """bit/s of its largest layer as the publisher would send it: as it was before anybody's line was a limit."""
        return max(self._full, self._largest(now))

    def _largest(self, now: float) -> float:
        return max((stream.bitrate for stream in self.flowing(now)), default=0.0)

    def flowing(self, now: float) -> list[Stream]:
        """The layers that arrive, the smallest first. Browsers leave out the large one on a bad uplink."""
        return [stream for stream in self.layers if stream.flows(now)]
