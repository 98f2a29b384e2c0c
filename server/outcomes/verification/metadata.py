"""What a file says of itself: its title and so on, which readers show beside the page."""

from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.metadata import model, xmp_xml
from pyhanko.pdf_utils.rw_common import PdfHandler

_OF_WRITERS: Final = frozenset({"/ModDate", "/Producer"})
"""What whoever adds a signature writes anew."""
_OF_XMP_WRITERS: Final = frozenset(
    {
        model.XMP_MODDATE,
        model.PDF_PRODUCER,
        model.ExpandedName(ns=model.NS["xmp"], local_name="MetadataDate"),
    }
)


def said(file: PdfHandler) -> tuple[dict[str, str], list[Any]]:
    """Of the information dictionary (ISO 32000-1, 14.3.3) and the metadata stream (14.3.2), without what every writer
    renews. Raises what a parser raises.
    """
    told: dict[str, str] = {}
    if "/Info" in file.trailer_view:  # `get` would give the reference
        info = file.trailer_view["/Info"]
        told = {str(key): str(info[key]) for key in info if str(key) not in _OF_WRITERS}
    if "/Metadata" not in file.root:
        return told, []
    stream: Any = file.root["/Metadata"]
    described = xmp_xml.parse_xmp(BytesIO(stream.data))
    return told, [
        {str(name): value for name, value in one if name not in _OF_XMP_WRITERS} for one in described
    ]
