"""Senders with clocks of their own, over lines that delay and lose: what the recorder is told of them."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recordings.assembly import Packet
from recordings.finishing import Finished
from recordings.frame import Frame, Mark
from recordings.segment import Segment, SegmentId
from recordings.spooling import Spooling
from recordings.tape import Arrived, Clocked, Input, Turned
from recordings.vault.spool import SpoolReader
from rooms.channel import JOINT
from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind
from signaling.media.boundary import ClockMap

KEY = b"k" * 32
EPOCH = 1_700_000_000.0
_MASK = (1 << 32) - 1
_NTP = 1 << 32


@dataclass(frozen=True)
class Line:
    """The way to the recorder; seconds."""

    delay: float = 0.02
    jitter: float = 0.01
    """Of its mean, exponentially distributed."""
    loss: float = 0.0
    queues: tuple[tuple[float, float, float], ...] = ()
    """(from, until, seconds more)."""

    def took(self, at: float, rng: random.Random) -> float:
        queue = sum(more for begin, end, more in self.queues if begin <= at < end)
        return self.delay + queue + rng.expovariate(1 / self.jitter)


@dataclass(frozen=True)
class Sender:
    """A device; times are the recorder's seconds."""

    kind: MediaKind = MediaKind.AUDIO
    began: float = 0.0
    ends: float = 3 * 3600.0
    media_ppm: float = 0.0
    """How much faster its sound card runs than the recorder's clock."""
    clock_ppm: float = 0.0
    """How much faster its clock of the day runs."""
    offset: float = 0.0
    """How wrong its clock of the day is, in seconds."""
    sets: tuple[tuple[float, float], ...] = ()
    """(when, by how much): its clock of the day is set."""
    pauses: tuple[tuple[float, float], ...] = ()
    """(when, for how long): its sound card stands still, and goes on counting where it stood."""
    turns: tuple[float, ...] = ()
    """Another layer, with a clock that begins anywhere."""
    line: Line = field(default_factory=Line)
    every: float = 0.2
    """Seconds from frame to frame."""
    seed: int = 1

    @property
    def rate(self) -> int:
        return 48_000 if self.kind is MediaKind.AUDIO else 90_000

    def media(self, at: float) -> float:
        """Seconds that its sound card has counted."""
        lost = sum(min(length, max(0.0, at - when)) for when, length in self.pauses)
        return (at - self.began - lost) * (1 + self.media_ppm * 1e-6)

    def clock(self, at: float) -> float:
        return (
            at * (1 + self.clock_ppm * 1e-6) + self.offset + sum(by for when, by in self.sets if at >= when)
        )

    def still(self, at: float) -> bool:
        return any(when <= at < when + length for when, length in self.pauses)


@dataclass(frozen=True)
class Recorded:
    segment: Segment
    finished: Finished
    captured: list[tuple[float, float]]
    """(seconds of the track, the recorder's second at which that was captured)."""


def recorded(name: str, sender: Sender, spoil: Callable[[list[Mark]], list[Mark]] = list) -> Recorded:
    """What the real spool tells of it."""
    segment = Segment(
        *(SegmentId(name), RoomId("room"), SeatId(name), StayId("stay"), StayId("recording")),
        JOINT,
        sender.kind,
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=EPOCH + sender.began),
        "folder",
    )
    moments: dict[bytes, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "spool")
        file = os.open(path, os.O_RDWR | os.O_CREAT)
        spooling = Spooling(segment, KEY, file, EPOCH)
        spooling.take(one for _, one in sorted(_inputs(sender, moments), key=lambda pair: pair[0]))
        spooling.end()
        os.close(file)
        with path.open("rb") as source:
            parts = list(SpoolReader(KEY, source).parts())
    frames = [part for part in parts if isinstance(part, Frame)]
    marks = spoil([part for part in parts if isinstance(part, Mark)])
    milliseconds = frames[-1].at * 1000 // sender.rate
    finished = Finished(1, b"", 1, b"", len(frames), milliseconds, tuple(marks), torn=False)
    return Recorded(segment, finished, [(part.at / sender.rate, moments[part.data]) for part in frames])


def _inputs(sender: Sender, moments: dict[bytes, float]) -> Iterator[tuple[tuple[float, int], Input]]:
    """Packets in the order in which they come, the clock with the first of every five seconds, as a tap tells it."""
    rng = random.Random(sender.seed)
    base, numbers = rng.getrandbits(32), 0
    clock = ClockMap(sender.rate)
    arrivals: list[tuple[float, int, int, bytes]] = []
    at, newest = sender.began, 0.0
    while at < sender.ends:
        if not sender.still(at) and rng.random() >= sender.line.loss:
            timestamp = (base + round(sender.media(at) * sender.rate)) & _MASK
            payload = b"\x10\x00" + numbers.to_bytes(4, "big")
            moments[payload if sender.kind is MediaKind.AUDIO else payload[1:]] = at
            newest = max(newest, at + sender.line.took(at, rng))  # a line keeps its order
            arrivals.append((newest, numbers, timestamp, payload))
            numbers += 1
        at += sender.every
    reports = iter(sorted((at + sender.line.took(at, rng), at) for at in _every(sender, 2.0, rng)))
    report = next(reports, None)
    clocked, layers, turns = float("-inf"), 0, list(sender.turns)
    for order, (came, number, timestamp, payload) in enumerate(arrivals):
        while report is not None and report[0] <= came:
            rtp = (base + round(sender.media(report[1]) * sender.rate)) & _MASK
            clock.report(round(sender.clock(report[1]) * _NTP) or 1, rtp, report[0])
            report = next(reports, None)
        if turns and came >= turns[0]:
            turns.pop(0)
            layers += 1
            clocked = float("-inf")
            yield (came, 3 * order), Turned(came)
        shift = layers * 0x3A5F_1234
        if came - clocked > 5.0 and (told := clock.rtp_at(came)) is not None:
            clocked = came
            yield (came, 3 * order + 1), Clocked((told + shift) & _MASK, came)
        packet = Packet(number, (timestamp + shift) & _MASK, True, payload)
        yield (came, 3 * order + 2), Arrived(packet, came)


def _every(sender: Sender, seconds: float, rng: random.Random) -> Iterator[float]:
    at = sender.began + rng.random() * seconds
    while at < sender.ends:
        if not sender.still(at):
            yield at
        at += seconds
