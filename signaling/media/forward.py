"""The packet loop: datagrams in, datagrams out, nothing decoded.

What arrives is told apart by its first octets (RFC 7983): checks, handshakes and feedback go to their
handlers; RTP of a known stream is decrypted in place, gets the slot's numbers, and is encrypted once for
each subscriber. A packet is queued and handed to the kernel within the same callback: when any other code
runs, nothing forwarded is pending, so a cut that has returned is complete.
"""

from __future__ import annotations

import logging
import struct
import time
from collections.abc import Callable, Iterator

from signaling.media import feedback
from signaling.media.downlink import AUDIO_KEEP_MASK, HEADER_SIZE, ON_THE_WIRE, Leg
from signaling.media.header import elements, payload_begin, payload_end
from signaling.media.metrics import MediaMetrics
from signaling.media.peer import Peer
from signaling.media.red import LEVELS, join, split
from signaling.media.socket import AT_LENGTH, BATCH, Link, Path
from signaling.media.srtp import LARGEST, TAG, length, length_view, protect, unprotect, unprotect_rtcp
from signaling.media.stun import parse_request
from signaling.media.uplink import KEEP_MASK, SAID_MASK, Stream
from signaling.media.vp8 import starts_key_frame

log = logging.getLogger(__name__)

ROUNDS = 4
"""Batches before other tasks get their turn."""
_FEEDBACK_COST = 4
"""Packets that a datagram of RTCP takes as long as."""
SHORTEST = 12
"""Octets of an RTP header."""

_RTP = struct.Struct("!BBHII").unpack_from
_HEADER = struct.Struct("!BBHII8sI").pack_into
_LENGTHS = 16  # 32 bit words of a struct mmsghdr
_MASK = (1 << 32) - 1


