"""From octets to versions, fields and signatures; refuses what no document of ours looks like before parsing it."""

import logging
import re
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from server.outcomes import lengths
from server.outcomes.signing.document import FREEZE, KIND, FieldKind
from server.outcomes.verification.verdict import LARGEST, FaultKind

MOST_VERSIONS: Final = 160
MOST_SIGNATURES: Final = 72
"""Fifty workers, their agents, a mediator, the seal, and years of archive timestamps."""
_OF_FORM: Final = frozenset({"/Fields", "/SigFlags"})
_OF_FIELD: Final = frozenset(
    {"/AP", "/F", "/FT", "/Lock", "/P", "/Rect", "/Subtype", "/T", "/TU", "/Type", "/V", KIND}
)
_HEAD: Final = re.compile(rb"%PDF-(1\.[4-7]|2\.0)[\r\n]")

lengths.mend()
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it would quote documents
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


class Unreadable(Exception):
    """It was not looked at further."""

    def __init__(self, kind: FaultKind, detail: str = "") -> None:
        super().__init__(kind)
        self.kind, self.detail = kind, detail


@dataclass(frozen=True, slots=True)
class Field:
    """A signature field; ``kind``: None for one that does not say so, as the frozen text's and timestamps'."""

    name: str
    kind: FieldKind | None
    filled: bool


@dataclass(frozen=True, slots=True)
class Document:
    """``signatures``: in the order in which they were made; the reader is theirs."""

    octets: bytes
    reader: PdfFileReader
    fields: tuple[Field, ...]
    signatures: tuple[EmbeddedPdfSignature, ...]

    @property
    def frozen(self) -> str:
        """SHA-256 of the octets up to the end of what the first signature covers; "" without one."""
        if not self.signatures:
            return ""
        return sha256(self.octets[: end_of(self.signatures[0])]).hexdigest()

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


def end_of(signature: EmbeddedPdfSignature) -> int:
    """Where what it covers ends."""
    span = signature.byte_range
    return int(span[2]) + int(span[3])


def opened(octets: bytes) -> Document:
    """Raises Unreadable, for whatever can be wrong with a file that somebody hands in."""
    _look_over(octets)
    try:
        reader = PdfFileReader(BytesIO(octets), strict=True)
        if reader.encrypted:
            raise Unreadable(FaultKind.ENCRYPTED)
        _check_form(reader)
        fields = tuple(
            Field(str(name), _kind(reference.get_object()), filled=value is not None)
            for name, value, reference in enumerate_sig_fields(reader)
        )
        signatures = tuple(sorted(reader.embedded_signatures, key=end_of))
        if not all(_is_plain(signature) for signature in signatures):
            raise Unreadable(FaultKind.MALFORMED, "ByteRange")
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable(FaultKind.TOO_LARGE, "memory") from None
    except Exception as error:  # a parser over hostile input: nothing narrower would be all of it
        raise Unreadable(FaultKind.MALFORMED, type(error).__name__) from error
    if len({field.name for field in fields}) != len(fields):
        raise Unreadable(FaultKind.MALFORMED, "fields of one name")
    return Document(octets, reader, fields, signatures)


def _look_over(octets: bytes) -> None:
    if not _HEAD.match(octets):
        raise Unreadable(FaultKind.NOT_A_PDF)
    if len(octets) > LARGEST:
        raise Unreadable(FaultKind.TOO_LARGE, f"{len(octets)} octets")
    if (count := octets.count(b"startxref")) > MOST_VERSIONS:
        raise Unreadable(FaultKind.TOO_LARGE, f"{count} versions")
    if (count := octets.count(b"/ByteRange")) > MOST_SIGNATURES:
        raise Unreadable(FaultKind.TOO_LARGE, f"{count} signatures")


def _check_form(reader: PdfFileReader) -> None:
    """Nothing in the form or its fields acts, or would make a reader draw them anew."""
    fields: list[Any] = [reference.get_object() for _, _, reference in enumerate_sig_fields(reader)]
    if not all(set(field.keys()) <= _OF_FIELD for field in fields):
        raise Unreadable(FaultKind.REPAINTED, "field")
    if fields and not set(reader.root["/AcroForm"].keys()) <= _OF_FORM:
        raise Unreadable(FaultKind.REPAINTED, "form")


def _is_plain(signature: EmbeddedPdfSignature) -> bool:
    span = signature.byte_range
    return len(span) == 4 and all(isinstance(each, int) and each >= 0 for each in span)


def _kind(field: Any) -> FieldKind | None:
    try:
        return FieldKind(str(field[KIND]).removeprefix("/"))
    except (KeyError, ValueError):
        return None


def is_freeze(signature: EmbeddedPdfSignature) -> bool:
    return str(signature.field_name) == FREEZE


def is_timestamp(signature: EmbeddedPdfSignature) -> bool:
    """Over the whole document, not over a signature."""
    return str(signature.sig_object_type) == "/DocTimeStamp"
