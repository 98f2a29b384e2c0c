"""What people wrote, made so that it cannot disturb what stands around it: a name is shown within our own sentences.

What is kept and compared stays as it was written; only what is shown goes through here. ``static/foreign.js`` does the
same for what the scripts write.
"""

import re
import unicodedata
from typing import Final

ISOLATE: Final = "\u2068"
POP: Final = "\u2069"
MOST_MARKS: Final = 8
"""No language stacks more on one letter; what does climbs over the lines above."""

_DIRECTING: Final = re.compile("[\u202a-\u202e\u2066\u2067]")
"""Change the direction of whatever follows, or override that of letters (Unicode Standard Annex 9, section 2)."""
_UNSEEN: Final = re.compile("[\u200b\u2060\ufeff\U000e0000-\U000e007f]")
"""Seen by nobody, and so good for nothing but two names that look the same. Joiners write real languages."""
_BREAKING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Control characters and what ends a line or a paragraph, which would end an isolate too."""
_FROM_RIGHT: Final = frozenset({"R", "AL"})


def in_line(text: str, *, from_right: bool = False) -> str:
    """Something foreign within a line of ours, which itself may be read from right to left."""
    plain = _UNSEEN.sub("", _DIRECTING.sub("", _balanced(_BREAKING.sub(" ", text))))
    plain = _unpiled(plain)
    if from_right or any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in plain):
        return f"{ISOLATE}{plain}{POP}"
    return plain


def _unpiled(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter).startswith("M") else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def _balanced(text: str) -> str:
    """Isolates stay where each is closed (they are ours); a pop too many would let the rest out of ours."""
    depth = 0
    for letter in text:
        depth += (letter == ISOLATE) - (letter == POP)
        if depth < 0:
            break
    return text if depth == 0 else text.replace(ISOLATE, "").replace(POP, "")
