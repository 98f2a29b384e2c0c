"""A subscriber's line, computed: a bottleneck with a queue, a way of some length, loss, jitter; and its feedback."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field

from signaling.media.downlink_limit import DownlinkLimit
from signaling.media.line_meter import LineMeter
from signaling.media.probe import Probe
from signaling.media.send_history import SendHistory

TICK = 0.01
FEEDBACK = 0.1
TURN = 0.1


@dataclass
class Line:
    """bit/s, seconds."""

    rate: float = 10e6
    queue: float = 0.4
    way: float = 0.04
    loss: float = 0.0
    jitter: float = 0.0
    clock: float = 123.0
    """By which the subscriber's clock differs."""
    free_at: float = 0.0
    dropped: int = 0

    def carry(self, octets: int, now: float, chance: random.Random) -> float | None:
        """When it arrives, on the real clock; None = dropped."""
        start = max(now, self.free_at)
        if start - now > self.queue:
            self.dropped += 1
            return None
        self.free_at = start + 8 * octets / self.rate
        if chance.random() < self.loss:
            return None
        return self.free_at + self.way + chance.random() * self.jitter


@dataclass
class Call:
    """Speech and one video to a subscriber: what the plane does with its feedback, in simulated time."""

    line: Line = field(default_factory=Line)
    full: float = 700_000.0
    """bit/s of the video, if nobody asks for less."""
    speech: float = 60_000.0
    now: float = 1000.0
    limit: DownlinkLimit = field(default_factory=DownlinkLimit)
    meter: LineMeter = field(default_factory=LineMeter)
    probe: Probe = field(default_factory=Probe)
    queues: list[float] = field(default_factory=list)
    """Of each moment, as the line has it."""
    dropped: int = 0
    paused: float = 0.0
    """Seconds without a picture."""

    def __post_init__(self) -> None:
        self._chance = random.Random(7)
        self._history = SendHistory()
        self._pending: deque[tuple[int, float | None]] = deque()
        self._feedback: deque[tuple[float, int, list[float | None]]] = deque()
        self._asked: deque[tuple[float, float]] = deque()
        self._video = self.full
        self._debts = [0.0, 0.0, 0.0]
        self._next_feedback = self._next_turn = self.now

    @property
    def goal(self) -> float:
        return 1.2 * (self.full + self.speech)

    @property
    def shown(self) -> float:
        """bit/s of video now; 0 while it waits."""
        return 0.0 if self.limit.draining else self._video

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self._step()
            self.now += TICK

    def _step(self) -> None:
        padding = max(0.0, self.probe.rate - self.shown - self.speech) if self.probe.rate else 0.0
        for place, (rate, octets) in enumerate(((self.speech, 160), (self.shown, 1100), (padding, 320))):
            self._debts[place] += rate * TICK / 8
            while self._debts[place] >= octets:
                self._debts[place] -= octets
                number = self._history.add(self.now, octets)
                self._pending.append((number, self.line.carry(octets, self.now, self._chance)))
        self.queues.append(max(0.0, self.line.free_at - self.now))
        self.paused += TICK * (self.shown == 0.0)
        self._return()
        if self.now >= self._next_turn:
            self._next_turn += TURN
            self._turn()
        while self._asked and self._asked[0][0] <= self.now:
            self._video = self._asked.popleft()[1]

    def _return(self) -> None:
        if self.now >= self._next_feedback and self._pending:
            self._next_feedback = self.now + FEEDBACK
            told = []
            while self._pending and (self._pending[0][1] is None or self._pending[0][1] <= self.now):
                told.append(self._pending.popleft())
            if told and any(at is not None for _, at in told):
                arrivals = [None if at is None else at + self.line.clock for _, at in told]
                self._feedback.append((self.now + self.line.way, told[0][0], arrivals))
        while self._feedback and self._feedback[0][0] <= self.now:
            _, base, arrivals = self._feedback.popleft()
            self.meter.take(self._history.outcomes(base, arrivals), self.now)
            self.limit.measured(self.meter, self.now, probing=self.probe.rate > 0)
            if self.limit.fell == self.now:
                self.probe.fell(self.now, measured=True)

    def _turn(self) -> None:
        if self.limit.limited:
            proved = self.probe.step(self.shown + self.speech, self.goal, self.limit, self.now)
            if proved is not None:
                self.limit.prove(proved, self.goal)
        else:
            self.probe.stop()
        budget = self.limit.budget
        target = self.full if budget is None else max(50_000.0, min(self.full, budget - self.speech))
        self._asked.append(
            (self.now + 0.2, target)
        )  # a message to the publisher, and its encoder's next pictures
