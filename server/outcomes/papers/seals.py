"""The impression of an organisation's seal on a paper, drawn from its name.

It has no star and says that it is electronic: it does not pretend to be the print of a seal that the police registered.
What binds is the signature under it.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from server.outcomes.papers import glyphs, slots
from server.outcomes.papers.press import Press
from server.outcomes.papers.printable import printable

LONGEST: Final = 40
"""Letters of a name that can still be read around a circle of this size."""
_LABEL_LIMIT: Final = 30
_PRESS: Final = Press(Path(__file__).with_name("seal.typ"))


def impression(name: str, label: str, made: datetime) -> bytes:
    """One page of PDF as large as a seal's place. `label` is a line below the middle: when. Longer names are cut.

    Raises:
        MissingGlyphs
    """
    shown = [printable(text).replace("\n", " ") for text in (name, label)]
    glyphs.check(shown)
    pdf, _ = _PRESS.print(
        {"side": slots.SEAL, "name": shown[0][:LONGEST], "label": shown[1][:_LABEL_LIMIT]}, made
    )
    return pdf
