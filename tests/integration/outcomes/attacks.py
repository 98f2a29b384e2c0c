"""What somebody does to a document who has the same libraries, and no key of the centre."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import ArrayObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields

from server.outcomes.pki.certificates import Holder
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.local import LocalSigner
from server.outcomes.signing.press import RESERVED
from server.outcomes.signing.signer import PortSigner
from server.outcomes.signing.stamping import Stamping
from server.outcomes.verification.reading import opened
from server.outcomes.verification.verdict import Verdict
from server.outcomes.verification.verifying import verify
from tests.integration.outcomes.papers import Office


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def overpainted(pdf: bytes) -> bytes:
    """A white sheet over the first page, in an increment."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    sheet = RawContent(b"q 1 1 1 rg 50 50 500 700 re f Q", box=BoxConstraints(595, 842))
    writer.add_stream_to_page(0, writer.add_object(sheet.as_form_xobject()))
    return _written(writer)


def swapped(pdf: bytes) -> bytes:
    """The pages in another order."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    pages = writer.root["/Pages"]
    pages[NameObject("/Kids")] = ArrayObject(reversed([*pages["/Kids"]]))
    writer.update_container(pages)
    return _written(writer)


def stripped(pdf: bytes, field: str) -> bytes:
    """A signature taken out of its field."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    _, _, reference = next(enumerate_sig_fields(writer, with_name=field))
    found = reference.get_object()
    del found["/V"]
    writer.update_container(found)
    return _written(writer)


def reworn(pdf: bytes, field: str, other: str) -> bytes:
    """One signature looking like another."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    fields = {name: reference for name, _, reference in enumerate_sig_fields(writer)}
    found = fields[field].get_object()
    found[NameObject("/AP")] = fields[other].get_object().raw_get("/AP")
    writer.update_container(found)
    return _written(writer)


def lifted(source: bytes, target: bytes, field: str) -> bytes:
    """The signature of one document in the same field of another."""
    gaps = []
    for pdf in (source, target):
        (own,) = (
            each for each in PdfFileReader(BytesIO(pdf)).embedded_signatures if each.field_name == field
        )
        gaps.append((int(own.byte_range[1]), int(own.byte_range[2])))
    (begin, end), (start, stop) = gaps
    assert end - begin == stop - start
    return target[:start] + source[begin:end] + target[stop:]


async def signed_by(
    office: Office, pdf: bytes, field: str, holder: Holder, *, stamped: Stamping | None
) -> bytes:
    """Signed past the press by somebody who has such a certificate."""
    above = [office.authority.register.current(Kind.ISSUER).certificate]
    signer = await PortSigner.over(LocalSigner(holder, above))
    metadata = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    made = await PdfSigner(metadata, signer, timestamper=stamped).async_sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=RESERVED
    )
    return bytes(made.getbuffer())


def octets_of_each_part(pdf: bytes, chance: random.Random, each: int) -> Iterator[int]:
    """Places in every part of a document: what each version adds, and within it what a signature covers and is."""
    spans = [tuple(int(n) for n in own.byte_range) for own in opened(pdf).signatures]
    end = 0
    for _, length, start, rest in spans:
        parts = [
            (end, length),
            (length, length + 2),
            (length + 2, min(length + 7000, start - 60)),
            (start - 60, start),
        ]
        parts += [(start, start + rest), (start + rest - 30, start + rest)]
        for low, high in parts:
            yield from (chance.randrange(low, high) for _ in range(each))
        end = start + rest


def in_the_last_signature(pdf: bytes) -> range:
    """The octets that no signature covers."""
    _, length, start, _ = (int(n) for n in opened(pdf).signatures[-1].byte_range)
    return range(length, start)


async def seen(pdf: bytes, roots: list[bytes] | None, **more: Any) -> Verdict:
    return await asyncio.to_thread(partial(verify, pdf, roots, **more))