class PacketLoop:
    """Reads every socket. One a process: libsrtp's length argument is shared."""

    __slots__ = ("_metrics", "_on_deadline", "_send_time", "by_ufrag", "deadline", "links", "nacking")

    def __init__(self, metrics: MediaMetrics, on_deadline: Callable[[float], None]) -> None:
        self._metrics = metrics
        self._on_deadline = on_deadline
        self._send_time = 0
        self.links: list[Link] = []
        self.by_ufrag: dict[str, Peer] = {}
        self.nacking: set[Stream] = set()
        """Streams that miss packets: the duties ask for them."""
        self.deadline = float("inf")
        """When the first room's lease ends: looked at before each batch, for a stalled loop runs timers too
        late."""

    def read(self, link: Link) -> int:
        """Takes the datagrams that a socket has, and returns how many; to be called by the event loop."""
        total = 0
        for _ in range(ROUNDS):
            count = link.receive()
            if not count:
                break
            total += count
            now = time.monotonic()
            if now >= self.deadline:
                self._on_deadline(now)
            self._send_time = feedback.send_time(now)
            datagrams = iter(range(count))
            while True:
                try:
                    self._batch(link, datagrams, now)
                    break
                except Exception:  # one person's datagram must not cost others theirs: go on with the next
                    self._metrics.fault(log)
            if count < BATCH:
                break
        self.flush()
        return total

    def flush(self) -> None:
        for link in self.links:
            if link.count:
                link.flush()

    def _batch(self, link: Link, datagrams: Iterator[int], now: float) -> None:
        """Long, because it runs for each packet: a call costs as much as three lines."""
        metrics = self._metrics
        frames, pointers, lengths = link.frames, link.pointers, link.lengths
        names, keys, paths = link.names, link.keys, link.paths
        for index in datagrams:
            size = lengths[_LENGTHS * index + AT_LENGTH]
            frame = frames[index]
            path = paths.get(names[keys[index]])
            first, second, sequence, timestamp, ssrc = _RTP(frame)
            if (
                path is None
                or not 128 <= first <= 191
                or 192 <= second <= 223
                or not SHORTEST <= size <= LARGEST
            ):
                self._other(link, index, size, path, now)
                continue
            peer = path.peer
            if peer.receive is None:
                continue
            stream = peer.streams_by_ssrc.get(ssrc)
            if stream is None:
                self._unknown(link, index, size, peer, now)
                continue
            length_view[0] = size
            if unprotect(peer.receive, pointers[index], length):
                metrics.unauthentic += 1
                continue
            size = length_view[0]
            peer.seen = now
            peer.budget -= 1
            if peer.budget < 0:
                metrics.throttled += 1
                continue
            metrics.packets_in += 1
            # Header extensions stand where they stood in the last packet, or are searched for.
            if (
                first != 0x90
                or frame[15] != stream.layout
                or frame[stream.transport_at] != stream.transport_tag
            ) and not _locate(stream, frame, size):
                metrics.malformed += 1
                continue
            at = stream.transport_at
            if at:
                peer.transport.add(frame[at + 1] << 8 | frame[at + 2], now)
            if stream.level_at:
                stream.meter.add(frame[stream.level_at])
            codec = second & 0x7F
            if codec != stream.payload and codec != stream.red:
                continue
            stats = stream.stats
            expected = stats.highest + 1
            number = stats.add(sequence, timestamp, now)
            if number == expected:
                stream.timestamp = timestamp
                stream.arrival = now
            elif not self._disordered(stream, expected, number, timestamp, now):
                continue
            payload = frame[stream.payload_at : size]
            if codec == stream.red:
                payload = self._unfolded(stream, number, timestamp, payload, now)
            if stream.gate.open or self._admitted(stream, timestamp, payload):
                self._forward(stream, number, first, second, timestamp, payload, now)

    def _forward(
        self,
        stream: Stream,
        number: int,
        first: int,
        second: int,
        timestamp: int,
        payload: bytes | memoryview,
        now: float,
    ) -> None:
        """An admitted packet to everybody who may have it. `first`, `second`: the header's octets."""
        stream.count += 1
        size = len(payload)
        stream.octets += size
        for tap in stream.taps:
            tap.take(stream, number, first, second, timestamp, payload, now)
        if not stream.legs and not stream.waiting:
            return
        metrics = self._metrics
        padding, marker = first & 0x20, second & 0x80
        if stream.video:
            payload = bytes(payload)
            stream.kept[number & KEEP_MASK] = (number, padding, marker, timestamp, payload)
        elif stream.doubled and not padding:
            payload = bytes(payload)
            stream.said[number & SAID_MASK] = (number, timestamp, payload)
        if stream.waiting:
            _begin(stream, number, timestamp, payload, now)
        end = HEADER_SIZE + size
        padding |= 0x90
        sent = 0
        for leg in stream.legs:
            if number < leg.first:
                continue
            link = leg.link
            index = link.count
            frame = link.out_views[index]
            content, codec, last = payload, leg.payload, end
            if leg.levels and not padding & 0x20:
                content, codec = _folded(leg, stream, number, timestamp, payload)
                last = HEADER_SIZE + len(content)
            if leg.transport:
                word = leg.transport | leg.history.add(now, last + ON_THE_WIRE) << 8
            else:
                word = leg.send_time | self._send_time if leg.send_time else 0
            _HEADER(
                frame,
                0,
                padding,
                marker | codec,
                number + leg.offset & 0xFFFF,
                timestamp + leg.shift & _MASK,
                leg.ssrc,
                leg.extension,
                word,
            )
            frame[HEADER_SIZE:last] = content
            if leg.pictures is not None:
                leg.pictures.apply(frame, HEADER_SIZE)
            length_view[0] = last
            if protect(leg.transmit, link.out_pointers[index], length):
                metrics.index_refused += 1
                continue
            protected = length_view[0]
            if leg.sent is not None:
                leg.sent[number + leg.offset & AUDIO_KEEP_MASK] = bytes(frame[:protected])
            link.queue(leg.path, protected)
            sent += 1
        if stream.repeated:
            sent += _said_again(stream, number - 1)
        metrics.packets_out += sent
        metrics.octets_out += sent * (end + TAG)

    # -- the slow paths

    def _unfolded(
        self, stream: Stream, number: int, timestamp: int, payload: memoryview, now: float
    ) -> memoryview:
        """The speech of a redundant packet. What it repeats of packets that are missing is forwarded first.

        Only to those whose leg has begun, and nobody's begins with it: the first packet after a move repeats
        what the client's guard held back. An empty one when the payload is malformed.
        """
        blocks = split(payload)
        if not blocks:
            self._metrics.malformed += 1
            return payload[:0]
        *earlier, (_, speech) = blocks
        if stream.nacks.missing and not stream.waiting:
            for age, (offset, octets) in zip(range(len(earlier), 0, -1), earlier, strict=True):
                moment = timestamp - offset & _MASK
                if age > LEVELS or not octets or number - age not in stream.nacks.missing:
                    continue
                if stream.gate.open or stream.admits(moment, octets):
                    stream.nacks.arrived(number - age, now)
                    self._metrics.recovered_upstream += 1
                    self._forward(stream, number - age, 0, 0, moment, octets, now)
        return speech

    def _admitted(self, stream: Stream, timestamp: int, payload: memoryview) -> bool:
        if stream.admits(timestamp, payload):
            return True
        self._metrics.before_boundary += 1
        return False

    def _disordered(self, stream: Stream, expected: int, number: int, timestamp: int, now: float) -> bool:
        """The first packet, one after a gap, or a late one. False: a duplicate, drop it."""
        if number < expected:
            if stream.nacks.arrived(number, now):
                self._metrics.recovered_upstream += 1
                return True
            self._metrics.duplicates += 1
            return False
        if expected > 0:
            self._gap(stream, expected, number, now)
        stream.timestamp = timestamp
        stream.arrival = now
        return True

    def _gap(self, stream: Stream, expected: int, number: int, now: float) -> None:
        if stream.nacks.gap(expected, number, now, now - stream.arrival):
            self.nacking.add(stream)
            self._metrics.lost_upstream += number - expected
            return
        stream.nacks.clear()
        for leg in stream.legs:
            leg.skip(expected, number)
        feedback.ask_for_key_frame(stream, now)

    def _unknown(self, link: Link, index: int, size: int, peer: Peer, now: float) -> None:
        """An SSRC that is no stream's: a retransmission, or a line's first packet when the offer told no
        SSRC.
        """
        frame = link.frames[index]
        first, second, sequence, timestamp, ssrc = _RTP(frame)
        if not peer.admits_source(ssrc):
            self._metrics.unknown_streams += 1
            return
        length_view[0] = size
        if unprotect(peer.receive, link.pointers[index], length):
            self._metrics.unauthentic += 1
            return
        size = length_view[0]
        peer.seen = now
        peer.budget -= 1
        if peer.budget < 0:
            self._metrics.throttled += 1
            return
        self._metrics.packets_in += 1
        begin = payload_begin(frame, size)
        if begin == 0:
            self._metrics.malformed += 1
            return
        peer.known.add(ssrc)
        stream, repairs = peer.bind(ssrc, second & 0x7F, frame, begin)
        if stream is None:
            self._metrics.unknown_streams += 1
            return
        at = elements(frame, begin).get(stream.line.extensions.transport_cc, (0, 0))[0]
        if at:
            peer.transport.add(frame[at] << 8 | frame[at + 1], now)
        if repairs:
            self._repaired(stream, second, timestamp, frame[begin : payload_end(frame, begin, size)], now)
        else:
            expected = stream.stats.highest + 1
            number = stream.stats.add(sequence, timestamp, now)
            payload = frame[begin:size]
            if second & 0x7F == stream.red:
                payload = self._unfolded(stream, number, timestamp, payload, now)
            in_turn = self._disordered(stream, expected, number, timestamp, now)
            if in_turn and self._admitted(stream, timestamp, payload):
                self._forward(stream, number, first, second, timestamp, payload, now)

    def _repaired(self, stream: Stream, second: int, timestamp: int, payload: memoryview, now: float) -> None:
        """A retransmission (RFC 4588 §4): the original's number, then its payload. Browsers also send them
        to probe.
        """
        if len(payload) < 3 or not stream.started():
            return
        highest = stream.stats.highest
        original = payload[0] << 8 | payload[1]
        number = highest - ((highest - original) & 0xFFFF)
        if not stream.nacks.arrived(number, now):
            self._metrics.duplicates += 1
            return
        self._metrics.recovered_upstream += 1
        if stream.gate.open or self._admitted(stream, timestamp, payload[2:]):
            self._forward(stream, number, 0, second, timestamp, payload[2:], now)

    def _other(self, link: Link, index: int, size: int, path: Path | None, now: float) -> None:
        """Not RTP of a validated address."""
        frame = link.frames[index]
        first = frame[0] if size else 255
        if first < 4 and size <= LARGEST:
            self._check(link, index, size, now)
        elif path is None:
            self._metrics.strangers += 1
        elif size > LARGEST or size < SHORTEST:
            self._metrics.malformed += 1
        elif 20 <= first <= 63:
            path.peer.handshake(bytes(frame[:size]))
        elif 128 <= first <= 191:
            self._feedback(link, index, size, path.peer, now)
        else:
            self._metrics.malformed += 1

    def _feedback(self, link: Link, index: int, size: int, peer: Peer, now: float) -> None:
        self._metrics.feedback_in += 1
        length_view[0] = size
        if peer.receive is None or unprotect_rtcp(peer.receive, link.pointers[index], length):
            self._metrics.unauthentic += 1
            return
        peer.seen = now
        peer.budget -= _FEEDBACK_COST  # of what is authentic: nobody else shall use it up
        if peer.budget < 0:
            self._metrics.throttled += 1
            return
        feedback.handle(peer, link.frames[index][: length_view[0]], now)

    def _check(self, link: Link, index: int, size: int, now: float) -> None:
        request = parse_request(link.frames[index][:size])
        if request is None:
            self._metrics.malformed += 1
            return
        peer = self.by_ufrag.get(request.local_ufrag)
        if peer is None:
            self._metrics.checks_refused += 1
        else:
            peer.check(request, link, index, now)


