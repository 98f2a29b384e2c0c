"""Decides of every packet that arrived in a room whether its receiver should have had it.

Two rules, each enough to fail a run. Content: a packet made in a stay is for those of that channel only,
however late it arrives. Parting: once a move is acknowledged, nothing at all passes between the parted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bench.party import Packet
from bench.service import Person

_AUDIENCES: Mapping[str, frozenset[str]] = {
    "joint": frozenset({"worker", "employer", "mediator"}),
    "worker": frozenset({"worker", "mediator"}),
    "employer": frozenset({"employer", "mediator"}),
}


@dataclass(slots=True)
class Verdict:
    """What a judge has seen: packets by the channel they were made in, and the forbidden ones."""

    heard: Counter[str] = field(default_factory=Counter)
    leaked: int = 0
    after_parting: int = 0
    margins: list[float] = field(default_factory=list)
    """Seconds from the last packet between the parted to the acknowledgement, a parting each."""

    @property
    def forbidden(self) -> int:
        return self.leaked + self.after_parting

    def add(self, other: Verdict) -> None:
        self.heard.update(other.heard)
        self.leaked += other.leaked
        self.after_parting += other.after_parting
        self.margins += other.margins


class Judge:
    """Judges one room; every packet of the room has to be read (no kernel filter)."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = {person.number: person for person in people}
        self.verdict = Verdict()
        self._parted: dict[tuple[int, int], float] = {}
        self._last: dict[tuple[int, int], float] = {}
        for person in self._people.values():
            person.judge = self.hear

    def hear(self, packet: Packet) -> None:
        source, target = self._people[packet.token.party], self._people[packet.party]
        channel = source.channels[packet.token.stay]
        self.verdict.heard[channel] += 1
        if target.person not in _AUDIENCES.get(channel, ()):
            self.verdict.leaked += 1
        pair = (packet.token.party, packet.party)
        self._last[pair] = max(self._last.get(pair, 0.0), packet.arrived)
        if packet.arrived > self._parted.get(pair, float("inf")):
            self.verdict.after_parting += 1

    def parted(self, pairs: Iterable[tuple[Person, Person]], at: float) -> None:
        """The move that parts these was acknowledged at `at`. Packets read before count too."""
        for one, other in pairs:
            for pair in ((one.number, other.number), (other.number, one.number)):
                if pair in self._parted:
                    continue
                self._parted[pair] = at
                last = self._last.get(pair, 0.0)
                if last > at:
                    self.verdict.after_parting += 1
                elif last:
                    self.verdict.margins.append(at - last)

    def may_meet(self, pairs: Iterable[tuple[Person, Person]]) -> None:
        """A move that lets these hear each other is about to be asked for."""
        for one, other in pairs:
            for pair in ((one.number, other.number), (other.number, one.number)):
                self._parted.pop(pair, None)

    def rest(self) -> None:
        """Judge no more."""
        for person in self._people.values():
            person.judge = None
