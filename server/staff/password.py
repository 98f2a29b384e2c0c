"""Which passwords are taken (NIST SP 800-63B-4, 3.1.1.2): long, not the name, nothing that everybody thinks of.

No rules of composition: they make people write ``Password1!``, which is on every list.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from server.staff.account import normal as normal_name

SHORTEST: Final = 12
LONGEST: Final = 128
_FEWEST_KINDS: Final = 5
"""Different characters: ``111111111111`` and ``abababababab`` have fewer."""
_COMMON: Final = Path(__file__).with_name("common_passwords.txt")
_RUNS: Final = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz" * 2, "qwertyuiopasdfghjklzxcvbnm" * 2)
_LEAST_RUN: Final = 3
_SHORT_NUMBER: Final = 4
_DECORATION: Final = re.compile(r"[\W_]+")


class Unfit(StrEnum):
    """What is wrong with a password."""

    SHORT = "short"
    LONG = "long"
    NAME = "name"
    COMMON = "common"


def normal(password: str) -> str:
    """A password as it is hashed: one form for the same letters, on whatever keyboard (RFC 8265 section 4.2)."""
    return unicodedata.normalize("NFKC", password)


LIMITS: Final = {Unfit.SHORT: SHORTEST, Unfit.LONG: LONGEST}


def unfit(password: str, name: str) -> Unfit | None:
    """Why this password is refused for somebody of this name, or None."""
    meant = normal(password)
    if len(meant) < SHORTEST:
        return Unfit.SHORT
    if len(meant) > LONGEST:
        return Unfit.LONG
    plain = _DECORATION.sub("", meant.casefold())
    own = _DECORATION.sub("", normal_name(name))
    if own and own in plain and not _rest(plain.replace(own, "\0")):
        return Unfit.NAME
    if len(set(plain)) < _FEWEST_KINDS or not _rest(plain):
        return Unfit.COMMON
    return None


@cache
def common() -> frozenset[str]:
    """What people most often choose, and what such choices are made of."""
    return frozenset(_COMMON.read_text("utf-8").split())


def _rest(plain: str) -> str:
    """What is left behind common parts, runs of keys and short numbers; empty: it is made of such alone.

    A null character stands for what is known already.
    """
    reached = {0}
    for end in range(1, len(plain) + 1):
        if any(begin in reached and _is_common(plain, begin, end) for begin in range(end)):
            reached.add(end)
    return plain[max(reached) :]


def _is_common(plain: str, begin: int, end: int) -> bool:
    part = plain[begin:end]
    if part == "\0" or part in common() or _is_short_number(plain, begin, end):
        return True
    if len(part) < _LEAST_RUN:
        return False
    return len(set(part)) == 1 or any(part in run or part[::-1] in run for run in _RUNS)


def _is_short_number(plain: str, begin: int, end: int) -> bool:
    """A year or so beside a word: not a part of a longer number."""
    around = plain[begin - 1 : begin] + plain[end : end + 1]
    return (
        plain[begin:end].isdecimal() and end - begin <= _SHORT_NUMBER and not any(map(str.isdecimal, around))
    )
