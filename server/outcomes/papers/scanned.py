"""What stands in an organisation's place when it stamped a print instead of signing here: words, and no imitation of a
seal.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from server.outcomes.papers import glyphs, slots
from server.outcomes.papers.press import Press
from server.outcomes.papers.printable import printable

_NAME_LIMIT: Final = 40
_LABEL_LIMIT: Final = 80
_PRESS: Final = Press(Path(__file__).with_name("scanned.typ"))


def notice(mediator: str, digest: str, label: str, made: datetime) -> bytes:
    """One page of PDF as large as a signature's place. ``digest``: of the scan; ``label``: when it was compared.

    Raises:
        MissingGlyphs
    """
    shown = [printable(text).replace("\n", " ") for text in (mediator, label)]
    glyphs.check(shown)
    pdf, _ = _PRESS.print(
        {
            "width": slots.SIGNATURE_WIDTH,
            "drawing_height": slots.DRAWING_HEIGHT,
            "date_height": slots.DATE_HEIGHT,
            "date_begins": slots.DATE_BEGINS,
            "mediator": shown[0][:_NAME_LIMIT],
            "digest": digest[:16],
            "label": shown[1][:_LABEL_LIMIT],
        },
        made,
    )
    return pdf
