"""Text as it is compared: whoever types it differently, on a phone or from Taiwan, means the same.

Compatibility forms become plain ones (full width, circled, ligatures), letters lose their case and their accents,
traditional characters become simplified ones, brackets round ones; blanks and what has no shape disappear. It is done
character by character, so that every place in the plain text has one in what was written.
"""

import unicodedata
from functools import cache
from itertools import pairwise
from typing import Final

from opencc import OpenCC

_SHAPELESS: Final = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"})
_BRACKETS: Final = {
    **dict.fromkeys("[{<〔〖【〈《「『«‹", "("),
    **dict.fromkeys("]}>〕〗】〉》」』»›", ")"),
}

Run = tuple[str, bool]
"""A piece of a text, and whether it is what was looked for."""


class _Folding(dict[int, str]):
    """For ``str.translate``: what a character becomes, worked out when it first occurs."""

    def __missing__(self, point: int) -> str:
        self[point] = made = _folded(chr(point))
        return made


_FOLDING: Final = _Folding()


def plain(text: str) -> str:
    """The text as it is compared."""
    return text.translate(_FOLDING)


def runs(text: str, wanted: frozenset[str]) -> tuple[Run, ...]:
    """The text as it was written, in pieces: those that say one of ``wanted`` (plain texts), and those between."""
    pieces = [_FOLDING[ord(character)] for character in text]
    folded = "".join(pieces)
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    marked = bytearray(len(text))
    for words in filter(None, wanted):
        at = folded.find(words)
        while at >= 0:
            first, last = origin[at], origin[at + len(words) - 1]
            marked[first : last + 1] = b"\1" * (last + 1 - first)
            at = folded.find(words, at + 1)
    return _cut(text, marked)


def _cut(text: str, marked: bytearray) -> tuple[Run, ...]:
    cuts = [place for place in range(1, len(text)) if marked[place] != marked[place - 1]]
    edges = [0, *cuts, len(text)]
    return tuple((text[a:b], bool(marked[a])) for a, b in pairwise(edges) if a < b)


def _folded(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    kept = (part for part in decomposed if unicodedata.category(part) not in _SHAPELESS)
    simple = "".join(_simplified(part) for part in kept).casefold()
    return "".join(_BRACKETS.get(part, part) for part in simple if not part.isspace())


def _simplified(character: str) -> str:
    return _converter().convert(character) if ord(character) >= _FIRST_HAN else character


_FIRST_HAN: Final = 0x2E80
"""Nothing before it is Chinese (CJK Radicals Supplement)."""


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
