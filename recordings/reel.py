"""A tape on its way to its spool."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from recordings.spooling import Full, Spooling
from recordings.tape import Input, Tape
from rooms.ports import TrackHealth

KNOWN_WITHIN: Final = 5.0
"""Seconds that the index may take."""

Round: TypeAlias = "Sequence[tuple[Reel, Spooling, bool, Sequence[Input]]]"
"""What goes to the spools at once; of each: whether it has ended, and what came of it."""


@dataclass(slots=True)
class Reel:
    """A tape and where it goes; nothing before there is a file with its label."""

    tape: Tape
    key: bytes
    began: float
    """Monotonic seconds."""
    epoch: float
    """What those lack to seconds since 1970."""
    file: int = -1
    """The spool's descriptor."""
    spooling: Spooling | None = None
    failing: str = ""
    """Why nothing of it can be written at the moment: index (it cannot be labelled), disk, full."""
    unsettled: bool = False
    """The disk could not say that it has what was written to it."""
    ended: bool = False
    """The spool is whole."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """There is a file with its label."""
    known: asyncio.Event = field(default_factory=asyncio.Event)
    """The index remembers it."""

    def health(self, now: float, *, stuck: bool = False) -> TrackHealth:
        """At this moment, monotonic seconds. `stuck`: the disk does not come back from writing."""
        tape, segment = self.tape, self.tape.segment
        return TrackHealth(
            source=segment.seat,
            source_stay=segment.stay,
            recording=segment.recording,
            channel=segment.channel,
            kind=segment.kind,
            octets=tape.octets,
            gaps=self.spooling.gaps if self.spooling else 0,
            lost=tape.lost,
            level=tape.level,
            missing=max(0.0, now - tape.arrived),
            silent=max(0.0, now - tape.heard),
            begun=self.ready.is_set(),
            failing=self._failing(now, stuck=stuck),
        )

    def _failing(self, now: float, *, stuck: bool) -> str:
        if self.failing:
            return self.failing
        if stuck or self.unsettled:
            return "disk"
        return "index" if self._unknown(now) else ""

    def _unknown(self, now: float) -> bool:
        return not self.known.is_set() and now - self.began > KNOWN_WITHIN


def written(round_: Round, *, full: bool) -> None:
    """In the writer's thread. `full`: no more may be kept; what has ended is brought to its end all the same."""
    for reel, spooling, closed, inputs in round_:
        try:
            if full:
                reel.tape.lost += spooling.miss(inputs)
            else:
                spooling.take(inputs)
            if closed:
                spooling.end()
            reel.failing = "full" if full else ""
            reel.ended = closed
        except Full:
            reel.tape.lost += spooling.miss(inputs)
            reel.failing = "disk"
        except OSError:
            reel.failing = "disk"
