"""Everybody has a tone of their own: through two hundred random moves each hears the channel's tones and no others."""

import asyncio
import random
import time
from collections import defaultdict

from rooms.ids import SeatId
from tests.integration.media.conftest import Cast
from tests.peers import tones
from tests.peers.peer import MediaPeer
from tests.peers.stage import Stage

CHANNELS = ("joint", "worker", "employer", "neutral")
MOVES = 200


async def test_two_hundred_random_moves_let_nobody_hear_another_channel(stage: Stage, cast: Cast) -> None:
    names = [SeatId(name) for name in ("worker", "colleague", "employer", "mediator")]
    peers = {peer.seat: peer for peer in await cast(*names)}
    chosen = random.Random(4)
    company: dict[str, list[tuple[float, set[str]]]] = defaultdict(list)
    async with asyncio.TaskGroup() as group:
        speaking = asyncio.Event()

        async def speak(peer: MediaPeer, frequency: int) -> None:
            async with peer.talking(("audio",), tones.tone(frequency)):
                await speaking.wait()

        for name, frequency in zip(names, tones.FREQUENCIES, strict=False):
            group.create_task(speak(peers[name], frequency))
        for _ in range(MOVES):
            mover = chosen.choice(names)
            stage.move({mover: chosen.choice([item for item in CHANNELS if item != stage.channels[mover]])})
            await asyncio.gather(*(peer.association.check() for peer in peers.values()))
            now = time.monotonic()
            for name in names:
                company[name].append((now, stage.company(name)))
            await asyncio.sleep(0.05)
        speaking.set()
    frequency_of = dict(zip(names, tones.FREQUENCIES, strict=False))
    heard_somebody = 0
    for name, peer in peers.items():
        for (begin, there), (end, _) in zip(company[name], company[name][1:], strict=False):
            for mid in {packet.mid for packet in peer.received}:
                payloads = [item.payload for item in peer.in_slot(mid) if begin <= item.at < end - 0.02]
                heard = tones.heard(payloads, frequency_of.values()) if len(payloads) > 1 else set()
                assert heard <= {frequency_of[SeatId(other)] for other in there}, (name, mid)
                heard_somebody += len(heard)
    assert heard_somebody > MOVES
