"""How a signature looks: the one page of a small PDF, drawn elsewhere from the strokes."""

import binascii
import uuid
from io import BytesIO
from typing import Final

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from server.outcomes.trouble import Trouble, TroubleKind

LARGEST: Final = 128 * 1024
"""Octets of a stamp: they all end up in the document."""


_WHOLE: Final = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
)
"""As large as its place: date and drawing fit into what is printed there."""


class _Page(PdfContent):
    """The first page of a PDF that is in memory."""

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self._octets = octets

    def render(self) -> bytes:
        try:
            reader = PdfFileReader(BytesIO(self._octets))
            if int(reader.root["/Pages"]["/Count"]) != 1:
                raise Trouble(TroubleKind.BAD_STAMP, "pages")
            page = self._ensure_writer.import_page_as_xobject(reader)
            left, bottom, right, top = page.get_object()["/BBox"]
        except Trouble:
            raise
        except Exception as error:  # whatever a parser may raise
            raise Trouble(TroubleKind.BAD_STAMP, type(error).__name__) from error
        name = b"/Stamp" + binascii.hexlify(uuid.uuid4().bytes)
        self.resources.xobject[name.decode()] = page
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return name + b" Do"


def stamped_with(stamp: bytes) -> StaticStampStyle:
    """Raises Trouble, at once or when it is drawn."""
    if not stamp.startswith(b"%PDF-") or len(stamp) > LARGEST:
        raise Trouble(TroubleKind.BAD_STAMP, f"{len(stamp)} octets")
    return StaticStampStyle(background=_Page(stamp), background_layout=_WHOLE, border_width=0)
