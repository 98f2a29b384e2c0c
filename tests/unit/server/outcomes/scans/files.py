"""Files as they are handed in for scans: photographs, and documents written by hand or locked by a copier."""

import io

from PIL import Image

from server.outcomes.scans.reading import bound
from server.pictures.picture import Picture

RED = (200, 16, 46)


def picture(width: int = 600, height: int = 849, colour: tuple[int, int, int] = RED) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(written, "JPEG")
    return written.getvalue()


def pdf(pages: int, more: bytes = b"", side: int = 842) -> bytes:
    """Written by hand, so that it can carry anything; ``more``: entries of its catalogue."""
    kids = b" ".join(b"%d 0 R" % (3 + place) for place in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R%b>>" % more]
    objects.append(b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids))
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 %d]>>" % side] * pages
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)


def encrypted() -> bytes:
    """As an office's copier locks it: opened without a password, but encrypted."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(bound([Picture(picture(), 600, 849)]))))
    writer.encrypt("secret", "")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
