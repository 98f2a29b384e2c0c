"""A scan made anew: of whatever file it was, nothing stays but what its pages look like.

Runs in a process of its own (scanner.py), limited in memory and time: what a hostile file does to a parser ends there.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pypdfium2
from pypdfium2 import raw

from rooms.settlement import SCAN_PAGES_LIMIT
from server.pictures.picture import NotAPicture, Picture, made_anew

LONG_SIDE: Final = 2_000
"""Pixels of a page's longer side: an A4 page at 170 dots an inch, the letters around a seal can be read."""
_LEAST_SIDE, _MOST_SIDE = 72.0, 5_000.0
"""Points: what is smaller or larger is no page."""
_QUALITY: Final = 80
_LONG_PAPER: Final = 842.0
"""Points of the longer side of A4, on which every page is put."""


class ScanFault(StrEnum):
    NOT_READABLE = "not_readable"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    PAGES = "pages"
    """It has not as many pages as the paper."""


class UnfitScan(Exception):
    def __init__(self, fault: ScanFault) -> None:
        super().__init__(fault)
        self.fault = fault

    def __reduce__(self) -> tuple[type["UnfitScan"], tuple[ScanFault]]:
        return UnfitScan, (self.fault,)


@dataclass(frozen=True, slots=True)
class Taken:
    """A PDF of our own making, a picture a page."""

    pdf: bytes
    pages: int


def taken(files: Sequence[bytes], paper: bytes) -> Taken:
    """The files one after the other: a PDF, or photographs, for the pages of ``paper``; raises UnfitScan."""
    wanted = _count(paper)
    pages: list[Picture] = []
    for octets in files:
        pages += _of_pdf(octets) if octets.startswith(b"%PDF-") else [_photograph(octets)]
        if len(pages) > SCAN_PAGES_LIMIT:
            raise UnfitScan(ScanFault.PAGES)
    if len(pages) != wanted:
        raise UnfitScan(ScanFault.PAGES)
    return Taken(bound(pages), len(pages))


def picture_of(pdf: bytes, number: int) -> bytes:
    """A page, counted from 1, as a JPEG file; raises UnfitScan for one that is not there."""
    with _opened(pdf) as document:
        if not 0 < number <= len(document):
            raise UnfitScan(ScanFault.PAGES)
        return _drawn(document, number - 1).octets


def bound(pages: Sequence[Picture]) -> bytes:
    """JPEG files as the pages of a PDF, with nothing else in it. The same pages give the same octets."""
    kids = " ".join(f"{3 + 3 * place} 0 R" for place in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()]
    for place, page in enumerate(pages):
        own = 3 + 3 * place
        scale = _LONG_PAPER / max(page.width, page.height)
        width, height = page.width * scale, page.height * scale
        shown = f"{width:.2f} 0 0 {height:.2f} 0 0 cm /P Do".encode()
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Contents {own + 1} 0 R"
            f"/Resources<</XObject<</P {own + 2} 0 R>>>>>>".encode(),
            _stream("", shown),
            _stream(
                f"/Type/XObject/Subtype/Image/Width {page.width}/Height {page.height}/ColorSpace/DeviceRGB"
                "/BitsPerComponent 8/Filter/DCTDecode",
                page.octets,
            ),
        ]
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    written, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)


def _stream(entries: str, octets: bytes) -> bytes:
    return f"<<{entries}/Length {len(octets)}>>\nstream\n".encode() + octets + b"\nendstream"


def _count(pdf: bytes) -> int:
    with _opened(pdf) as document:
        return len(document)


def _of_pdf(octets: bytes) -> list[Picture]:
    with _opened(octets) as document:
        if not 0 < len(document) <= SCAN_PAGES_LIMIT:
            raise UnfitScan(ScanFault.PAGES)
        return [_drawn(document, place) for place in range(len(document))]


def _opened(octets: bytes) -> pypdfium2.PdfDocument:
    """Without its forms: no script of it is ever run. A file that wants no password but is encrypted is refused too."""
    try:
        document = pypdfium2.PdfDocument(octets)
    except pypdfium2.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        raise UnfitScan(ScanFault.ENCRYPTED if locked else ScanFault.NOT_READABLE) from error
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        document.close()
        raise UnfitScan(ScanFault.ENCRYPTED)
    return document


def _drawn(document: pypdfium2.PdfDocument, place: int) -> Picture:
    try:
        page = document[place]
        width, height = page.get_size()
        if not (_LEAST_SIDE <= width <= _MOST_SIDE and _LEAST_SIDE <= height <= _MOST_SIDE):
            raise UnfitScan(ScanFault.TOO_LARGE)
        bitmap = page.render(scale=LONG_SIDE / max(width, height), may_draw_forms=False)
        shown = bitmap.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
        raise UnfitScan(ScanFault.NOT_READABLE) from error
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(written.getvalue(), shown.width, shown.height)


def _photograph(octets: bytes) -> Picture:
    try:
        made = made_anew(octets)
    except NotAPicture as error:
        raise UnfitScan(ScanFault.NOT_READABLE) from error
    if min(made.width, made.height) * _LONG_PAPER / max(made.width, made.height) < _LEAST_SIDE:
        raise UnfitScan(ScanFault.TOO_LARGE)
    return made
