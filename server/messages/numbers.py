"""Telephone numbers to which short messages can be sent."""

import re
import unicodedata
from typing import Final

MOST: Final = 32
"""Characters that are looked at."""
_SEPARATORS: Final = dict.fromkeys(map(ord, " \t-()\u2010\u2011\u2013"))
_OWN: Final = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
"""Mobile numbers of the mainland (电信网编号计划, 2017): eleven digits, 13 to 19."""
_ABROAD: Final = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")
"""ITU-T E.164: at most fifteen digits after the plus."""


def normal(written: str) -> str | None:
    """The number as E.164 has it, with a plus; None for what is none, or is no mobile's of ours."""
    if len(written) > MOST:
        return None
    text = unicodedata.normalize("NFKC", written).translate(_SEPARATORS)
    own = _OWN.fullmatch(text)
    if own is not None:
        return f"+86{own[1]}"
    abroad = _ABROAD.fullmatch(text)
    return None if abroad is None or abroad[1].startswith("86") else f"+{abroad[1]}"


def ending(number: str) -> str:
    """As much of a number as its owner needs to know it again."""
    return number[-4:]
