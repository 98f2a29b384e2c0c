"""SRTP (RFC 3711 §9.1): no index of any stream stands for two packets, whatever happens on the way."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterable

import pytest

from tests.integration.media.conftest import Cast
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage


def _protected(peer: MediaPeer) -> dict[tuple[int, int], set[bytes]]:
    """The datagrams of each (SSRC, sequence number) that the peer was sent; there are less than 2^15 of each SSRC."""
    found = defaultdict(set)
    for datagram in peer.association.wire or []:
        if 128 <= datagram[0] <= 191 and not 192 <= datagram[1] <= 223:
            found[int.from_bytes(datagram[8:12], "big"), int.from_bytes(datagram[2:4], "big")].add(datagram)
    return found


def _sent_again(peers: Iterable[MediaPeer]) -> int:
    return sum(packet.rtx for peer in peers for packet in peer.received)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("simulcast", [False, True], ids=["one size", "two sizes"])
async def test_no_index_is_protected_twice(stage: Stage, cast: Cast, seed: int, simulcast: bool) -> None:
    """Losses, reordering and duplicates both ways, everybody asks for everything again, lines grow narrow and wide,
    and people move about.
    """
    chosen = random.Random(seed)
    peers = await cast("worker", "employer", "mediator", simulcast=simulcast)
    for peer in peers:
        peer.association.wire = []
        for network in (peer.association.uplink, peer.association.downlink):
            network.loss, network.jitter, network.duplication = 0.05, 0.06, 0.05
    async with peers[0].talking(), peers[1].talking(), peers[2].talking():
        for turn in range(60):
            if turn >= 12 and _sent_again(peers) > 5:
                break
            await asyncio.sleep(0.25)
            for peer in peers:
                recent = peer.received[-40:]
                for mid in {packet.mid for packet in recent}:
                    numbers = [packet.sequence for packet in recent if packet.mid == mid]
                    peer.ask_again(mid, numbers + [number + 7 & 0xFFFF for number in numbers])
            for peer in peers:
                peer.estimate(chosen.choice([90_000, 120_000, 5_000_000]))
            mover = chosen.choice(peers)
            stage.move({mover.seat: chosen.choice(["joint", "joint", "worker"])}, guard=0.02)
            if chosen.random() < 0.3:
                mover.senders["audio"].sequence += chosen.choice([5, 600, 20_000])
    total = 0
    for peer in peers:
        protected = _protected(peer)
        total += len(protected)
        assert [index for index, datagrams in protected.items() if len(datagrams) > 1] == []
    assert total > 300
    assert _sent_again(peers) > 5
    assert stage.plane.stats()["index_refused"] == 0
