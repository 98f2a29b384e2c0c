"""A scan is made anew: whatever was in the file, nothing stays but pictures of its pages."""

import io
import zlib

import pypdfium2
import pytest
from PIL import Image

from rooms.settlement import SCAN_PAGES_LIMIT
from server.outcomes.scans.reading import ScanFault, UnfitScan, bound, picture_of, taken
from server.pictures.picture import Picture
from tests.unit.server.outcomes.scans.files import RED, encrypted, pdf, picture


def fault(*files: bytes, pages: int = 1) -> ScanFault:
    with pytest.raises(UnfitScan) as refused:
        taken(files, pdf(pages))
    return refused.value.fault


def middle(jpeg: bytes) -> tuple[int, int, int]:
    with Image.open(io.BytesIO(jpeg)) as found:
        pixel = found.convert("RGB").getpixel((found.width // 2, found.height // 2))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


def test_photographs_become_the_pages_of_a_pdf_in_their_order() -> None:
    made = taken([picture(colour=RED), picture(colour=(20, 60, 200))], pdf(2))
    assert made.pages == 2
    with pypdfium2.PdfDocument(made.pdf) as document:
        assert len(document) == 2
        assert max(document[0].get_size()) == pytest.approx(842, abs=1)
    assert middle(picture_of(made.pdf, 1))[0] > 150
    assert middle(picture_of(made.pdf, 2))[2] > 150


def test_the_same_scan_gives_the_same_octets() -> None:
    assert taken([picture()], pdf(1)) == taken([picture()], pdf(1))


def test_a_pdf_and_photographs_may_be_mixed() -> None:
    assert taken([pdf(2), picture()], pdf(3)).pages == 3


@pytest.mark.parametrize(
    "carried",
    [
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.launchURL\\('http://x'\\))>>]>>>>",
        b"/OpenAction<</S/Launch/F(/bin/sh)>>",
        b"/AcroForm<</XFA(<xdp/>)/Fields[]>>",
    ],
)
def test_nothing_that_acts_stays_in_it(carried: bytes) -> None:
    made = taken([pdf(1, carried)], pdf(1)).pdf
    for word in (b"JavaScript", b"/JS", b"OpenAction", b"Launch", b"AcroForm", b"XFA", b"Annots", b"app."):
        assert word not in made


def test_what_was_behind_a_photograph_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker-of-this-telephone"
    written = io.BytesIO()
    Image.new("RGB", (600, 849)).save(written, "JPEG", exif=exif)
    assert b"maker-of-this" in written.getvalue()
    assert b"maker-of-this" not in taken([written.getvalue() + b"PK\x03\x04trailer"], pdf(1)).pdf


@pytest.mark.parametrize(
    "octets", [b"", b"MZ\x90", b"%PDF-1.7\nnothing", b"<html><script>", b"\xff\xd8\xff\xe0", b"GIF89a"]
)
def test_what_is_neither_is_refused(octets: bytes) -> None:
    assert fault(octets) is ScanFault.NOT_READABLE


def test_an_encrypted_file_is_refused() -> None:
    assert fault(encrypted()) is ScanFault.ENCRYPTED


@pytest.mark.parametrize("pages", [1, 3])
def test_it_has_as_many_pages_as_the_paper(pages: int) -> None:
    assert fault(pdf(pages), pages=2) is ScanFault.PAGES
    assert fault(*[picture()] * pages, pages=2) is ScanFault.PAGES


def test_it_has_not_more_pages_than_any_paper() -> None:
    assert fault(pdf(SCAN_PAGES_LIMIT + 1), pages=SCAN_PAGES_LIMIT + 1) is ScanFault.PAGES
    half = pdf(SCAN_PAGES_LIMIT // 2 + 1)
    assert fault(half, half, pages=2) is ScanFault.PAGES


def test_a_page_as_large_as_a_hall_is_refused() -> None:
    assert fault(pdf(1, side=14_400)) is ScanFault.TOO_LARGE


def test_a_picture_that_claims_gigabytes_is_refused() -> None:
    header = b"\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0d" + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    body = b"IDAT" + zlib.compress(b"\0" * 100_000)
    bomb += (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    assert fault(bomb) is ScanFault.NOT_READABLE


@pytest.mark.parametrize("number", [0, 2])
def test_there_is_no_picture_of_a_page_that_is_not_there(number: int) -> None:
    with pytest.raises(UnfitScan):
        picture_of(bound([Picture(picture(), 600, 849)]), number)