def _begin(stream: Stream, number: int, timestamp: int, payload: bytes | memoryview, now: float) -> None:
    """Starts the legs for which this is a first packet: past their floor, and for video a key frame."""
    if stream.video and not starts_key_frame(payload):
        return
    for leg in list(stream.waiting):
        if leg.welcomes(stream, timestamp):
            leg.begin(stream, number, timestamp, payload, now)


def _said_again(stream: Stream, number: int) -> int:
    """A packet of speech once more, the very datagram (RFC 3711 §9.1): whoever has it drops it as a replay."""
    sent = 0
    for leg in stream.legs:
        sequence = number + leg.offset & 0xFFFF
        datagram = leg.sent[sequence & AUDIO_KEEP_MASK] if leg.again and leg.sent is not None else None
        if datagram is not None and datagram[2:4] == sequence.to_bytes(2, "big"):
            leg.link.send(leg.path, datagram)
            sent += 1
    return sent


def _folded(
    leg: Leg, stream: Stream, number: int, timestamp: int, payload: bytes | memoryview
) -> tuple[bytes | memoryview, int]:
    """Speech with what was said before it, for a subscriber on a bad line; and the payload type of that."""
    earlier = stream.earlier(number, timestamp, leg.first, leg.levels)
    if not earlier:
        return payload, leg.payload
    content = join(earlier, bytes(payload), leg.payload)
    leg.slot.peer.folded += len(content) - len(payload)
    return content, leg.slot.red


def _locate(stream: Stream, frame: memoryview, size: int) -> bool:
    """Looks for the header extensions that are read, and remembers where. False: the header does not fit."""
    begin = payload_begin(frame, size)
    if begin == 0:
        return False
    found = elements(frame, begin)
    extensions = stream.line.extensions
    transport, octets = found.get(extensions.transport_cc, (0, 0)) if extensions.transport_cc else (0, 0)
    level = found.get(extensions.audio_level, (0, 0))[0] if extensions.audio_level else 0
    stream.payload_at = begin
    stream.transport_at = transport - 1 if octets == 2 else 0
    stream.transport_tag = frame[stream.transport_at]
    stream.level_at = level
    stream.layout = frame[15] if frame[0] == 0x90 else -1
    return True
