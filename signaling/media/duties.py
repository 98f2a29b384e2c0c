"""What has to be done now and then: reports to publishers and subscribers, requests, time-outs.

One timer. Each peer has its turn every 100 ms, a fifth of them in each tick, so that no tick is long.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from signaling.media.downlink import Slot
from signaling.media.feedback import adapt, ask_for_key_frame, ntp
from signaling.media.forward import PacketLoop
from signaling.media.padding import pad, probe
from signaling.media.peer import BURST, SUSTAINED, Peer
from signaling.media.rtcp import estimate, nack, receiver_report, sender_report
from signaling.media.share import fold
from signaling.media.uplink import Stream

log = logging.getLogger(__name__)

TICK = 0.02
TURNS = 5
"""Ticks in which every peer has its turn: transport-wide feedback each 100 ms, so that Chromium's
estimator reaches 1.5 Mbit/s within 3 s."""
REPORT_EACH = 5
"""Turns between receiver reports: 500 ms."""
SECOND = 10
"""Turns of a second: sender reports, estimates, gates."""
SILENCE = 1.0
"""Seconds without a packet after which pictures are asked for anew: the decoder's references are gone."""
TOLD_AFTER = 1.0
"""Seconds that a picture waits before its subscriber is told: until a queue has drained takes less."""
GUARD = 0.3
"""Seconds after a move in which the client's guard (150 ms) may still drop a key frame; browsers make no
second one within 300 ms of the first, so one asked for too early costs more than it gains."""


class Duties:
    """Called with the time, each TICK; does no waiting itself."""

    __slots__ = ("_groups", "_loop", "_on_caps", "_on_pauses", "_places", "_settled", "_ticks")

    def __init__(
        self,
        loop: PacketLoop,
        settled: Callable[[Peer], bool],
        on_caps: Callable[[Peer], object],
        on_pauses: Callable[[Peer, frozenset[str]], object],
    ) -> None:
        """`settled`: no move of the peer's room is under way; before its end nobody is told anything, for what was
        taken away is not on the disk yet. `on_caps`: what a publisher is to send at most has changed; `on_pauses`:
        in these slots of a subscriber a picture waits for room, or has come back.
        """
        self._loop = loop
        self._settled, self._on_caps, self._on_pauses = settled, on_caps, on_pauses
        self._ticks = 0
        self._groups: list[dict[Peer, int]] = [{} for _ in range(TURNS)]
        """Peers by group, with the number of turns that they had."""
        self._places: dict[Peer, dict[Peer, int]] = {}

    def add(self, peer: Peer) -> None:
        group = min(self._groups, key=len)
        group[peer] = 0
        self._places[peer] = group

    def remove(self, peer: Peer) -> None:
        group = self._places.pop(peer, None)
        if group is not None:
            del group[peer]

    def peers(self) -> Iterator[Peer]:
        return iter(self._places)

    def tick(self, now: float) -> None:
        self._ticks += 1
        self._ask_for_missing(now)
        for peer in self._places:
            if peer.probe.rate:
                pad(peer, TICK, now)
        group = self._groups[self._ticks % TURNS]
        for peer, turn in list(group.items()):
            group[peer] = turn + 1
            peer.budget = min(BURST, peer.budget + SUSTAINED)
            if peer.transmit is None:
                continue
            try:
                _turn(peer, turn, now)
                self._tell(peer, now)
            except Exception:  # the others' turns must come all the same
                peer.metrics.fault(log)
        self._loop.flush()

    def _tell(self, peer: Peer, now: float) -> None:
        if not self._settled(peer):
            return
        told = ((kind.value, one.cap.told(now)) for kind, one in peer.publications.items() if one.video)
        capped = {kind: cap for kind, cap in told if cap is not None}
        if capped != peer.capped:
            peer.capped = capped
            self._on_caps(peer)
        paused = frozenset(slot.mid for slot in peer.slots.values() if _waits(slot, now))
        if paused != peer.paused:
            changed, peer.paused = paused ^ peer.paused, paused
            self._on_pauses(peer, changed)

    def _ask_for_missing(self, now: float) -> None:
        for stream in list(self._loop.nacking):
            peer = stream.peer
            numbers = stream.nacks.due(now)
            if stream.nacks.abandoned:
                stream.nacks.abandoned = False
                if stream.legs:
                    ask_for_key_frame(stream, now)
            if not stream.nacks.missing or peer.closed:
                self._loop.nacking.discard(stream)
            if numbers:
                peer.send_feedback([nack(peer.rtcp_ssrc, stream.ssrc, numbers)])


