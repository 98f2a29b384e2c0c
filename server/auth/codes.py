"""One-time codes: six digits that the mediator tells the person over the telephone, and how a try is judged."""

import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from rooms.ids import SeatId
from server.auth.limits import FATAL_FAILURES, Tally, wait

DIGITS: Final = 6
PURPOSE: Final = "one-time code"
_SEPARATORS: Final = dict.fromkeys(map(ord, " \t-\u2010\u2011\u2013"))


@dataclass(frozen=True, slots=True)
class Code:
    """A code without its digits. ``reusable`` codes belong to demonstration cases: they neither wear out nor die."""

    id: str
    seat: SeatId
    hash: bytes
    reusable: bool
    issued_at: datetime
    expires_at: datetime | None = None
    failures: int = 0
    used_at: datetime | None = None
    dead_at: datetime | None = None

    def lives(self, now: datetime) -> bool:
        """Whether it can still be right."""
        spent = self.used_at is not None and not self.reusable
        expired = self.expires_at is not None and now >= self.expires_at
        return not (spent or expired or self.dead_at is not None)

    @property
    def dies_next(self) -> bool:
        """Whether one more failure is the last."""
        return not self.reusable and self.failures + 1 >= FATAL_FAILURES


class Verdict(Enum):
    RIGHT = auto()
    WRONG = auto()
    TOO_SOON = auto()
    NONE_LIVES = auto()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a try was; ``code`` is the one that was right, ``wait`` for how long none is looked at."""

    verdict: Verdict
    code: Code | None = None
    wait: timedelta = timedelta()


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def normal(written: str) -> str:
    """A code as it was meant: full-width digits, spaces and hyphens are no mistakes."""
    return unicodedata.normalize("NFKC", written[:64]).translate(_SEPARATORS)


def judge(alive: Sequence[Code], tried: bytes, *, here: Tally, anywhere: Tally, now: datetime) -> Judgement:
    """Judge a try by its keyed hash against the codes of a seat that are ``alive``.

    During a wait a code is not looked at, right or wrong: otherwise waiting would not slow a guesser.
    """
    if not alive:
        return Judgement(Verdict.NONE_LIVES)
    mortal = not any(code.reusable for code in alive)
    pause = wait(here, anywhere, now, mortal=mortal)
    if pause:
        return Judgement(Verdict.TOO_SOON, wait=pause)
    for code in alive:
        if hmac.compare_digest(code.hash, tried):
            return Judgement(Verdict.RIGHT, code)
    return Judgement(Verdict.WRONG)
