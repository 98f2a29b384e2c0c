"""What a page noted in the course of a condition, and what it says about hearing and seeing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

_RATE = 48_000
_HEARD_WITHIN = 0.2
_SEEN_WITHIN = 0.5
_MOVING = 5.0
_FULL_WITHIN = 1.0
_HEARD_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Moment:
    """Totals since the page was loaded, at a time (seconds since the epoch)."""

    at: float
    live: bool
    """The page says that it is connected."""
    samples: int
    """Audio samples played, 48,000 a second, real or not."""
    concealed: int
    """Those of them that the decoder made up for missing ones."""
    frames: int
    """Video frames decoded."""
    sent: int
    """Video frames sent."""
    bytes: int
    """Of video received."""

    @classmethod
    def noted(cls, fields: dict[str, Any]) -> Self:
        """Of the page's note; its times are milliseconds."""
        return cls(**(fields | {"at": fields["at"] / 1e3}))

    @property
    def real(self) -> int:
        return self.samples - self.concealed


class Course:
    """Moments in the order of time."""

    def __init__(self, moments: Sequence[Moment]) -> None:
        self.moments = moments

    def between(self, begin: float, end: float) -> Course:
        return Course([moment for moment in self.moments if begin <= moment.at <= end])

    @property
    def seconds(self) -> float:
        return self.moments[-1].at - self.moments[0].at

    def concealed(self) -> float:
        """Percent of what was played. Nothing played at all is all concealed."""
        first, last = self.moments[0], self.moments[-1]
        played = last.samples - first.samples
        return 100 * (last.concealed - first.concealed) / played if played else 100.0

    def decoded_rate(self) -> float:
        """Video frames decoded a second."""
        return (self.moments[-1].frames - self.moments[0].frames) / self.seconds

    def sent_rate(self) -> float:
        return (self.moments[-1].sent - self.moments[0].sent) / self.seconds

    def heard_from(self) -> float | None:
        """When real audio was there again: of the 0.2 s from then on at least half is real."""
        for begin, end in self._windows(_HEARD_WITHIN):
            if end.real - begin.real >= _HEARD_SHARE * _RATE * (end.at - begin.at):
                return begin.at
        return None

    def silent_from(self) -> float | None:
        """When real audio stopped: of the 0.2 s from then on less than half is real."""
        for begin, end in self._windows(_HEARD_WITHIN):
            if end.real - begin.real < _HEARD_SHARE * _RATE * (end.at - begin.at):
                return begin.at
        return None

    def heard_again(self) -> float | None:
        """When real audio was back after it had stopped."""
        silent = self.silent_from()
        return None if silent is None else self.between(silent, self.moments[-1].at).heard_from()

    def byte_rate(self) -> float:
        """Bytes of video received a second."""
        return (self.moments[-1].bytes - self.moments[0].bytes) / self.seconds

    def seen_from(self) -> float | None:
        """When video moved again: from then on 5 frames a second for 0.5 s."""
        for begin, end in self._windows(_SEEN_WITHIN):
            if end.frames - begin.frames >= _MOVING * (end.at - begin.at):
                return begin.at
        return None

    def full_from(self, frames: float, size: float) -> float | None:
        """When video was full: from then on that many frames and bytes a second for a second."""
        for begin, end in self._windows(_FULL_WITHIN):
            seconds = end.at - begin.at
            if end.frames - begin.frames >= frames * seconds and end.bytes - begin.bytes >= size * seconds:
                return begin.at
        return None

    def live_from(self) -> float | None:
        """When the page said that it is connected."""
        return next((moment.at for moment in self.moments if moment.live), None)

    def _windows(self, seconds: float) -> list[tuple[Moment, Moment]]:
        pairs, later = [], iter(self.moments)
        end = next(later, None)
        for begin in self.moments:
            while end is not None and end.at < begin.at + seconds:
                end = next(later, None)
            if end is None:
                break
            pairs.append((begin, end))
        return pairs
