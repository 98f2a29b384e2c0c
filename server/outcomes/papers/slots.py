"""How large the place of a signature is, in PDF points, and where in it the drawing and the date go.

The form and the stamp that fills it measure by the same rule: a paper looks alike signed by hand and on a phone.
"""

from typing import Final

from server.outcomes.papers.paper import SlotKind

MILLIMETRE: Final = 72 / 25.4

SIGNATURE_WIDTH: Final = 64 * MILLIMETRE
DRAWING_HEIGHT: Final = 23 * MILLIMETRE
"""The drawn name: over 55 by 22 mm, which the rules for papers signed by hand ask for."""
DATE_HEIGHT: Final = 6.5 * MILLIMETRE
"""The strip below it, which begins with the printed word 日期."""
DATE_BEGINS: Final = 11 * MILLIMETRE
SIGNATURE_HEIGHT: Final = DRAWING_HEIGHT + DATE_HEIGHT
SEAL: Final = 42 * MILLIMETRE
"""The side of the square around an organisation's round seal (国发〔1999〕25号)."""


def measures(kind: SlotKind) -> dict[str, float]:
    match kind:
        case SlotKind.SIGNATURE:
            width, height = SIGNATURE_WIDTH, SIGNATURE_HEIGHT
        case SlotKind.SEAL:
            width = height = SEAL
    return {
        "width": round(width, 2),
        "height": round(height, 2),
        "date_height": round(DATE_HEIGHT, 2),
        "date_begins": round(DATE_BEGINS, 2),
    }
