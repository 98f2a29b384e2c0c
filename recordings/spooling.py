"""What arrives of a segment, into its spool. Belongs to the writer's thread."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from recordings.assembly import Assembly
from recordings.frame import Frame, Mark
from recordings.segment import Segment
from recordings.tape import Arrived, Clocked, Input, Turned
from recordings.vault.spool import SpoolWriter
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK

ARRIVAL_EVERY: Final = 10.0
"""Seconds of which the arrival that was the least late is marked: no queue lasts as long as a recording, so that
whoever puts tracks in step sees which of a sender's words about its clock cannot be true."""
SLACK: Final = 10.0
"""Seconds by which a timestamp may be ahead of the time that has passed since the first, or behind the one before: what
is further off is a slip, or of somebody who wants the record to be of no use."""
RESTARTED: Final = 50
"""Packets in a row that are off after which the sender's clock has begun anew."""
MOST_UNWRITTEN: Final = 64 * 1024 * 1024
"""Octets that a full disk may make wait in memory."""


class Full(Exception):
    """More waits for the disk than may: what comes now is lost."""


@dataclass(frozen=True, slots=True)
class _Told:
    last: int
    """The latest timestamp,"""
    passed: float
    """the seconds by the sender's clock"""
    since: float
    """since this moment, at which the first arrived."""


class Spooling:
    """One segment. Nothing of it is on the disk in the clear."""

    def __init__(self, segment: Segment, key: bytes, file: int, epoch: float, label: bytes = b"") -> None:
        """`file`: the spool's descriptor, which stays open; `label`: see recordings.vault.spool; `epoch`:
        what the monotonic clock lacks to seconds since 1970, one for all tracks of a recording, so that a clock that is
        set in between moves none of them against another.
        """
        self.segment = segment
        self.frames = 0
        self._file = file
        self._epoch = epoch
        self._rate = PICTURE_CLOCK if segment.pictures else SPEECH_CLOCK
        self._assembly = Assembly(pictures=segment.pictures)
        self._gaps = 0
        self._began: float | None = None
        """When the first packet arrived."""
        self._last: Frame | None = None
        self._told: _Told | None = None
        """What the layer's timestamps told so far."""
        self._off = 0
        """Packets since then that cannot be true."""
        self._begins = True
        """The next frame is the first of a layer. Such a one stands where it arrived, counted from the first of all:
        by its mark a reader finds where another clock begins."""
        self._clocked: Clocked | None = None
        """What the sender's clock told before the first frame that it counts from."""
        self._soonest: tuple[int, float] | None = None
        """Place and arrival of the frame that was the least late since,"""
        self._since = 0.0
        """this moment."""
        self._unwritten = bytearray()
        self._written = 0
        self._spool = SpoolWriter(key, self._unwritten.extend, label)

    @property
    def gaps(self) -> int:
        """Times that something was lost for good."""
        return self._gaps + self._assembly.gaps

    @property
    def wants_key_frame(self) -> bool:
        """Of pictures of which nothing can be made before the next one."""
        return self._assembly.wants_key_frame

    def take(self, inputs: Iterable[Input]) -> None:
        """Seals what is whole as one record and appends it to the file.

        Raises OSError when the disk refuses: nothing is lost by it, and the next call tries again; Full when so much
        waits already that this is lost.
        """
        if len(self._unwritten) > MOST_UNWRITTEN:
            try:
                self.write()
            except OSError as error:
                raise Full from error
        for one in inputs:
            self._one(one)
        self.write()

    def miss(self, inputs: Iterable[Input]) -> int:
        """There is no room for them: how many packets are lost. That another layer follows is taken all the same."""
        lost = 0
        for one in inputs:
            if isinstance(one, Turned):
                self._one(one)
            lost += isinstance(one, Arrived)
        return lost

    def end(self) -> None:
        """What still waits behind gaps. Raises OSError."""
        for frame in self._assembly.end():
            self._add(frame)
        self._mark_soonest()
        self.write()

    def write(self) -> None:
        """Appends what was sealed. Raises OSError, and then tries at the same place again."""
        self._spool.seal()
        while self._unwritten:
            count = os.pwrite(self._file, self._unwritten, self._written)
            self._written += count
            del self._unwritten[:count]

    def _one(self, one: Input) -> None:
        match one:
            case Arrived():
                self._arrived(one)
            case Turned(at):
                for frame in self._assembly.end():
                    self._add(frame)
                self._mark_soonest()
                self._clocked, self._begins, self._told = None, True, None
                self._gaps += self._assembly.gaps
                self._assembly = Assembly(pictures=self.segment.pictures, begin=self._place(at))
            case Clocked(timestamp, at):
                place = self._assembly.place(timestamp)
                if place is None:
                    self._clocked = one
                elif place >= 0:
                    self._mark(place, at, told=True)

    def _arrived(self, one: Arrived) -> None:
        if not self._may_be_true(one.packet.timestamp, one.at):
            return
        if self._began is None:
            self._began = one.at
        for frame in self._assembly.add(one.packet, one.at):
            if self._begins:
                self._begins = False
                self._mark(frame.at, one.at, told=False)
                self._since = one.at
            else:
                self._note(frame.at, one.at)
            self._add(frame)
            if self._clocked is not None:
                told, self._clocked = self._clocked, None
                self._one(told)

    def _may_be_true(self, timestamp: int, at: float) -> bool:
        """One that cannot be is left out: it alone would stretch the record by hours."""
        told = self._told or _Told(timestamp, self._ahead(at), at)
        step = ((timestamp - told.last + (1 << 31)) % (1 << 32) - (1 << 31)) / self._rate
        passed = told.passed + step
        if step < -SLACK or passed > at - told.since + SLACK:
            self._off += 1
            if self._off < RESTARTED:
                return False
            self._one(Turned(at))
            told, passed = _Told(timestamp, self._ahead(at), at), self._ahead(at)
        self._told, self._off = _Told(timestamp, passed, told.since), 0
        return True

    def _ahead(self, at: float) -> float:
        """Seconds by which what begins then stands later than it came: so far the former layer's clock was ahead."""
        return 0.0 if self._began is None else self._place(at) / self._rate - (at - self._began)

    def _note(self, place: int, at: float) -> None:
        if at - self._since > ARRIVAL_EVERY:
            self._mark_soonest()
            self._since = at
        if self._soonest is None or at - self._soonest[1] < (place - self._soonest[0]) / self._rate:
            self._soonest = place, at

    def _mark_soonest(self) -> None:
        if self._soonest is not None:
            self._mark(*self._soonest, told=False)
            self._soonest = None

    def _place(self, at: float) -> int:
        """Where something that arrived then stands; behind all that is there."""
        since = 0.0 if self._began is None else at - self._began
        behind = 0 if self._last is None else self._last.at + 1
        return max(round(since * self._rate), behind)

    def _mark(self, place: int, at: float, *, told: bool) -> None:
        self._spool.mark(Mark(place, round((self._epoch + at) * 1_000_000), told))

    def _add(self, frame: Frame) -> None:
        self._spool.add(frame)
        self.frames += 1
        self._last = frame
