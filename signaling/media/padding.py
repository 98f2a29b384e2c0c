"""Probing a subscriber's line: when to, and the padding itself.

Padding goes out as retransmissions of nothing: on a slot's RTX stream, which has numbers of its own, with an empty
payload (RFC 3550 §5.1). It carries nothing of anybody's, so no stay can leak into it.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from signaling.media.downlink import HEADER_SIZE, Slot
from signaling.media.feedback import stamp
from signaling.media.media_line import Medium
from signaling.media.share import goal
from signaling.media.srtp import length, length_view, protect
from signaling.media.uplink import OVERHEAD

if TYPE_CHECKING:
    from signaling.media.peer import Peer

_PADDING = bytes(254) + b"\xff"
"""The most that one packet may hold: its last octet is its size."""
_SIZE = HEADER_SIZE + len(_PADDING)
_HEADER = struct.Struct("!BBHII8sI").pack_into


def probe(peer: Peer, now: float) -> None:
    """Decides whether this subscriber is being probed, and what was learnt of it; several times a second."""
    most = goal(peer, now)
    if most is None:
        peer.probe.stop()
        return
    proved = peer.probe.step(peer.rate, most, peer.limit, now)
    if proved is not None:
        peer.limit.prove(proved, most)


def pad(peer: Peer, seconds: float, now: float) -> None:
    """Queues the padding of this many seconds, if the peer is being probed."""
    lacking = peer.probe.rate - peer.media_rate
    slot = next((one for one in peer.slots.values() if one.medium is Medium.VIDEO and one.rtx_ssrc), None)
    if lacking <= 0 or slot is None or peer.path is None or peer.transmit is None:
        return
    peer.debt = min(peer.debt + lacking * seconds / 8, 16.0 * _SIZE)
    while peer.debt >= _SIZE:
        peer.debt -= _SIZE + OVERHEAD - HEADER_SIZE
        _send(peer, slot, now)


def _send(peer: Peer, slot: Slot, now: float) -> None:
    path = peer.path
    if path is None:
        return
    link = path.link
    frame = link.out_views[link.count]
    slot.rtx_next += 1
    number = slot.rtx_next & 0xFFFF
    timestamp = int(now * 90_000) & 0xFFFFFFFF
    _HEADER(
        frame, 0, 0xB0, slot.rtx, number, timestamp, slot.rtx_ssrc, slot.extension, stamp(slot, _SIZE, now)
    )
    frame[HEADER_SIZE:_SIZE] = _PADDING
    length_view[0] = _SIZE
    if protect(peer.transmit, link.out_pointers[link.count], length):
        peer.metrics.index_refused += 1
        return
    peer.padding += _SIZE + OVERHEAD - HEADER_SIZE
    peer.metrics.padded += 1
    link.queue(path, length_view[0])
