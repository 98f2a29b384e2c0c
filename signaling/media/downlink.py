"""What one subscriber receives: slots, which never change, and legs, which put a publisher's stream into a
slot.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from signaling.media.media_line import Line, Medium
from signaling.media.packetmap import PacketMap
from signaling.media.uplink import CLOCK_RATE, KEEP_MASK, Stream
from signaling.media.vp8 import Descriptor, PictureShift, follow, parse

if TYPE_CHECKING:
    from signaling.media.peer import Peer
    from signaling.media.publication import Floors, Publication
    from signaling.media.socket import Link, Path

AUDIO_KEPT = 64
"""Audio packets kept as sent, 1.3 s: speech that is older than that is of no use to anybody. A power of
two."""
AUDIO_KEEP_MASK = AUDIO_KEPT - 1
HEADER_SIZE = 24
"""Octets of every header that we send: 12, then the extension (RFC 8285): 4, and two words."""

ON_THE_WIRE = 44
"""Octets that a packet grows by: the authentication tag (16), UDP and IP (28)."""

_ONE_BYTE_FORM, _WORDS = 0xBEDE, 2
_HALF, _MASK = 1 << 31, (1 << 32) - 1
_LOOKED_BACK = 16
"""Packets among which the last picture of a layer is sought: those without one are padding."""


class Slot:
    """One receive line of a subscriber, and the outgoing SSRC that goes with it for the connection's life."""

    __slots__ = (
        "extension",
        "leg",
        "loss",
        "medium",
        "mid",
        "numbers",
        "octets",
        "packets",
        "payload",
        "peer",
        "red",
        "rtx",
        "rtx_next",
        "rtx_ssrc",
        "send_time",
        "ssrc",
        "transport",
    )

    def __init__(self, peer: Peer, line: Line, ssrc: int, rtx_ssrc: int) -> None:
        if line.medium is None:
            raise ValueError("a rejected line is no slot")
        self.peer = peer
        self.mid, self.medium = line.mid, line.medium
        self.payload, self.rtx, self.red = line.payload, line.rtx, line.red
        self.ssrc, self.rtx_ssrc = ssrc, rtx_ssrc
        self.rtx_next = 1 + secrets.randbelow(1 << 14)
        self.numbers = PacketMap(CLOCK_RATE[line.medium])
        self.extension = _extension(line)
        self.send_time = line.extensions.abs_send_time << 28 | 2 << 24 if line.extensions.abs_send_time else 0
        """The element's first octet in its word (RFC 8285 §4.2), 0 = not negotiated."""
        self.transport = line.extensions.transport_cc << 28 | 1 << 24 if line.extensions.transport_cc else 0
        """The same for the transport-wide number; it takes the send time's place."""
        self.leg: Leg | None = None
        self.packets = self.octets = 0
        """Sent by former legs."""
        self.loss = 0.0
        """The fraction that the subscriber last reported lost."""