def _turn(peer: Peer, turn: int, now: float) -> None:
    packets: list[bytes] = []
    started = [stream for stream in peer.streams if stream.started()]
    if started:
        packets += peer.transport.feedback(started[0].ssrc)
    if turn % REPORT_EACH == 0 and started:
        blocks = [stream.stats.block(now, _worst_leg(stream)) for stream in started]
        packets.append(receiver_report(peer.rtcp_ssrc, blocks))
    if turn % SECOND == 0:
        peer.measure(now)
        packets += _sender_reports(peer, now)
        packets += _estimates(peer)
        for one in peer.publications.values():
            one.measure(now)
        for stream in peer.streams:
            stream.gate.settle(now)
    probe(peer, now)
    fold(peer, now)
    adapt(peer, now)
    _pictures(peer, now)
    if turn % 2 == 0:
        for stream in started:
            stream.meter.update(now)
            stream.doubled = any(leg.levels for leg in stream.legs)
            stream.repeated = any(leg.again for leg in stream.legs)
    if packets:
        peer.send_feedback(packets)


def _worst_leg(stream: Stream) -> float:
    """Audio only: in-band FEC helps the worst listener; lost video is sent again for each."""
    return 0.0 if stream.video else max((leg.slot.loss for leg in stream.legs), default=0.0)


def _sender_reports(peer: Peer, now: float) -> list[bytes]:
    """Of every slot that flows: our clock, and the publisher's timestamp at this moment, so that lips stay
    in step.
    """
    reports = []
    for slot in peer.slots.values():
        leg = slot.leg
        if leg is None or not leg.begun():
            continue
        timestamp = leg.stream.clock.rtp_at(now)
        if timestamp is not None:
            packets, octets = leg.counts()
            reports.append(
                sender_report(slot.ssrc, ntp(now), (timestamp + leg.shift) & 0xFFFFFFFF, packets, octets)
            )
    return reports


def _waits(slot: Slot, now: float) -> bool:
    return slot.leg is not None and slot.leg.paused is not None and now - slot.leg.paused > TOLD_AFTER


def _estimates(peer: Peer) -> list[bytes]:
    """REMB for the videos that somebody receives: our ceiling. Less is asked for by a message instead, for a browser
    comes back from a low REMB by 8 % a second, and from a low `maxBitrate` at once.
    """
    videos = [stream.ssrc for stream in peer.streams if stream.video and stream.legs and stream.ssrc]
    return [estimate(peer.rtcp_ssrc, peer.ceiling * len(videos), videos)] if videos else []


def _pictures(peer: Peer, now: float) -> None:
    """Asks again for key frames that somebody waits for; and for all, both ways, when the peer was away for
    a while.
    """
    returned = peer.silent and now - peer.seen < SILENCE
    peer.silent = now - peer.seen > SILENCE
    for stream in peer.streams:
        flows = now - stream.arrival < SILENCE
        ready = stream.reported or now - stream.moved > GUARD
        if returned or (stream.waiting and flows and ready):
            ask_for_key_frame(stream, now)
    if returned:
        for slot in peer.slots.values():
            if slot.leg is not None:
                ask_for_key_frame(slot.leg.stream, now)
