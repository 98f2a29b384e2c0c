"""Text as it can stand on paper: what nobody sees is left out, and what is too long for its line may be broken.

What is left out stays in what the caller keeps; on paper it could only make two names look the same, or turn
the order of what stands around it.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

BREAK: Final = "\u200b"
"""Where a line may be broken. The template turns it into a gap of no width, so that copied text is whole."""
BREAK_AT_SIGNS: Final = "\u200c"
"""The same where the rules of line breaking would keep signs together across a gap. It is in what is copied."""

_NEW_LINE: Final = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN: Final = frozenset("\u115f\u1160\u3164\uffa0\ufe0e\ufe0f\u034f")
"""Fillers, and selectors between a character and its coloured picture."""
_LONGEST: Final = 17.0
_APART: Final = 6.0
_WIDE: Final = frozenset("MWmw—…@%&")
_UNBROKEN: Final = re.compile(r"[^\s\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
"""Between Han and at spaces every line may be broken; a run of anything else is one word, or might be."""


def printable(text: str) -> str:
    """Without control and format characters; every space is one of two widths."""
    return "".join(map(_kept, _NEW_LINE.sub("\n", text))).strip("\n")


def _kept(character: str) -> str:
    if character in "\n\u3000":
        return character
    if character in _UNSEEN:
        return ""
    match unicodedata.category(character):
        case "Zs":
            return " "
        case "Cc":
            return " " if character == "\t" else ""
        case "Cf":
            return ""
    return character


def em(text: str) -> float:
    """How wide the text is at most, in widths of a Han character."""
    return sum(map(_em, text))


def breakable(text: str, longest: float = _LONGEST, apart: float = _APART) -> str:
    """In em: runs wider than `longest` that no line can be broken in may be broken into pieces of at most `apart`."""

    def broken(run: re.Match[str]) -> str:
        found = run.group()
        if em(found) <= longest:
            return found
        pieces = list(_pieces(found, apart))
        joined = pieces[0]
        for before, piece in pairwise(pieces):
            plain = before[-1].isalnum() or piece[0].isalnum()
            joined += (BREAK if plain else BREAK_AT_SIGNS) + piece
        return joined

    return _UNBROKEN.sub(broken, text)


def _pieces(run: str, apart: float) -> Iterator[str]:
    begin, wide = 0, 0.0
    for place, character in enumerate(run):
        if wide + _em(character) > apart and place > begin:
            yield run[begin:place]
            begin, wide = place, 0.0
        wide += _em(character)
    yield run[begin:]


def _em(character: str) -> float:
    """Rather too much: a word that is torn is better than one that is cut off."""
    if character > "\u2e7f" or character in _WIDE:
        return 1.0
    return 0.75 if character.isupper() else 0.57
