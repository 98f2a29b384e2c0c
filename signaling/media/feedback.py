"""RTCP from browsers: reports, requests for key frames, for packets, and estimates."""

from __future__ import annotations

import math
import struct
import time

from signaling.media.downlink import AUDIO_KEEP_MASK, HEADER_SIZE, ON_THE_WIRE, Slot
from signaling.media.peer import Peer
from signaling.media.rtcp import (
    Estimate,
    FullIntra,
    Nack,
    PictureLoss,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    TransportFeedback,
    parse,
    picture_loss,
)
from signaling.media.share import settle, share, wanted
from signaling.media.srtp import length, length_view, protect
from signaling.media.uplink import KEEP_MASK, Stream

MOST_ASKED = 256
"""Packets that one NACK may ask for: more than a second of video. The rest of a longer list is not looked
at."""
_FREE = 2
"""Times what a line carries now that it may be taken to carry, while nothing says that it is full."""
_HEADER = struct.Struct("!BBHII8sIH").pack_into
_EPOCHS = 2_208_988_800  # seconds from 1900 to 1970 (RFC 5905 §6)
_OFFSET = time.time() - time.monotonic() + _EPOCHS


def ntp(moment: float) -> int:
    """64 bit NTP time of a monotonic moment, on a clock of this process that never jumps."""
    return int((moment + _OFFSET) * (1 << 32))


def send_time(moment: float) -> int:
    """24 bit of seconds in 6.18 fixed point (abs-send-time); any clock will do that is used throughout."""
    return int(moment * 262_144) & 0xFFFFFF


def stamp(slot: Slot, size: int, now: float) -> int:
    """The second word of a header's extension: the transport-wide number, else the send time, else nothing."""
    if slot.transport:
        return slot.transport | slot.peer.history.add(now, size + ON_THE_WIRE) << 8
    return slot.send_time and slot.send_time | send_time(now)


def handle(peer: Peer, datagram: memoryview, now: float) -> None:
    """Acts on a decrypted RTCP datagram of `peer`. What it sends is queued."""
    for packet in parse(datagram):
        match packet:
            case SenderReport():
                stream = peer.streams_by_ssrc.get(packet.ssrc)
                if stream is not None:
                    stream.clock.report(packet.ntp, packet.rtp, now)
                    stream.stats.sender_report(packet.ntp, now)
                _reported(peer, packet.blocks, now)
            case ReceiverReport():
                _reported(peer, packet.blocks, now)
            case Nack():
                slot = peer.slots_by_ssrc.get(packet.media)
                if slot is not None:
                    _resend(slot, packet.lost[:MOST_ASKED], now)
            case PictureLoss():
                _key_frame(peer, packet.media, now)
            case FullIntra():
                for media, _ in packet.requests:
                    _key_frame(peer, media, now)
            case TransportFeedback():
                _measured(peer, packet, now)
            case Estimate():
                _estimated(peer, packet.bitrate, now)


def ask_for_key_frame(stream: Stream, now: float, *, urgent: bool = False) -> None:
    """Queues a PLI for the publisher, unless there was one just before."""
    if stream.request_key_frame(now, urgent=urgent):
        stream.peer.metrics.key_frames_asked += 1
        stream.peer.send_feedback([picture_loss(stream.peer.rtcp_ssrc, stream.ssrc)])


def _reported(peer: Peer, blocks: tuple[ReportBlock, ...], now: float) -> None:
    for block in blocks:
        slot = peer.slots_by_ssrc.get(block.ssrc)
        if slot is not None:
            slot.loss = block.fraction_lost / 256
            again = slot.leg is not None and slot.leg.again
            # What is sent twice is missing only where both were lost.
            peer.loss.reported(math.sqrt(slot.loss) if again else slot.loss, now)
            peer.round_trip.report(block, ntp(now))


def _key_frame(peer: Peer, media: int, now: float) -> None:
    slot = peer.slots_by_ssrc.get(media)
    if slot is not None and slot.leg is not None:
        ask_for_key_frame(slot.leg.stream, now)


