"""CPU time for a forwarded packet, and how many rooms a core carries without losing one."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load import TICK, Load
from bench.party import Party
from bench.processes import Server, machine_seconds, yardstick
from bench.report import Figure, Target, Value, percentile

_DRAIN = 0.4
_WARM_UP = 2.0
_SAMPLE = 64  # one packet in so many is read, decrypted and judged


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of load between two silences, so that sent and arrived can be compared exactly."""

    seconds: float
    cpu_seconds: float
    generator_seconds: float
    machine_seconds: float
    sent: int
    expected: int
    arrived: int
    refused: int
    sampled: int
    speed: float
    latencies: Sequence[float]
    worst_lateness: float

    @property
    def lost(self) -> int:
        return self.expected - self.arrived

    @property
    def others_seconds(self) -> float:
        """CPU time of whatever else ran on the machine: with much of it the figures say little."""
        return max(0.0, self.machine_seconds - self.cpu_seconds - self.generator_seconds)

    @property
    def microseconds_a_packet(self) -> float:
        return self.cpu_seconds / max(1, self.arrived) * 1e6

    def detail(self) -> dict[str, float]:
        """What a reader needs in order to judge the run."""
        return {
            "forwarded": self.arrived,
            "lost": self.lost,
            "server_cpu_percent": round(100 * self.cpu_seconds / self.seconds, 1),
            "generator_cpu_percent": round(100 * self.generator_seconds / self.seconds, 1),
            "others_cpu_percent": round(100 * self.others_seconds / self.seconds, 1),
            "latency_p50_ms": round(1e3 * percentile(self.latencies, 0.5), 2),
            "latency_p99_ms": round(1e3 * percentile(self.latencies, 0.99), 2),
            "verified": self.sampled,
            "generator_late_ms": round(1e3 * self.worst_lateness, 1),
            "yardstick_ms": round(1e3 * self.speed, 1),
        }


@dataclass(slots=True)
class _Count:
    sent: int
    expected: int
    arrived: int
    refused: int
    sampled: int


def _count(parties: Sequence[Party]) -> _Count:
    rooms: dict[int, list[Party]] = defaultdict(list)
    for party in parties:
        rooms[party.room].append(party)
    return _Count(
        sent=sum(party.sent for party in parties),
        expected=sum(party.sent * (len(rooms[party.room]) - 1) for party in parties),
        arrived=sum(party.arrived() for party in parties),
        refused=sum(party.uplink.refused for party in parties),
        sampled=sum(party.sampled for party in parties),
    )


class UnverifiedPackets(Exception):
    """Some packet could not be decrypted, or was not one of ours: the figure would mean nothing."""


def verify(parties: Sequence[Party]) -> None:
    """Every sampled packet decrypted and carried a token of another party of the same room."""
    unauthentic = sum(party.downlink.unauthentic for party in parties)
    foreign = sum(party.foreign for party in parties)
    if unauthentic or foreign:
        raise UnverifiedPackets(f"{unauthentic} not authentic, {foreign} without a token")


async def measure(load: Load, server: Server, seconds: float) -> Window:
    """One window of a running load: silence, load, silence."""
    parties = load.parties
    load.pause()
    await asyncio.sleep(_DRAIN)
    before = _count(parties)
    for party in parties:
        party.latencies.clear()
    load.worst_lateness = 0.0
    machine = machine_seconds()
    cpu, own, begun = server.cpu_seconds(), time.process_time(), time.monotonic()
    load.resume()
    await asyncio.sleep(seconds)
    load.pause()
    spent = time.monotonic() - begun
    window_cpu, window_own = server.cpu_seconds() - cpu, time.process_time() - own
    window_machine = machine_seconds() - machine
    await asyncio.sleep(_DRAIN)
    after = _count(parties)
    load.resume()
    verify(parties)
    return Window(
        seconds=spent,
        cpu_seconds=window_cpu,
        generator_seconds=window_own,
        machine_seconds=window_machine,
        sent=after.sent - before.sent,
        expected=after.expected - before.expected,
        arrived=after.arrived - before.arrived,
        refused=after.refused - before.refused,
        sampled=after.sampled - before.sampled,
        speed=yardstick(),
        latencies=[latency for party in parties for latency in party.latencies],
        worst_lateness=load.worst_lateness,
    )


async def windows(
    parties: Sequence[Party], server: Server, runs: int, seconds: float, tick: float | None = None
) -> list[Window]:
    """`runs` windows of load by connected parties, after a warm-up."""
    load = Load(parties, TICK if tick is None else tick)
    for party in parties:
        party.thin_out(_SAMPLE)
    async with load.running():
        await asyncio.sleep(_WARM_UP)
        return [await measure(load, server, seconds) for _ in range(runs)]


def figure(name: str, measured: Sequence[Window], target: Target | None, **more: str) -> Figure:
    """CPU time for a forwarded packet, with what shows that the run was sound."""
    middle = sorted(measured, key=lambda window: window.microseconds_a_packet)[len(measured) // 2]
    costs = [window.microseconds_a_packet for window in measured]
    detail: dict[str, Value] = {**middle.detail(), **more}
    return Figure(name, "µs CPU a forwarded packet", costs, target, detail)
