"""How long to make somebody wait who tries codes: pure rules, time is an argument.

A code has six digits, so guessing must be slow; but whoever guesses must not be able to lock out the person
whose code it is. Three things are counted, each with its own answer:

- failures from one address on one link: that address waits longer and longer;
- failures on one link from anywhere: those who have failed wait, and everybody where a code never dies;
- failures on one code from anywhere: the code dies, and only a fresh one from the mediator helps.

The first two are forgotten after a while, all three when a fresh code is issued.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FATAL_FAILURES: Final = 10
"""After so many a code dies: a guesser finds one of a million with a chance of 1 in 100,000."""

FORGOTTEN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """The first failures are free, then waiting begins at a second and doubles up to ``longest``."""

    free: int
    longest: timedelta


FROM_ONE_ADDRESS: Final = Pace(free=3, longest=timedelta(minutes=5))
FROM_ANYWHERE: Final = Pace(free=8, longest=timedelta(seconds=15))


@dataclass(frozen=True, slots=True)
class Tally:
    """Failures, and when the last one was."""

    failures: int = 0
    last_at: datetime | None = None

    def at(self, now: datetime) -> "Tally":
        """What still counts."""
        if self.last_at is None or now - self.last_at >= FORGOTTEN_AFTER:
            return Tally()
        return self

    def failed(self, now: datetime) -> "Tally":
        return Tally(self.at(now).failures + 1, now)


def wait(here: Tally, anywhere: Tally, now: datetime, *, mortal: bool) -> timedelta:
    """How long an address must still wait before its next try; nothing: try now.

    ``here`` are its own failures on this link, ``anywhere`` all failures on it; ``mortal`` says that the
    code dies after too many. Then an address that never failed does not wait for the failures of others.
    """
    own = pause(here.at(now), FROM_ONE_ADDRESS, now)
    if mortal and not here.at(now).failures:
        return own
    return max(own, pause(anywhere.at(now), FROM_ANYWHERE, now))


def pause(tally: Tally, pace: Pace, now: datetime) -> timedelta:
    """How long these failures alone make somebody wait, at this pace."""
    excess = tally.failures - pace.free
    if excess <= 0 or tally.last_at is None:
        return timedelta()
    # 2^9 s is beyond every ``longest``; a larger exponent would only grow the number.
    length = min(timedelta(seconds=2 ** min(excess - 1, 9)), pace.longest)
    return max(tally.last_at + length - now, timedelta())