def _measured(peer: Peer, feedback: TransportFeedback, now: float) -> None:
    """What the subscriber's line carried of all that it was sent, and how long it took."""
    peer.meter.take(peer.history.outcomes(feedback.base, feedback.arrivals), now)
    before = peer.limit.draining
    peer.limit.measured(peer.meter, now, probing=peer.probe.rate > 0)
    peer.limiter.bitrate(int(peer.limit.estimate if peer.limit.limited else _FREE * peer.limit.estimate))
    if peer.limit.fell == now:
        peer.probe.fell(now, measured=True)
    if peer.limit.fell == now or peer.limit.draining != before:
        adapt(peer, now)


def adapt(peer: Peer, now: float) -> None:
    """Gives a subscriber what its line has room for, and asks for what that begins with."""
    for stream in settle(peer, now):
        ask_for_key_frame(stream, now, urgent=True)
    share(peer, now)


def _estimated(peer: Peer, bitrate: int, now: float) -> None:
    """A subscriber's estimate is for all that it receives: its videos share it."""
    if peer.limit.measures:
        return
    peer.limiter.bitrate(bitrate)
    peer.limit.heard(bitrate, peer.rate, now, wanted(peer, now))
    if peer.limit.fell == now:
        peer.probe.fell(now)
    share(peer, now)


def _resend(slot: Slot, lost: tuple[int, ...], now: float) -> None:
    metrics = slot.peer.metrics
    metrics.nacks_in += len(lost)
    slot.peer.loss.asked(now)
    for sequence in lost:
        again = _audio_again if slot.leg is not None and slot.leg.sent is not None else _video_again
        if again(slot, sequence, now):
            metrics.retransmitted += 1
            metrics.packets_out += 1
        else:
            metrics.retransmissions_refused += 1


def _audio_again(slot: Slot, sequence: int, now: float) -> bool:
    """The very datagram: its index must not be used for anything else."""
    leg, peer = slot.leg, slot.peer
    if leg is None or leg.sent is None or peer.path is None:
        return False
    datagram = leg.sent[sequence & AUDIO_KEEP_MASK]
    if datagram is None or datagram[2:4] != sequence.to_bytes(2, "big"):
        return False
    if not peer.limiter.allows(slot.ssrc, sequence, len(datagram), now, audio=True):
        return False
    peer.path.link.send(peer.path, datagram)
    return True


def _video_again(slot: Slot, sequence: int, now: float) -> bool:
    """A retransmission with a number of its own (RFC 4588 §4), if the present leg sent the original."""
    leg, peer = slot.leg, slot.peer
    if leg is None or not slot.rtx_ssrc or peer.path is None:
        return False
    stream = leg.stream
    number = leg.numbers.origin(sequence, stream.stats.highest)
    kept = stream.kept[number & KEEP_MASK] if number is not None and stream.video else None
    if kept is None or kept[0] != number:
        return False
    _, padding, marker, timestamp, payload = kept
    if not peer.limiter.allows(slot.ssrc, sequence, len(payload), now):
        return False
    link = peer.path.link
    frame = link.out_views[link.count]
    slot.rtx_next += 1
    end = HEADER_SIZE + 2 + len(payload)
    head = (0x90 | padding, marker | slot.rtx, slot.rtx_next & 0xFFFF, timestamp + leg.shift & 0xFFFFFFFF)
    _HEADER(
        frame,
        0,
        *head,
        slot.rtx_ssrc,
        leg.extension,
        stamp(slot, end, now),
        sequence,
    )
    frame[HEADER_SIZE + 2 : end] = payload
    if leg.pictures is not None:
        leg.pictures.apply(frame, HEADER_SIZE + 2)
    length_view[0] = end
    if protect(leg.transmit, link.out_pointers[link.count], length):
        peer.metrics.index_refused += 1
        return False
    link.queue(peer.path, length_view[0])
    return True
