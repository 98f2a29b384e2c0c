"""What is to be seen on the pages of a PDF file, by a reader that is not the one that made them."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from PIL import Image, ImageChops
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

MARGIN = 72.0
"""Points: 2.54 cm."""
WIDTH, HEIGHT = 595.28, 841.89

Box = tuple[float, float, float, float]


def text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def said(pdf: bytes) -> str:
    """All text without spaces and line ends, which are the page's own."""
    return "".join(text(pdf).split())


def characters(pdf: bytes, number: int) -> Iterator[tuple[str, Box]]:
    """What is printed on a page (from 0), and where."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number].get_textpage()
        for place in range(page.count_chars()):
            character = page.get_text_range(place, 1)
            left, bottom, right, top = page.get_charbox(place)
            if character.strip() and right > left and top > bottom:
                yield character, (left, bottom, right, top)


def beyond_the_margins(pdf: bytes, number: int) -> list[str]:
    return [
        character
        for character, (left, bottom, right, top) in characters(pdf, number)
        if left < MARGIN - 1 or right > WIDTH - MARGIN + 1 or bottom < 20 or top > HEIGHT - 40
    ]


def overprinted(pdf: bytes, number: int) -> list[str]:
    """Characters that stand on one another."""
    found = sorted(characters(pdf, number), key=lambda each: each[1][0])
    open_: list[tuple[str, Box]] = []
    clashes = []
    for character, box in found:
        open_ = [each for each in open_ if each[1][2] > box[0] + 1]
        clashes += [other + character for other, there in open_ if _share(there, box) > 0.3]
        open_.append((character, box))
    return clashes


def _share(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or along <= 0:
        return 0.0
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across * along / smaller


def picture(pdf: bytes, number: int, scale: float = 1.0) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        drawn: Image.Image = document[number].render(scale=scale).to_pil().convert("RGB")
        return drawn


def ink(drawn: Image.Image) -> Box | None:
    """The box around everything that is not white, in pixels."""
    return ImageChops.difference(drawn, Image.new("RGB", drawn.size, "white")).getbbox()


def within(drawn: Image.Image, box: Box, scale: float = 1.0) -> Image.Image:
    """What is in a box of PDF points from the lower left corner."""
    left, bottom, right, top = (edge * scale for edge in box)
    return drawn.crop((round(left), round(drawn.height - top), round(right), round(drawn.height - bottom)))


def fonts(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """Name of each font, and whether its file is inside."""
    reader = PdfFileReader(BytesIO(pdf))
    for reference in reader.xrefs.explicit_refs_in_revision(0):
        found = reader.get_object(reference)
        if isinstance(found, DictionaryObject) and found.get("/Type") == "/FontDescriptor":
            yield str(found["/FontName"]), any(key.startswith("/FontFile") for key in found)