class Leg:
    """A publication in a slot: one of its streams at a time, and another from its next key frame on.

    Fields repeat what the packet loop needs, so that it follows no references.
    """

    __slots__ = (
        "_base",
        "again",
        "extension",
        "first",
        "floors",
        "history",
        "levels",
        "link",
        "numbers",
        "offset",
        "path",
        "paused",
        "payload",
        "pictures",
        "publication",
        "send_time",
        "sent",
        "shift",
        "slot",
        "ssrc",
        "stream",
        "target",
        "transmit",
        "transport",
    )

    def __init__(self, publication: Publication, slot: Slot, transmit: Any, floors: Floors | None) -> None:
        self.publication, self.slot = publication, slot
        self.transmit = transmit
        """libsrtp's sending session of the subscriber."""
        self.floors = floors
        """Older timestamps were captured before the subscriber was here; None = all are welcome."""
        self.stream = publication.layers[0]
        """What flows; before it begins, what it waits for."""
        self.target: Stream | None = None
        """The layer that takes over with its next key frame."""
        self.pictures: PictureShift | None = None
        """Set by the first change of layer: until then pictures keep the publisher's numbers."""
        self.stream.waiting.append(self)
        self.numbers = slot.numbers
        self.payload, self.ssrc = slot.payload, slot.ssrc
        self.extension, self.send_time, self.transport = slot.extension, slot.send_time, slot.transport
        self.history = slot.peer.history
        self.paused: float | None = None
        """Since when (monotonic) there is no room for it on the subscriber's line; None = there is."""
        self.first = self.offset = self.shift = 0
        self.levels = 0
        """Earlier packets that each packet of speech carries for this subscriber."""
        self.again = False
        """Each packet of speech is sent a second time, after the next one: for a browser that can neither take
        redundant speech nor ask for what it has lost."""
        self.sent: list[bytes | None] | None = [None] * AUDIO_KEPT if slot.medium is Medium.AUDIO else None
        """Audio as it was sent, to be sent again as it was: same index, same octets (RFC 3711 §9.1 holds)."""
        self._base = (0, 0)
        self.path: Path
        self.link: Link
        self.follow()

    def follow(self) -> None:
        """The subscriber's address changed; ValueError when there is none."""
        path = self.slot.peer.path
        if path is None:
            raise ValueError("a subscriber without an address receives nothing")
        self.path, self.link = path, path.link

    def welcomes(self, stream: Stream, timestamp: int) -> bool:
        """Whether a stream may begin here with this timestamp: it was captured after the subscriber came."""
        if self.floors is None:
            return True
        floor = self.floors.of(stream)
        if floor is None:
            # A large layer may begin long after the small one, with a queue from before on its way: it waits
            # for its first sender report.
            return stream is self.publication.layers[0]
        return (timestamp - floor) & _MASK < _HALF

    def turn_to(self, stream: Stream) -> bool:
        """Chooses a layer. True: it waits for a key frame of it, which has to be asked for."""
        if self.target is not None:
            self.target.waiting.remove(self)
            self.target = None
        if stream is self.stream:
            return False
        if self.begun():
            self.target = stream
        else:
            self.stream.waiting.remove(self)
            self.stream = stream
        stream.waiting.append(self)
        return True

    def pause(self, now: float) -> None:
        """There is no room: nothing more until `resume`. The slot stays."""
        if self.paused is not None:
            return
        self.paused = now
        self._stop()

    def resume(self, stream: Stream) -> None:
        """It goes on with a key frame of this layer, which has to be asked for."""
        self.paused = None
        self.stream = stream
        stream.waiting.append(self)

    def begin(
        self, stream: Stream, number: int, timestamp: int, payload: bytes | memoryview, now: float
    ) -> None:
        """The first packet of a stream: from the next one on the loop forwards without asking."""
        stream.waiting.remove(self)
        if self.begun():
            self._leave(payload)
            self.slot.peer.metrics.layers_changed += 1
        self.stream, self.target = stream, None
        self.numbers.begin(number, timestamp, now)
        self._take()
        self._base = (stream.count, stream.octets)
        stream.legs.append(self)

    def _leave(self, payload: bytes | memoryview) -> None:
        """Another layer takes over with `payload`: numbers, timestamps and pictures go on."""
        slot, stream = self.slot, self.stream
        slot.packets, slot.octets = self.counts()
        last, first = _last_picture(stream), parse(payload)
        if last is not None and first is not None:
            self.pictures = follow(last, self.pictures, first)
        self.numbers.end(stream.stats.highest, stream.timestamp, stream.arrival)
        stream.legs.remove(self)

    def skip(self, expected: int, number: int) -> None:
        """The publisher's numbers jumped."""
        self.numbers.skip(expected, number)
        self._take()

    def end(self) -> None:
        """The cut. The slot goes on where this leg ends; nothing of it is retransmitted any more."""
        slot = self.slot
        self._stop()
        self.publication.cap.forget(slot.peer.seat)
        if slot.leg is self:
            slot.leg = None

    def _stop(self) -> None:
        slot, stream = self.slot, self.stream
        slot.packets, slot.octets = self.counts()
        self.numbers.end(stream.stats.highest, stream.timestamp, stream.arrival)
        stream.cut(self)
        if self.target is not None:
            self.target.cut(self)
            self.target = None

    def begun(self) -> bool:
        return self.numbers.first >= 0

    def counts(self) -> tuple[int, int]:
        """Packets and payload octets of this slot so far, for sender reports."""
        slot = self.slot
        if not self.begun():
            return slot.packets, slot.octets
        packets, octets = self._base
        return slot.packets + self.stream.count - packets, slot.octets + self.stream.octets - octets

    def _take(self) -> None:
        numbers = self.numbers
        self.first, self.offset, self.shift = numbers.first, numbers.offset, numbers.shift


def _last_picture(stream: Stream) -> Descriptor | None:
    """The newest picture of what was forwarded."""
    highest = stream.stats.highest
    for number in range(highest, highest - _LOOKED_BACK, -1):
        kept = stream.kept[number & KEEP_MASK]
        found = parse(kept[4]) if kept is not None and kept[0] == number else None
        if found is not None:
            return found
    return None


def _extension(line: Line) -> bytes:
    """The header extension before the send time: MID for as long as it fits, so that no browser has to
    guess.
    """
    mid = line.mid.encode()
    element = b""
    if line.extensions.mid and len(mid) <= 3:
        element = bytes((line.extensions.mid << 4 | len(mid) - 1,)) + mid
    return _ONE_BYTE_FORM.to_bytes(2, "big") + _WORDS.to_bytes(2, "big") + element.ljust(4, b"\0")
