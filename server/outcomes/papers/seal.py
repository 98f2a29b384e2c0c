"""The centre's round seal as it looks: its name around a star. What binds is the signature under it."""

from datetime import datetime
from pathlib import Path
from typing import Final

from server.outcomes.papers import glyphs, slots
from server.outcomes.papers.press import Press
from server.outcomes.papers.printable import printable

LONGEST: Final = 40
"""Characters around the seal; of a longer name the beginning stands there."""

_PRESS: Final = Press(Path(__file__).with_name("seal.typ"))


def stamp(organisation: str, made: datetime) -> bytes:
    """One page, as large as its place on the paper. The same arguments give the same bytes.

    Raises:
        MissingGlyphs: of the name.
    """
    name = printable(organisation).replace("\n", " ")[:LONGEST]
    glyphs.check([name])
    pdf, _ = _PRESS.print({"side": round(slots.SEAL, 2), "name": name}, made)
    return pdf
