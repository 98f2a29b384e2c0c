"""The two typefaces that papers are set in, and which characters they have.

They come with a package, so that a paper looks alike on every machine. There is one weight of each: what is more
important is larger, or in the face without serifs.
"""

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn

FOLDER: Final = pylopdf_fonts_zh_cn.serif_path().parent
SERIF: Final = "Noto Serif SC"
SANS: Final = "Noto Sans SC"
SELECTORS: Final = frozenset(chr(code) for code in (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0)))
"""Behind a character they ask for another shape of it, which neither typeface has."""

_FULL_MAP: Final = 12


class MissingGlyphs(ValueError):
    """Characters, each once, in the order in which they stand, that cannot be printed."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        super().__init__("characters without a glyph")
        self.characters = characters


def check(texts: Iterable[str]) -> None:
    """
    Raises:
        MissingGlyphs
    """
    covered = coverage()
    missing = dict.fromkeys(
        character
        for text in texts
        for character in _characters(text)
        if len(character) > 1 or ord(character) not in covered
    )
    if missing:
        raise MissingGlyphs(tuple(missing))


def _characters(text: str) -> Iterator[str]:
    """One by one, but a shape that is asked for together with its character."""
    if SELECTORS.isdisjoint(text):
        yield from (character for character in dict.fromkeys(text) if character != "\n")
        return
    for here, following in zip(text, [*text[1:], ""], strict=True):
        if here not in SELECTORS and here != "\n":
            yield here + following if following in SELECTORS else here


@cache
def coverage() -> frozenset[int]:
    """Code points that at least one of the two has."""
    paths = pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()
    return frozenset().union(*map(_mapped, paths))


def _mapped(path: Path) -> frozenset[int]:
    """The font's full character map: OpenType, `cmap`, format 12."""
    data = path.read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    records = {data[at : at + 4]: at for at in range(12, 12 + 16 * count, 16)}
    table = struct.unpack_from(">I", data, records[b"cmap"] + 8)[0]
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", data, table + 2)[0]):
        at = table + struct.unpack_from(">I", data, table + 4 + 8 * number + 4)[0]
        if struct.unpack_from(">H", data, at)[0] != _FULL_MAP:
            continue
        for group in range(struct.unpack_from(">I", data, at + 12)[0]):
            first, last = struct.unpack_from(">II", data, at + 16 + 12 * group)
            found.update(range(first, last + 1))
    return frozenset(found)
