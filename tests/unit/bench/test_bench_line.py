"""The bench's bad line is as bad as it says, no better and no worse."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import namespaces
from bench.bridge import Line, bridging
from bench.direction import Direction
from bench.namespaces import NotAllowed, check, networks

NAMESPACES = Path("/run/netns")
PACKET = bytes(1250)  # 10 kbit


def arrivals(way: Direction, until: float, step: float = 0.001) -> list[tuple[float, bytes]]:
    return [(n * step, packet) for n in range(int(until / step) + 1) for packet in way.due(n * step)]


def numbered(count: int) -> list[bytes]:
    return [n.to_bytes(4, "big") + PACKET[4:] for n in range(count)]


def test_a_packet_arrives_after_the_delay_and_not_before() -> None:
    way = Direction(delay=0.04)
    way.offer(PACKET, 1.0)
    assert way.next() == pytest.approx(1.04)
    assert way.due(1.039) == []
    assert way.due(1.041) == [PACKET]
    assert way.next() is None


def test_the_bottleneck_lets_its_rate_through() -> None:
    way = Direction(rate=300_000, queue=60)
    for packet in numbered(90):
        way.offer(packet, 0.0)
    assert sum(len(packet) * 8 for _, packet in arrivals(way, 1.0)) == pytest.approx(300_000, rel=0.04)


def test_what_would_wait_longer_than_the_queue_is_dropped() -> None:
    way = Direction(rate=300_000, queue=0.4)
    for packet in numbered(100):
        way.offer(packet, 0.0)
    # What waits at most 0.4 s needs 33 ms more for itself.
    times = [at for at, _ in arrivals(way, 5.0)]
    assert max(times) == pytest.approx(0.433, abs=0.003)
    assert (len(times), way.overflowed) == (13, 87)


def test_a_bottleneck_at_rest_adds_only_the_time_of_the_packet() -> None:
    way = Direction(rate=1_000_000, delay=0.02)
    way.offer(PACKET, 5.0)
    assert way.next() == pytest.approx(5.03)


def test_loss_is_the_fraction_asked_for_and_the_same_with_the_same_seed() -> None:
    def survivors(seed: int) -> list[bytes]:
        way = Direction(loss=0.1, seed=seed)
        for packet in numbered(5000):
            way.offer(packet, 0.0)
        return way.due(0.0)

    assert len(survivors(7)) == pytest.approx(4500, abs=80)
    assert survivors(7) == survivors(7)
    assert survivors(7) != survivors(8)


def test_nothing_overtakes_when_the_line_gets_faster() -> None:
    way = Direction(delay=0.2, rate=300_000)
    sent = numbered(20)
    for number, packet in enumerate(sent):
        if number == 8:
            way.delay, way.rate = 0.01, None
        way.offer(packet, number * 0.005)
    assert [packet for _, packet in arrivals(way, 2.0)] == sent


def test_a_black_out_swallows_what_is_offered_and_delivers_what_was_on_the_way() -> None:
    way = Direction(delay=0.04)
    way.offer(b"before", 0.0)
    way.down = True
    way.offer(b"within", 0.01)
    way.down = False
    way.offer(b"after", 0.02)
    assert way.due(1.0) == [b"before", b"after"]
    assert (way.carried, way.lost) == (2, 1)


def test_a_line_is_made_perfect_by_what_is_not_said() -> None:
    line = Line()
    line.set(delay=0.04, loss=0.1, rate=300_000, black_out=True)
    line.set(delay=0.04)
    assert [(way.delay, way.loss, way.rate, way.down) for way in (line.up, line.down)] == [
        (0.04, 0.0, None, False)
    ] * 2


@pytest.fixture
def ends() -> Iterator[list[socket.socket]]:
    """Two wires of which the bridge holds the inner ends: outer, inner, inner, outer."""
    wires = [*socket.socketpair(type=socket.SOCK_DGRAM), *socket.socketpair(type=socket.SOCK_DGRAM)]
    for end in wires:
        end.setblocking(False)
    yield wires
    for end in wires:
        end.close()


async def test_the_bridge_carries_both_ways_in_order_with_the_delay(ends: list[socket.socket]) -> None:
    device, near, far, service = ends
    line, loop = Line(), asyncio.get_running_loop()
    line.set(delay=0.05)
    with bridging(near.fileno(), far.fileno(), line):
        begun = loop.time()
        for number in range(5):
            device.send(b"up %d" % number)
        service.send(b"down")
        assert [await loop.sock_recv(service, 100) for _ in range(5)] == [b"up %d" % n for n in range(5)]
        assert await loop.sock_recv(device, 100) == b"down"
        assert 0.049 <= loop.time() - begun < 1.0
    assert (line.up.carried, line.down.carried) == (5, 1)


def test_without_root_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(NotAllowed, match="need root"):
        check()


def remaining(names: list[str]) -> list[str]:
    return [name for name in names if (NAMESPACES / name).exists()]


async def test_people_in_namespaces_reach_the_service_only_over_their_line() -> None:
    """The one test that needs root; everybody else gets the refusal instead."""
    try:
        check()
    except NotAllowed:
        with pytest.raises(NotAllowed), networks(1):
            pass
        return
    killed = f"bench-{2**22 + 1}-service"  # no process has this number (PID_MAX_LIMIT)
    namespaces._run("ip", "netns", "add", killed)
    with networks(2) as (service, people):
        assert remaining([killed]) == []
        names = [service.name, *(person.namespace.name for person in people)]
        async with asyncio.timeout(10):
            await _exchange(service, people[0])
    assert remaining(names) == []


async def _exchange(service: namespaces.Namespace, person: namespaces.Access) -> None:
    loop = asyncio.get_running_loop()
    person.line.set(delay=0.03)
    with service.socket() as listening:
        listening.bind((namespaces.SERVICE_ADDRESS, 0))
        listening.listen()
        listening.setblocking(False)
        for _ in range(2):
            with person.namespace.socket() as client:
                client.setblocking(False)
                begun = loop.time()
                connecting = asyncio.create_task(loop.sock_connect(client, listening.getsockname()))
                accepted, address = await loop.sock_accept(listening)
                await connecting
                accepted.close()
            assert person.line.up.carried > 0
            assert loop.time() - begun >= 0.06
            assert address[0] == person.address
            person.move()
